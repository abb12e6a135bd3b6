"""The patterns of the field beside what the model gives: a table for the terminal and docs, a picture, figures."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from rich.console import Console
from rich.table import Table
from rich.text import Text

from scenarios.language import later, tr
from simulation.report.palette import FUNDED, INK, INK2, SURFACE
from simulation.report.style import SERIF, STRONG_SANS, settings
from simulation.report.wording import number, percent, span
from simulation.study.calibration import CHECKS, Trial
from simulation.study.further_findings import FURTHER
from simulation.study.patterns import PATTERNS, Check, Finding, by_pattern, n_inside

VERDICTS: dict[str, str] = {
    "inside": later("inside"),
    "borderline": later("borderline"),
    "outside": later("outside"),
}
_MARK_COLOURS = {"inside": "#2E8062", "borderline": "#E2A200", "outside": "#8E0E16"}
_ROW = 0.42  # inches


def band(check: Check) -> str:
    """The band in words: 0.35–0.70, or from 0.60."""
    if math.isinf(check.high):
        return tr("from {low}").format(low=number(check.low, 2))
    return span(check.low, check.high, 2)


def summary(findings: list[Finding], replicates: int) -> str:
    """How many patterns the model shows."""
    text = tr("{inside} of {all} patterns inside their band, on {n} villages that nothing was fitted on.")
    return text.format(inside=n_inside(findings), all=len(PATTERNS), n=number(replicates))


def further_summary(further: list[Finding]) -> str:
    """How many findings that took no part in fitting the model shows."""
    text = tr("Of {all} further findings that took no part in fitting, {inside} are inside.")
    return text.format(inside=n_inside(further), all=len(FURTHER))


def ensemble_summary(ensemble: Sequence[Trial]) -> str:
    """How the accepted sets of parameters do on villages that they were not fitted on."""
    inside = [n_inside_of(trial) for trial in ensemble]
    text = tr("The {n} accepted sets of parameters show {low} to {high} of them there, {middle} in the middle.")
    low, middle, high = (number(x) for x in np.quantile(inside, (0, 0.5, 1), method="inverted_cdf"))
    return text.format(n=number(len(ensemble)), low=low, middle=middle, high=high)


def n_inside_of(trial: Trial) -> int:
    """Patterns of which every check of a set of parameters lies inside its band."""
    inside = [check.low <= value <= check.high for check, value in zip(CHECKS, trial.values, strict=True)]
    return sum(all(inside[CHECKS.index(check)] for check in pattern.checks) for pattern in PATTERNS)


def share_inside(check: Check, ensemble: Sequence[Trial]) -> float:
    """Share of the accepted sets that have a check inside its band."""
    k = CHECKS.index(check)
    return float(np.mean([check.low <= trial.values[k] <= check.high for trial in ensemble]))


def show(
    console: Console, findings: list[Finding], further: list[Finding], ensemble: Sequence[Trial], replicates: int
) -> None:
    """Print the tables of patterns, by default and in the accepted sets, and of further findings; then the count."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    numbers = (tr("Band"), tr("Model"), tr("95 % interval"), tr("Sets inside"))
    for name in ("", tr("Pattern"), *numbers[:3], "", numbers[3]):
        table.add_column(name, justify="right" if name in numbers else "left")
    for finding in findings:
        table.add_row(*_cells(finding), percent(share_inside(finding.check, ensemble)))
    table.add_section()
    for finding in further:
        table.add_row(*_cells(finding), "")
    console.print(table)
    console.print()
    for pattern, theirs in by_pattern([*findings, *further]):
        if not all(finding.inside for finding in theirs):
            why = tr(pattern.why)
            console.print(Text(f"{pattern.id}: {tr(pattern.finding)}. {why[:1].upper()}{why[1:]}."))
    console.print(Text(summary(findings, replicates), style="bold"))
    console.print(Text(ensemble_summary(ensemble)))
    console.print(Text(further_summary(further)))


def _cells(finding: Finding) -> tuple[str, ...]:
    return (
        finding.pattern.id,
        tr(finding.check.what),
        band(finding.check),
        number(finding.estimate.mean, 2),
        span(finding.estimate.low, finding.estimate.high, 2),
        tr(VERDICTS[finding.verdict]),
    )


def markdown(findings: list[Finding], further: list[Finding], ensemble: Sequence[Trial], replicates: int) -> str:
    """The tables with findings, sources and reasons, for docs."""
    heads = ("id", "what the field found (source)", "measured as", "band", "model", "95 % interval", "")
    sets = [percent(share_inside(finding.check, ensemble)) for finding in findings]
    lines = [
        f"{summary(findings, replicates)} {ensemble_summary(ensemble)}",
        "",
        *_lines((*heads, "sets inside", "why"), findings, sets),
        "",
        f"{further_summary(further)} Their bands were written down before the first run; no default was moved since.",
        "",
        *_lines((*heads, "why"), further),
    ]
    return "\n".join(lines) + "\n"


