"""Values that are each possible but not together."""

from collections.abc import Iterator, Mapping

from scenarios.parameter import Value
from scenarios.parameters import BY_NAME

_ROUNDING = 1e-9


def impossible(values: Mapping[str, Value], has_roster: bool = False, has_ties: bool = False) -> list[str]:
    """Every combination in a full set of values that cannot be, in words.

    `has_roster`: places and people are given, `has_ties`: their network too, so what would make them is not read.
    """
    numbers = {name: value for name, value in values.items() if isinstance(value, int | float)}
    return [*_people(numbers), *_village(numbers, has_roster, has_ties), *_programme(numbers)]


def _people(v: Mapping[str, float]) -> Iterator[str]:
    if v["share_free_riders"] + v["share_conditional"] > 1 + _ROUNDING:
        yield f"{_are(v, 'share_free_riders', 'share_conditional')}: together they cannot exceed 1"
    if v["invited"] > v["households"]:
        yield f"{_are(v, 'invited', 'households')}: no more people can be invited than there are households"


def _village(v: Mapping[str, float], has_roster: bool, has_ties: bool) -> Iterator[str]:
    if not has_roster and v["hamlets"] > v["households"]:
        yield f"{_are(v, 'hamlets', 'households')}: there cannot be more hamlets than households"
    if not has_ties and v["mean_degree"] > v["households"] - 1:
        most = f"at most {v['households'] - 1:g} others to be tied to"
        yield f"{_are(v, 'mean_degree', 'households')}: a villager has {most}"


def _programme(v: Mapping[str, float]) -> Iterator[str]:
    if v["facilitators"] == 0:
        return
    for name in ("budget", "facilitator_hours", "sessions_per_month"):
        if v[name] == 0:
            yield f"{_are(v, 'facilitators', name)}: facilitators without {_NEEDED[name]} reach nobody"
    if 0 < v["budget"] <= v["preparation"]:
        yield f"{_are(v, 'preparation', 'budget')}: nothing is left for sessions"
    if 0 < v["individual_share"] < 1 and v["months"] < 2:
        yield f"{_are(v, 'individual_share', 'months')}: visits and then groups need at least 2 months"
    if v["individual_share"] < 1:
        yield from _groups(v)


def _groups(v: Mapping[str, float]) -> Iterator[str]:
    if v["group_size"] > v["households"]:
        yield f"{_are(v, 'group_size', 'households')}: a group cannot be larger than the village"
    elif 0 < v["invited"] < v["group_size"]:
        yield f"{_are(v, 'group_size', 'invited')}: a group cannot be larger than the number of people invited"


_NEEDED = {"budget": "money", "facilitator_hours": "hours", "sessions_per_month": "sessions"}


def _are(values: Mapping[str, float], *names: str) -> str:
    return " with ".join(f"[{BY_NAME[name].section}] {name} = {values[name]:g}" for name in names)
