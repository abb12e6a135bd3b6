"""How often `plan` and `compare` are right where the truth is known: `python -m benchmarks.verdicts [TRIALS]`.

Real runs of the farmers' group village, enough of them by the rule of `compare`. First the same strategy in two arms,
each with villages and luck of its own, where every winner is a mistake. Then visits and groups at a budget at which
groups leave more people empowered by twice the precision that is asked for, which should be found.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from scenarios.outcomes import MAIN
from scenarios.scenario import Scenario, make_scenario
from simulation.study.arms import Arms, make_arms
from simulation.study.compare import Precision, compare
from simulation.study.diagnosis import LATER
from simulation.study.replicate import Replicate, replicate
from simulation.study.runner import Finished, Result, Runner, replicate_seed, spread
from simulation.study.statistics import Estimate, mean_interval

PAIR = ("individual", "group")
LOOKS, TRUTH = 400, 2000
"""Runs by which the budget is looked for, and by which the lead there is then measured anew."""


class Kept(Runner):
    """Replicates in which only the main outcome is wanted. luck: how many kinds of it the arms meet, 1 or one each."""

    def __init__(self, luck: int = 1) -> None:
        super().__init__(workers=1)
        self.luck = luck

    def run(
        self, scenarios: Sequence[Scenario], root_seed: int, numbers: Sequence[int], done: Callable[[Result], None]
    ) -> None:
        """The replicates of these numbers."""
        for number in numbers:
            told = [
                outcome
                for k in range(self.luck)
                for outcome in self._told(scenarios[k :: self.luck], root_seed + k, number)
            ]
            done(Finished(number, Replicate(number, tuple(told), ({},) * len(told))))

    def _told(self, scenarios: Sequence[Scenario], root_seed: int, number: int) -> list[dict[str, float]]:
        found = replicate(scenarios, replicate_seed(root_seed, number), stays=False)
        return [{MAIN: outcomes[MAIN]} for outcomes in found.outcomes]


def pair_at(budget: float) -> Arms:
    """Visits and groups in the village for this money."""
    scenario = make_scenario(budget=budget, months_after=LATER)
    return make_arms(scenario, PAIR, "budget", replicate_seed(0, 0))


def twice_the_same() -> Arms:
    """Groups in both arms."""
    arms = pair_at(100.0)
    return replace(arms, names=("one", "other"), scenarios=(arms.scenarios[1],) * 2, plans=(arms.plans[1],) * 2)


def verdict(arms: Arms, luck: int, root_seed: int) -> tuple[str | None, int]:
    """Who won a comparison that is as precise as asked for, and after how many runs."""
    found = compare(arms, root_seed, Kept(luck))
    return found.winner(), found.n


def lead(budget: float, numbers: Sequence[int], root_seed: int) -> Estimate:
    """People that groups leave beyond visits."""
    return mean_interval(np.array(spread(partial(_lead_once, pair_at(budget), root_seed), numbers)))


def _lead_once(arms: Arms, root_seed: int, number: int) -> float:
    visits, groups = replicate(arms.scenarios, replicate_seed(root_seed, number), stays=False).outcomes
    return groups[MAIN] - visits[MAIN]


def budget_with_lead(wanted: float) -> float:
    """The budget at which groups are ahead by so many people, to half a million."""
    low, high = 20.0, 100.0
    while high - low > 0.5:
        middle = (low + high) / 2
        low, high = (low, middle) if lead(middle, range(LOOKS), -1).mean > wanted else (middle, high)
    return high


def main() -> int:
    """Print both rates."""
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seeds = range(1_000, 1_000 + 2 * trials, 2)
    found = spread(partial(verdict, twice_the_same(), 2), seeds)
    undecided = sum(winner is None for winner, _ in found)
    runs = np.mean([n for _, n in found])
    print(f"the same strategy with other luck: undecided in {undecided} of {trials} ({runs:.0f} runs on average)")
    wanted = 2 * Precision().points / 100 * make_scenario().values["households"]
    budget = budget_with_lead(wanted)
    truth = lead(budget, range(TRUTH), -2)
    found = spread(partial(verdict, pair_at(budget), 1), seeds)
    right, wrong = (sum(winner == name for winner, _ in found) for name in (PAIR[1], PAIR[0]))
    runs = np.mean([n for _, n in found])
    print(
        f"better by twice the precision ({wanted:g} people; at Rp {budget:.1f} million {truth.mean:.2f}, "
        f"{truth.low:.2f} to {truth.high:.2f}): found in {right} of {trials}, the other in {wrong} "
        f"({runs:.0f} runs on average)"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
