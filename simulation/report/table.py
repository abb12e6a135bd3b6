"""The table of a comparison for a terminal: the answer above it, what to know under it, no wider than 100 columns."""

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from scenarios.language import ntr, tr
from simulation.report import answer
from simulation.report.diagnosis import main_mode, mode_label
from simulation.report.wording import (
    NOTHING,
    interval,
    money,
    months,
    number,
    percent,
    rupiah,
    strategy_label,
    village_label,
    village_note,
)
from simulation.study.compare import Comparison
from simulation.study.statistics import Estimate

WIDTH = 100
_LEAST_NEEDED = ("poorest_extra_24", "kept_24")


def show(console: Console, comparison: Comparison, dose: Comparison | None = None) -> None:
    """Print the answer, the table and the notes on a console."""
    width = min(WIDTH, console.width)
    console.print(Group(*_parts(comparison, dose, width)), width=width)


def _parts(comparison: Comparison, dose: Comparison | None, width: int) -> Iterator[RenderableType]:
    yield ""
    yield Text(answer.sentence(comparison), style="bold")
    if strength := answer.strength(comparison):
        yield Text(strength)
    yield ""
    intervals = tr("Below each mean its 95 % interval: how well the mean is known, not how runs differ.")
    yield Text(f"{title(comparison)} {intervals}", style="dim")
    yield table(comparison, width)
    for note in notes(comparison, dose):
        yield Text(note)


def title(comparison: Comparison) -> str:
    """What was compared, where and how often."""
    scenario = comparison.arms.scenario
    words = {
        "community": village_label(scenario),
        "households": number(scenario.values["households"]),
        "months": _lengths(comparison),
        "budget": money(scenario.values["budget"]),
        "n": number(comparison.n),
    }
    if comparison.arms.equal == "budget":
        text = tr("{community}, {households} households, {months} with a facilitator, {budget} for each strategy.")
    else:
        words["invited"] = number(max(plan.places for plan in comparison.arms.plans))
        text = tr(
            "{community}, {households} households, {months} with a facilitator, "
            "the same {invited} people invited to the same number of sessions."
        )
    luck = ntr(
        "{n} run, in it every strategy has the same village and luck.",
        "{n} runs, in each every strategy has the same village and luck.",
        comparison.n,
    )
    return f"{text} {luck}".format(**words)


def _lengths(comparison: Comparison) -> str:
    """For how long a facilitator is there; where programmes differ, the longest."""
    arms = comparison.arms
    lengths = {arms.scenarios[arm].values["months"] for arm in arms.active} or {arms.scenario.values["months"]}
    longest = months(max(lengths))
    return longest if len(lengths) == 1 else tr("up to {months}").format(months=longest)


def table(comparison: Comparison, width: int = WIDTH) -> Table:
    """A row for every strategy, best first: mean above, interval below; fewer columns where the terminal is narrow."""
    left_out = _LEAST_NEEDED if width < WIDTH else ()
    heads = {key: head for key, head in _heads().items() if key not in left_out}
    grid = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim", collapse_padding=True)
    grid.add_column(tr("Strategy"), min_width=12, ratio=1)
    for head in heads.values():
        grid.add_column(head, justify="right", overflow="fold")
    for name in comparison.ranking():
        cells = _cells(comparison, name)
        grid.add_row(strategy_label(name), *(cells.get(key, f"{NOTHING}\n") for key in heads))
    return grid


def _heads() -> dict[str, str]:
    return {
        "invited": tr("Invited,\njoined"),
        "empowered_exit": tr("Empowered\nat exit"),
        "empowered_24": tr("24 months\nlater"),
        "difference": tr("Against\nbest other"),
        "poorest_extra_24": tr("Worst-off\nthird"),
        "kept_24": tr("Gain\nkept"),
        "cost_total": tr("Cost, Rp\nmillion"),
        "cost_per_extra_24": tr("a person\nkept"),
        "failed": tr("Fails,\nof 100"),
    }