def _lines(heads: Sequence[str], findings: list[Finding], besides: Sequence[str] | None = None) -> Iterator[str]:
    """A table of findings in Markdown, with a further column where there is one."""
    yield _line(heads)
    yield _line(["---"] * len(heads))
    sets = iter(besides or ())
    for pattern, theirs in by_pattern(findings):
        for k, finding in enumerate(theirs):
            first = k == 0
            found = f"{pattern.finding} ({pattern.source}; {pattern.basis})" if first else ""
            what, *figures = (finding.check.what, *_cells(finding)[2:5])
            inside = [next(sets)] if besides else []
            yield _line([pattern.id, found, what, *figures, finding.verdict, *inside, pattern.why if first else ""])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def figures(
    findings: list[Finding], further: list[Finding], ensemble: Sequence[Trial], replicates: int, root_seed: int
) -> dict[str, Any]:
    """The figures for machines. `high` is null where a band has no upper end."""
    return {
        "patterns": [
            {**_figures(finding), "sets_inside": share_inside(finding.check, ensemble)} for finding in findings
        ],
        "inside": n_inside(findings),
        "of": len(PATTERNS),
        "further": [_figures(finding) for finding in further],
        "further_inside": n_inside(further),
        "further_of": len(FURTHER),
        "ensemble": [n_inside_of(trial) for trial in ensemble],
        "replicates": replicates,
        "root_seed": root_seed,
    }


def _figures(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.pattern.id,
        "what": finding.check.what,
        "low": finding.check.low,
        "high": finding.check.high,
        "value": finding.estimate.mean,
        "interval": [finding.estimate.low, finding.estimate.high],
        "passed": finding.inside,
        "verdict": finding.verdict,
    }


def draw(findings: list[Finding], further: list[Finding], replicates: int, file: Path) -> None:
    """Each check on a scale of its own: the band as a sheet, the model's value and interval on it."""
    rows = [*enumerate(findings), *enumerate(further, start=len(findings) + 1)]
    last = rows[-1][0]
    with mpl.rc_context(settings()):
        figure = Figure(figsize=(9.5, 1.35 + _ROW * (last + 1)), dpi=150)
        canvas = FigureCanvasAgg(figure)
        height = figure.get_figheight()
        figure.text(0.03, 1 - 0.28 / height, summary(findings, replicates), fontfamily=SERIF, fontsize=14, va="top")
        below = tr("sheet: the band of the field; mark: the model; line: 95 % interval; each row on its own scale")
        figure.text(0.03, 1 - 0.62 / height, below, fontsize=8.5, color=INK2, va="top")
        axes = figure.add_axes((0.44, 0.3 / height, 0.36, 1 - 1.2 / height))
        for row, finding in rows:
            _draw_row(axes, row, finding)
        between: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "va": "center", "annotation_clip": False}
        axes.annotate(further_summary(further), (-1.14, len(findings)), fontfamily=STRONG_SANS, fontsize=9, **between)
        axes.set_xlim(-0.75, 1.75)
        axes.set_ylim(last + 0.5, -0.5)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.patch.set_visible(False)
        axes.spines["bottom"].set_visible(False)
        canvas.print_png(file, metadata={"Software": "berdaya", "Title": summary(findings, replicates)})


def _draw_row(axes: Axes, row: int, finding: Finding) -> None:
    check, colour = finding.check, _MARK_COLOURS[finding.verdict]
    mean, low, high = (_on_scale(check, x) for x in finding.estimate)
    end = 1.75 if math.isinf(check.high) else 1.0
    axes.barh(row, end, 0.62, color=FUNDED, zorder=1)
    axes.plot([max(-0.7, low), min(1.7, high)], [row, row], color=INK, linewidth=1.3, zorder=2)
    marker = {"inside": "o", "borderline": "D", "outside": "X"}[finding.verdict]
    axes.plot(min(1.68, max(-0.7, mean)), row, marker, markersize=7, color=colour, markeredgecolor=SURFACE, zorder=3)
    left: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "va": "center", "annotation_clip": False}
    axes.annotate(finding.pattern.id, (-1.14, row), fontfamily=STRONG_SANS, fontsize=9, **left)
    axes.annotate(tr(check.what), (-1.03, row), fontsize=8.5, **left)
    value = f"{number(finding.estimate.mean, 2)}  ({band(check)})  {tr(VERDICTS[finding.verdict])}"
    axes.annotate(value, (1.02, row), fontsize=8.5, color=INK2, **left)


def _on_scale(check: Check, value: float) -> float:
    """A value where the band runs from 0 to 1; a band without upper end is as wide as it is high."""
    width = (check.high if math.isfinite(check.high) else 2 * check.low) - check.low
    return (value - check.low) / width
