"""Which values of the judged parameters agree with the patterns of the field: screen, search, keep all that fit.

First a screening of every parameter that no source gives (Morris 1991, as improved by Campolongo et al. 2007): how far
it moves any pattern, in widths of its band, against a dummy that nothing reads. Then a search over those that matter:
Latin hypercubes about the defaults, within the declared ranges, the second about what fitted best. Every set with all
patterns inside is accepted; the accepted sets are an ensemble (Beven & Binley 1992), and where they disagree nobody
knows.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.stats import qmc

from scenarios.parameter import Parameter, Value
from scenarios.parameters import PARAMETERS
from simulation.study.patterns import PATTERNS, Check, findings, observe, programmes

SECTIONS = ("people", "learning", "cooperation", "spread", "livelihood")
CHECKS: tuple[Check, ...] = tuple(check for pattern in PATTERNS for check in pattern.checks)
DUMMY = "dummy"
"""A parameter that nothing reads: how far chance alone seems to move a pattern."""
LEVELS = 4
WIDTH = 0.5
"""Part of each range that the first round spans."""
FAR = 1.0
"""Beyond a band's edge by more than its width, a value is as wrong as can be."""
BEST = 20
"""Sets of the first round about which the second looks."""

type Spread = Callable[[Callable[[Mapping[str, Value]], Trial], Sequence[Mapping[str, Value]]], list[Trial]]
"""Runs a function on jobs, in this process or in workers, and keeps their order."""


def judged() -> tuple[Parameter, ...]:
    """Parameters of the rules that no source gives, or gives only a range for: graded J or D."""
    return tuple(
        p
        for p in PARAMETERS
        if p.grade != "V" and p.role == "uncertainty" and p.section in SECTIONS and p.kind in ("float", "int")
    )


def place_in_band(check: Check, value: float) -> float:
    """How far from the middle of the band: 0 in the middle, 1 at an edge; one-sided bands count from their edge."""
    if math.isinf(check.high):
        return float(1 - (value - check.low) / check.low)
    middle, half = (check.low + check.high) / 2, (check.high - check.low) / 2
    return float(abs(value - middle) / half)


def share_of(p: Parameter) -> float:
    """Where in its plausible range a parameter's default lies, 0-1."""
    return (float(p.default) - p.low) / (p.high - p.low)


def values_of(parameters: Sequence[Parameter], shares: Sequence[float]) -> dict[str, Value]:
    """Parameters at these shares (0-1) of their plausible ranges."""
    return {p.name: _value(p, share) for p, share in zip(parameters, shares, strict=True)}


def _value(p: Parameter, share: float) -> Value:
    value = min(p.high, max(p.low, p.low + float(share) * (p.high - p.low)))
    return round(value) if p.kind == "int" else value


@dataclass(frozen=True)
class Trial:
    """A set of parameters and what it gave: the value of every check, in the order of CHECKS."""

    changes: Mapping[str, Value]
    values: tuple[float, ...]

    @property
    def misfit(self) -> float:
        """Of the check that fits worst, how far it lies from the middle of its band; below 1 all are inside."""
        places = [place_in_band(c, v) for c, v in zip(CHECKS, self.values, strict=True)]
        return max(math.inf if math.isnan(place) else place for place in places)

    @property
    def accepted(self) -> bool:
        """Whether every pattern lies inside its band."""
        return self.misfit < 1


def attempt(changes: Mapping[str, Value], seeds: Sequence[int]) -> Trial:
    """All checks on the given villages with these parameters."""
    scenarios = programmes(changes)
    found = findings([observe(scenarios, seed) for seed in seeds])
    return Trial(dict(changes), tuple(finding.estimate.mean for finding in found))


@dataclass(frozen=True)
class Effect:
    """How far a parameter moves the check it moves most, in widths of its band: the mean of absolute effects."""

    name: str
    size: float
    check: str


