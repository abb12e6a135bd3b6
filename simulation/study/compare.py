"""The main job: strategies on the same villages with the same luck, until their differences are known well enough."""

import math
from bisect import insort
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from scenarios.errors import ScenarioError
from scenarios.language import tr
from scenarios.outcomes import MAIN
from scenarios.scenario import Scenario
from simulation.study.arms import Arms
from simulation.study.diagnosis import Diagnosis, diagnose
from simulation.study.runner import Broken, Finished, Result, Runner
from simulation.study.statistics import (
    Estimate,
    ahead_of_100,
    mean_interval,
    paired_difference,
    ratio_interval,
    replicates_needed,
    share_interval,
)

RATIOS = {
    "kept_24": ("extra_24", "extra_exit"),
    "cost_per_extra_exit": ("cost_total", "extra_exit"),
    "cost_per_extra_24": ("cost_total", "extra_24"),
}
"""Measures that are ratios of means, not means of ratios, which a single unlucky run would carry away."""

SHARES = ("failed", "passed_exit", "exit_collapse")
"""Outcomes that are 0 or 1 in a run."""

OTHER_DEFINITIONS = ("extra_24_k60", "extra_24_without_independence")


@dataclass(frozen=True)
class Precision:
    """When there are enough replicates: the number is looked at after `least` and then every `step`.

    The 95 % interval of every paired difference of the main outcome must reach no further than `points` of 100
    villagers to each side (Law & Kelton: relative precision; n >= 40 keeps the interval's coverage).
    """

    points: float = 1.0
    least: int = 40
    step: int = 20
    most: int = 400

    def batches(self, replicates: int | None = None) -> Iterator[range]:
        """Numbers of the replicates batch by batch, the same for any number of workers; exactly so many if given."""
        if replicates is not None:
            yield range(replicates)
            return
        yield range(self.least)
        for first in range(self.least, self.most, self.step):
            yield range(first, min(first + self.step, self.most))


@dataclass
class Comparison:
    """Arms and what every replicate gave, in the order of their numbers."""

    arms: Arms
    root_seed: int
    results: list[Finished] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    interrupted: bool = False
    diagnoses: dict[str, list[Diagnosis]] = field(default_factory=dict)
    """By strategy, what its failing runs died of, those that were looked into."""
    wanted: float = math.nan
    """Half-width asked for, in villagers; nan where the number of replicates was given."""
    _known: dict[tuple[str, str], np.ndarray] = field(default_factory=dict, repr=False)
    """Outcomes by strategy and measure, as far as they were asked for."""

    @property
    def names(self) -> tuple[str, ...]:
        """The strategies compared."""
        return self.arms.names

    @property
    def n(self) -> int:
        """Replicates finished."""
        return len(self.results)

    def add(self, result: Result) -> None:
        """Take a result in; what was computed from earlier ones is forgotten."""
        if isinstance(result, Broken):
            insort(self.broken, result, key=lambda broken: broken.number)
        else:
            insort(self.results, result, key=lambda finished: finished.number)
        self._known.clear()

    @property
    def columns(self) -> list[dict[str, np.ndarray]]:
        """For every arm, each outcome as float64 (n,) in the order of the replicates."""
        keys = list(self.results[0].replicate.outcomes[0]) if self.results else []
        return [{key: self.values(name, key) for key in keys} for name in self.names]

    def values(self, name: str, measure: str) -> np.ndarray:
        """One outcome of one strategy, float64 (n,) in the order of the replicates."""
        known = self._known.get((name, measure))
        if known is None:
            arm = self.names.index(name)
            known = np.array([finished.replicate.outcomes[arm][measure] for finished in self.results])
            self._known[name, measure] = known
        return known

    @property
    def measures(self) -> list[str]:
        """Everything that can be estimated."""
        return list(dict.fromkeys([*self.columns[0], *RATIOS]))

    def estimate(self, name: str, measure: str) -> Estimate:
        """A measure of a strategy with the interval of its mean."""
        if measure in RATIOS:
            above, below = RATIOS[measure]
            return ratio_interval(self.values(name, above), self.values(name, below))
        values = self.values(name, measure)
        return share_interval(values) if measure in SHARES else mean_interval(values)

    def difference(self, one: str, other: str, measure: str = MAIN) -> Estimate:
        """`one` beyond `other`, in the same villages with the same luck."""
        return paired_difference(self.values(one, measure), self.values(other, measure))

    def ahead(self, one: str, other: str, measure: str = MAIN) -> float:
        """In how many of 100 villages `one` is ahead of `other`."""
        return ahead_of_100(self.values(one, measure), self.values(other, measure))

    def ranking(self, measure: str = MAIN) -> list[str]:
        """Strategies from the highest mean to the lowest; the order asked for decides ties."""
        mean = {name: mean_interval(self.values(name, measure)).mean for name in self.names}
        return sorted(self.names, key=lambda name: -math.inf if math.isnan(mean[name]) else mean[name], reverse=True)

    def rival(self, name: str, measure: str = MAIN) -> str | None:
        """The best of the other strategies; None where there is no other."""
        return next((other for other in self.ranking(measure) if other != name), None)

    def tied(self, measure: str = MAIN) -> list[str]:
        """The leading strategy and all that the data cannot tell from it.

        Only a leader ahead of *every* other by an interval that excludes zero has won. Among equal strategies that
        happens in fewer than 5 of 100 comparisons, so no further correction for looking at several pairs is needed.
        """
        leader, *others = self.ranking(measure)
        return [leader, *(o for o in others if not self.difference(leader, o, measure).excludes_zero)]

    def winner(self, measure: str = MAIN) -> str | None:
        """The strategy that has won, or None: no clear winner."""
        tied = self.tied(measure)
        return tied[0] if len(tied) == 1 else None

    def reached(self) -> float:
        """The widest half-width of any paired difference of the main outcome, in villagers."""
        widths = [self.difference(a, b).half_width for a, b in combinations(self.names, 2)]
        return max(widths, default=self.estimate(self.names[0], MAIN).half_width)

    def needed(self) -> int:
        """About how many replicates the precision asked for takes."""
        pairs = [self.values(a, MAIN) - self.values(b, MAIN) for a, b in combinations(self.names, 2)]
        return max((replicates_needed(p, self.wanted) for p in pairs or [self.values(self.names[0], MAIN)]), default=2)


