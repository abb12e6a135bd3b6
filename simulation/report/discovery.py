"""Where each strategy wins and fails, in words, as a table and as a picture of boxes."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from scenarios.language import later, tr
from scenarios.parameters import BY_NAME
from simulation.report.palette import INK2, LINE
from simulation.report.style import SERIF, STRONG_SANS, card, look_of, settings, wrapped
from simulation.report.wording import in_a_row, number, percent, strategy_label
from simulation.study.discovery import Finding
from simulation.study.prim import Box, Limit
from simulation.study.results import Results

CLAIMS = {"wins": later("{strategy} leaves most people empowered"), "fails": later("{strategy} fails in most runs")}
_ROW, _HEAD = 0.27, 0.78
"""Inches of a parameter's row, and of the words above the rows of a panel."""


def sentences(finding: Finding) -> Iterator[str]:
    """What was found of a strategy, a sentence a box."""
    claim = tr(CLAIMS[finding.claim]).format(strategy=strategy_label(finding.strategy))
    text = tr("{claim} at {share} of {n} points.")
    yield text.format(claim=claim, share=percent(finding.share), n=number(finding.points))
    for box in finding.boxes:
        text = tr("Where {where}: at {density} of points ({low}–{high} %); {coverage} of all such points lie there.")
        yield text.format(
            where=in_a_row([limit_words(name, limit) for name, limit in box.limits.items()]),
            density=percent(box.density.mean),
            low=number(100 * box.density.low),
            high=number(100 * box.density.high),
            coverage=percent(box.coverage),
        )
    if not finding.boxes and 0 < finding.share < 1:
        yield tr("No region of what varied stands out.")


def limit_words(name: str, limit: Limit) -> str:
    """A limit as one says it: trust among villagers at least 0.42."""
    parameter = BY_NAME[name]
    label = tr(parameter.label).lower()
    if isinstance(limit, frozenset):
        return tr("{label} is {choices}").format(
            label=label, choices=tr(" or ").join(tr(str(choice)) for choice in sorted(limit))
        )
    low, high = (_figure(value) for value in limit)
    unit = f" {tr(parameter.unit)}" if parameter.unit not in ("", "0-1", "share") else ""
    if np.isinf(limit[0]):
        return tr("{label} at most {high}").format(label=label, high=high) + unit
    if np.isinf(limit[1]):
        return tr("{label} at least {low}").format(label=label, low=low) + unit
    return tr("{label} from {low} to {high}").format(label=label, low=low, high=high) + unit


def _figure(value: float) -> str:
    return number(value, 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2)


def rows(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """A row for every limit of every box, for discover.csv."""
    table = []
    for finding in findings:
        for k, box in enumerate(finding.boxes, start=1):
            about = {"strategy": finding.strategy, "claim": finding.claim, "share": finding.share, "box": k}
            judged = {
                "density": box.density.mean,
                "density_low": box.density.low,
                "density_high": box.density.high,
                "coverage": box.coverage,
                "points": box.n,
            }
            for name, limit in box.limits.items():
                table.append(about | judged | {"parameter": name, **_limit_columns(limit)})
    return table


def _limit_columns(limit: Limit) -> dict[str, Any]:
    if isinstance(limit, frozenset):
        return {"low": None, "high": None, "values": " ".join(sorted(map(str, limit)))}
    low, high = (None if np.isinf(value) else value for value in limit)
    return {"low": low, "high": high, "values": None}


def draw(results: Results, findings: Sequence[Finding], file: Path) -> None:
    """A panel for every finding that has a box: the whole range of each limited parameter, and the first box in it."""
    shown = [finding for finding in findings if finding.boxes]
    tall = [_HEAD + _ROW * len(finding.boxes[0].limits) + 0.15 for finding in shown]
    height = 0.8 + sum(tall) + 0.12 * len(shown)
    with mpl.rc_context(settings()):
        figure = Figure(figsize=(8.2, max(1.6, height)), dpi=150)
        canvas = FigureCanvasAgg(figure)
        inches = figure.get_figheight()
        words = tr("Where each strategy wins and where it fails")
        figure.text(0.03, 1 - 0.18 / inches, words, fontfamily=SERIF, fontsize=15, va="top")
        if not shown:
            figure.text(0.03, 1 - 0.8 / inches, tr("No region of what varied stands out."), va="top", color=INK2)
        top = 0.62
        for finding, room in zip(shown, tall, strict=True):
            card(figure, 0.025, 1 - (top + room) / inches, 0.95, room / inches)
            _panel(figure, results, finding, top)
            top += room + 0.12
        figure.text(0.975, 0.06 / inches, tr("A simulation, not a forecast."), fontsize=8, color=INK2, ha="right")
        canvas.print_png(file, metadata={"Software": "berdaya"})


def _panel(figure: Figure, results: Results, finding: Finding, top: float) -> None:
    inches, box = figure.get_figheight(), finding.boxes[0]
    look = look_of(finding.strategy)
    claim, about = list(sentences(finding))[:2]
    figure.text(0.05, 1 - (top + 0.13) / inches, claim, fontfamily=STRONG_SANS, fontsize=10, va="top", color=look.text)
    wrapped(figure, 0.05, 1 - (top + 0.38) / inches, about, 0.9, fontsize=8.5, color=INK2, linespacing=1.2)
    tall = _ROW * len(box.limits)
    axes = figure.add_axes((0.34, 1 - (top + _HEAD + tall) / inches, 0.56, tall / inches))
    _rows(axes, results, box, look.colour)


def _rows(axes: Axes, results: Results, box: Box, colour: str) -> None:
    axes.set_axis_off()
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(len(box.limits) - 0.5, -0.5)
    for k, (name, limit) in enumerate(box.limits.items()):
        axes.text(-0.11, k, tr(BY_NAME[name].label), ha="right", va="center", fontsize=8.5)
        values = results.points[name]
        if isinstance(limit, frozenset):
            axes.text(0, k, ", ".join(tr(str(choice)) for choice in sorted(limit)), va="center", color=colour)
            continue
        least, most = min(values), max(values)
        low, high = (max(limit[0], least) - least) / (most - least), (min(limit[1], most) - least) / (most - least)
        axes.plot([0, 1], [k, k], color=LINE, linewidth=6, solid_capstyle="round")
        axes.plot([low, high], [k, k], color=colour, linewidth=6, solid_capstyle="round")
        for place, value in ((0, least), (1, most)):
            axes.annotate(
                _figure(value),
                (place, k),
                ((-1 if place == 0 else 1) * 9, 0),
                textcoords="offset points",
                ha="right" if place == 0 else "left",
                va="center",
                fontsize=7,
                color=INK2,
            )
