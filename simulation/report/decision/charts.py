"""The pictures of a decision: people over time, what money buys, and small bars that stand in tables."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from scenarios.language import tr
from scenarios.presets import strategies
from simulation.measures.arm import AFTER
from simulation.report.drawing import Drawing, axis, spread, width_of, wrapped
from simulation.report.left import RUNS_INSIDE
from simulation.report.palette import INK, INK2, PAPER_LINE, PAPER_SUNKEN, STRONG, text_colour
from simulation.report.wording import number, strategy_label
from simulation.study.compare import MAIN, Comparison
from simulation.study.decision import Decision, Point
from simulation.study.statistics import Estimate

HALF, WHOLE = 330.0, 686.0
"""Pixels: half and all of a page's width."""
HEIGHT = {HALF: 196.0, WHOLE: 160.0}
"""Pixels: how tall a picture of this width stands, unless the names beside its lines take more."""
_ROOM, _LINE, _MARK = 86.0, 12.0, 12.0
"""Pixels for names beside the lines of a picture of half the width, from line to line of them, and for their marks."""
_MARKS = 60
"""Single runs of a strategy shown at most."""
_RAYS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
"""Rp million a person for which a ray may be drawn."""


def look(name: str) -> Mapping[str, Any]:
    """How a strategy's file wants it drawn."""
    return strategies()[name].look


def narrow(names: Sequence[str]) -> bool:
    """Whether names stand beside their lines, and in a table, in half of the page without crowding."""
    lines = sum(len(_label(name, HALF)) for name in names)
    return len(names) <= 4 and lines * _LINE <= 0.72 * HEIGHT[HALF]


def over_time(comparison: Comparison, width: float) -> Drawing:
    """A line for each strategy's mean of people empowered, a band for 80 of 100 runs, names where lines end."""
    height = _height(comparison.names, width)
    drawing = Drawing(width, height)
    left, top, right, bottom = 24.0, 16.0, width - _names_room(comparison.names, width), height - 22
    runs = [
        np.array([f.replicate.series[k]["empowered"] for f in comparison.results]) for k in range(len(comparison.names))
    ]
    bands = [np.percentile(values, RUNS_INSIDE, axis=0) for values in runs]
    horizon = max(values.shape[1] for values in runs) - 1
    step, most = axis(max(1.0, *(float(high.max()) for _, high in bands)), 4)

    def at(month: float, people: float) -> tuple[float, float]:
        return left + (right - left) * month / horizon, bottom - (bottom - top) * people / most

    exits = sorted({int(comparison.arms.scenarios[k].values["months"]) for k in comparison.arms.active})
    if exits:
        drawing.bar(left, top, at(exits[-1], 0)[0] - left, bottom - top, PAPER_SUNKEN)
    _heights(drawing, (left, right), lambda people: at(0, people)[1], 0.0, most, step)
    for name, (low, high) in zip(comparison.names, bands, strict=True):
        edge = [at(month, people) for month, people in enumerate(high)]
        edge += [at(month, people) for month, people in reversed(list(enumerate(low)))]
        drawing.area(edge, look(name)["light"], 0.5 / max(4, len(comparison.names)))
    ends = []
    for name, values in zip(comparison.names, runs, strict=True):
        line = [at(month, people) for month, people in enumerate(values.mean(axis=0))]
        drawing.path(line, look(name)["light"], 2.0, dash=look(name)["dash"])
        ends.append((name, line[-1]))
    for month in exits:
        drawing.line((at(month, 0)[0], top - 6), (at(month, 0)[0], bottom), INK, 1.2)
    if exits:
        words = tr("facilitator leaves") if len(exits) == 1 else tr("facilitator leaves, programme by programme")
        drawing.text(at(exits[-1], 0)[0] + 4, top - 4, words, 9.3, INK, strong=True)
    for month in _months(exits, horizon):
        drawing.text(at(month, 0)[0], height - 8, tr("month 0") if month == 0 else number(month), anchor="middle")
    for name, place in ends:
        drawing.mark(look(name), *place, 0.78)
    _name(drawing, ends, right + 8, (top, bottom), width)
    return drawing


def _months(exits: list[int], horizon: int) -> list[int]:
    """Months named under the picture: the start, exit and 12, 24 and 36 months later."""
    last = exits[-1] if exits else 0
    return [0, *(month for month in (last, *(last + after for after in AFTER)) if 0 < month <= horizon)]


