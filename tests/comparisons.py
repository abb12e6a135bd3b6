"""Comparisons for tests: a small real one, made once, and made-up ones with known differences."""

import os
import signal
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from scenarios.scenario import Scenario, make_scenario
from simulation.study.arms import Equal, make_arms
from simulation.study.compare import Comparison, compare
from simulation.study.replicate import Replicate
from simulation.study.runner import Finished, Result, Runner, attempts, replicate_seed

STANDARD = ("none", "individual", "group", "individual-then-group")
LONG_NAMES = ("group", "group-linked", "cascade", "unfit-programme", "insensitive-facilitation", "group-rotating")


def small_scenario(**changes: float) -> Scenario:
    scenario = make_scenario(households=60, hamlets=3, months=8, budget=30.0, group_size=8)
    return scenario.with_values(**changes)


@cache
def small_comparison(names: tuple[str, ...] = STANDARD, equal: Equal = "budget", n: int = 6) -> Comparison:
    """A finished comparison of a small village; shared by tests, so leave it as it is."""
    arms = make_arms(small_scenario(), names, equal, replicate_seed(1, 0))
    return compare(arms, 1, Runner(workers=1), replicates=n)


def made_up(**outcomes: Sequence[float] | np.ndarray) -> Comparison:
    """A comparison in which the main outcome of each strategy is as given (underscores for hyphens in names)."""
    names = tuple(name.replace("_", "-") for name in outcomes)
    comparison = Comparison(small_comparison(names, "budget", 2).arms, root_seed=1)
    for number, values in enumerate(zip(*outcomes.values(), strict=True)):
        told: list[dict[str, float]] = [{"extra_24": float(value)} for value in values]
        comparison.add(Finished(number, Replicate(number, tuple(told), ({},) * len(names))))
    return comparison


class ScriptedRunner(Runner):
    """A runner whose replicates are made up by a function of their number."""

    def __init__(self, script: Callable[[int], Sequence[float]]) -> None:
        super().__init__(workers=1)
        self.script = script

    def run(
        self, scenarios: Sequence[Scenario], root_seed: int, numbers: Sequence[int], done: Callable[[Result], None]
    ) -> None:
        for number in numbers:
            told: list[dict[str, float]] = [{"extra_24": float(value)} for value in self.script(number)]
            done(Finished(number, Replicate(number, tuple(told), ({},) * len(told))))


def dying_at_replicate_3(scenarios: Sequence[Scenario], root_seed: int, numbers: Sequence[int]) -> list[Result]:
    """Replicates; the third ends the process."""
    if 3 in numbers:
        os.kill(os.getpid(), signal.SIGKILL)
    return attempts(scenarios, root_seed, numbers)
