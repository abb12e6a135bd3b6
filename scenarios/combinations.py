"""Values that are each possible but not together."""

from collections.abc import Iterator, Mapping

from scenarios.language import later, tr
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
        yield _said(tr("{these}: together they cannot exceed 1"), v, "share_free_riders", "share_conditional")
    if v["invited"] > v["households"]:
        text = tr("{these}: no more people can be invited than there are households")
        yield _said(text, v, "invited", "households")


def _village(v: Mapping[str, float], has_roster: bool, has_ties: bool) -> Iterator[str]:
    if not has_roster and v["hamlets"] > v["households"]:
        yield _said(tr("{these}: there cannot be more hamlets than households"), v, "hamlets", "households")
    if not has_ties and v["mean_degree"] > v["households"] - 1:
        text = tr("{these}: a villager has at most {most} others to be tied to")
        yield _said(text, v, "mean_degree", "households", most=f"{v['households'] - 1:g}")


def _programme(v: Mapping[str, float]) -> Iterator[str]:
    if v["facilitators"] == 0:
        return
    for name in ("budget", "facilitator_hours", "sessions_per_month"):
        if v[name] == 0:
            yield _said(tr(_NEEDED[name]), v, "facilitators", name)
    if 0 < v["budget"] <= v["preparation"]:
        yield _said(tr("{these}: nothing is left for sessions"), v, "preparation", "budget")
    if 0 < v["individual_share"] < 1 and v["months"] < 2:
        yield _said(tr("{these}: visits and then groups need at least 2 months"), v, "individual_share", "months")
    if v["individual_share"] < 1:
        yield from _groups(v)


def _groups(v: Mapping[str, float]) -> Iterator[str]:
    if v["group_size"] > v["households"]:
        yield _said(tr("{these}: a group cannot be larger than the village"), v, "group_size", "households")
    elif 0 < v["invited"] < v["group_size"]:
        text = tr("{these}: a group cannot be larger than the number of people invited")
        yield _said(text, v, "group_size", "invited")


_NEEDED = {
    "budget": later("{these}: facilitators without money reach nobody"),
    "facilitator_hours": later("{these}: facilitators without hours reach nobody"),
    "sessions_per_month": later("{these}: facilitators without sessions reach nobody"),
}


def _said(text: str, values: Mapping[str, float], *names: str, **facts: str) -> str:
    """A complaint about values of these names, which it begins with."""
    these = [f"[{BY_NAME[name].section}] {name} = {values[name]:g}" for name in names]
    return text.format(these=f" {tr('with')} ".join(these), **facts)
