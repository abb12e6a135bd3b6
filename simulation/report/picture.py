"""One picture of a comparison: people empowered over time, what is left after exit, and the paired differences."""

from pathlib import Path
from textwrap import fill

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from scenarios.language import tr
from simulation.measures.arm import AFTER
from simulation.report.answer import sentence
from simulation.report.drawing import spread
from simulation.report.left import RUNS_INSIDE, kept_share, stays_share
from simulation.report.palette import FUNDED, INK, INK2, STRONG, SURFACE
from simulation.report.style import SERIF, STRONG_SANS, card, heading, look_of, settings, wrapped
from simulation.report.table import title
from simulation.report.wording import interval, number, percent, strategy_label
from simulation.study.compare import MAIN, Comparison
from simulation.study.statistics import Estimate

WIDTH, DPI = 11.0, 150
EDGE = 0.28
"""Inches of ground round the sheets and between them."""
_ROW_LEFT, _ROW_DIFFERENCE, _HEAD, _FOOT = 0.62, 0.46, 0.86, 0.34
"""Inches: a strategy's row in the two panels at the right, and a sheet's room above and below its axes."""


def draw(comparison: Comparison, file: Path) -> None:
    """Draw a finished comparison into a PNG file; the same comparison gives the same bytes."""
    with mpl.rc_context(settings()):
        figure = Figure(figsize=(WIDTH, 7.0), dpi=DPI)
        canvas = FigureCanvasAgg(figure)
        _lay_out(figure, comparison)
        canvas.print_png(file, metadata={"Software": "berdaya", "Title": sentence(comparison)})


def _lay_out(figure: Figure, comparison: Comparison) -> None:
    answer = wrapped(figure, 0.03, 0, sentence(comparison), 0.94, fontfamily=SERIF, fontsize=16, linespacing=1.08)
    about = wrapped(figure, 0.03, 0, title(comparison), 0.94, fontsize=8.5, color=INK2, linespacing=1.15)
    tall = [text.get_window_extent().height / DPI for text in (answer, about)]
    body = EDGE + tall[0] + 0.12 + tall[1] + 0.2
    n_active, n_others = max(1, len(comparison.arms.active)), len(comparison.names) - 1
    upper = _HEAD + max(1.8, _ROW_LEFT * n_active) + _FOOT
    lower = _HEAD + max(1.2, _ROW_DIFFERENCE * n_others) + _FOOT if n_others else 0.0
    sheet = max(4.8, upper + (lower + EDGE / 2 if n_others else 0.0))
    height = body + sheet + 0.36
    figure.set_figheight(height)
    answer.set_y(1 - EDGE / height)
    about.set_y(1 - (EDGE + tall[0] + 0.12) / height)
    over_time(_panel(figure, (0.025, body, 0.505, sheet), (0.04, 0.12), *_over_time_words(), foot=0.46), comparison)
    if not n_others:
        upper = sheet
    left = _panel(figure, (0.545, body, 0.43, upper), (0.139, 0.015), *_left_words())
    left_after_exit(left, comparison)
    if n_others:
        against = tr("Against {strategy}").format(strategy=strategy_label(comparison.ranking()[0]))
        place = (0.545, body + upper + EDGE / 2, 0.43, sheet - upper - EDGE / 2)
        differences(_panel(figure, place, (0.139, 0.015), against, _differences_words()), comparison)
    figure.text(0.975, 0.1 / height, tr("A simulation, not a forecast."), fontsize=8.5, color=INK2, ha="right")


def _panel(
    figure: Figure,
    sheet: tuple[float, float, float, float],
    inside: tuple[float, float],
    heading_words: str,
    below: str,
    foot: float = _FOOT,
) -> Axes:
    """A sheet (left, inches from the top, width, inches high) with its heading; axes `inside` its left and right."""
    left, top, width, tall = sheet
    height = figure.get_figheight()
    card(figure, left, 1 - (top + tall) / height, width, tall / height)
    heading(figure, left + 0.02, 1 - (top + 0.15) / height, heading_words, below, width - 0.035)
    bottom = 1 - (top + tall - foot) / height
    across = width - sum(inside)
    return figure.add_axes((left + inside[0], bottom, across, (tall - foot - _HEAD) / height))