def screen(seeds: Sequence[int], trajectories: int, spread: Spread, root_seed: int) -> list[Effect]:
    """Elementary effects of every judged parameter and of a dummy, the largest first."""
    lows = np.array([c.low for c in CHECKS])
    widths = np.array([(c.high if math.isfinite(c.high) else 2 * c.low) - c.low for c in CHECKS])

    def in_bands(sets: Sequence[Mapping[str, Value]]) -> np.ndarray:
        trials = spread(partial(attempt, seeds=tuple(seeds)), sets)
        return np.clip((np.array([trial.values for trial in trials]) - lows) / widths, -FAR, 1 + FAR)

    mean = elementary_effects(judged(), in_bands, trajectories, root_seed)
    largest = mean.argmax(axis=1)
    names = [p.name for p in judged()] + [DUMMY]
    effects = [Effect(name, float(mean[k, largest[k]]), CHECKS[largest[k]].what) for k, name in enumerate(names)]
    return sorted(effects, key=lambda effect: -effect.size)


def elementary_effects(
    parameters: Sequence[Parameter],
    measure: Callable[[Sequence[Mapping[str, Value]]], np.ndarray],
    trajectories: int,
    root_seed: int,
) -> np.ndarray:
    """How far each parameter, and last a dummy, moves each measure from one end of its range to the other, on average.

    `measure` gives, for sets of parameters, float64 (sets, measures). Returns the mean absolute elementary effects,
    float64 (parameters + 1, measures).
    """
    n = len(parameters) + 1
    paths = _trajectories(n, trajectories, root_seed)
    values = measure([values_of(parameters, point[:-1]) for path in paths for point in path])
    sizes = np.zeros((trajectories, n, values.shape[1]))
    for t, (path, along) in enumerate(zip(paths, values.reshape(trajectories, n + 1, -1), strict=True)):
        steps = np.abs(np.diff(path, axis=0))
        sizes[t, steps.argmax(axis=1)] = np.abs(np.diff(along, axis=0)) / steps.max(axis=1)[:, None]
    return np.asarray(np.nanmean(sizes, axis=0))


def _trajectories(n: int, trajectories: int, root_seed: int) -> list[np.ndarray]:
    """Paths of n + 1 points on a grid of four levels, each step moving one coordinate by two thirds (Morris 1991)."""
    chance, step = np.random.default_rng(root_seed), LEVELS / (2 * (LEVELS - 1))
    paths = []
    for _ in range(trajectories):
        point = chance.integers(0, LEVELS // 2, n) / (LEVELS - 1)
        upward = chance.random(n) < 0.5
        point = np.where(upward, point, point + step)
        path = [point]
        for k in chance.permutation(n):
            point = point.copy()
            point[k] += step if upward[k] else -step
            path.append(point)
        paths.append(np.array(path))
    return paths


def search(names: Sequence[str], seeds: Sequence[int], sets: int, spread: Spread, root_seed: int) -> list[Trial]:
    """Two rounds of Latin hypercubes over the named parameters, the best first.

    The first spans half of each declared range about the default, the second the best sets of the first.
    """
    parameters = [p for p in judged() if p.name in set(names)]
    about = np.array([share_of(p) for p in parameters])
    cube = qmc.LatinHypercube(len(parameters), rng=root_seed).random(sets)
    cube = np.clip(about + WIDTH * (cube - 0.5), 0, 1)
    first = _round(parameters, cube, seeds, spread)
    best = cube[np.argsort([trial.misfit for trial in first], kind="stable")[:BEST]]
    low, high = np.quantile(best, 0.1, axis=0), np.quantile(best, 0.9, axis=0)
    narrowed = low + qmc.LatinHypercube(len(parameters), rng=root_seed + 1).random(sets) * (high - low)
    return sorted([*first, *_round(parameters, narrowed, seeds, spread)], key=lambda trial: trial.misfit)


def _round(parameters: Sequence[Parameter], cube: np.ndarray, seeds: Sequence[int], spread: Spread) -> list[Trial]:
    return spread(partial(attempt, seeds=tuple(seeds)), [values_of(parameters, point) for point in cube])
