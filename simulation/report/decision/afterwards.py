"""What happens after exit, when each strategy fails, and what other budgets buy."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from scenarios.language import later, tr
from simulation.report.decision.answering import figure, name_cell, name_of, other_money
from simulation.report.decision.charts import HALF, WHOLE, narrow, over_time, plane, share_bar
from simulation.report.decision.document import (
    Bullets,
    Cell,
    Paragraph,
    Part,
    Picture,
    Row,
    Span,
    Table,
    Words,
    joined,
    plain,
    said,
)
from simulation.report.diagnosis import LABELS, REMOVALS, main_modes, mode_label
from simulation.report.left import kept_share, stays_share
from simulation.report.wording import NOTHING, in_a_row, interval, money, number, percent, rupiah, strategy_label
from simulation.study.compare import MAIN, Comparison
from simulation.study.decision import Decision
from simulation.study.diagnosis import Diagnosis
from simulation.study.statistics import Estimate

WHY = {
    "exit collapse": later("what the facilitator did for people is no longer done once the facilitator has left"),
    "needs mismatch": later("what is taught is not what people need"),
    "group breakdown": later("quarrels grow until groups dissolve"),
    "elite capture": later("a few speak and lead, and the others learn little"),
    "free riding": later("too few contribute, and those who do give up"),
    "never took off": later("people trust each other or the facilitator too little to begin"),
    "overload": later("more people are promised sessions than there are hours for"),
    "resource collapse": later("the common stock is used up"),
}
"""What happens where a programme fails in a known way."""


def pictures(decision: Decision) -> list[tuple[Part, ...]]:
    """People over time and what money buys: side by side, or each over all the width where many names crowd."""
    comparison = decision.comparison
    width = HALF if narrow(comparison.names) else WHOLE
    names = ", ".join(
        f"{strategy_label(name)} {number(comparison.estimate(name, 'empowered_24').mean)}"
        for name in comparison.ranking()
    )
    alt = tr("People empowered over time under each strategy; 24 months after exit: {names}.").format(names=names)
    over = Part(
        tr("After the facilitator leaves"),
        (Picture.of(over_time(comparison, width), alt),),
        tr("people empowered; line: mean of all runs, band: 80 of 100 runs"),
    )
    if not comparison.arms.active:
        return [(over,)]
    parts = over, _money(decision, width)
    return [parts] if width == HALF else [(part,) for part in parts]


def _money(decision: Decision, width: float) -> Part:
    points = "; ".join(
        f"{strategy_label(name)}: "
        + ", ".join(f"{rupiah(point.cost)}, {number(point.extra.mean, 1)}" for point in line)
        for name, line in decision.lines.items()
    )
    alt = tr("Cost against people more than without a programme, 24 months after exit. {points}.").format(points=points)
    if decision.budgets:
        about = tr("people more than without a programme; budget 25 % less, yours, 25 % more")
    else:
        about = tr("people more than without a programme; small marks: single runs")
    return Part(tr("What the money buys"), (Picture.of(plane(decision, width), alt),), about)


def left(comparison: Comparison) -> Part:
    """How much of what a programme gained is still there, and what its going away took."""
    names = [name for name in comparison.ranking() if name in _active(comparison)]
    kept = {name: kept_share(comparison, name, 24) for name in names}
    stays = {name: stays_share(comparison, name, 24) for name in names}
    reach = [1.0, *(e.high for e in kept.values()), *(e.mean for e in stays.values())]
    most = max(value for value in reach if np.isfinite(value))
    rows = tuple(
        Row(
            (
                name_cell(name),
                figure(comparison.estimate(name, "extra_exit")),
                _share(kept[name], Picture.of(share_bar(kept[name], stays[name], name, most))),
                _share(stays[name]),
                figure(comparison.estimate(name, "dependency_24")),
            )
        )
        for name in names
    )
    heads = (
        tr("Programme"),
        tr("Gained\nby exit"),
        tr("Of it, left\n24 months later"),
        tr("Had the facilitator\nstayed"),
        tr("People lost\nby leaving"),
    )
    caption = tr("What is left after exit")
    about = tr(
        "people beyond the same village without a programme; bar: what is left, line: 95 % interval, diamond: had the "
        "facilitator stayed"
    )
    return Part(caption, (Table(caption, heads, rows, "lrlrr", (1, 0, 0, 0, 0)),), about, long=True)


def _share(estimate: Estimate, picture: Picture | None = None) -> Cell:
    if not np.isfinite(estimate.mean):
        return Cell(NOTHING)
    return Cell(percent(estimate.mean), interval(estimate, scale=100), picture)


def failing(comparison: Comparison) -> Part:
    """When each strategy fails, in words."""
    asked = number(100 * comparison.arms.scenario.values["least_effect"])
    about = tr(
        "A run fails when fewer than {asked} of 100 invited are empowered beyond a village without a programme, 24 "
        "months after exit."
    )
    items = tuple(
        joined(list(_fails(comparison, name))) for name in comparison.ranking() if name in _active(comparison)
    )
    return Part(tr("When each programme fails"), (Bullets(items),), about.format(asked=asked), long=True)


def _fails(comparison: Comparison, name: str) -> Iterator[Words]:
    share, looked = comparison.estimate(name, "failed"), comparison.diagnoses.get(name, [])
    words: dict[str, str | Span] = {"strategy": name_of(name), "interval": interval(share, scale=100)}
    words["n"] = number(comparison.n)
    if share.mean == 0:
        yield said(tr("{strategy} failed in none of {n} runs ({interval} of 100)."), **words)
        return
    words["share"] = number(100 * share.mean)
    modes = main_modes(looked)
    if len(modes) == 1:
        words |= {"mode": mode_label(modes[0]), "why": tr(WHY[modes[0]])}
        yield said(tr("{strategy} fails in {share} of 100 runs ({interval}), mostly by {mode}: {why}."), **words)
    elif modes:
        words["modes"] = in_a_row([mode_label(mode) for mode in modes])
        yield said(tr("{strategy} fails in {share} of 100 runs ({interval}), equally often by {modes}."), **words)
    else:
        yield said(tr("{strategy} fails in {share} of 100 runs ({interval})."), **words)
        if looked:
            yield plain(tr("No known way to fail, alone or in pairs, explains most of them."))
    if modes:
        yield plain(_rescued(looked))


def _rescued(looked: list[Diagnosis]) -> str:
    """What would have rescued how many of the failing runs that were looked into."""
    named = Counter(cause for diagnosis in looked for cause in diagnosis.causes)
    passed = sum(diagnosis.passed_exit for diagnosis in looked)
    causes = sorted((cause for cause in LABELS if named[cause]), key=lambda cause: -named[cause])[:2]
    rescues = "; ".join(f"{tr(REMOVALS[cause])} ({number(named[cause])})" for cause in causes)
    text = tr(
        "Failing runs looked into: {n}, of them a success at exit: {passed}; rescued, had it been so that: {rescues}."
    )
    return text.format(n=number(len(looked)), passed=number(passed), rescues=rescues)


def other_budgets(decision: Decision) -> Part | None:
    """What every strategy leaves at a quarter less and more money, and who leads there."""
    tried = decision.at_budgets
    if len(tried) < 2:
        return None
    lines = decision.lines
    names = [name for name in decision.comparison.ranking() if name in lines]
    rows = [Row((name_cell(name), *(_at(there, name) for there in tried.values()))) for name in names]
    leads = tuple(Cell(_leading(there, names), strong=False) for there in tried.values())
    rows.append(Row((Cell(tr("Leads"), strong=False), *leads)))
    heads = (tr("Programme"), *map(money, tried))
    blocks = [
        Table(
            tr("People kept at other budgets"),
            heads,
            tuple(rows),
            "l" + "r" * len(tried),
            (1.5, *(1,) * len(tried)),
        )
    ]
    text = other_money(decision)
    more = (Paragraph(plain(text)),) if text else ()
    about = tr("people more than without a programme, 24 months after exit, and their 95 % interval")
    return Part(tr("If there were less or more money"), (*blocks, *more), about, long=True)


def _at(comparison: Comparison, name: str) -> Cell:
    return figure(comparison.estimate(name, MAIN)) if name in comparison.names else Cell(NOTHING)


def _leading(comparison: Comparison, names: list[str]) -> str:
    """The strategy that has won at a budget, among those that invite anybody."""
    known = [name for name in names if name in comparison.names]
    best, *others = sorted(known, key=lambda name: -comparison.estimate(name, MAIN).mean)
    if all(comparison.difference(best, other).excludes_zero for other in others):
        return strategy_label(best)
    return tr("no clear winner")


def _active(comparison: Comparison) -> list[str]:
    return [comparison.names[k] for k in comparison.arms.active]