def _over_time_words() -> tuple[str, str]:
    below = tr("line: mean of all runs; band: 80 of 100 runs; marks: exit, 12, 24 and 36 months later")
    return tr("People empowered"), below


def _left_words() -> tuple[str, str]:
    below = tr(
        "12, 24 and 36 months later, of those empowered by the programme at exit; "
        "line: 95 % interval; diamond: had the facilitator stayed"
    )
    return tr("What is left after exit"), below


def _differences_words() -> str:
    return tr("people 24 months after exit, same village and luck; small marks: runs; bar: 95 % interval of the mean")


def over_time(axes: Axes, comparison: Comparison) -> None:
    """A line for each strategy's mean over runs, a band for 80 of 100 runs, labels at the lines."""
    exits = {
        s.values["months"]
        for s, plan in zip(comparison.arms.scenarios, comparison.arms.plans, strict=True)
        if plan.places
    }
    ends = []
    for arm, name in enumerate(comparison.names):
        look = look_of(name)
        runs = np.array([f.replicate.series[arm]["empowered"] for f in comparison.results])
        months, mean = np.arange(runs.shape[1]), runs.mean(axis=0)
        low, high = np.percentile(runs, RUNS_INSIDE, axis=0)
        axes.fill_between(months, low, high, color=look.colour, alpha=0.52 / max(4, len(comparison.names)), linewidth=0)
        axes.plot(months, mean, **look.line)
        leaves = comparison.arms.scenarios[arm].values["months"]
        marked = [leaves, *(m for m in (leaves + after for after in AFTER) if m < len(months))]
        axes.plot(marked, mean[marked], clip_on=False, zorder=4, **look.mark)
        ends.append((months[-1], mean[-1], name))
    horizon = max(month for month, _, _ in ends)
    axes.set_xlim(0, horizon)
    axes.set_ylim(bottom=0)
    axes.grid(axis="y")
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axes.set_xlabel(tr("months since the programme began"), fontsize=8.5)
    _mark_exits(axes, sorted(exits))
    _name_lines(axes, ends)


def _mark_exits(axes: Axes, exits: list[int]) -> None:
    for month in exits:
        axes.axvline(month, color=INK, linewidth=1.3, zorder=3)
    if exits:
        axes.axvspan(0, exits[-1], color=FUNDED, zorder=0, linewidth=0)
        axes.annotate(
            tr("facilitator leaves"), (exits[-1], 0.985), (5, 0), xycoords=("data", "axes fraction"),
            textcoords="offset points", fontsize=8.5, fontfamily=STRONG_SANS, va="top",
            bbox={"facecolor": SURFACE, "edgecolor": "none", "pad": 1.5, "alpha": 0.85},
        )  # fmt: skip


def _name_lines(axes: Axes, ends: list[tuple[int, float, str]]) -> None:
    """The strategy's name where its line ends, moved apart where lines end close together."""
    labels = [short_lines(strategy_label(name)) for _, _, name in ends]
    inches = axes.get_window_extent().height / DPI
    gap = 0.19 * max(label.count("\n") + 1 for label in labels) / inches * axes.get_ylim()[1]
    heights = spread([height for _, height, _ in ends], gap)
    last = max(month for month, _, _ in ends)
    for (_, _, name), label, height in zip(ends, labels, heights, strict=True):
        axes.annotate(
            label, (last, height), (9, 0), textcoords="offset points", va="center", color=look_of(name).text,
            fontsize=_label_size(label), fontfamily=STRONG_SANS, annotation_clip=False, linespacing=1.05,
        )  # fmt: skip


def short_lines(label: str) -> str:
    """A label in two lines where it fits, else in three."""
    two = fill(label, 14)
    return two if two.count("\n") < 2 else fill(label, 18)


def _label_size(label: str) -> float:
    return 9 if label.count("\n") < 2 and max(map(len, label.splitlines())) < 15 else 7.5