def plane(decision: Decision, width: float) -> Drawing:
    """Cost against people kept: every strategy at the budgets tried, single runs as small marks, rays of unit cost."""
    comparison, lines = decision.comparison, decision.lines
    names = [name for name in comparison.ranking() if name in lines]
    height = _height(names, width)
    drawing = Drawing(width, height)
    left, top, right, bottom = 27.0, 16.0, width - _names_room(names, width), height - 34
    runs = {name: _runs(comparison, name) for name in names}
    points = [point for name in names for point in lines[name]]
    costs = [cost for name in names for cost, _ in runs[name]] + [point.cost for point in points]
    people = [extra for name in names for _, extra in runs[name]] + [point.extra.mean for point in points]
    across, widest = axis(1.02 * max(1.0, *costs))
    step, most = axis(max(1.0, *people), 4)
    least = -axis(-min(0.0, *people), 2)[1] if min(people) < 0 else 0.0
    least = step * np.floor(least / step)

    def at(cost: float, extra: float) -> tuple[float, float]:
        return left + (right - left) * cost / widest, bottom - (bottom - top) * (extra - least) / (most - least)

    _heights(drawing, (left, right), lambda extra: at(0, extra)[1], float(least), most, step, sign=True)
    for cost in np.arange(0, widest + across / 2, across):
        drawing.text(at(cost, 0)[0], bottom + 12, number(cost), anchor="middle")
    drawing.text((left + right) / 2, height - 6, tr("cost, Rp million"), anchor="middle")
    for name in names:
        for cost, extra in runs[name][:_MARKS]:
            drawing.mark(look(name), *at(cost, extra), 0.36, opacity=0.3)
    _rays(drawing, points, at, (widest, most))
    ends = []
    for name in names:
        line = [at(point.cost, point.extra.mean) for point in lines[name]]
        drawing.path(line, look(name)["light"], 1.8, dash=look(name)["dash"])
        for point in lines[name]:
            _whisker(drawing, at, point, str(look(name)["light"]))
        for place in line:
            drawing.mark(look(name), *place)
        ends.append((name, line[-1]))
    _name(drawing, ends, right + 8, (top, bottom), width)
    return drawing


def _runs(comparison: Comparison, name: str) -> list[tuple[float, float]]:
    cost, extra = comparison.values(name, "cost_total"), comparison.values(name, MAIN)
    return [(float(c), float(e)) for c, e in zip(cost, extra, strict=True)]


def _whisker(drawing: Drawing, at: Any, point: Point, colour: str) -> None:
    if np.isfinite(point.extra.low):
        ends = at(point.cost, point.extra.low), at(point.cost, point.extra.high)
        drawing.line(*ends, colour, 4.5, opacity=0.35, round_ends=True)


def _rays(drawing: Drawing, points: list[Point], at: Any, reach: tuple[float, float]) -> None:
    """Lines on which every person kept costs the same, with that cost at their ends."""
    widest, most = reach
    unit = [point.cost / point.extra.mean for point in points if point.extra.mean > 0.5 and point.cost > 0]
    near = [each for each in _RAYS if unit and 0.5 * min(unit) < each < 2 * max(unit)]
    named: list[float] = []
    for each in near[:3]:
        cost = min(widest, each * most)
        drawing.line(at(0, 0), at(cost, cost / each), STRONG, 0.8, dash=(1.5, 3))
        words = tr("Rp {n} million a person").format(n=number(each))
        x, y = at(0.6 * cost, 0.6 * cost / each)
        if all(abs(y - other) >= 10 for other in named):
            drawing.text(x, y, words, 8.6, anchor="end", halo=True)
            named.append(y)


def _heights(
    drawing: Drawing,
    sides: tuple[float, float],
    height: Any,
    least: float,
    most: float,
    step: float,
    sign: bool = False,
) -> None:
    """Lines across at round numbers, and the numbers."""
    for value in np.arange(least, most + step / 2, step):
        y = height(float(value))
        drawing.line((sides[0], y), (sides[1], y), PAPER_LINE, 1.2 if abs(value) < step / 2 and least < 0 else 0.7)
        drawing.text(sides[0] - 4, y + 3, number(float(value), int(step < 1), sign), anchor="end")


def _label(name: str, width: float) -> list[str]:
    return wrapped(strategy_label(name), _ROOM if width == HALF else 2.2 * _ROOM, 9.6, strong=True)


