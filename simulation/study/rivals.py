"""Simple predictors of who adopts when: a constant hazard, a Bass curve, a hazard by adopted neighbours.

Each is a yearly chance of adopting for those who have not, fitted by maximum likelihood, and simulated forward from a
village in which nobody has adopted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.optimize import minimize

from simulation.study.adoption import (
    NEVER,
    Adoption,
    counts_by_exposure,
    neighbours_adopted,
    share_by_year,
)
from simulation.village.network import Flags, Floats, Integers

_LEAST = 1e-9


class Rival(Protocol):
    """A yearly chance of adopting."""

    def hazard(self, adoption: Adoption, adopted: Flags) -> Floats:
        """Chance of each to adopt within the year, float64 (replicates, n), given who has (replicates, n)."""


@dataclass(frozen=True)
class Constant:
    """The same chance for everybody, every year."""

    rate: float

    def hazard(self, adoption: Adoption, adopted: Flags) -> Floats:
        """See Rival."""
        return np.full(adopted.shape, self.rate)


@dataclass(frozen=True)
class Bass:
    """Innovation and imitation among the share of people who may ever adopt (Bass 1969, in discrete years)."""

    innovation: float
    imitation: float
    market: float

    def hazard(self, adoption: Adoption, adopted: Flags) -> Floats:
        """See Rival; the chance of one who may or may not be of those who ever adopt."""
        return np.broadcast_to(self.at(adopted.mean(axis=-1, keepdims=True)), adopted.shape)

    def at(self, share: Floats) -> Floats:
        """Chance of one who has not adopted while a share of the village has."""
        left = np.maximum(0.0, self.market - share) / np.maximum(_LEAST, 1.0 - share)
        return np.clip((self.innovation + self.imitation * share / self.market) * left, 0.0, 1.0)


@dataclass(frozen=True)
class ByExposure:
    """A chance for each number of adopted neighbours: none, one, ... MANY and more."""

    rates: tuple[float, ...]

    def hazard(self, adoption: Adoption, adopted: Flags) -> Floats:
        """See Rival."""
        return np.array(self.rates)[neighbours_adopted(adoption, adopted)]


def fit_constant(seen: Sequence[Adoption]) -> Constant:
    """Adoptions for each person and year at risk."""
    new, at_risk, _ = _by_year(seen)
    return Constant(float(new.sum() / at_risk.sum()))


def fit_bass(seen: Sequence[Adoption]) -> Bass:
    """Innovation, imitation and market; the market is at least the largest share that adopted in any village."""
    new, at_risk, share = _by_year(seen)
    least = float(max((a.year != NEVER).mean() for a in seen))

    def misfit(given: Floats) -> float:
        chance = np.clip(Bass(*given).at(share), _LEAST, 1 - _LEAST)
        return float(-(new * np.log(chance) + (at_risk - new) * np.log(1 - chance)).sum())

    bounds = [(1e-6, 1.0), (0.0, 3.0), (min(least, 1 - 1e-6), 1.0)]
    starts = [(p, q, m) for p in (0.01, 0.1) for q in (0.05, 0.5) for m in ((least + 1) / 2, 1.0)]
    tries = [minimize(misfit, start, method="L-BFGS-B", bounds=bounds) for start in starts]
    innovation, imitation, market = min(tries, key=lambda found: float(found.fun)).x
    return Bass(float(innovation), float(imitation), float(market))


def fit_by_exposure(seen: Sequence[Adoption]) -> ByExposure:
    """Adoptions for each person and year at risk, by adopted neighbours; the overall chance where nobody was."""
    new, at_risk = np.sum([counts_by_exposure(a, a.year) for a in seen], axis=0)
    rates = np.where(at_risk > 0, new / np.maximum(1, at_risk), fit_constant(seen).rate)
    return ByExposure(tuple(map(float, rates)))


def _by_year(seen: Sequence[Adoption]) -> tuple[Floats, Floats, Floats]:
    """New adopters, people at risk, and the share adopted before, of each village and year."""
    parts = []
    for a in seen:
        share = np.concatenate([[0.0], share_by_year(a.year, a.years)])
        parts.append([np.diff(share) * a.village.n, (1 - share[:-1]) * a.village.n, share[:-1]])
    new, at_risk, before = np.concatenate(parts, axis=1)
    return new, at_risk, before


def simulate_rival(rival: Rival, adoption: Adoption, replicates: int, seed: int) -> Integers:
    """Years of adoption, int64 (replicates, n), in a village of these people and ties."""
    chance = np.random.default_rng(seed)
    year = np.full((replicates, adoption.village.n), NEVER)
    for t in range(1, adoption.years + 1):
        hazard = rival.hazard(adoption, year < t)
        year[(year == NEVER) & (chance.random(year.shape) < hazard)] = t
    return year
