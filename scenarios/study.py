"""A study: a scenario, what varies in it, the design, the strategies compared, how often and what is kept."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

from scenarios.errors import ScenarioError
from scenarios.form import allowed, as_toml, check_values
from scenarios.language import nearest, tr
from scenarios.outcomes import MAIN, OUTCOMES
from scenarios.parameter import Parameter, Value
from scenarios.parameters import BY_NAME
from scenarios.presets import communities, strategies, unknown
from scenarios.reading import read_tables
from scenarios.scenario import COMMUNITY, Scenario, load_scenario, make_scenario
from scenarios.study_form import Base, Design, Range, StudyForm, design_form, read_table

STUDIES = Path(__file__).parent / "studies"
MOST_REPLICATES = 400
_LARGEST_TABLE = 1_000_000
_ROLES = {"levers": "lever", "uncertainties": "uncertainty"}
_TABLE_OF = {role: table for table, role in _ROLES.items()}


@dataclass(frozen=True)
class Varied:
    """How one parameter varies: among `values`, or where there are none, from `low` to `high`."""

    parameter: Parameter
    low: float = float("nan")
    high: float = float("nan")
    values: tuple[Value, ...] = ()

    @property
    def name(self) -> str:
        """The parameter's name."""
        return self.parameter.name


@dataclass(frozen=True)
class Study:
    """A study, checked. `rows`: the points of a table design; `most`: replicates at which precision gives up."""

    name: str
    question: str
    scenario: Scenario
    strategies: tuple[str, ...]
    equal: Literal["budget", "dose"]
    varied: tuple[Varied, ...]
    design: Design
    replicates: int | None
    precision: float | None
    most: int
    seed: int
    outcomes: tuple[str, ...]
    series: bool
    rows: tuple[Mapping[str, Value], ...] = field(default=(), repr=False)


@cache
def studies() -> tuple[str, ...]:
    """Names of the studies to start from, files in scenarios/studies."""
    return tuple(sorted(file.stem for file in STUDIES.glob("*.toml")))


def find_study(given: str) -> Study:
    """The study of a preset's name or of a file. Raises ScenarioError with every problem."""
    if given in studies():
        return load_study(STUDIES / f"{given}.toml")
    if Path(given).suffix == ".toml" or Path(given).is_file():
        return load_study(Path(given))
    text = tr("unknown study '{name}'{hint}; there are: {there_are}; or name a study file (.toml)")
    raise ScenarioError(text.format(name=given, hint=nearest(given, studies()), there_are=", ".join(studies())))


def load_study(file: Path) -> Study:
    """Read a study file (TOML). Raises ScenarioError with every problem, the file's name before each."""
    try:
        return _read(file)
    except ScenarioError as error:
        raise ScenarioError(f"{file.name}: {problem}" for problem in error.problems) from error


def _read(file: Path) -> Study:
    tables = read_tables(file)
    form, problems = read_table(StudyForm, tables)
    problems += _named(tables)
    if form is None:
        raise ScenarioError(dict.fromkeys(problems))
    scenario, faults = _scenario(form.base, file.parent)
    problems += faults
    design, faults = _design(form.design)
    problems += faults
    varied, faults = _all_varied(form)
    problems += faults
    rows, faults = _rows(design, file.parent) if design else ((), [])
    problems += faults
    if design:
        problems += _unfit(design, varied)
    names = [v.name for v in varied] or list(rows[0] if rows else ())
    problems += _fixed_by_strategies(form.base.strategies, names) + _wrong_runs(form)
    if problems or scenario is None or design is None:
        raise ScenarioError(dict.fromkeys(problems))
    return Study(
        name=form.name,
        question=form.question or "",
        scenario=scenario,
        strategies=tuple(form.base.strategies),
        equal=form.base.equal,
        varied=varied,
        design=design,
        replicates=form.runs.replicates if form.runs.precision is None else None,
        precision=None if form.runs.precision is None else float(form.runs.precision),
        most=form.runs.most or MOST_REPLICATES,
        seed=form.runs.seed,
        outcomes=tuple(name for name in OUTCOMES if form.keep.outcomes is None or name in form.keep.outcomes),
        series=form.keep.series,
        rows=rows,
    )


def _named(tables: Mapping[str, Any]) -> list[str]:
    """Complaints about names in tables, also where the tables have other faults."""
    base, keep = tables.get("base"), tables.get("keep")
    problems = []
    for name in _texts(base, "strategies"):
        problems += unknown("strategy", name, strategies())
    given = _texts(base, "strategies")
    problems += [
        tr("[base] strategies: '{name}' stands twice").format(name=n) for n in set(given) if given.count(n) > 1
    ]
    for name in _texts(keep, "outcomes"):
        if name not in OUTCOMES:
            text = tr("[keep] outcomes: there is no outcome '{name}'{hint}; docs/studies.md lists them")
            problems.append(text.format(name=name, hint=nearest(name, OUTCOMES)))
    return problems


