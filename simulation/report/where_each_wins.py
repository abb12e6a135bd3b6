"""Where each strategy wins: a map and words from a finished study (a folder of `sweep`).

Run by hand: `python -m simulation.report.where_each_wins RESULTS PICTURE.png` draws the map and prints a table.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pyarrow.parquet as pq
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from scenarios.parameters import BY_NAME
from scenarios.presets import strategies
from simulation.report.palette import INK2
from simulation.report.style import SERIF, card, look_of, settings

DECIDES = "extra_24"
NEIGHBOURS = 25
"""Points of the study nearest to a place of the map, whose mean decides who wins there."""
FINE = 40
THIRDS = ("low", "middle", "high")


@dataclass(frozen=True)
class Study:
    """What a finished study says: `varied` float64 (points, parameters), `means` float64 (points, strategies)."""

    names: tuple[str, ...]
    strategies: tuple[str, ...]
    varied: np.ndarray
    means: np.ndarray

    @property
    def winner(self) -> np.ndarray:
        """int64 (points,): the strategy with the highest mean at each point."""
        return np.asarray(self.means.argmax(axis=1))

    def share_won(self, where: np.ndarray) -> np.ndarray:
        """Of the points marked, the share that each strategy wins."""
        return np.bincount(self.winner[where], minlength=len(self.strategies)) / max(1, where.sum())


def read(folder: Path) -> Study:
    """A finished study, from design.parquet and outcomes.parquet."""
    design = pq.read_table(folder / "design.parquet")
    outcomes = pq.read_table(folder / "outcomes.parquet", columns=["point", "strategy", DECIDES])
    names = tuple(name for name in design.column_names if name in BY_NAME)
    labels = np.array([str(s) for s in outcomes["strategy"].to_pylist()])
    found = tuple(dict.fromkeys(labels))
    points, values = outcomes["point"].to_numpy(), outcomes[DECIDES].to_numpy()
    means = [np.bincount(points[labels == s], values[labels == s]) / np.bincount(points[labels == s]) for s in found]
    varied = np.column_stack([design[name].to_numpy() for name in names])
    return Study(names, found, varied, np.column_stack(means))


def strongest(study: Study) -> list[int]:
    """Parameters by how much they move who wins: between thirds of their range, the change of the shares won."""
    moved = [np.ptp([study.share_won(third) for third in _thirds(column)], axis=0).sum() for column in study.varied.T]
    return list(np.argsort(-np.array(moved), kind="stable"))


def _thirds(column: np.ndarray) -> list[np.ndarray]:
    low, high = np.quantile(column, (1 / 3, 2 / 3))
    return [column < low, (column >= low) & (column < high), column >= high]


def words(study: Study) -> str:
    """Who wins how often, over all and by thirds of each parameter, as Markdown."""
    labels = [strategies()[name].label for name in study.strategies]
    everywhere = study.share_won(np.ones(len(study.varied), bool))
    lines = [
        f"| where | {' | '.join(f'{label} wins' for label in labels)} |",
        f"| --- |{' --- |' * len(labels)}",
        f"| all {len(study.varied)} points | {_cells(everywhere)} |",
    ]
    for k in strongest(study):
        for name, third in zip(THIRDS, _thirds(study.varied[:, k]), strict=True):
            lines.append(f"| `{study.names[k]}` {name} | {_cells(study.share_won(third))} |")
    return "\n".join(lines) + "\n"


def _cells(shares: np.ndarray) -> str:
    return " | ".join(f"{100 * share:.0f} %" for share in shares)


def draw(study: Study, file: Path) -> None:
    """Maps over the two pairs of parameters that decide most: colour, the winner nearby; marks, points of the study."""
    first, second, third, fourth = strongest(study)[:4]
    with mpl.rc_context(settings()):
        figure = Figure(figsize=(10.5, 5.2), dpi=150)
        canvas = FigureCanvasAgg(figure)
        figure.text(
            0.03, 0.95, "Where each strategy leaves most people empowered", fontfamily=SERIF, fontsize=15, va="top"
        )
        below = f"colour: who wins on average over the {NEIGHBOURS} nearest points; marks: who wins at a point"
        figure.text(0.03, 0.885, below, fontsize=8.5, color=INK2, va="top")
        for left, pair in ((0.03, (first, second)), (0.52, (third, fourth))):
            card(figure, left, 0.04, 0.455, 0.8)
            _map(figure.add_axes((left + 0.065, 0.2, 0.37, 0.6)), study, pair)
        _legend(figure, study)
        canvas.print_png(file, metadata={"Software": "berdaya"})


def _map(axes: Axes, study: Study, pair: Sequence[int]) -> None:
    x, y = (study.varied[:, k] for k in pair)
    across, up = (np.linspace(column.min(), column.max(), FINE) for column in (x, y))
    places = np.stack(np.meshgrid(across, up), axis=-1)
    scale = np.array([np.ptp(x), np.ptp(y)])
    away = (((places[..., None, :] - np.column_stack([x, y])) / scale) ** 2).sum(axis=-1)
    near = np.argsort(away, axis=-1)[..., :NEIGHBOURS]
    wins = study.means[near].mean(axis=2).argmax(axis=-1)
    colours = mpl.colors.ListedColormap([look_of(name).colour for name in study.strategies])
    axes.pcolormesh(across, up, wins, cmap=colours, vmin=-0.5, vmax=len(study.strategies) - 0.5, alpha=0.35)
    for k, name in enumerate(study.strategies):
        won = study.winner == k
        axes.plot(x[won], y[won], **{**look_of(name).mark, "markersize": 4}, alpha=0.8)
    axes.set_xlabel(BY_NAME[study.names[pair[0]]].label)
    axes.set_ylabel(BY_NAME[study.names[pair[1]]].label)


def _legend(figure: Figure, study: Study) -> None:
    axes = figure.add_axes((0.03, 0.045, 0.94, 0.06))
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    for k, name in enumerate(study.strategies):
        axes.plot(0.05 + 0.3 * k, 0.5, **{**look_of(name).mark, "markersize": 7})
        label = strategies()[name].label
        axes.text(0.065 + 0.3 * k, 0.5, label, va="center", fontsize=9, color=look_of(name).text)


if __name__ == "__main__":
    finished = read(Path(sys.argv[1]))
    draw(finished, Path(sys.argv[2]))
    print(words(finished), end="")