def _names_room(names: Sequence[str], width: float) -> float:
    return 12 + _MARK + max(width_of(line, 9.6, True) for name in names for line in _label(name, width))


def _height(names: Sequence[str], width: float) -> float:
    """How tall a picture stands so that all names find room beside its lines."""
    return max(HEIGHT[width], 24 + _LINE * sum(len(_label(name, width)) for name in names))


def _name(
    drawing: Drawing, ends: list[tuple[str, tuple[float, float]]], x: float, reach: tuple[float, float], width: float
) -> None:
    """Every strategy's mark and name where its line ends, moved apart where lines end close together."""
    lines = [(name, k, line) for name, _ in ends for k, line in enumerate(_label(name, width))]
    heights = dict(ends)
    places = spread([heights[name][1] + 0.01 * _LINE * k for name, k, _ in lines], _LINE)
    too_low = max(0.0, max(places, default=0) - reach[1] - 14)
    too_high = min(0.0, min(places, default=0) - reach[0] + 8)
    for (name, k, line), place in zip(lines, places, strict=True):
        y, colour = place - too_low - too_high, text_colour(str(look(name)["light"]))
        if k == 0:
            drawing.mark(look(name), x + 4, y, 0.78)
        drawing.text(x + _MARK, y + 3, line, 9.6, colour, strong=True, halo=True)


def share_bar(kept: Estimate, stays: Estimate, name: str, most: float) -> Drawing:
    """The share of a gain that is left, with its interval, and an open diamond for what it would be with the twin."""
    drawing, full = Drawing(150, 16), 142 / most
    colour = str(look(name)["light"])
    drawing.line((2 + full, 0), (2 + full, 16), STRONG, 0.8, dash=(2, 2))
    drawing.bar(2, 4, max(0.0, kept.mean) * full, 8, colour)
    drawing.line((2 + full * max(0.0, kept.low), 8), (2 + full * kept.high, 8), INK, 1.2)
    if np.isfinite(stays.mean):
        x = 2 + full * stays.mean
        drawing.path([(x, 3.5), (x + 4.5, 8), (x, 12.5), (x - 4.5, 8), (x, 3.5)], INK, 1.2)
    return drawing


def zero_bar(
    low: float,
    high: float,
    ends: tuple[float, float],
    dashed: bool = False,
    now: float | None = None,
    width: float = 190,
) -> Drawing:
    """From low to high on an axis with a line at zero; dashed for what nobody has measured."""
    drawing = Drawing(width, 14)

    def at(value: float) -> float:
        return 6 + (width - 12) * (value - ends[0]) / max(1e-9, ends[1] - ends[0])

    drawing.line((at(0), 0), (at(0), 14), INK, 1.2)
    wide = max(3.0, at(high) - at(low))
    drawing.bar(at(low), 3.5, wide, 7, INK, rounded=3.5, rim=dashed)
    if now is not None:
        drawing.line((at(now), 1), (at(now), 13), INK2, 1.0)
    return drawing


def amount_bar(value: float, most: float) -> Drawing:
    """A length for an amount."""
    width = 70.0
    drawing = Drawing(width, 12)
    drawing.bar(0, 1, width, 10, PAPER_SUNKEN, rounded=3)
    if value > 0:
        drawing.bar(0, 1, max(2.0, width * value / max(1e-9, most)), 10, INK2, rounded=3)
    return drawing


def strength_bars(filled: int) -> Drawing:
    """Three bars, so many of them filled."""
    drawing = Drawing(138, 10)
    for k in range(3):
        drawing.bar(1 + 46 * k, 1, 42, 8, INK, rounded=4, rim=k >= filled)
    return drawing


def flower() -> Drawing:
    """The mark: five petals, four of them open."""
    drawing = Drawing(24, 24)
    petal = "M0 -3C-10 -10 -8 -23 0 -24C8 -23 10 -10 0 -3Z"
    shut = f'fill="none" stroke="{STRONG}" stroke-width="1.6" stroke-dasharray="3 2"'
    petals = [
        f'<path d="{petal}" transform="rotate({72 * k})" {"fill='#2E8062'" if k < 4 else shut}/>' for k in range(5)
    ]
    drawing.parts.append(
        f'<g transform="translate(12 12) scale(.44)">{"".join(petals)}<circle r="4.5" fill="#E2A200"/></g>'
    )
    return drawing
