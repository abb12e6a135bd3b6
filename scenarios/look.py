"""How a strategy is drawn: the same colour, line, marker and letter in every table, picture and page."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from scenarios.language import later, nearest, tr

MARKERS = (
    "circle",
    "open circle",
    "square",
    "diamond",
    "triangle",
    "hexagon",
    "star",
    "pentagon",
    "plus",
    "cross",
)
PLAIN_LOOK: dict[str, Any] = {
    "light": "#90877D",
    "dark": "#928981",
    "dash": [2, 2],
    "marker": "cross",
    "hatch": False,
}
"""Of a strategy that names none; its letter is the first of its name."""


def wrong_look(look: Mapping[str, Any]) -> list[str]:
    """Complaints about a table [look]: `light` and `dark` are colours, `dash` a line pattern in pixels."""
    problems = []
    for key, given in look.items():
        if key not in _CHECKS:
            problems.append(tr("[look] {key}: unknown key{hint}").format(key=key, hint=nearest(key, _CHECKS)))
        elif not _CHECKS[key][0](given):
            hint = nearest(given, MARKERS) if key == "marker" and isinstance(given, str) else ""
            allowed = tr(_CHECKS[key][1]).format(markers=", ".join(MARKERS))
            text = tr("[look] {key} = {given}: must be {allowed}{hint}")
            problems.append(text.format(key=key, given=repr(given), allowed=allowed, hint=hint))
    return problems


def _is_colour(given: object) -> bool:
    return isinstance(given, str) and re.fullmatch("#[0-9A-Fa-f]{6}", given) is not None


def _is_dash(given: object) -> bool:
    return (
        isinstance(given, list)
        and len(given) % 2 == 0
        and all(type(length) in (int, float) and length > 0 for length in given)
    )


_CHECKS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "light": (_is_colour, later('a colour such as "#344B9C"')),
    "dark": (_is_colour, later('a colour such as "#94A2F0"')),
    "dash": (_is_dash, later("lengths drawn and left out in turn, such as [8, 4], or [] for a solid line")),
    "marker": (lambda given: given in MARKERS, later("one of {markers}")),
    "letter": (lambda given: isinstance(given, str) and len(given) == 1, later("one letter")),
    "hatch": (lambda given: isinstance(given, bool), later("true or false")),
}
