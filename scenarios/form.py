"""The form a scenario file has to keep, derived from declared parameters and figures, and its faults put into words."""

from collections.abc import Mapping
from functools import cache
from numbers import Integral, Real
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, create_model

from scenarios.figures import FIGURE, FIGURES, MOST_ASKED, TABLE, UNKNOWN, Figure, is_unknown
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
    """The strict pydantic model of a scenario file: a name, figures, and one table for each section of parameters."""
    name = Annotated[str, _TEXT, Field(description="name of the scenario, shown in tables and reports")]
    fields: dict[str, Any] = {"name": (name, None), **{section: (_table(section), None) for section in SECTIONS}}
    fields[TABLE] = (_figures(), None)
    return create_model("Scenario", __config__=_STRICT, **fields)


def read_form(tables: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """What stands in the tables, checked, as {"name": ..., section: {key: value}}, and every problem in words."""
    given, unknown = dict(tables), dict[str, str]()
    if isinstance(table := given.get(TABLE), dict):
        unknown = {name: answer for name, answer in table.items() if name in FIGURE and is_unknown(answer)}
        given[TABLE] = {name: answer for name, answer in table.items() if name not in unknown}
    try:
        form = scenario_form().model_validate(given).model_dump(exclude_unset=True)
        return {**form, TABLE: {**form[TABLE], **unknown}} if TABLE in form else form, []
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
    unit = f" ({tr(parameter.unit, language)})" if parameter.unit not in ("", "0-1") else ""
    return _number(parameter.kind == "int", *parameter.limits, language) + unit


def allowed_answer(figure: Figure, language: str | None = None) -> str:
    """What a figure accepts, in words, in the language named or in use."""
    if figure.kind == "choice":
        return tr("one of {known}", language).format(known=", ".join(BY_NAME[figure.parameter].choices))
    if figure.kind == "needs":
        text = tr("how many people name each need, such as {example}, {least} to {most} in all", language)
        return text.format(example="{ water = 6, credit = 4 }", least=2, most=MOST_ASKED)
    return _number(figure.kind == "whole", figure.low, figure.high, language)


def _number(whole: bool, low: float, high: float, language: str | None = None) -> str:
    """The range, its ends as they are typed in a file of any language."""
    text = (
        tr("a whole number from {low} to {high}", language) if whole else tr("a number from {low} to {high}", language)
    )
    return text.format(low=f"{low:.12g}", high=f"{high:.12g}")


def as_toml(value: object) -> str:
    """A value as it is written in TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_quoted(key)} = {as_toml(inner)}' for key, inner in value.items())} }}"
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


def _figures() -> type[BaseModel]:
    fields: dict[str, Any] = {figure.name: (_answer(figure), None) for figure in FIGURES}
    return create_model("Figures", __config__=_STRICT, **fields)


def _answer(figure: Figure) -> Any:
    words = f"{figure.question} {figure.name} becomes {figure.parameter}: {figure.reason}. Or one of {UNKNOWN}."
    described = Field(description=words)
    if figure.kind == "choice":
        return Annotated[Literal[BY_NAME[figure.parameter].choices], described]
    if figure.kind == "needs":
        people = Annotated[int, Field(ge=0, le=MOST_ASKED)]
        return Annotated[dict[str, people], described, AfterValidator(_enough_people)]
    if figure.kind == "whole":
        return Annotated[int, Field(ge=int(figure.low), le=int(figure.high)), described]
    return Annotated[float, Field(ge=figure.low, le=figure.high, allow_inf_nan=False), described]


def _enough_people(needs: dict[str, int]) -> dict[str, int]:
    if not 2 <= sum(needs.values()) <= MOST_ASKED:
        raise ValueError
    return needs


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
    if path[0] == TABLE and len(path) > 1:
        return _wrong_answer(FIGURE[path[1]], path[2:], given)
    if len(path) == 2 and path[1] in BY_NAME:
        parameter = BY_NAME[path[1]]
        hint = nearest(given, parameter.choices) if isinstance(given, str) else ""
        text = tr("{place} = {given}: must be {allowed}{hint}")
        return text.format(place=_place(path), given=_printed(given), allowed=allowed(parameter), hint=hint)
    if path[0] in (*SECTIONS, TABLE) and len(path) == 1:
        return tr("[{table}] must be a table, was given {given}").format(table=path[0], given=_printed(given))
    return f"{_place(path)} = {_printed(given)}: {tr('must be text in quotes, on one line')}"


def _wrong_answer(figure: Figure, topic: list[str], given: object) -> str:
    said = f"{figure.name}.{topic[0]}" if topic else figure.name
    hint = nearest(given, BY_NAME[figure.parameter].choices) if isinstance(given, str) else ""
    text = tr('[{table}] {figure} = {given}: must be {allowed}{hint}; or "{unknown}" where it is not known')
    words = {"table": TABLE, "figure": said, "given": _printed(given), "unknown": UNKNOWN[0]}
    return text.format(allowed=allowed_answer(figure), hint=hint, **words)


def _unknown(path: list[str]) -> str:
    key = path[-1]
    if key in BY_NAME:
        right = BY_NAME[key].section
        return tr("{place}: belongs in the table [{table}]").format(place=_place(path), table=right)
    if key in FIGURE and path[0] != TABLE:
        return tr("{place}: belongs in the table [{table}]").format(place=_place(path), table=TABLE)
    if path[0] == TABLE and len(path) > 1:
        text = tr("{place}: unknown figure{hint}; there are: {there_are}")
        return text.format(place=_place(path), hint=nearest(key, FIGURE), there_are=", ".join(FIGURE))
    for table, words in WORDS.items():
        if key in words:
            return tr("{place}: belongs in the table [{table}]").format(place=_place(path), table=table)
    if len(path) == 1:
        tables = "; " + tr("tables are {tables}").format(tables=", ".join((*SECTIONS, TABLE)))
        hint = nearest(key, ("name", *SECTIONS, TABLE, *BY_NAME)) or tables
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
