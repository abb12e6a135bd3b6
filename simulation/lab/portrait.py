"""The picture a visitor saves: both villages as they end, and below them the command line's own panels."""

import io
import threading

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from scenarios.language import tr
from simulation.lab.chronicle import EMPOWERED, Chronicle, has, petals
from simulation.lab.pair import Pair
from simulation.report.palette import INK, INK2, LINE
from simulation.report.picture import left_after_exit, over_time
from simulation.report.style import SERIF, card, heading, look_of, settings
from simulation.report.wording import community_label, number, strategy_label
from simulation.study.compare import Comparison

LEVELS = ("#F7F0E0", "#DCE0B4", "#B2CD8E", "#74AC76", "#2E8062", "#0B5145")
"""0 to 5 indicators reached; from four on a villager is empowered and drawn larger, as a pentagon."""
DPI = 150
_one_at_a_time = threading.Lock()
"""Matplotlib's settings are shared by all threads."""


def portrait(pair: Pair, comparison: Comparison | None) -> bytes:
    """A PNG of a pair that has run to its end, with the replicates there are."""
    with _one_at_a_time, mpl.rc_context(settings()):
        figure = Figure(figsize=(11, 9.6), dpi=DPI)
        canvas = FigureCanvasAgg(figure)
        title = _title(pair)
        figure.text(0.03, 0.968, title, fontfamily=SERIF, fontsize=15, va="top")
        for k in range(2):
            _village_sheet(figure, pair, k)
        if comparison is not None and comparison.n > 1:
            _study_sheets(figure, comparison)
        else:
            _lines_sheet(figure, pair)
        figure.text(0.975, 0.012, tr("A simulation, not a forecast."), fontsize=8.5, color=INK2, ha="right")
        content = io.BytesIO()
        canvas.print_png(content, metadata={"Software": "berdaya", "Title": title})
    return content.getvalue()


def _title(pair: Pair) -> str:
    words = tr("{community}, {n} households, seed {seed}: the same people, ties and luck")
    n = number(len(pair.sides[0].run.village.ids))
    return words.format(community=community_label(pair.settings.community), n=n, seed=pair.settings.seed)


def _village_sheet(figure: Figure, pair: Pair, k: int) -> None:
    side, left = pair.sides[k], 0.025 + 0.48 * k
    card(figure, left, 0.5, 0.47, 0.43)
    n, of = int(has(side.months[-1], EMPOWERED).sum()), len(side.run.village.ids)
    text = tr("{n} of {of} empowered in month {month}")
    below = text.format(n=number(n), of=number(of), month=number(side.month))
    heading(figure, left + 0.02, 0.915, f"{'AB'[k]}  {strategy_label(pair.settings.sides[k])}", below, 0.42)
    _village(figure.add_axes((left + 0.015, 0.51, 0.44, 0.345)), side)


def _village(axes: Axes, side: Chronicle) -> None:
    v, village = side.run.world.villagers, side.run.village
    places = np.column_stack([v["x"], v["y"]])
    if np.ptp(places[:, 1]) > np.ptp(places[:, 0]):
        places = places[:, ::-1]  # the village lies along the longer side, as on the page
    one = np.repeat(np.arange(len(v)), np.diff(village.starts))
    once = one < village.neighbours
    ties = np.stack([places[one[once]], places[village.neighbours[once]]], axis=1)
    axes.add_collection(LineCollection(list(ties), colors=LINE, linewidths=0.3, zorder=1))
    levels = petals(side.months[-1])
    for level, colour in enumerate(LEVELS):
        x, y = places[levels == level].T
        size, marker = (34, "p") if level >= 4 else (12, "o")
        axes.scatter(x, y, s=size, c=colour, marker=marker, edgecolors=INK2, linewidths=0.4, zorder=2 + level)
    axes.set_aspect("equal", adjustable="datalim")
    axes.axis("off")


def _study_sheets(figure: Figure, comparison: Comparison) -> None:
    card(figure, 0.025, 0.035, 0.53, 0.445)
    below = tr("mean and band of 80 of 100 runs ({n} runs)").format(n=comparison.n)
    heading(figure, 0.045, 0.466, tr("People empowered"), below, 0.48)
    over_time(figure.add_axes((0.07, 0.085, 0.37, 0.3)), comparison)
    card(figure, 0.57, 0.035, 0.405, 0.445)
    below = tr("share of the gain at exit still there, 95 % interval; diamond: had the facilitator stayed")
    heading(figure, 0.59, 0.466, tr("What is left after exit"), below, 0.365)
    left_after_exit(figure.add_axes((0.71, 0.085, 0.255, 0.29)), comparison)


def _lines_sheet(figure: Figure, pair: Pair) -> None:
    """These two villages' lines alone, where no others have been run yet."""
    card(figure, 0.025, 0.035, 0.95, 0.445)
    heading(figure, 0.045, 0.466, tr("People empowered"), tr("the two villages above"), 0.9)
    axes = figure.add_axes((0.07, 0.085, 0.87, 0.3))
    for name, side in zip(pair.settings.sides, pair.sides, strict=True):
        axes.plot(side.run.series()["empowered"], **look_of(name).line)
        if side.run.plan.places:
            axes.axvline(side.run.scenario.values["months"], color=INK, linewidth=1.3)
    axes.set_ylim(bottom=0)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
