"""Plausible worlds: all that is unknown of a village, a facilitator and the rules, at once.

A world is one set of values; every strategy meets the same few villages and luck in it. Means over these few runs
still hold luck, which is known (`noise`) and taken out of all that is said of worlds: their spread is not luck.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from simulation.chance import number_of
from simulation.study.statistics import Estimate, mean_interval

RULES = "rules"
"""In a design, the number of the accepted set of rules; nobody can find that out in a village."""
SURE = 0.95
"""Share of the worlds in which a strategy must be best for its lead to count as clear."""
PARTS = 4
"""Classes into which worlds are parted by a parameter to see what knowing it is worth."""
SHUFFLES = 200
"""Times that the worlds are dealt out anew, to see what knowing a parameter that decides nothing seems worth."""


@dataclass(frozen=True)
class Information:
    """What knowing one parameter before choosing is worth: people kept more, and the same in Rp million."""

    name: str
    people: Estimate
    rupiah: Estimate


@dataclass(frozen=True)
class Worlds:
    """Strategies in w worlds with r runs in each.

    names: the s strategies. design: what varies, by parameter, (w,), and under `RULES` the number of the accepted set.
    runs: people empowered 24 months after exit beyond the untreated twin, float64 (w, s, r). failed: share of runs
    that fail, (w, s). cost: Rp million, (w, s).
    """

    names: tuple[str, ...]
    design: dict[str, np.ndarray]
    runs: np.ndarray
    failed: np.ndarray
    cost: np.ndarray

    @property
    def n(self) -> int:
        """Worlds."""
        return int(self.runs.shape[0])

    @property
    def replicates(self) -> int:
        """Runs of each strategy in each world."""
        return int(self.runs.shape[2])

    @property
    def found(self) -> tuple[str, ...]:
        """Parameters that somebody could find out before choosing."""
        return tuple(name for name in self.design if name != RULES)

    @cached_property
    def noise(self) -> np.ndarray:
        """What luck adds to the covariance of the strategies' means in a world, float64 (s, s)."""
        away = self.runs - self.runs.mean(axis=2, keepdims=True)
        freedom = self.n * max(1, self.replicates - 1)
        return np.asarray(np.einsum("wir,wjr->ij", away, away) / freedom / self.replicates)

    @cached_property
    def extra(self) -> np.ndarray:
        """People beyond the untreated twin in each world, (w, s), their spread without what luck adds to it."""
        return without_noise(self.runs.mean(axis=2), self.noise)

    def mean(self, name: str) -> Estimate:
        """People beyond the untreated twin over all worlds; the interval tells how well so few worlds know it."""
        return mean_interval(self.runs.mean(axis=2)[:, self.names.index(name)])

    def lead(self, one: str, other: str) -> Estimate:
        """`one` beyond `other` over all worlds."""
        means = self.runs.mean(axis=2)
        return mean_interval(means[:, self.names.index(one)] - means[:, self.names.index(other)])

    @property
    def choice(self) -> str:
        """The strategy that leaves most people over all worlds, and so the least regret."""
        return self.names[int(self.extra.mean(axis=0).argmax())]

    def regret(self, name: str) -> np.ndarray:
        """In each world, people fewer than under the strategy that is best there, (w,)."""
        return np.asarray(self.extra.max(axis=1) - self.extra[:, self.names.index(name)])

    def best_in(self, name: str) -> float:
        """Share of the worlds in which a strategy is best."""
        return float((self.extra.argmax(axis=1) == self.names.index(name)).mean())

    def strength(self, leader: str) -> Literal["clear", "likely", "undecided"]:
        """How strong the lead of a strategy is that luck cannot explain.

        Clear where it is best in nearly all worlds; undecided where another leaves more over all of them.
        """
        if self.lead(self.choice, leader).low > 0:
            return "undecided"
        return "clear" if self.best_in(leader) >= SURE else "likely"

    @property
    def pays(self) -> float:
        """Rp million that the strategy chosen over all worlds spends for each person it leaves empowered."""
        k = self.names.index(self.choice)
        kept = float(self.runs[:, k].mean())
        return float(self.cost[:, k].mean()) / kept if kept > 0 else math.nan

    def perfect_information(self) -> Information:
        """What knowing the world before choosing is worth; luck stays unknown."""
        return self._priced("", mean_interval(self.regret(self.choice)))

    def information(self) -> list[Information]:
        """What finding out each parameter alone is worth, the most first."""
        values = [self._worth(name) for name in self.found]
        return sorted(values, key=lambda found: -found.people.mean)

    def _worth(self, name: str) -> Information:
        """Choosing anew in each class of worlds, less what the same classes are worth when dealt out at random.

        So a parameter that decides nothing is worth about nothing, and none less.
        """
        chance = np.random.default_rng(number_of(f"shuffles of {name}"))
        means = self.runs.mean(axis=2)
        parts = classes(self.design[name])
        seeming = np.mean([gained(means, chance.permutation(parts)).mean() for _ in range(SHUFFLES)])
        return self._priced(name, mean_interval(gained(means, parts) - seeming))

    def _priced(self, name: str, people: Estimate) -> Information:
        """People, none less than none, and what so many cost."""
        people = Estimate(*(max(0.0, value) for value in people))
        return Information(name, people, Estimate(*(value * self.pays for value in people)))


def classes(values: np.ndarray) -> np.ndarray:
    """The class of each world by a parameter, int64 (w,): equally many in each; few values are classes themselves."""
    few = np.unique(values)
    if len(few) <= PARTS:
        return np.searchsorted(few, values)
    rank = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return np.asarray(rank * PARTS // len(values))


def gained(means: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """From means (w, s), by world: people more by the strategy best in its class than by the one best for all, (w,)."""
    best = np.array([means[parts == part].sum(axis=0).argmax() for part in range(int(parts.max()) + 1)])
    return np.asarray(means[np.arange(len(means)), best[parts]] - means[:, means.sum(axis=0).argmax()])


def without_noise(means: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """Means (w, s) drawn together so that they differ as much as they would without noise of this covariance (s, s).

    The straight map that takes a normal spread with noise to one without, moving as little as possible (Olkin &
    Pukelsheim 1982); a spread that is all noise becomes none.
    """
    middle = means.mean(axis=0)
    total = np.atleast_2d(np.cov(means, rowvar=False))
    root, back = _root(total), _root(total, -0.5)
    kept = _root(root @ _positive(total - noise) @ root)
    return np.asarray(middle + (means - middle) @ (back @ kept @ back))


def _root(matrix: np.ndarray, power: float = 0.5) -> np.ndarray:
    """A power of a symmetric matrix, on the directions in which it is positive."""
    values, vectors = np.linalg.eigh(matrix)
    positive = values > 1e-9 * max(1e-300, float(values.max(initial=0.0)))
    powers = np.where(positive, np.where(positive, values, 1.0) ** power, 0.0)
    return np.asarray((vectors * powers) @ vectors.T)


def _positive(matrix: np.ndarray) -> np.ndarray:
    """The nearest matrix without negative variance."""
    return _root(matrix, 1.0)
