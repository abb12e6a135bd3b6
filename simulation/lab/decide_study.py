"""What is run for a decision: the comparison, what its failures died of, other budgets, what nobody has measured."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from scenarios.errors import ScenarioError
from scenarios.parameters import BY_NAME
from scenarios.scenario import Scenario
from simulation.engine import start_run
from simulation.lab.limits import LIMITS
from simulation.lab.workers import WORKERS, Workers
from simulation.study.arms import Arms, make_arms
from simulation.study.compare import Comparison, Precision
from simulation.study.diagnosis import Diagnosis, diagnose
from simulation.study.runner import Result, attempt, replicate_seed
from simulation.study.statistics import Estimate, mean_interval
from simulation.village import village_of

LATER = 24
BUDGETS = (0.75, 1.25)
"""Other budgets, relative to the planner's."""
BUDGET_RUNS, RANGE_RUNS = 40, 20
LOOKED_INTO = 10
"""Failing runs of each programme that are looked into, as on the command line."""
RANGES = (
    "trust_fellows",
    "trust_facilitator",
    "need_diversity",
    "informants_needed",
    "share_free_riders",
    "start_confidence",
    "local_rules",
    "content_fit",
    "handing_over",
    "sensitivity",
)
"""What a planner could find out before deciding: of the village, of the content, of the facilitator."""

type Wanted = Callable[[], bool]


def most_runs() -> int:
    """Runs of one decision at most."""
    return min(Precision().most, LIMITS.decide_runs)


def deciding(arms: Arms, root_seed: int, wanted: Wanted, workers: Workers = WORKERS) -> Iterator[Comparison]:
    """The comparison as it grows, until the precision is that of `compare` or it is no longer wanted.

    The replicates and the rule by which they are enough are those of `compare --seed ROOT_SEED`.
    """
    precision = Precision()
    comparison = Comparison(arms, root_seed)
    comparison.wanted = precision.points / 100 * arms.scenario.values["households"]
    for batch in precision.batches():
        numbers = [number for number in batch if number < most_runs()]
        results: Iterator[Result] = workers.each(attempt, numbers, wanted, arms.scenarios, root_seed)
        for result in results:
            comparison.add(result)
            yield comparison
        if not wanted() or len(numbers) < len(batch) or not comparison.n or comparison.reached() <= comparison.wanted:
            return


def without_gaps(comparison: Comparison) -> Comparison:
    """The comparison of the first n replicates, without those that came before one still under way.

    So `compare --replicates n` gives the same figures.
    """
    numbers = {f.number for f in comparison.results} | {b.number for b in comparison.broken}
    n = next(k for k in range(len(numbers) + 1) if k not in numbers)
    whole = Comparison(comparison.arms, comparison.root_seed)
    kept: list[Result] = [*comparison.results, *comparison.broken]
    for result in kept:
        if result.number < n:
            whole.add(result)
    return whole


def runs_left(comparison: Comparison) -> int:
    """About how many more replicates it takes."""
    n, least = comparison.n, min(Precision().least, most_runs())
    if n < 2:
        return least - n
    needed = max(least, comparison.needed()) if n >= least else least
    return max(0, min(needed, most_runs()) - n)


def looked_into(scenario: Scenario, numbered: tuple[int, int]) -> tuple[int, Diagnosis | None]:
    """The place of a failing run and what it died of: a worker's task."""
    place, seed = numbered
    return place, diagnose(scenario, seed)


def failures(comparison: Comparison, wanted: Wanted, workers: Workers = WORKERS) -> Iterator[Comparison]:
    """The comparison as what its first failing runs died of is found out, as `compare` does."""
    for name, scenario in zip(comparison.names, comparison.arms.scenarios, strict=True):
        failed = comparison.values(name, "failed")
        seeds = [f.replicate.seed for f, lost in zip(comparison.results, failed, strict=True) if lost == 1]
        found = dict[int, Diagnosis | None]()
        for place, diagnosis in workers.each(looked_into, enumerate(seeds[:LOOKED_INTO]), wanted, scenario):
            found[place] = diagnosis
            comparison.diagnoses[name] = [d for k in sorted(found) if (d := found[k]) is not None]
            yield comparison