def _texts(table: object, key: str) -> list[str]:
    given = table.get(key) if isinstance(table, dict) else None
    return [text for text in given if isinstance(text, str)] if isinstance(given, list) else []


def _scenario(base: Base, folder: Path) -> tuple[Scenario | None, list[str]]:
    if base.scenario is not None and base.community is not None:
        return None, [tr("[base] scenario and community: name one of the two")]
    known = [name for name in base.strategies if name in strategies()]
    try:
        if base.scenario is not None:
            return load_scenario(folder / base.scenario).with_values(**base.values), []
        name = base.community or COMMUNITY
        if name not in communities():
            return None, unknown("community", name, communities())
        return make_scenario(name, *known[:1], **base.values), []
    except ScenarioError as error:
        return None, [f"[base] {problem}" for problem in error.problems]


def _design(given: Mapping[str, Any]) -> tuple[Design | None, list[str]]:
    form, problems = design_form(given)
    if form is None:
        return None, problems
    design, problems = read_table(form, dict(given), "design")
    return cast("Design | None", design), problems


def _all_varied(form: StudyForm) -> tuple[tuple[Varied, ...], list[str]]:
    varied, problems = [], []
    for table in _ROLES:
        for name, given in getattr(form, table).items():
            if fault := _misplaced(table, name):
                problems.append(fault)
                continue
            how, faults = _varied(BY_NAME[name], given, table)
            problems += faults
            varied += [how] if how else []
    twice = set(form.levers) & set(form.uncertainties)
    problems += [tr("{name}: stands in two tables").format(name=name) for name in sorted(twice)]
    names = {how.name for how in varied} & set(form.base.values)
    problems += [tr("{name}: is fixed in [base.values] and varies").format(name=name) for name in sorted(names)]
    return tuple(varied), problems


def _misplaced(table: str, name: str) -> str:
    if name not in BY_NAME:
        return tr("[{table}] {name}: unknown parameter{hint}").format(
            table=table, name=name, hint=nearest(name, BY_NAME)
        )
    role = BY_NAME[name].role
    if role in (_ROLES[table], "constant"):
        return ""
    return tr("[{table}] {name}: belongs in the table [{right}]").format(table=table, name=name, right=_TABLE_OF[role])


def _varied(parameter: Parameter, given: Any, table: str) -> tuple[Varied | None, list[str]]:
    """How a parameter varies, from "usual", a list of values or a range."""
    where = f"{table}.{parameter.name}"
    if isinstance(given, list):
        problems = [] if len(given) == len({(type(v), v) for v in map(_hashable, given)}) else [_twice(where)]
        checked = [_checked(parameter, value) for value in given]
        problems += [fault for _, faults in checked for fault in faults]
        problems += [] if given else [tr("[{where}]: lists no values").format(where=where)]
        return (None, problems) if problems else (Varied(parameter, values=tuple(v for v, _ in checked)), [])
    if given == "usual":
        return _in_range(parameter, Range(), where)
    if isinstance(given, dict):
        form, problems = read_table(Range, given, where)
        return _in_range(parameter, form, where) if form else (None, problems)
    text = tr('[{table}] {name} = {given}: must be "usual", a list of values, or a table with low, high or steps')
    return None, [text.format(table=table, name=parameter.name, given=given)]


def _hashable(value: Any) -> Any:
    return value if isinstance(value, bool | int | float | str) else str(value)


def _twice(where: str) -> str:
    return tr("[{where}]: a value stands twice").format(where=where)


def _checked(parameter: Parameter, value: Any) -> tuple[Any, list[str]]:
    """A value as the parameter takes it (a whole number where a number is asked for is one)."""
    number = float(value) if parameter.kind == "float" and type(value) is int else value
    clean, problems = check_values({parameter.name: number})
    return clean.get(parameter.name), problems


def _in_range(parameter: Parameter, given: Range, where: str) -> tuple[Varied | None, list[str]]:
    if parameter.kind in ("choice", "bool"):
        choices: tuple[Value, ...] = parameter.choices or (False, True)
        if given != Range():
            return None, [
                tr("[{where}]: has no range: list some of {known}").format(where=where, known=allowed(parameter))
            ]
        return Varied(parameter, values=choices), []
    low = parameter.low if given.low is None else given.low
    high = parameter.high if given.high is None else given.high
    problems = [fault for value in (low, high) for fault in _checked(parameter, _as_kind(parameter, value))[1]]
    if low >= high:
        text = tr("[{where}]: low ({low}) must be below high ({high})")
        problems.append(text.format(where=where, low=f"{low:g}", high=f"{high:g}"))
    if problems:
        return None, problems
    steps = _steps(parameter, low, high, given.steps) if given.steps else ()
    return Varied(parameter, float(low), float(high), steps), []


