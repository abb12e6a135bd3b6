"""A decision: everything that a planner's report and the page Decide show, filled stage by stage.

Two kinds of doubt stand apart and are never added: luck, in every comparison's intervals, and what nobody has measured,
in the worlds and ranges.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

import numpy as np

from scenarios.figures import Figures
from scenarios.outcomes import MAIN
from scenarios.scenario import Scenario
from simulation.study.compare import Comparison
from simulation.study.screening import Screening
from simulation.study.statistics import Estimate, mean_interval
from simulation.study.worlds import Worlds

Strength = Literal["clear", "likely", "undecided"]


@dataclass(frozen=True)
class Point:
    """A strategy at a budget: Rp million spent and people empowered beyond no programme 24 months after exit."""

    budget: float
    cost: float
    extra: Estimate


@dataclass
class Range:
    """The lead of one strategy over another at both ends of what is plausible for a parameter, run by run."""

    name: str
    low: float
    high: float
    gaps: tuple[dict[int, float], dict[int, float]] = field(default_factory=lambda: ({}, {}))

    @property
    def estimates(self) -> tuple[Estimate, Estimate]:
        """The mean lead at the low and at the high end, with its interval."""
        low, high = (mean_interval(np.array([gaps[n] for n in sorted(gaps)], dtype=float)) for gaps in self.gaps)
        return low, high

    def swing(self, now: float) -> float:
        """People between the smallest and the largest mean lead, that of the decision among them."""
        means = [now, *(estimate.mean for estimate in self.estimates)]
        return max(means) - min(means)


@dataclass
class Decision:
    """What is known so far. A stage that was not run, or was given up, leaves its part empty.

    command: the line that makes this again. known: the planner's figures; None for a preset or a plain scenario.
    screening: all strategies considered, and those left out; None where they were named. comparison: equal budget, luck
    alone, at the central values. dose: the same people and sessions for all. budgets: by Rp million, the comparison at
    other budgets. worlds: all that is unknown at once. ranges: one thing at a time.
    """

    scenario: Scenario
    root_seed: int
    command: str
    comparison: Comparison
    known: Figures | None = None
    screening: Screening | None = None
    dose: Comparison | None = None
    budgets: dict[float, Comparison] = field(default_factory=dict)
    worlds: Worlds | None = None
    ranges: list[Range] = field(default_factory=list)

    @property
    def at_budgets(self) -> dict[float, Comparison]:
        """By budget tried, the smallest first, the comparison at it; without those that no interval can be had of."""
        tried = {float(self.scenario.values["budget"]): self.comparison, **self.budgets}
        return {budget: tried[budget] for budget in sorted(tried) if tried[budget].n > 1}

    @property
    def lines(self) -> dict[str, list[Point]]:
        """By strategy that invites anybody, where it stands at every budget tried, the smallest budget first."""
        at = {budget: points(tried, budget) for budget, tried in self.at_budgets.items()}
        active = [self.comparison.names[k] for k in self.comparison.arms.active]
        return {name: [found[name] for found in at.values() if name in found] for name in active}


def points(comparison: Comparison, budget: float) -> dict[str, Point]:
    """Where each strategy that invites anybody stands at one budget."""
    active = [comparison.names[k] for k in comparison.arms.active]
    return {
        name: Point(budget, comparison.estimate(name, "cost_total").mean, comparison.estimate(name, MAIN))
        for name in active
    }


def best_two(decision: Decision) -> list[str]:
    """The best two strategies that invite anybody; fewer where there are no two."""
    return [name for name in decision.comparison.ranking() if name in decision.lines][:2]


def gaps(decision: Decision) -> dict[float, Estimate]:
    """By budget, the best of the best two beyond the other, with the same luck; empty where one budget was tried."""
    pair, tried = best_two(decision), decision.at_budgets
    if len(pair) < 2 or len(tried) < 2 or any(set(pair) - set(there.names) for there in tried.values()):
        return {}
    return {budget: there.difference(*pair) for budget, there in tried.items()}


def switch(decision: Decision) -> float | None:
    """The budget at which the best two change places; None where they do not, or luck alone could explain it."""
    found = gaps(decision).values()
    if not (any(gap.low > 0 for gap in found) and any(gap.high < 0 for gap in found)):
        return None
    return switch_point(decision.lines, *best_two(decision))


def switch_point(lines: Mapping[str, list[Point]], leader: str, rival: str) -> float | None:
    """The budget at which the rival takes over, between the budgets tried (on a straight line); None if at none."""
    if leader not in lines or rival not in lines:
        return None
    pairs = list(zip(lines[leader], lines[rival], strict=True))
    gaps = [(one.budget, one.extra.mean - other.extra.mean) for one, other in pairs]
    for (b0, g0), (b1, g1) in pairwise(gaps):
        if (g0 < 0) != (g1 < 0):
            return float(b0 + (b1 - b0) * g0 / (g0 - g1))
    return None


def strength(decision: Decision) -> Strength:
    """How strong the answer is.

    *Clear*: luck cannot explain the lead, and no plausible range or world takes it away. *Likely*: luck cannot explain
    it, but some of them take it away, or none was tried. *Undecided*: otherwise.
    """
    comparison = decision.comparison
    leader = comparison.winner()
    if leader is None or len(comparison.names) < 2:
        return "undecided"
    if decision.worlds is not None:
        return decision.worlds.strength(leader)
    tried = [estimate for r in decision.ranges if all(r.gaps) for estimate in r.estimates]
    return "clear" if tried and not any(estimate.low < 0 for estimate in tried) else "likely"
