"""PRIM, the patient rule induction method (Friedman & Fisher 1999), for scenario discovery (Bryant & Lempert 2010).

Own and small: the one package that is PRIM alone is GPL, which an MIT house cannot take in, and EMA Workbench brings
400 MB. A box is found on one half of the points; what is told of it (coverage, density, which limits hold) comes from
the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import binomtest

from simulation.study.statistics import Estimate, share_interval

PEEL = 0.05
"""Share of a box's points that one step of peeling takes away."""
LEAST = 0.05
"""Share of all points below which a box is not peeled further."""
CHANCE = 0.05
"""A limit that chance alone explains more often is dropped."""
MOST_BOXES = 3

type Limit = tuple[float, float] | frozenset[Any]
"""From, to (both inside); or the choices inside."""


@dataclass(frozen=True)
class Box:
    """Limits of some parameters, and what the points that did not help to find it say.

    density: share of cases among its points, with interval; coverage: share of all cases that lies in it.
    """

    limits: Mapping[str, Limit]
    density: Estimate
    coverage: float
    n: int

    def holds(self, points: Mapping[str, np.ndarray]) -> np.ndarray:
        """Bool (points,): inside all limits."""
        return inside(self.limits, points)


def inside(limits: Mapping[str, Limit], points: Mapping[str, np.ndarray]) -> np.ndarray:
    """Bool (points,): inside all limits."""
    held = np.ones(len(next(iter(points.values()))), bool)
    for name, limit in limits.items():
        column = points[name]
        if isinstance(limit, frozenset):
            held &= np.isin(column, np.array(sorted(limit), column.dtype))
        else:
            held &= (column >= limit[0]) & (column <= limit[1])
    return held


def find_boxes(points: Mapping[str, np.ndarray], cases: np.ndarray) -> list[Box]:
    """Boxes in which cases, bool (points,), are denser than overall, the first found first; none where there are none.

    Each box after the first is sought among the points outside those before it.
    """
    half = np.arange(len(cases)) % 2 == 0
    left, boxes = np.ones(len(cases), bool), list[Box]()
    while len(boxes) < MOST_BOXES:
        box = _box(points, cases, left & half, left & ~half)
        if box is None:
            break
        boxes.append(box)
        left &= ~box.holds(points)
    return boxes


def _box(points: Mapping[str, np.ndarray], cases: np.ndarray, find: np.ndarray, judge: np.ndarray) -> Box | None:
    if cases[find].sum() < 2 or cases[judge].sum() < 2:
        return None
    seen, other = ({name: column[part] for name, column in points.items()} for part in (find, judge))
    path = peel(seen, cases[find])
    best = max(path, key=lambda limits: _worth(limits, other, cases[judge]))
    limits = _significant(best, other, cases[judge])
    if not limits:
        return None
    held = inside(limits, other)
    density = share_interval(cases[judge][held].astype(float))
    coverage = float(cases[judge][held].sum() / cases[judge].sum())
    box = Box(limits, density, coverage, int(held.sum()))
    return box if density.low > cases[judge].mean() else None


def _worth(limits: Mapping[str, Limit], points: Mapping[str, np.ndarray], cases: np.ndarray) -> float:
    """Harmonic mean of coverage and density."""
    held = inside(limits, points)
    return float(2 * cases[held].sum() / max(1, held.sum() + cases.sum()))


def peel(points: Mapping[str, np.ndarray], cases: np.ndarray) -> list[dict[str, Limit]]:
    """Ever smaller boxes: each step cuts where cases are fewest, for the number of points cut (a z-score)."""
    limits: dict[str, Limit] = {}
    path = [limits]
    held = np.ones(len(cases), bool)
    while True:
        steps = []
        for name in points:
            for cut in _cuts(points[name], held, limits.get(name)):
                kept = held & inside({name: cut}, points)
                if LEAST * len(cases) <= kept.sum() < held.sum():
                    lost = held & ~kept
                    gain = (cases[held].mean() - cases[lost].mean()) * np.sqrt(lost.sum())
                    steps.append((gain, name, cut, kept))
        if not steps:
            return path
        gain, name, cut, held = max(steps, key=lambda step: step[0])
        if gain <= 0:
            return path
        limits = {**limits, name: cut}
        path.append(limits)


def _cuts(column: np.ndarray, held: np.ndarray, limit: Limit | None) -> Sequence[Limit]:
    """Ways to make a limit narrower: a twentieth of the points off either end, or one choice less."""
    values = column[held]
    if column.dtype.kind not in "if":
        there = frozenset(values.tolist())
        return [there - {value} for value in sorted(there)] if len(there) > 1 else []
    low, high = limit if isinstance(limit, tuple) else (-np.inf, np.inf)
    lowest, highest = np.quantile(values, (PEEL, 1 - PEEL))
    above, below = values[values > values.min()], values[values < values.max()]
    cuts: list[Limit] = []
    if above.size:
        cuts = [(float(max(lowest, above.min())), high), (low, float(min(highest, below.max())))]
    return cuts


def _significant(limits: Mapping[str, Limit], points: Mapping[str, np.ndarray], cases: np.ndarray) -> dict[str, Limit]:
    """Limits without those that chance explains, the weakest first (quasi-p-values, Bryant & Lempert 2010)."""
    kept = dict(limits)
    while kept:
        chances = {name: _chance(kept, name, points, cases) for name in kept}
        weakest = max(chances, key=lambda name: chances[name])
        if chances[weakest] <= CHANCE:
            return _both_ends(kept, points, cases)
        del kept[weakest]
    return kept


def _both_ends(limits: dict[str, Limit], points: Mapping[str, np.ndarray], cases: np.ndarray) -> dict[str, Limit]:
    """Of limits at both ends, without the end that chance explains."""
    for name, limit in list(limits.items()):
        if isinstance(limit, tuple) and np.isfinite(limit).all():
            for one_end in ((-np.inf, limit[1]), (limit[0], np.inf)):
                held, wider = inside(limits, points), inside({**limits, name: one_end}, points)
                if _by_chance(cases, held, wider) > CHANCE:
                    limits[name] = one_end
                    break
    return limits


def _chance(limits: Mapping[str, Limit], name: str, points: Mapping[str, np.ndarray], cases: np.ndarray) -> float:
    others = {other: limit for other, limit in limits.items() if other != name}
    return _by_chance(cases, inside(limits, points), inside(others, points))


def _by_chance(cases: np.ndarray, held: np.ndarray, wider: np.ndarray) -> float:
    """How often so many cases would lie in a box by chance, were they as dense as in the wider one."""
    n = int(held.sum())
    if n == 0 or n == int(wider.sum()):
        return 1.0
    found = int(cases[held].sum())
    return float(binomtest(found, n, float(cases[wider].mean()), alternative="greater").pvalue)


def as_columns(points: Mapping[str, Sequence[Any]]) -> dict[str, np.ndarray]:
    """Points as columns; choices and yes or no as text."""
    columns = {name: np.array(values) for name, values in points.items()}
    return {name: c if c.dtype.kind in "if" else c.astype(str) for name, c in columns.items()}