@dataclass(frozen=True)
class Point:
    """A strategy at a budget: Rp million spent and people empowered beyond no programme 24 months after exit."""

    budget: float
    cost: float
    extra: Estimate


def budgets(
    arms: Arms, root_seed: int, wanted: Wanted, workers: Workers = WORKERS
) -> Iterator[tuple[float, Comparison]]:
    """For each other budget the comparison of the programmes as it grows."""
    active = [arms.names[k] for k in arms.active]
    for share in BUDGETS:
        budget = share * arms.scenario.values["budget"]
        try:
            other = make_arms(arms.scenario.with_values(budget=budget), active, "budget", replicate_seed(root_seed, 0))
        except ScenarioError:
            continue
        comparison = Comparison(other, root_seed)
        for result in workers.each(attempt, range(min(BUDGET_RUNS, most_runs())), wanted, other.scenarios, root_seed):
            comparison.add(result)
            yield budget, comparison


def points(comparison: Comparison, budget: float) -> dict[str, Point]:
    """Where each programme stands on the plane."""
    active = [comparison.names[k] for k in comparison.arms.active]
    return {
        name: Point(budget, comparison.estimate(name, "cost_total").mean, comparison.estimate(name, "extra_24"))
        for name in active
    }


def switch_point(lines: dict[str, list[Point]], leader: str, rival: str) -> float | None:
    """The budget at which the rival takes over, between the budgets tried (on a straight line); None if at none."""
    if leader not in lines or rival not in lines:
        return None
    pairs = list(zip(lines[leader], lines[rival], strict=True))
    gaps = [(one.budget, one.extra.mean - other.extra.mean) for one, other in pairs]
    for (b0, g0), (b1, g1) in pairwise(gaps):
        if (g0 < 0) != (g1 < 0):
            return float(b0 + (b1 - b0) * g0 / (g0 - g1))
    return None


@dataclass
class Range:
    """The lead of one programme over another at both ends of what is plausible for a parameter."""

    name: str
    low: float
    high: float
    gaps: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))

    @property
    def estimates(self) -> tuple[Estimate, Estimate]:
        """The mean lead at the low and at the high end, with its interval."""
        low, high = (mean_interval(np.array(gaps, dtype=float)) for gaps in self.gaps)
        return low, high

    def swing(self, now: float) -> float:
        """People between the smallest and the largest mean lead, that of the decision among them."""
        means = [now, *(estimate.mean for estimate in self.estimates)]
        return max(means) - min(means)


def gap(pair: Sequence[Scenario], root_seed: int, number: int) -> float:
    """People more empowered 24 months after exit under the first scenario than under the second: a worker's task."""
    seed = replicate_seed(root_seed, number)
    village = village_of(pair[0], seed)
    ends = []
    for scenario in pair:
        month = scenario.values["months"] + LATER
        run = start_run(scenario, seed, village, month)
        run.advance(month)
        ends.append(float(run.series()["empowered"][-1]))
    return ends[0] - ends[1]


def ranges(
    arms: Arms, leader: str, rival: str, root_seed: int, wanted: Wanted, workers: Workers = WORKERS
) -> Iterator[list[Range]]:
    """The ranges as they are tried, one parameter and end after the other, all else as it is."""
    tried: list[Range] = []
    for name in RANGES:
        tried.append(Range(name, BY_NAME[name].low, BY_NAME[name].high))
        for end, gaps in zip((tried[-1].low, tried[-1].high), tried[-1].gaps, strict=True):
            try:
                scenario = arms.scenario.with_values(**{name: end})
                pair = [scenario.with_strategy(leader), scenario.with_strategy(rival)]
            except ScenarioError:
                continue
            for people in workers.each(gap, range(min(RANGE_RUNS, most_runs())), wanted, pair, root_seed):
                gaps.append(people)
                yield tried