def _cells(comparison: Comparison, name: str) -> dict[str, str]:
    """What can be said of a strategy by column; a strategy that invites nobody has neither gain nor failure."""

    def of(measure: str) -> Estimate:
        return comparison.estimate(name, measure)

    cells = {
        "invited": f"{number(of('n_invited').mean)}\n{number(of('n_joined').mean)}",
        "empowered_exit": two_lines(of("empowered_exit")),
        "empowered_24": two_lines(of("empowered_24")),
        "cost_total": f"{number(of('cost_total').mean)}\n{interval(of('cost_total'))}",
    }
    if rival := comparison.rival(name):
        cells["difference"] = two_lines(comparison.difference(name, rival), sign=True)
    if comparison.arms.plans[comparison.names.index(name)].places == 0:
        return cells | {"cost_total": f"{number(0)}\n"}
    return cells | {
        "poorest_extra_24": two_lines(of("poorest_extra_24")),
        "kept_24": f"{percent(of('kept_24').mean)}\n{interval(of('kept_24'), scale=100)}",
        "cost_per_extra_24": two_lines(of("cost_per_extra_24")),
        "failed": f"{number(100 * of('failed').mean)}\n{interval(of('failed'), scale=100)}",
    }


def two_lines(estimate: Estimate, sign: bool = False) -> str:
    """A mean above its interval, with a decimal where figures are small."""
    decimals = 0 if abs(estimate.mean) >= 10 else 1
    return f"{number(estimate.mean, decimals, sign)}\n{interval(estimate, decimals, sign)}"


def notes(comparison: Comparison, dose: Comparison | None = None) -> Iterator[str]:
    """What a reader must know beside the figures, a sentence or two each."""
    if dose is not None and dose.n and dose.arms.active:
        yield answer.equal_dose(dose)
    yield from answer.changes_with_definition(comparison)
    yield from coverage(comparison)
    yield from failures(comparison)
    yield tr(
        "Empowered: adequate in four of five indicators (knowledge, skills, income, participation, independence). "
        "Worst-off third, gain, cost per person and failure count people beyond the same village without a programme."
    )
    yield from village_notes(comparison)
    yield from precision(comparison)
    yield tr("A simulation, not a forecast.")


def failures(comparison: Comparison) -> Iterator[str]:
    """What the failing runs of each strategy mostly died of."""
    for name, diagnoses in comparison.diagnoses.items():
        if diagnoses:
            mode = main_mode(diagnoses)
            died = mode_label(mode) if mode else tr("none of the known ways alone or in pairs")
            words = {"strategy": strategy_label(name), "mode": died}
            words["share"] = number(100 * comparison.estimate(name, "failed").mean)
            yield tr("{strategy} fails in {share} of 100 runs, mostly by {mode}.").format(**words)


def village_notes(comparison: Comparison) -> Iterator[str]:
    """What was made or dropped when a village of the user's own was read."""
    if comparison.arms.scenario.village_files and comparison.arms.village_notes:
        yield tr("The village: {notes}.").format(notes="; ".join(map(village_note, comparison.arms.village_notes)))


def coverage(comparison: Comparison) -> Iterator[str]:
    """How far each programme reaches, what caps it, and what money is left over."""
    arms = comparison.arms
    if not arms.active:
        return
    parts = [_coverage(comparison, k) for k in arms.active]
    yield tr("Coverage: {parts}.").format(parts="; ".join(parts))


def _coverage(comparison: Comparison, k: int) -> str:
    name, plan = comparison.names[k], comparison.arms.plans[k]
    caps = {
        "budget": tr("capped by the budget"),
        "hours": tr("capped by the facilitator's hours"),
        "village": tr("the whole village"),
        "invited": tr("as many as are invited"),
    }
    left = comparison.estimate(name, "left_over").mean
    text = tr("{strategy} has {places} places ({cap}), {left} left over")
    return text.format(
        strategy=strategy_label(name), places=number(plan.places), cap=caps[plan.capped_by], left=rupiah(left, 1)
    )


def precision(comparison: Comparison) -> Iterator[str]:
    """Where the precision asked for was not reached, or runs are missing, say so."""
    if comparison.n > 1 and comparison.reached() > comparison.wanted and not comparison.interrupted:
        text = tr("After {n} runs the widest difference is known to ±{reached} people, not to the ±{wanted} asked for.")
        words = {"reached": comparison.reached(), "wanted": comparison.wanted}
        yield text.format(n=number(comparison.n), **{key: number(value, 1) for key, value in words.items()})
    if comparison.interrupted:
        text = ntr(
            "Interrupted: this is the {n} run that was finished.",
            "Interrupted: these are the {n} runs that were finished.",
            comparison.n,
        )
        yield text.format(n=number(comparison.n))
    if comparison.broken:
        text = ntr(
            "{n} run could not be finished and is left out; manifest.json names it and its error.",
            "{n} runs could not be finished and are left out; manifest.json names them and their errors.",
            len(comparison.broken),
        )
        yield text.format(n=number(len(comparison.broken)))
