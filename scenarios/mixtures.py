"""Mixtures: visits one by one for a share of the months, then the groups of another strategy.

`individual-20-then-group-rotating` visits people in 20 of 100 months. A mixture is known by its name wherever a
strategy is named.
"""

import re
from collections.abc import Mapping
from typing import Any

from scenarios.language import ENGLISH, languages, later, tr
from scenarios.preset import Preset

SHARES = (20, 40, 60, 80)
"""Of 100 months, those with visits, that are tried where all mixtures are."""
_NAME = re.compile(r"individual-([1-9]\d)-then-(.+)")
_MARKERS = {20: "triangle", 40: "diamond", 60: "hexagon", 80: "star"}
_LABEL = later("Individual ({share} %), then: {groups}")
_TOLD = later("Visits one by one for {share} of 100 months, then the same people in groups. {groups}")


class Strategies(dict[str, Preset]):
    """Strategies by name; mixtures of them are found by their names, and listed nowhere."""

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or (isinstance(name, str) and self._mixture(name) is not None)

    def __missing__(self, name: str) -> Preset:
        if (found := self._mixture(name)) is None:
            raise KeyError(name)
        return found

    def mixtures(self) -> list[Preset]:
        """Mixtures worth a try: each strategy that a planner would choose and that forms groups, after some visits."""
        groups = [name for name, preset in self.items() if preset.choice and preset.values.get("individual_share") == 0]
        mixed = [self[f"individual-{share}-then-{name}"] for name in groups for share in SHARES]
        listed = [preset.values for preset in self.values()]
        return [mixture for mixture in mixed if mixture.values not in listed]

    def _mixture(self, name: str) -> Preset | None:
        found = _NAME.fullmatch(name)
        groups = self.get(found[2]) if found else None
        if not found or groups is None or groups.values.get("individual_share") != 0:
            return None
        return _mixed(int(found[1]), groups, self.get("individual-then-group", groups).look)


def _mixed(share: int, groups: Preset, look: Mapping[str, Any]) -> Preset:
    """The mixture, drawn in the colour of visits before groups, with a mark and a letter of its own."""
    labels = {code: tr(_LABEL, code).format(share=share, groups=groups.label_in(code)) for code in languages()}
    told = {code: tr(_TOLD, code).format(share=share, groups=groups.description_in(code)) for code in languages()}
    marker = _MARKERS[min(_MARKERS, key=lambda known: abs(known - share))]
    return Preset(
        name=f"individual-{share}-then-{groups.name}",
        label=labels[ENGLISH],
        description=told[ENGLISH],
        values={**groups.values, "individual_share": share / 100},
        labels=labels,
        descriptions=told,
        look={**look, "marker": marker, "dash": groups.look["dash"], "letter": f"{share // 10}{groups.look['letter']}"},
        choice=groups.choice,
    )
