"""The form a scenario file has to keep, derived from the declared parameters, and its faults put into words."""

from collections.abc import Mapping
from functools import cache
from numbers import Integral, Real
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from scenarios.language import ENGLISH, later, nearest, tr
from scenarios.parameter import SECTIONS, Parameter, Value
from scenarios.parameters import BY_NAME, PARAMETERS

_STRICT = ConfigDict(strict=True, frozen=True, extra="forbid")
_TEXT = Field(min_length=1, max_length=4096, pattern=r"^[^\x00-\x1f\x7f]+$")
_PRINTED = 60

WORDS: dict[str, dict[str, str]] = {
    "community": {
        "preset": later("community to start from"),
        "roster": later("CSV file of households, beside the scenario file"),
        "ties": later("CSV file of ties between households, beside the scenario file"),
    },
    "programme": {"strategy": later("strategy to start from")},
}
"""Keys of a table that are words rather than parameters: table, key, meaning."""


@cache
def scenario_form() -> type[BaseModel]:
    """The strict pydantic model of a scenario file: a name and one table for each section of parameters."""
    name = Annotated[str, _TEXT, Field(description="name of the scenario, shown in tables and reports")]
    fields: dict[str, Any] = {"name": (name, None), **{section: (_table(section), None) for section in SECTIONS}}
    return create_model("Scenario", __config__=_STRICT, **fields)


def read_form(tables: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """What stands in the tables, checked, as {"name": ..., section: {key: value}}, and every problem in words."""
    try:
        return scenario_form().model_validate(dict(tables)).model_dump(exclude_unset=True), []
    except ValidationError as error:
        return {}, [_in_words(fault["loc"], fault["type"], fault["input"]) for fault in error.errors(include_url=False)]


def check_values(values: Mapping[str, object]) -> tuple[dict[str, Value], list[str]]:
    """Check parameter values by name, whatever their section: the clean values, and every problem in words."""
    text = tr("{name}: unknown parameter{hint}")
    problems = [text.format(name=name, hint=nearest(name, BY_NAME)) for name in values if name not in BY_NAME]
    tables: dict[str, dict[str, object]] = {}
    for name in values.keys() & BY_NAME.keys():
        tables.setdefault(BY_NAME[name].section, {})[name] = _native(values[name])
    checked, faults = read_form(tables)
    return flatten(checked), problems + faults


def flatten(form: Mapping[str, Any]) -> dict[str, Value]:
    """The parameters in a checked form by name, in the order of their declaration."""
    given = {name: value for section in SECTIONS for name, value in form.get(section, {}).items()}
    return {parameter.name: _plain(given[parameter.name]) for parameter in PARAMETERS if parameter.name in given}


def allowed(parameter: Parameter, language: str | None = None) -> str:
    """What a parameter accepts, in words and with its unit, in the language named or in use."""
    if parameter.kind == "choice":
        return tr("one of {known}", language).format(known=", ".join(parameter.choices))
    if parameter.kind == "bool":
        return tr("true or false", language)
    low, high = (f"{limit:,.12g}" for limit in parameter.limits)
    whole, any_number = (
        tr("a whole number from {low} to {high}", language),
        tr("a number from {low} to {high}", language),
    )
    unit = f" ({tr(parameter.unit, language)})" if parameter.unit not in ("", "0-1") else ""
    return (whole if parameter.kind == "int" else any_number).format(low=low, high=high) + unit


def as_toml(value: object) -> str:
    """A value as it is written in TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _quoted(value) if isinstance(value, str) else str(value)


def _table(section: str) -> type[BaseModel]:
    fields: dict[str, Any] = {
        key: (Annotated[str, _TEXT, Field(description=meaning)], None)
        for key, meaning in WORDS.get(section, {}).items()
    }
    fields |= {p.name: (_type(p), p.default) for p in PARAMETERS if p.section == section}
    return create_model(section.capitalize(), __config__=_STRICT, **fields)


def _type(parameter: Parameter) -> Any:
    accepted = allowed(parameter, ENGLISH)
    words = f"{parameter.label}: {parameter.meaning}. Accepted: {accepted}. Source: {parameter.source}."
    extra: dict[str, Any] = {"unit": parameter.unit, "role": parameter.role, "grade": parameter.grade}
    described = Field(title=parameter.label, description=words, json_schema_extra=extra)
    if parameter.kind == "choice":
        return Annotated[Literal[parameter.choices], described]
    if parameter.kind == "bool":
        return Annotated[bool, described]
    low, high = parameter.limits
    if parameter.kind == "int":
        return Annotated[int, Field(ge=int(low), le=int(high)), described]
    return Annotated[float, Field(ge=low, le=high, allow_inf_nan=False), described]


def _plain(value: Value) -> Value:
    """Minus zero is zero, so that equal scenarios have equal digests."""
    return value + 0.0 if isinstance(value, float) else value


def _native(value: object) -> object:
    """Other kinds of number, such as numpy's from a sampler, count as the numbers they are."""
    if isinstance(value, bool):
        return value
    if isinstance(value, Integral):
        return int(value)
    return float(value) if isinstance(value, Real) else value


def _in_words(place: tuple[int | str, ...], fault: str, given: object) -> str:
    path = [str(step) for step in place]
    if fault == "extra_forbidden":
        return _unknown(path)
    if len(path) == 2 and path[1] in BY_NAME:
        parameter = BY_NAME[path[1]]
        hint = nearest(given, parameter.choices) if isinstance(given, str) else ""
        text = tr("{place} = {given}: must be {allowed}{hint}")
        return text.format(place=_place(path), given=_printed(given), allowed=allowed(parameter), hint=hint)
    if path[0] in SECTIONS and len(path) == 1:
        return tr("[{table}] must be a table, was given {given}").format(table=path[0], given=_printed(given))
    return f"{_place(path)} = {_printed(given)}: {tr('must be text in quotes, on one line')}"


def _unknown(path: list[str]) -> str:
    key = path[-1]
    if key in BY_NAME:
        right = BY_NAME[key].section
        return tr("{place}: belongs in the table [{table}]").format(place=_place(path), table=right)
    for table, words in WORDS.items():
        if key in words:
            return tr("{place}: belongs in the table [{table}]").format(place=_place(path), table=table)
    if len(path) == 1:
        tables = "; " + tr("tables are {tables}").format(tables=", ".join(SECTIONS))
        hint = nearest(key, ("name", *SECTIONS, *BY_NAME)) or tables
        return tr("unknown table or key '{key}'{hint}").format(key=key, hint=hint)
    hint = nearest(key, (*WORDS.get(path[0], {}), *BY_NAME))
    return tr("{place}: unknown key{hint}").format(place=_place(path), hint=hint)


def _place(path: list[str]) -> str:
    return path[0] if len(path) == 1 else f"[{path[0]}] {path[1]}"


def _printed(given: object) -> str:
    try:
        text = as_toml(given)
    except ValueError:
        return tr("a number of thousands of digits")
    return text if len(text) <= _PRINTED else f"{text[:_PRINTED]}..."


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'
