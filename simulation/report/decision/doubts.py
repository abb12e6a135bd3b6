"""What could change the answer, what to find out first, and the two kinds of doubt, never added."""

from collections.abc import Sequence

import numpy as np

from scenarios.language import later, tr
from scenarios.parameters import BY_NAME
from simulation.report.answer import Answer, answer, people
from simulation.report.decision.answering import figure, name_cell
from simulation.report.decision.charts import amount_bar, zero_bar
from simulation.report.decision.document import Cell, Paragraph, Part, Picture, Row, Span, Table, plain, said
from simulation.report.wording import decimals_for, in_a_row, interval, number, rupiah, span, strategy_label
from simulation.study.decision import Decision, Range
from simulation.study.statistics import Estimate, mean_interval, quantile_interval, share_interval
from simulation.study.worlds import Information, Worlds

WORLDS_INSIDE = (10, 90)
"""Percentiles between which 80 of 100 plausible worlds lie."""
MOVERS, SHOWN = 8, 5
"""Things that move the lead, and things to find out, that are shown."""
WORTH = 0.1
"""People below which finding something out is worth nothing worth naming."""
NOTHING_WORTH = later(
    "No single thing is worth finding out: while the rest is unknown, none would change which programme to choose."
)


def what_matters(decision: Decision) -> Part | None:
    """The lead of the best over the next best at both ends of what is plausible, one thing at a time."""
    found = answer(decision.comparison)
    known = [r for r in decision.ranges if all(r.gaps)]
    if found.rival is None or found.difference is None or not known:
        return None
    now = found.difference.mean
    known.sort(key=lambda r: -r.swing(now))
    reach = [0.0, now, *(end.mean for r in known for end in r.estimates)]
    ends = min(reach), max(reach)
    decided = found.strength != "undecided"
    rows = tuple(_range(r, now, ends, decided) for r in known[:MOVERS])
    heads = (
        tr("One thing at a time"),
        tr("At its\nlow end"),
        tr("At its\nhigh end"),
        tr("Lead between the two ends"),
        tr("The answer"),
    )
    caption = tr("What matters most")
    about = tr("{leader} beyond {rival}, people 24 months after exit, and the 95 % interval")
    blocks: list[Paragraph | Table] = [Table(caption, heads, rows, "lrrll", (1, 0, 0, 0, 0.7))]
    if others := known[MOVERS:]:
        blocks.append(Paragraph(plain(_lesser(others, now)), quiet=True))
    return Part(caption, tuple(blocks), about.format(**_two(found)), long=True)


def _lesser(others: Sequence[Range], now: float) -> str:
    """What moves the lead less than what is shown."""
    things = in_a_row([tr(BY_NAME[r.name].label) for r in others])
    text = tr("Less than each of these, at most {swing} people, move: {things}.")
    return text.format(swing=people(max(r.swing(now) for r in others)), things=things)


def _two(found: Answer) -> dict[str, str]:
    return {"leader": strategy_label(found.leader), "rival": strategy_label(found.rival or "")}


def _range(r: Range, now: float, ends: tuple[float, float], decided: bool) -> Row:
    low, high = r.estimates
    bar = zero_bar(min(now, low.mean, high.mean), max(now, low.mean, high.mean), ends, dashed=True, now=now)
    return Row(
        (
            Cell(tr(BY_NAME[r.name].label), between(r.name, r.low, r.high), strong=False),
            figure(low, sign=True),
            figure(high, sign=True),
            Cell(picture=Picture.of(bar)),
            Cell(_becomes(low, high, decided), strong=False),
        )
    )


def between(name: str, low: float, high: float) -> str:
    """Both ends of a range."""
    decimals = 0 if BY_NAME[name].kind == "int" else 2 if BY_NAME[name].high <= 1 else 1
    return tr("{low} to {high}").format(low=number(low, decimals), high=number(high, decimals))


def _becomes(low: Estimate, high: Estimate, decided: bool) -> str:
    """What becomes of the answer at the ends of a range."""
    if not decided:
        return tr("would decide it") if low.excludes_zero or high.excludes_zero else tr("stays open")
    worse = min(low, high, key=lambda estimate: estimate.mean)
    return tr("turns it around") if worse.high < 0 else tr("no clear lead there") if worse.low < 0 else tr("stays")


def find_out(worlds: Worlds) -> Part:
    """What it is worth to know something before choosing, in people and in rupiah."""
    everything = worlds.perfect_information()
    worth = [found for found in worlds.information() if found.people.mean >= WORTH][:SHOWN]
    blocks: list[Paragraph | Table] = [Paragraph(plain(_knowing(worlds, everything)))]
    if not worth:
        return Part(tr("What to find out first"), (*blocks, Paragraph(plain(tr(NOTHING_WORTH)))))
    most = worth[0].people.mean
    rows = tuple(
        Row(
            (
                Cell(tr(BY_NAME[found.name].label), strong=False),
                Cell(picture=Picture.of(amount_bar(found.people.mean, most))),
                figure(found.people),
                figure(found.rupiah),
            )
        )
        for found in worth
    )
    heads = (tr("Found out before choosing"), "", tr("people\nmore"), tr("worth, Rp\nmillion"))
    blocks.append(Table(tr("What to find out first"), heads, rows, "llrr", (1, 0, 0, 0)))
    return Part(tr("What to find out first"), tuple(blocks))