def left_after_exit(axes: Axes, comparison: Comparison) -> None:
    """The share of the gain at exit that is still there, and what it would be had the facilitator stayed."""
    names = [comparison.names[k] for k in comparison.arms.active]
    rows = [(name, after) for name in names for after in AFTER]
    places = [k * 1.0 + (k // len(AFTER)) * 0.7 for k in range(len(rows))]
    reach = 1.0
    for place, (name, after) in zip(places, rows, strict=True):
        look = look_of(name)
        kept, stays = kept_share(comparison, name, after), stays_share(comparison, name, after)
        if not np.isfinite(kept.mean):
            continue
        axes.barh(place, kept.mean, 0.72, color=look.colour, hatch=look.hatch, edgecolor=SURFACE, linewidth=0, zorder=2)
        axes.plot([kept.low, kept.high], [place, place], color=INK, linewidth=1.2, zorder=3)
        if np.isfinite(stays.mean):
            axes.plot(stays.mean, place, "D", markersize=5, markerfacecolor=SURFACE, markeredgecolor=INK, zorder=4)
        reach = max(reach, kept.high, stays.mean if np.isfinite(stays.mean) else 0)
        words = f"{percent(kept.mean)}  {interval(kept, scale=100)}"
        _words_at_right(axes, place, words)
    axes.axvline(1, color=STRONG, linewidth=0.8, zorder=1)
    axes.set_xlim(0, 1.42 * reach)
    axes.set_ylim(max(places, default=0) + 0.6, -0.6)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value) if value <= reach + 0.01 else ""))
    axes.set_yticks(places, [f"+{after}" for _, after in rows], fontsize=8)
    for k, name in enumerate(names):
        middle = places[len(AFTER) * k + 1]
        _name_row(axes, name, middle, indent=-34)


def _words_at_right(axes: Axes, place: float, words: str) -> None:
    axes.annotate(
        words,
        (1, place),
        xycoords=("axes fraction", "data"),
        ha="right",
        va="center",
        fontsize=8,
        color=INK2,
        zorder=5,
    )


def differences(axes: Axes, comparison: Comparison) -> None:
    """Each strategy against the best other, village by village: small marks are villages, the bar is the mean."""
    names = comparison.ranking()
    others = names[1:]
    reach = 1.0
    for place, name in enumerate(others):
        look = look_of(name)
        pairs = comparison.values(name, MAIN) - comparison.values(names[0], MAIN)
        mean = comparison.difference(name, names[0])
        jitter = 0.26 * np.sin(2.4 * np.arange(len(pairs)))
        axes.plot(
            pairs, place + jitter, look.marker, markersize=2.6, color=look.colour, alpha=0.35, linewidth=0, zorder=2
        )
        axes.plot([mean.low, mean.high], [place, place], color=INK, linewidth=4, solid_capstyle="round", zorder=3)
        axes.plot(mean.mean, place, zorder=4, **look.mark)
        _name_row(axes, name, place, indent=-8)
        words = f"{number(mean.mean, _decimals(mean), True)}  ({interval(mean, _decimals(mean), True)})"
        _words_at_right(axes, place, words)
        reach = max(reach, float(np.nanmax(np.abs(pairs))))
    largest = max(
        0.0, *(float(np.nanmax(comparison.values(n, MAIN) - comparison.values(names[0], MAIN))) for n in others)
    )
    axes.set_xlim(-1.06 * reach, 0.75 * reach + largest)
    axes.set_ylim(len(others) - 0.5, -0.5)
    axes.axvline(0, color=INK, linewidth=1.3)
    axes.set_yticks([])
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _: number(value, sign=True) if value <= largest + 0.1 * reach else "")
    )


def _decimals(estimate: Estimate) -> int:
    return 0 if abs(estimate.mean) >= 10 else 1


def _name_row(axes: Axes, name: str, place: float, indent: float) -> None:
    label = short_lines(strategy_label(name))
    axes.annotate(
        label, (0, place), (indent, 0), xycoords=("axes fraction", "data"), textcoords="offset points", ha="right",
        va="center", fontsize=_label_size(label), fontfamily=STRONG_SANS, color=look_of(name).text, linespacing=1.05,
        annotation_clip=False,
    )  # fmt: skip
