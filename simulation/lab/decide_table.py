"""The decision as the page shows it: the figures of the command line's table, with what is drawn beside them."""

from collections import Counter
from typing import Any

from scenarios.language import tr
from scenarios.parameters import BY_NAME
from simulation.lab.looks import look
from simulation.report import answer
from simulation.report.decision.answering import other_money
from simulation.report.diagnosis import main_mode, mode_label
from simulation.report.table import notes, title, two_lines
from simulation.report.wording import decimals_for, interval, number, percent, span, strategy_label
from simulation.study.compare import MAIN, Comparison
from simulation.study.decision import Decision, Point, Range, switch
from simulation.study.statistics import Estimate

BARS = {"undecided": 0, "likely": 2}
"""Of three bars, how many an answer's strength fills; the third is for what was tried over all plausible ranges."""
CELLS = 100
MOST_MARKS = 80
PEOPLE_WITH_DECIMAL = 10


def answer_for_page(comparison: Comparison) -> dict[str, Any]:
    """The answer in the command line's sentence, and how strong it is."""
    found = answer.answer(comparison)
    words = {"likely": tr("Likely"), "undecided": tr("Undecided")}
    ahead = tr("ahead of {rival} in {ahead} of 100 pairs with the same luck; only luck is counted")
    rival = strategy_label(found.rival) if found.rival else ""
    return {
        "sentence": answer.sentence(comparison),
        "strength": words[found.strength],
        "bars": BARS[found.strength],
        "clear": found.strength != "undecided",
        "ahead": ahead.format(rival=rival, ahead=number(found.ahead)) if found.rival else "",
        "more": list(answer.changes_with_definition(comparison)),
    }


def rows_for_page(comparison: Comparison, enough: bool = True) -> list[dict[str, Any]]:
    """A row for every programme, best first; with `enough` runs the winner's is marked."""
    winner = comparison.winner() if enough else None
    return [{**_row(comparison, name), "wins": name == winner} for name in comparison.ranking()]


def _row(comparison: Comparison, name: str) -> dict[str, Any]:
    active = comparison.arms.plans[comparison.names.index(name)].places > 0

    def of(measure: str) -> Estimate:
        return comparison.estimate(name, measure)

    rival = comparison.rival(name)
    difference = comparison.difference(name, rival) if rival else None
    return {
        "look": look("", name),
        "label": strategy_label(name),
        "invited": number(of("n_invited").mean) if active else "",
        "joined": number(of("n_joined").mean) if active else "",
        "exit": _cell(of("empowered_exit")),
        "later": _cell(of("empowered_24")),
        "difference": _cell(difference, sign=True) if difference else None,
        "against": strategy_label(rival) if rival else "",
        "poorest": _cell(of("poorest_extra_24")) if active else None,
        "kept": _percents(of("kept_24")) if active else None,
        "cost": {"text": number(of("cost_total").mean) if active else number(0)},
        "person": _cell(of("cost_per_extra_24")) if active else None,
        "fails": _fails(comparison, name) if active else None,
    }


def _cell(estimate: Estimate, sign: bool = False) -> dict[str, Any]:
    """Mean and interval as numbers to draw and, as the command line writes them, as text."""
    text, below = two_lines(estimate, sign).split("\n")
    return {"mean": _finite(estimate.mean), "low": _finite(estimate.low), "high": _finite(estimate.high)} | {
        "text": text,
        "below": below,
    }


def _percents(estimate: Estimate) -> dict[str, Any]:
    return {"text": percent(estimate.mean), "below": interval(estimate, scale=100)}


def _fails(comparison: Comparison, name: str) -> dict[str, Any]:
    """In how many of 100 runs a programme fails, and which of these cells the main way to fail takes."""
    share = comparison.estimate(name, "failed")
    cells = round(CELLS * share.mean)
    looked = comparison.diagnoses.get(name, [])
    mode = main_mode(looked) if looked else None
    main = Counter(d.main for d in looked)[mode]
    text = tr("mostly by {mode} ({k} of {n} looked into)")
    unnamed = tr("none of the known ways alone or in pairs")
    words = {"mode": mode_label(mode) if mode else unnamed, "k": number(main), "n": number(len(looked))}
    return {
        "text": number(CELLS * share.mean),
        "below": interval(share, scale=CELLS),
        "cells": cells,
        "main": round(cells * main / len(looked)) if looked else cells,
        "mode": text.format(**words) if looked else "",
    }


def notes_for_page(comparison: Comparison, dose: Comparison | None) -> dict[str, Any]:
    """What was compared, and what a reader must know beside the figures."""
    intervals = tr("Below each mean its 95 % interval: how well the mean is known, not how runs differ.")
    return {"title": title(comparison), "intervals": intervals, "notes": list(notes(comparison, dose))}