def _knowing(worlds: Worlds, everything: Information) -> str:
    """What it is worth to know everything; no rupiah where no programme keeps anybody."""
    words = {"people": people(everything.people.mean), "interval": interval(everything.people, 1)}
    if not np.isfinite(worlds.pays):
        text = tr(
            "Knowing everything about this village before choosing would leave about {people} more people empowered "
            "({interval})."
        )
        return text.format(**words)
    decimals = decimals_for(everything.rupiah.mean)
    words |= {"strategy": strategy_label(worlds.choice), "rupiah": rupiah(everything.rupiah.mean, decimals)}
    text = tr(
        "Knowing everything about this village before choosing would leave about {people} more people empowered "
        "({interval}); at what {strategy} pays for each person kept, that is worth {rupiah} ({between})."
    )
    return text.format(between=interval(everything.rupiah, decimals), **words)


def regret(worlds: Worlds) -> Part:
    """Over all plausible worlds: how often each strategy is best, and how much worse than the best it is."""
    order = sorted(worlds.names, key=lambda name: -float(worlds.mean(name).mean))
    rows = tuple(_world_row(worlds, name) for name in order)
    heads = (
        tr("Programme"),
        tr("People kept\non average"),
        tr("Best, in 100\nworlds"),
        tr("Regret,\npeople"),
        tr("Regret, Rp\nmillion"),
        tr("Regret in 1 of\n10 worlds"),
        tr("Fails,\nof 100"),
    )
    caption = tr("Over all plausible worlds")
    words = {"n": number(worlds.n), "price": rupiah(worlds.pays, 1), "strategy": strategy_label(worlds.choice)}
    table = Table(caption, heads, rows, "lrrrrrr", (1, 0, 0, 0, 0, 0, 0))
    return Part(caption, (table,), _what_regret_is(worlds).format(**words), long=True)


def _what_regret_is(worlds: Worlds) -> str:
    if not np.isfinite(worlds.pays):
        return tr(
            "{n} worlds, each with all that is unknown drawn anew; regret: people fewer than with the programme that "
            "is best in that world; 95 % intervals"
        )
    return tr(
        "{n} worlds, each with all that is unknown drawn anew; regret: people fewer than with the programme that is "
        "best in that world, also at the {price} that {strategy} pays for each person kept; 95 % intervals"
    )


def _world_row(worlds: Worlds, name: str) -> Row:
    k = worlds.names.index(name)
    best = share_interval((worlds.extra.argmax(axis=1) == k).astype(float))
    lost = worlds.regret(name)
    failed = mean_interval(100 * worlds.failed[:, k])
    tail = quantile_interval(lost, WORLDS_INSIDE[1] / 100)
    return Row(
        (
            name_cell(name),
            figure(worlds.mean(name)),
            Cell(number(100 * best.mean), interval(best, scale=100)),
            figure(mean_interval(lost)),
            figure(mean_interval(lost * worlds.pays)),
            figure(tail),
            Cell(number(failed.mean), interval(failed) if np.isfinite(failed.mean) else ""),
        )
    )


def two_kinds(decision: Decision) -> Part | None:
    """Luck, and what nobody has measured: two bars on one scale, not to be added."""
    found = answer(decision.comparison)
    if found.rival is None or found.difference is None:
        return None
    unknown = _unknown(decision, found)
    if unknown is None:
        return None
    low, high, words = unknown
    ends = min(0.0, low, found.difference.low), max(0.0, high, found.difference.high)
    decimals = decimals_for(max(map(abs, ends)))
    rows = (
        _doubt(
            tr("luck"),
            tr("how well the difference is known; 95 % interval"),
            (found.difference.low, found.difference.high),
            ends,
            decimals,
            False,
        ),
        _doubt(tr("what nobody has measured"), words, (low, high), ends, decimals, True),
    )
    caption = tr("Two kinds of doubt")
    heads = (tr("Kind of doubt"), "", tr("People"))
    about = tr("{leader} beyond {rival}, people 24 months after exit, and the 95 % interval").format(**_two(found))
    never = Paragraph(said("{words}", words=Span(tr("The two are not to be added."), strong=True)))
    return Part(caption, (Table(caption, heads, rows, "llr", (1, 0, 0)), never), about)


def _unknown(decision: Decision, found: Answer) -> tuple[float, float, str] | None:
    """How far the lead reaches over what nobody has measured, and over what that was tried."""
    if decision.worlds is not None:
        worlds = decision.worlds
        one, other = (worlds.extra[:, worlds.names.index(name)] for name in (found.leader, found.rival or ""))
        low, high = np.percentile(one - other, WORLDS_INSIDE)
        return float(low), float(high), tr("80 of 100 plausible worlds")
    known = [r for r in decision.ranges if all(r.gaps)]
    if not known or found.difference is None:
        return None
    means = [found.difference.mean, *(end.mean for r in known for end in r.estimates)]
    return min(means), max(means), tr("over all ranges tried, one thing at a time")


def _doubt(
    label: str, words: str, reach: tuple[float, float], ends: tuple[float, float], decimals: int, dashed: bool
) -> Row:
    bar = Picture.of(zero_bar(*reach, ends, dashed=dashed, width=110))
    return Row((Cell(label, words), Cell(picture=bar), Cell(span(*reach, decimals, sign=True))))
