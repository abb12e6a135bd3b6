"""The order of a month and every declared parameter in words, as `explain`, docs, help and laboratory show them."""

from typing import NamedTuple

from scenarios.language import later, tr
from scenarios.parameter import Parameter, Value
from scenarios.parameters import PARAMETERS

MONTH = {
    "plan": later(
        "People invited join or not; the facilitator's hours are allotted to visits or meetings, travel and books."
    ),
    "visit": later(
        "The facilitator visits people one by one, finds needs, teaches, and does or hands over their tasks."
    ),
    "meet": later(
        "Groups meet: who comes, who speaks, what is on the agenda, who learns from whom; trust and conflict."
    ),
    "cooperate": later(
        "Members contribute as much as they believe others do; groups run themselves as far as they can."
    ),
    "link": later(
        "Government, NGOs and buyers meet groups, give what they have to those that meet their bar, or withdraw."
    ),
    "spread": later("News goes from mouth to mouth; practices are taken up; change agents teach and found new groups."),
    "earn": later(
        "Harvest and income, from people's own skill and from what is borrowed of a facilitator who is there."
    ),
    "practise": later("Use keeps skills, disuse loses them; confidence follows success; the indicators are taken."),
    "leave": later("People drop out, groups dissolve, and in its month the programme ends."),
    "record": later("The village is written down. Measures look at this record and change nothing."),
}
"""The lines of a month, in their order, named as the files in simulation/month."""

GRADES = {"V": later("measured"), "D": later("derived"), "J": later("judgement")}


class Explained(NamedTuple):
    """A parameter in words. `usual` is the range seen or plausible, `accepted` the range that is not refused."""

    section: str
    name: str
    label: str
    meaning: str
    unit: str
    default: str
    usual: str
    accepted: str
    role: str
    grade: str
    source: str


def explain(language: str | None = None) -> list[Explained]:
    """All parameters in the order of their declaration, in the language named or in use."""
    return [_explained(parameter, language) for parameter in PARAMETERS]


def _explained(parameter: Parameter, language: str | None) -> Explained:
    return Explained(
        section=parameter.section,
        name=parameter.name,
        label=tr(parameter.label, language),
        meaning=tr(parameter.meaning, language),
        unit=tr(parameter.unit, language) if parameter.unit else "",
        default=written(parameter.default),
        usual=_range(parameter, (parameter.low, parameter.high)),
        accepted=_range(parameter, parameter.limits),
        role=tr(parameter.role, language),
        grade=tr(GRADES[parameter.grade], language),
        source=tr(parameter.source, language),
    )


def written(value: Value) -> str:
    """A value as one types it in a scenario file, text without its quotes."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _range(parameter: Parameter, limits: tuple[float, float]) -> str:
    """A range with en dash; the choices, where there is nothing to measure."""
    if parameter.kind == "choice":
        return ", ".join(parameter.choices)
    if parameter.kind == "bool":
        return "true, false"
    return f"{limits[0]:.12g} – {limits[1]:.12g}"
