"""The picture of docs/performance.md: growth, peers, and where a month goes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure

from simulation.report.palette import INK2, INK3
from simulation.report.style import heading, settings

COLOURS = ("#B2590E", "#344B9C", "#883E5C", "#5A5146")


def draw(figures: Mapping[str, Any], file: Path) -> None:
    """Draw the parts that were measured. Raises OSError if the file cannot be written."""
    panels = [(name, panel) for name, panel in PANELS.items() if name in figures]
    with rc_context(settings()):
        figure = Figure(figsize=(4.2 * max(1, len(panels)), 4.4), dpi=150)
        for k, (name, (title, below, panel)) in enumerate(panels):
            left = (k + 0.16) / len(panels)
            axes = figure.add_axes((left, 0.14, 0.78 / len(panels), 0.6))
            heading(figure, left, 0.95, title, below, 0.8 / len(panels))
            panel(axes, figures[name]["figures"])
        figure.savefig(file, metadata={"Software": None})


def growth(axes: Any, rows: list[dict[str, Any]]) -> None:
    """Time per villager against the number of villagers."""
    n = [row["n"] for row in rows]
    axes.fill_between(
        n, [row["ns"]["least"] for row in rows], [row["ns"]["most"] for row in rows], color=COLOURS[0], alpha=0.2, lw=0
    )
    axes.plot(n, [row["ns"]["median"] for row in rows], color=COLOURS[0], marker="o")
    axes.set_xscale("log")
    axes.set_ylim(bottom=0)
    axes.grid(axis="y")


def peers(axes: Any, figures: dict[str, Any]) -> None:
    """Time per person and step of each contestant."""
    rows = figures["rows"]
    for k, who in enumerate(dict.fromkeys(row["who"] for row in rows)):
        mine = [row for row in rows if row["who"] == who]
        axes.plot([row["n"] for row in mine], [row["ns"]["median"] for row in mine], color=COLOURS[k], marker="o")
        axes.annotate(
            who,
            (mine[0]["n"], mine[0]["ns"]["median"]),
            xytext=(0, 6),
            textcoords="offset points",
            color=INK2,
            fontsize=8.5,
        )
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.margins(y=0.15)
    axes.grid(axis="y")


def lines(axes: Any, rows: list[dict[str, Any]]) -> None:
    """Each line's time, by how many are in groups."""
    names = list(rows[0]["ns"])
    for k, row in enumerate(rows):
        places = [place + 0.27 * (k - 1) for place in range(len(names))]
        axes.barh(places, [row["ns"][name] for name in names], 0.25, color=COLOURS[k], label=row["what"])
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.legend(frameon=False, fontsize=8, labelcolor=INK3)
    axes.grid(axis="x")


PANELS: dict[str, tuple[str, str, Any]] = {
    "growth": ("Growth", "ns per villager-month by villagers; band: least to most", growth),
    "peers": ("Peers", "contagion on a network: ns per person and step by people", peers),
    "lines": ("Where a month goes", "ns per villager-month by line of the month", lines),
}
"""Each panel's title, what it shows, and who draws it."""
