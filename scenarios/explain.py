"""Every declared parameter in words, as `explain`, docs and help show it."""

from typing import NamedTuple

from scenarios.language import tr
from scenarios.parameter import Parameter, Value
from scenarios.parameters import PARAMETERS

GRADES = {"V": "measured", "D": "derived", "J": "judgement"}


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
