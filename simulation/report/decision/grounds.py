"""What the answer rests on: the main assumptions, how well each number is known, and the limits."""

from collections import Counter
from collections.abc import Callable, Iterator

from scenarios.explain import GRADES
from scenarios.figures import FIGURE
from scenarios.language import tr
from scenarios.parameter import Parameter, Value
from scenarios.parameters import BY_NAME, PARAMETERS
from scenarios.scenario import Scenario
from simulation.report import answer
from simulation.report.decision.document import Bullets, Cell, Part, Row, Table, plain
from simulation.report.decision.doubts import between
from simulation.report.table import coverage, precision, village_notes
from simulation.report.wording import in_a_row, number, strategy_label
from simulation.study.decision import Decision
from simulation.study.screening import Screening
from simulation.study.stages import RANGES
from simulation.study.unknowns import unknowns

NO_ESTIMATE = "judgement: no direct estimate exists"
SHOWN = 10
"""Assumptions that are shown."""


def assumptions(decision: Decision) -> Part:
    """What was assumed of this village and programme, what is plausible instead, and what each rests on."""
    plausible = {name: _ends(BY_NAME[name]) for name in RANGES} | unknowns(decision.scenario)
    names = sorted(plausible, key=_weight(decision))[:SHOWN]
    rows = tuple(_assumed(BY_NAME[name], decision.scenario, plausible[name]) for name in names)
    heads = (tr("Assumed here"), tr("Value"), tr("Plausible"), tr("Rests on"))
    caption = tr("What the main assumptions rest on")
    return Part(caption, (Table(caption, heads, rows, "lrrl", (2, 0, 0, 1)),), _evidence(), long=True)


def _ends(p: Parameter) -> tuple[Value, ...]:
    return p.low, p.high


def _weight(decision: Decision) -> Callable[[str], float]:
    """What sorts parameters that a planner could find out: those first that move the answer most."""
    found = answer.answer(decision.comparison)
    now = found.difference.mean if found.difference else 0.0
    swings = {r.name: -r.swing(now) for r in decision.ranges if all(r.gaps)}
    return lambda name: swings.get(name, 0.0)


def _assumed(p: Parameter, scenario: Scenario, ends: tuple[Value, ...]) -> Row:
    low, high = ends[0], ends[-1]
    plausible = ", ".join(tr(str(end)) for end in ends) if p.choices else between(p.name, float(low), float(high))
    return Row(
        (
            Cell(tr(p.label), tr(p.meaning), strong=False),
            Cell(value_of(p, scenario)),
            Cell(plausible, strong=False),
            Cell(_rests_on(p), strong=False),
        )
    )


def _rests_on(p: Parameter) -> str:
    """Where a number comes from and how it is known."""
    grade, source = tr(GRADES[p.grade]), tr(p.source)
    if p.source == NO_ESTIMATE:
        return grade
    return source if source.startswith(grade) else f"{grade}: {source}"


def value_of(p: Parameter, scenario: Scenario) -> str:
    """A parameter's value as a reader writes it."""
    value = scenario.values[p.name]
    if isinstance(value, str):
        return tr(value)
    return number(float(value), 0 if p.kind == "int" else 2 if p.high <= 1 else 1)


def _evidence() -> str:
    """How many of the numbers that the model reads are how well known."""
    text = tr(
        "Of the {n} numbers that the model reads, {measured} are seen in a published source, {derived} derived from "
        "one, and {judgement} judgement, because no direct estimate exists; python run.py explain lists each with its "
        "source."
    )
    return text.format(n=number(len(PARAMETERS)), **_counted())


def evidence_line() -> str:
    """The same in few words."""
    return tr("evidence: {measured} measured, {derived} derived, {judgement} judgement").format(**_counted())


def _counted() -> dict[str, str]:
    counted: Counter[str] = Counter(p.grade for p in PARAMETERS)
    return {name: number(counted[grade]) for grade, name in GRADES.items()}


def looked_at(decision: Decision) -> Iterator[str]:
    """What was considered, and what the planner does not know."""
    if decision.screening:
        yield _considered(decision.screening)
    if decision.known and decision.known.unknown:
        labels = [tr(BY_NAME[FIGURE[name].parameter].label) for name in decision.known.unknown]
        yield tr("Not known, and tried over all that is plausible: {things}.").format(things=", ".join(labels))


def _considered(screening: Screening) -> str:
    text = tr(
        "Considered: {n} strategies and mixtures. Not compared further is what is clearly behind both in the village "
        "as it is said to be and over plausible worlds, or differs from a better one only in the share of visits."
    )
    said = text.format(n=number(len(screening.names) + len(screening.impossible)))
    if screening.impossible:
        impossible = in_a_row([strategy_label(name) for name in screening.impossible])
        said += " " + tr("Impossible here for this money: {strategies}.").format(strategies=impossible)
    return said


def limits(decision: Decision) -> Part:
    """What a reader must know beside the figures."""
    return Part(
        tr("Limits, and what to know beside the figures"), (Bullets(tuple(map(plain, _limits(decision)))),), long=True
    )


def _limits(decision: Decision) -> Iterator[str]:
    comparison, scenario = decision.comparison, decision.scenario
    yield from looked_at(decision)
    if decision.dose is not None and decision.dose.n and decision.dose.arms.active:
        yield answer.equal_dose(decision.dose)
    yield from answer.changes_with_definition(comparison)
    yield from coverage(comparison)
    yield from village_notes(comparison)
    yield from precision(comparison)
    yield tr("Villagers' own time is counted in hours and priced in no cost.")
    watched = number(scenario.values["months_after"])
    yield tr("What comes later than {months} months after exit is not looked at.").format(months=watched)
    yield tr(
        "Trust directions and reasons more than figures, and measure in your own village what the answer hangs on."
    )