def plane_for_page(comparison: Comparison, decision: Decision) -> dict[str, Any]:
    """Cost against people kept: three budgets a programme, single runs as marks, where the best two change places."""
    active = [name for name in comparison.ranking() if name in {comparison.names[k] for k in comparison.arms.active}]
    lines = decision.lines
    return {
        "budget": comparison.arms.scenario.values["budget"],
        "programmes": [
            {
                "look": look("", name),
                "label": strategy_label(name),
                "points": [_point(p) for p in lines.get(name, [])],
                "runs": [
                    [float(cost), float(extra)]
                    for cost, extra in zip(
                        comparison.values(name, "cost_total")[:MOST_MARKS],
                        comparison.values(name, MAIN)[:MOST_MARKS],
                        strict=True,
                    )
                ],
            }
            for name in active
        ],
        "switch": {"at": switch(decision), "text": text} if (text := other_money(decision)) else None,
    }


def _point(point: Point) -> dict[str, Any]:
    return {"budget": point.budget, "cost": point.cost, "extra": _finite(point.extra.mean)} | {
        "low": _finite(point.extra.low),
        "high": _finite(point.extra.high),
    }


def ranges_for_page(comparison: Comparison, tried: list[Range]) -> dict[str, Any] | None:
    """What could change the answer: the lead of the best over the next best, at both ends of each range."""
    found = answer.answer(comparison)
    known = [r for r in tried if all(gaps for gaps in r.gaps)]
    if found.rival is None or found.difference is None or not known:
        return None
    now = found.difference.mean
    known.sort(key=lambda r: -r.swing(now))
    ends = [estimate.mean for r in known for estimate in r.estimates]
    return {
        "between": tr("{leader} beyond {rival}, people 24 months after exit").format(
            leader=strategy_label(found.leader), rival=strategy_label(found.rival)
        ),
        "now": now,
        "bars": [_range(r, now, found.strength != "undecided") for r in known],
        "luck": _cell(found.difference, sign=True),
        "span": [min([now, *ends]), max([now, *ends])],
        "span_text": span(min([now, *ends]), max([now, *ends]), decimals_for(max(map(abs, ends))), sign=True),
        "verdict": _verdict(known, found),
    }


def _range(r: Range, now: float, decided: bool) -> dict[str, Any]:
    low, high = r.estimates
    swing = r.swing(now)
    decimals = 2 if BY_NAME[r.name].high <= 1 else 1
    return {
        "name": r.name,
        "label": tr(BY_NAME[r.name].label),
        "swing": swing,
        "text": number(swing, int(swing < PEOPLE_WITH_DECIMAL)),
        "ends": [_finite(low.mean), _finite(high.mean)],
        "values": [number(r.low, decimals), number(r.high, decimals)],
        "note": _note(r, decided),
    }


def _note(r: Range, decided: bool) -> str:
    """What becomes of the answer at the ends of a range; empty where it stays what it is."""
    low, high = r.estimates
    if not decided:
        return tr("would decide it") if low.excludes_zero or high.excludes_zero else ""
    worse = min(low, high, key=lambda estimate: estimate.mean)
    return tr("turns it around") if worse.high < 0 else tr("no clear lead there") if worse.low < 0 else ""


def _verdict(known: list[Range], found: answer.Answer) -> str:
    """Which end of a range changes the answer most, and so what to find out first; or that none does."""
    leader, rival = strategy_label(found.leader), strategy_label(found.rival or "")
    ends = [(r.name, value, e) for r in known for value, e in zip((r.low, r.high), r.estimates, strict=True)]
    if found.strength == "undecided":
        changing = [end for end in ends if end[2].excludes_zero]
        text = tr("Where {label} is {value}, {winner} is clearly ahead: find that out first.")
        nothing = tr("At no end of a range tried is one of the two clearly ahead.")
    else:
        changing = [end for end in ends if end[2].high < 0]
        text = tr("Where {label} is {value}, {winner} is ahead instead: find that out first.")
        nothing = tr("At no end of a range tried is {rival} clearly ahead of {leader}.")
    if not changing:
        return nothing.format(rival=rival, leader=leader)
    name, value, most = max(changing, key=lambda end: abs(end[2].mean))
    label = tr(BY_NAME[name].label)
    winner = leader if most.mean > 0 else rival
    return text.format(label=label[:1].lower() + label[1:], value=number(value, 2), winner=winner)


def _finite(value: float) -> float | None:
    return float(value) if value == value and abs(value) != float("inf") else None