def _as_kind(parameter: Parameter, value: float) -> float:
    return int(value) if parameter.kind == "int" and float(value).is_integer() else value


def _steps(parameter: Parameter, low: float, high: float, steps: int) -> tuple[Value, ...]:
    """Evenly spread values, rounded to 12 digits so that 0.1 + 0.2 is 0.3; whole where the parameter is."""
    spread = [low + (high - low) * k / (steps - 1) for k in range(steps)]
    values = [round(v) if parameter.kind == "int" else float(f"{v:.12g}") for v in spread]
    return tuple(dict.fromkeys(values))


def _unfit(design: Design, varied: tuple[Varied, ...]) -> list[str]:
    """What varies in a way that the design cannot use."""
    if design.kind == "table":
        return [tr("[levers], [uncertainties]: the table's columns say what varies; leave these out")] if varied else []
    problems = [] if varied else [tr("nothing varies: name parameters in [levers] or [uncertainties]")]
    if design.kind == "grid":
        text = tr("{name}: a grid needs values: a list, or steps = 5")
        problems += [text.format(name=how.name) for how in varied if not how.values]
    if design.kind == "sobol" and design.samples & (design.samples - 1):
        below = 1 << (design.samples.bit_length() - 1)
        text = tr("[design] samples = {given}: must be a power of 2, such as {below} or {above}")
        problems.append(text.format(given=design.samples, below=below, above=2 * below))
    return problems


def _fixed_by_strategies(names: Iterable[str], varied: Iterable[str]) -> list[str]:
    """What varies although a strategy that is compared with others says what it is; alone it may be varied."""
    there_are, compared = strategies(), [name for name in names if name in strategies()]
    text = tr("{name}: the strategy '{strategy}' says what it is; leave out one of the two")
    return [
        text.format(name=name, strategy=strategy)
        for strategy in compared
        for name in varied
        if len(compared) > 1
        and name in there_are[strategy].values
        and there_are[strategy].values.get("facilitators") != 0
    ]


def _wrong_runs(form: StudyForm) -> list[str]:
    problems = []
    if (form.runs.replicates is None) == (form.runs.precision is None):
        problems.append(tr("[runs]: give replicates (how many) or precision (points of 100 villagers)"))
    if form.runs.most is not None and form.runs.precision is None:
        problems.append(tr("[runs] most: belongs to precision"))
    if form.runs.precision is not None and form.keep.outcomes is not None and MAIN not in form.keep.outcomes:
        problems.append(tr("[keep] outcomes: precision is that of {main}; keep it").format(main=MAIN))
    return problems


def _rows(design: Design, folder: Path) -> tuple[tuple[Mapping[str, Value], ...], list[str]]:
    """The points of a table design, as parameters take them, and every problem with its line."""
    if design.kind != "table":
        return (), []
    file = folder / design.file
    try:
        if file.stat().st_size > 100 * _LARGEST_TABLE:
            return (), [tr("{file}: is too large").format(file=design.file)]
        with open(file, encoding="utf-8-sig", newline="") as lines:
            table = list(csv.reader(lines))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return (), [f"{design.file}: {said}"]
    header, problems = (table[0] if table else []), []
    for name in header:
        if name not in BY_NAME:
            text = tr("{file}: unknown parameter '{name}'{hint}")
            problems.append(text.format(file=design.file, name=name, hint=nearest(name, BY_NAME)))
    if len(set(header)) < len(header) or not header or len(table) < 2:
        problems.append(tr("{file}: needs a header of parameter names, each once, and rows").format(file=design.file))
    if problems:
        return (), problems
    rows = []
    for number, cells in enumerate(table[1:], start=2):
        if not any(cells):
            continue
        values, faults = _row(header, cells)
        problems += [f"{design.file}, {tr('line {number}').format(number=number)}: {fault}" for fault in faults]
        rows.append(values)
    return tuple(rows), problems


def _row(header: list[str], cells: list[str]) -> tuple[dict[str, Value], list[str]]:
    if len(cells) != len(header):
        return {}, [tr("{n} cells under {m} names").format(n=len(cells), m=len(header))]
    return check_values({name: _typed(BY_NAME[name], cell.strip()) for name, cell in zip(header, cells, strict=True)})


def _typed(parameter: Parameter, cell: str) -> Value:
    """A cell as the parameter's kind, or as the text it is where that cannot be."""
    try:
        if parameter.kind == "int":
            return int(cell)
        if parameter.kind == "float":
            return float(cell)
    except ValueError:
        return cell
    return {"true": True, "false": False}.get(cell, cell) if parameter.kind == "bool" else cell


def toml_of(value: Value) -> str:
    """A value as a design table writes it."""
    return value if isinstance(value, str) else as_toml(value)