def compare(
    arms: Arms,
    root_seed: int,
    runner: Runner,
    replicates: int | None = None,
    precision: Precision | None = None,
    tell: Callable[[Comparison], None] = lambda comparison: None,
) -> Comparison:
    """Run replicates in batches until they are precise enough, or so many as given; `tell` hears of every one.

    Each replicate meets all strategies in one village, made from `replicate_seed(root_seed, number)`.
    Ctrl-C, once or twice, gives what is finished, with `interrupted` set.
    """
    refuse_short_horizons(arms.scenarios)
    precision = precision or Precision()
    comparison = Comparison(arms, root_seed)
    if replicates is None:
        comparison.wanted = precision.points / 100 * arms.scenario.values["households"]

    def take(result: Result) -> None:
        comparison.add(result)
        tell(comparison)

    try:
        for batch in precision.batches(replicates):
            runner.run(arms.scenarios, root_seed, batch, take)
            comparison.interrupted = runner.interruption.wished
            if comparison.interrupted or not comparison.n or comparison.reached() <= comparison.wanted:
                break
    except KeyboardInterrupt:
        comparison.interrupted = True
    return comparison


def look_into_failures(comparison: Comparison, runner: Runner | None = None, most: int = 10) -> None:
    """Apply the but-for test to the failing runs of each strategy, the first `most` of them; `runner` may help."""
    runner = runner or Runner(workers=1)
    failing: list[tuple[str, Scenario, int]] = []
    for name, scenario in zip(comparison.names, comparison.arms.scenarios, strict=True):
        failed = comparison.values(name, "failed")
        seeds = [f.replicate.seed for f, lost in zip(comparison.results, failed, strict=True) if lost == 1]
        failing += [(name, scenario, seed) for seed in seeds[:most]]
    found = runner.each(_diagnosed, [(scenario, seed) for _, scenario, seed in failing])
    comparison.diagnoses = {name: [] for name in comparison.names}
    for (name, _, _), diagnosis in zip(failing, found, strict=True):
        if isinstance(diagnosis, Diagnosis):
            comparison.diagnoses[name].append(diagnosis)


def _diagnosed(case: tuple[Scenario, int]) -> Diagnosis | None:
    return diagnose(*case)


def refuse_short_horizons(scenarios: Sequence[Scenario]) -> None:
    """Raise ScenarioError where a village is not watched until the main outcome can be seen."""
    shortest = min(scenario.values["months_after"] for scenario in scenarios)
    if shortest < 24:
        text = tr(
            "the village is watched for {months} months after exit; a comparison needs at least 24, "
            "because what is left then decides"
        )
        raise ScenarioError(text.format(months=shortest))
