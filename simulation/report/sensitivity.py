"""Which inputs decide an outcome: the table and the picture."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from rich.table import Table

from scenarios.language import tr
from scenarios.outcomes import OUTCOMES
from scenarios.parameters import BY_NAME
from scenarios.presets import strategies
from simulation.report.palette import FUNDED, INK, INK2, STRONG
from simulation.report.style import SERIF, STRONG_SANS, card, look_of, settings, wrapped
from simulation.report.wording import number, strategy_label
from simulation.study.sensitivity import Index

_ROW, _HEAD = 0.3, 0.45
"""Inches of an input's row, and of the words above the rows of a panel."""


def input_label(name: str) -> str:
    """What an input is called."""
    return tr(BY_NAME[name].label) if name in BY_NAME else tr("Luck (floor of noise)")


def response_label(response: str) -> str:
    """A strategy, or one against another."""
    return f" {tr('against')} ".join(map(strategy_label, response.split(" - ")))


def table(found: Sequence[Index], kind: str) -> Table:
    """Inputs down, for each response what an input does alone and in all, with half-widths of the intervals."""
    alone, all_in_all = heads(kind)
    rows = Table(box=None, pad_edge=False, header_style="bold")
    rows.add_column(tr("Response"))
    rows.add_column(tr("Input"))
    rows.add_column(alone, justify="right")
    rows.add_column(all_in_all, justify="right")
    rows.add_column("")
    before = None
    for index in found:
        name = response_label(index.response) if index.response != before else ""
        before = index.response
        figures = [f"{number(v, 2)} ±{number(h, 2)}" for v, h in _pairs(index)]
        rows.add_row(name, input_label(index.name), *figures, tr("above luck") if index.above_floor else "")
    return rows


def heads(kind: str) -> tuple[str, str]:
    """What the two figures of an input are called."""
    if kind == "sobol":
        return tr("alone (S1)"), tr("in all (ST)")
    return tr("mean effect (mu)"), tr("size of effect (mu*)")


def _pairs(index: Index) -> tuple[tuple[float, float], tuple[float, float]]:
    return (index.first, index.first_half), (index.total, index.total_half)


def draw(found: Sequence[Index], outcome: str, kind: str, file: Path) -> None:
    """A panel for each response: dots for what each input does alone (open) and in all (full), grey: what luck does."""
    responses = list(dict.fromkeys(index.response for index in found))
    across = min(2, len(responses))
    down = -(-len(responses) // across)
    n = len(found) // len(responses)
    tall = _HEAD + _ROW * n + 0.35
    with mpl.rc_context(settings()):
        figure = Figure(figsize=(5.6 * across, 0.85 + (tall + 0.12) * down), dpi=150)
        canvas, height = FigureCanvasAgg(figure), 0.85 + (tall + 0.12) * down
        title = tr("What decides: {outcome}").format(outcome=outcome_words(outcome))
        wrapped(figure, 0.03, 1 - 0.15 / height, title, 0.94, fontfamily=SERIF, fontsize=14)
        for k, response in enumerate(responses):
            left, top = 0.02 + 0.97 / across * (k % across), 0.6 + (tall + 0.12) * (k // across)
            width = 0.95 / across
            card(figure, left, 1 - (top + tall) / height, width, tall / height)
            look = look_of(response) if response in strategies() else None
            figure.text(
                left + 0.02,
                1 - (top + 0.12) / height,
                response_label(response),
                fontfamily=STRONG_SANS,
                fontsize=10,
                color=look.text if look else INK,
                va="top",
            )
            inside = (left + 0.43 * width, 1 - (top + tall - 0.35) / height, 0.53 * width, _ROW * n / height)
            of_one = [index for index in found if index.response == response]
            _dots(figure.add_axes(inside), of_one, look.colour if look else STRONG, kind)
        words = tr(
            "dot: in all; ring: alone; line: 95 % interval; shade: what luck does. A simulation, not a forecast."
        )
        figure.text(0.98, 0.07 / height, words, fontsize=8, color=INK2, ha="right")
        canvas.print_png(file, metadata={"Software": "berdaya"})


def outcome_words(outcome: str) -> str:
    """An outcome by its meaning and unit."""
    column = OUTCOMES[outcome]
    return f"{outcome} ({tr(column.unit)}: {tr(column.meaning)})"


def _dots(axes: Axes, found: Sequence[Index], colour: str, kind: str) -> None:
    rows = np.arange(len(found))
    floor = found[0].floor
    axes.axvspan(-floor if kind == "morris" else 0, floor, color=FUNDED, zorder=0)
    axes.axvline(0, color=STRONG, linewidth=0.7)
    for shift, full in ((0.14, False), (-0.14, True)):
        pairs = [_pairs(index)[1 if full else 0] for index in found]
        values, halves = np.array(pairs).T
        axes.hlines(rows + shift, values - halves, values + halves, color=colour, linewidth=1.4, alpha=0.7)
        inside = colour if full else axes.get_facecolor()
        axes.scatter(values, rows + shift, s=26, facecolor=inside, edgecolor=colour, zorder=3)
    axes.set_yticks(rows, [input_label(index.name) for index in found])
    axes.set_ylim(len(found) - 0.5, -0.5)
    axes.grid(axis="x")
