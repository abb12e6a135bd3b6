"""The form a study file has to keep, and its faults put into words."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scenarios.form import as_toml
from scenarios.language import later, nearest, tr
from scenarios.parameter import Value
from scenarios.parameters import BY_NAME

_Text = Annotated[str, Field(min_length=1, max_length=4096, pattern=r"^[^\x00-\x1f\x7f]+$")]
_Whole = Annotated[int, Field(ge=1)]
_MOST_POINTS = 10_000_000


class _Form(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class Base(_Form):
    """The village and programme that a study varies, and the strategies compared in it."""

    scenario: _Text | None = None
    community: _Text | None = None
    strategies: Annotated[list[_Text], Field(min_length=1)]
    equal: Literal["budget", "dose"] = "budget"
    values: dict[str, Any] = {}


class Range(_Form):
    """How a parameter varies: from `low` to `high` (its usual range unless given), in a grid at so many `steps`."""

    low: float | int | None = None
    high: float | int | None = None
    steps: Annotated[int, Field(ge=2, le=10_000)] | None = None


class Grid(_Form):
    """Every combination of the values of all that varies."""

    kind: Literal["grid"]


class Table(_Form):
    """Points as rows of a CSV file, one column a parameter."""

    kind: Literal["table"]
    file: _Text


class LatinHypercube(_Form):
    """So many points, spread so that every parameter is covered evenly."""

    kind: Literal["latin-hypercube"]
    samples: Annotated[int, Field(ge=2, le=_MOST_POINTS)]


class Sobol(_Form):
    """Saltelli's design of so many base samples, a power of 2: samples x (parameters + 3) points."""

    kind: Literal["sobol"]
    samples: Annotated[int, Field(ge=8, le=2**23)]


class Morris(_Form):
    """Trajectories that change one parameter at a time: trajectories x (parameters + 2) points."""

    kind: Literal["morris"]
    trajectories: Annotated[int, Field(ge=4, le=1_000_000)]


type Design = Grid | Table | LatinHypercube | Sobol | Morris
DESIGNS: dict[str, type[BaseModel]] = {
    "grid": Grid,
    "table": Table,
    "latin-hypercube": LatinHypercube,
    "sobol": Sobol,
    "morris": Morris,
}


class Runs(_Form):
    """How often every point is run: so many replicates, or until differences are known to `precision` points of 100."""

    replicates: _Whole | None = None
    precision: Annotated[float | int, Field(gt=0, le=100)] | None = None
    most: Annotated[int, Field(ge=40, le=100_000)] | None = None
    seed: int = 1


class Keep(_Form):
    """What is kept of a run: these outcomes (all unless given), and with `series` every month."""

    outcomes: Annotated[list[_Text], Field(min_length=1)] | None = None
    series: bool = False


type Variation = Literal["usual"] | Range | list[Value]


class StudyForm(_Form):
    """A study file."""

    name: _Text
    question: _Text | None = None
    base: Base
    levers: dict[str, Any] = {}
    uncertainties: dict[str, Any] = {}
    design: dict[str, Any]
    runs: Runs = Runs()
    keep: Keep = Keep()


_KEYS: dict[str, tuple[str, ...]] = {
    "base": tuple(Base.model_fields),
    "runs": tuple(Runs.model_fields),
    "keep": tuple(Keep.model_fields),
}


def read_table[Form: BaseModel](form: type[Form], given: Any, where: str = "") -> tuple[Form | None, list[str]]:
    """A table as its form has it, and every problem in words; `where` names the table in the file."""
    try:
        return form.model_validate(given), []
    except ValidationError as error:
        faults = error.errors(include_url=False)
        return None, list(dict.fromkeys(_in_words(form, where, fault) for fault in faults))


def design_form(given: Mapping[str, Any]) -> tuple[type[BaseModel] | None, list[str]]:
    """The form of the design that a study names, or the complaint that it names none that there is."""
    kind = given.get("kind")
    if isinstance(kind, str) and kind in DESIGNS:
        return DESIGNS[kind], []
    hint = nearest(kind, DESIGNS) if isinstance(kind, str) else ""
    text = tr("[design] kind = {given}: must be one of {known}{hint}")
    printed = as_toml(kind) if kind is not None else tr("nothing")
    return None, [text.format(given=printed, known=", ".join(DESIGNS), hint=hint)]


def _in_words(form: type[BaseModel], where: str, fault: Any) -> str:
    path = [step for step in fault["loc"] if isinstance(step, int) or step in _names(form) or not _is_type(step)]
    place = _place(where, path)
    if fault["type"] == "extra_forbidden":
        known = _KEYS.get(str(path[0]), tuple(form.model_fields)) if len(path) > 1 else tuple(form.model_fields)
        return _unknown(place, str(path[-1]), known)
    if fault["type"] == "missing":
        return tr("{place} is missing").format(place=place)
    words = _WORDS.get(fault["type"], tr("is not what belongs there"))
    words = tr(words).format(**{key: _plain(value) for key, value in fault.get("ctx", {}).items()})
    return f"{place} = {_printed(fault['input'])}: {words}"


def _unknown(place: str, key: str, known: Sequence[str]) -> str:
    if key in BY_NAME:
        text = tr("{place}: a parameter is fixed in values of [base], varied in [levers] or [uncertainties]")
        return text.format(place=place)
    for table, keys in _KEYS.items():
        if key in keys:
            return tr("{place}: belongs in the table [{table}]").format(place=place, table=table)
    return tr("{place}: unknown key{hint}").format(place=place, hint=nearest(key, known))


_WORDS = {
    "greater_than_equal": later("must be at least {ge}"),
    "less_than_equal": later("must be at most {le}"),
    "greater_than": later("must be more than {gt}"),
    "int_type": later("must be a whole number"),
    "int_from_float": later("must be a whole number"),
    "float_type": later("must be a number"),
    "bool_type": later("must be true or false"),
    "string_type": later("must be text in quotes, on one line"),
    "string_too_short": later("must be text in quotes, on one line"),
    "string_too_long": later("must be text in quotes, on one line"),
    "string_pattern_mismatch": later("must be text in quotes, on one line"),
    "list_type": later("must be a list in square brackets"),
    "too_short": later("must not be empty"),
    "dict_type": later("must be a table"),
    "model_type": later("must be a table"),
    "literal_error": later("must be {expected}"),
}


def _names(form: type[BaseModel]) -> set[str]:
    return set(form.model_fields).union(*_KEYS.values())


def _is_type(step: Any) -> bool:
    """Whether pydantic names a type it tried rather than a key."""
    return str(step) in {"int", "float", "constrained-int", "constrained-float"}


def _place(where: str, path: list[Any]) -> str:
    steps = [str(step) for step in path if not isinstance(step, int)]
    if where:
        return " ".join([f"[{where}]", *steps])
    return f"[{steps[0]}] {steps[1]}" if len(steps) > 1 else steps[0]


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _printed(given: Any) -> str:
    text = as_toml(given) if isinstance(given, bool | int | float | str) else str(given)
    return text if len(text) <= 60 else f"{text[:60]}..."
