"""A decision for a terminal: its one-sentence answer and strength, the table, and what it rests on."""

from collections.abc import Iterator
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.text import Text

from scenarios.language import tr
from scenarios.parameters import BY_NAME
from simulation.report.answer import people
from simulation.report.decision import PAGE, PRINT
from simulation.report.decision.answering import answer_sentence, other_money, verdict
from simulation.report.decision.doubts import NOTHING_WORTH, WORTH
from simulation.report.decision.grounds import looked_at
from simulation.report.table import WIDTH, notes, table, title
from simulation.report.wording import number, rupiah, strategy_label
from simulation.study.decision import Decision
from simulation.study.worlds import Worlds

_TO_FIND_OUT = 3
"""Things worth finding out that are named."""


def show(console: Console, decision: Decision, folder: Path) -> None:
    """Print the answer, the table and what they rest on."""
    width = min(WIDTH, console.width)
    console.print(Group(*_parts(decision, folder, width)), width=width)


def _parts(decision: Decision, folder: Path, width: int) -> Iterator[RenderableType]:
    yield ""
    yield Text(answer_sentence(decision), style="bold")
    if strong := verdict(decision):
        yield Text(f"{strong.word}. {strong.why}")
    yield ""
    intervals = tr("Below each mean its 95 % interval: how well the mean is known, not how runs differ.")
    yield Text(f"{title(decision.comparison)} {intervals}", style="dim")
    yield table(decision.comparison, width)
    for note in [*_rests_on(decision), *notes(decision.comparison, decision.dose)]:
        yield Text(note)
    yield Text(tr("Report: {page} and {print}").format(page=folder / PAGE, print=folder / PRINT))


def _rests_on(decision: Decision) -> Iterator[str]:
    """What was considered, what is not known, and what of it could change the answer."""
    yield from looked_at(decision)
    if decision.worlds:
        yield _over_worlds(decision.worlds)
        yield _to_find_out(decision.worlds)
    if said := other_money(decision):
        yield said


def _over_worlds(worlds: Worlds) -> str:
    text = tr(
        "Over {n} plausible worlds, in each of which all that is unknown differs: {strategy} keeps most people on "
        "average ({kept} beyond no programme), is best in {best} of 100 and on average {regret} people behind the best."
    )
    name = worlds.choice
    return text.format(
        n=number(worlds.n),
        strategy=strategy_label(name),
        kept=people(worlds.mean(name).mean),
        best=number(100 * worlds.best_in(name)),
        regret=people(float(worlds.regret(name).mean())),
    )


def _to_find_out(worlds: Worlds) -> str:
    found = [each for each in worlds.information() if each.people.mean >= WORTH][:_TO_FIND_OUT]
    if not found:
        return tr(NOTHING_WORTH)
    thing = tr("{thing} ({people} people, {rupiah})")
    things = [
        thing.format(
            thing=tr(BY_NAME[each.name].label), people=people(each.people.mean), rupiah=rupiah(each.rupiah.mean, 1)
        )
        for each in found
    ]
    text = tr("Worth finding out before choosing, in people kept more and at what one costs: {things}.")
    return text.format(things="; ".join(things))
