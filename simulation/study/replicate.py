"""One replicate: several strategies in the same village with the same luck, each beside its twins."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scenarios.scenario import Scenario
from simulation.engine import Run, start_run
from simulation.measures import Arm, outcomes
from simulation.measures.arm import AFTER
from simulation.village import village_of


@dataclass(frozen=True)
class Replicate:
    """What one seed gave: outcomes and monthly series of every arm, in the order asked for."""

    seed: int
    outcomes: tuple[dict[str, float], ...]
    series: tuple[dict[str, np.ndarray], ...]


def months_kept(scenario: Scenario) -> list[int]:
    """Months whose villagers measures compare: exit (the end of the last month with the facilitator) and after it."""
    exit_month = scenario.values["months"]
    return [exit_month, *(exit_month + after for after in AFTER)]


def arms(scenarios: Sequence[Scenario], seed: int, stays: bool = True, watched: int = 0) -> list[Arm]:
    """Run each scenario, the twin in which its facilitator stays, and one untreated twin for all of them.

    Without `stays` that twin is spared, and what it shows is nan. The untreated twin is watched for `watched` months
    or longer: so far as the longest of all arms, where some of them are run here and others elsewhere.
    """
    village = village_of(scenarios[0], seed)
    keep = sorted({month for scenario in scenarios for month in months_kept(scenario)})
    longest = max(watched, *(horizon_of(scenario) for scenario in scenarios))
    untreated = start_run(scenarios[0].with_strategy("none"), seed, village, longest).finish(keep)
    return [arm_of(scenario, untreated, keep, stays) for scenario in scenarios]


def horizon_of(scenario: Scenario) -> int:
    """Months of the programme and after it."""
    return int(scenario.values["months"] + scenario.values["months_after"])


def arm_of(scenario: Scenario, untreated: Run, keep: list[int], stays: bool = True) -> Arm:
    """A scenario's run beside its twins; a village without a programme is its own untreated twin."""
    if scenario.values == untreated.scenario.values and horizon_of(scenario) == untreated.horizon:
        return Arm(untreated, untreated, untreated)
    run = start_run(scenario, untreated.seed, untreated.village).finish(keep, until=scenario.values["months"])
    twin = twin_of(run, keep) if stays else replace(run, horizon=0, snapshots={})
    return Arm(run.finish(keep), untreated, twin)


def twin_of(run: Run, keep: list[int]) -> Run:
    """The twin of a run before its exit in which the facilitator stays; an untreated village is its own."""
    return run.staying().finish(keep) if run.plan.places else run


def replicate(scenarios: Sequence[Scenario], seed: int, stays: bool = True, watched: int = 0) -> Replicate:
    """Outcomes and series of scenarios that share one community, for one seed; see `arms`."""
    all_arms = arms(scenarios, seed, stays, watched)
    return Replicate(
        seed=seed,
        outcomes=tuple(outcomes(arm) for arm in all_arms),
        series=tuple(arm.run.series() for arm in all_arms),
    )


def run(scenario: Scenario, seed: int) -> dict[str, float]:
    """Outcomes of one scenario and seed: the plain function that samplers and optimisers take."""
    return replicate([scenario], seed).outcomes[0]
