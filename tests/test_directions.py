"""Raise one lever and the outcome it is there for moves the right way, over many villages."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from scenarios.scenario import make_scenario
from simulation.engine import Run, start_run

SEEDS = range(30)
NOTHING: Mapping[str, Any] = {}
ENOUGH: Mapping[str, Any] = {"invited": 60, "budget": 200.0}
Outcome = Callable[[Run], float]


def of_participants(column: str) -> Outcome:
    """Mean of a column over those who joined."""
    return lambda run: float(run.world.villagers[column][run.world.villagers["joined"]].mean())


def gain(run: Run) -> float:
    """Knowledge and skill gained for each session."""
    v = run.world.villagers[run.world.villagers["joined"]]
    both = v["knowledge"] - v["start_knowledge"] + v["skill"] - v["start_skill"]
    return float(both.sum() / max(1, v["sessions"].sum()))


def joined(run: Run) -> float:
    """Share of those invited who joined."""
    v = run.world.villagers
    return float(v["joined"].sum() / v["invited"].sum())


def attendance(run: Run) -> float:
    """Meetings attended for each one held, by a group's members."""
    return float(run.world.villagers["meetings"].sum() / (run.world.groups["meetings"] * 15).sum())


def of_groups(column: str) -> Outcome:
    """Mean of a column over living groups."""
    return lambda run: float(run.world.groups[column][run.world.groups["alive"]].mean())


def adopters(run: Run) -> float:
    """Villagers who use the practice and were never with a facilitator."""
    v = run.world.villagers
    return float((v["adopted"] & (v["sessions"] == 0)).sum())


def at_exit(outcome: Outcome, strategy: str, seed: int, values: Mapping[str, Any] = NOTHING) -> float:
    """An outcome at exit."""
    scenario = make_scenario(strategy=strategy, **{**ENOUGH, **values})
    run = start_run(scenario, seed)
    run.advance(scenario.values["months"])
    return outcome(run)


LEVERS: list[tuple[str, float, float, str, Outcome, int]] = [
    ("content_fit", 0.3, 0.9, "group", of_participants("usual_income"), 1),
    ("handing_over", 0.2, 0.9, "group", of_groups("self_management"), 1),
    ("sessions_per_month", 1.0, 3.0, "group", of_participants("knowledge"), 1),
    ("trust_facilitator", 0.25, 0.75, "individual", joined, 1),
    ("trust_facilitator", 0.25, 0.75, "individual", gain, 1),
    ("trust_fellows", 0.25, 0.75, "group", joined, 1),
    ("sensitivity", 0.1, 0.95, "group", of_groups("conflict"), -1),
    ("communication", 0.2, 0.95, "individual", gain, 1),
    ("facilitation", 0.2, 0.95, "group", gain, 1),
    ("subject_knowledge", 0.2, 0.95, "individual", gain, 1),
    ("rotation", 0.0, 1.0, "group", of_groups("concentration"), -1),
    ("rotation", 0.0, 1.0, "group", of_groups("monitored"), 1),
    ("need_diversity", 0.0, 0.9, "group", of_participants("relevance"), -1),
    ("share_free_riders", 0.2, 0.4, "group", of_groups("contribution"), -1),
    ("furthest_km", 0.5, 10.0, "group", attendance, -1),
    ("informants_needed", 1.0, 3.0, "individual", adopters, -1),
]


@pytest.mark.parametrize(
    ("lever", "low", "high", "strategy", "outcome", "sign"),
    LEVERS,
    ids=[f"{lever}-{strategy}-{k}" for k, (lever, _, _, strategy, _, _) in enumerate(LEVERS)],
)
def test_raising_a_lever(lever: str, low: float, high: float, strategy: str, outcome: Outcome, sign: int) -> None:
    def at(value: float, seed: int) -> float:
        return at_exit(outcome, strategy, seed, values={lever: value})

    differences = np.array([at(high, seed) - at(low, seed) for seed in SEEDS])
    error = differences.std(ddof=1) / np.sqrt(len(differences))
    assert sign * differences.mean() > 3 * error


def test_no_harvest_moves_people_apart_from_the_weather() -> None:
    """Weather is shared: it moves this month's income; what a survey calls usual only as far as it moved use."""
    usual, income = (
        [at_exit(of_participants(column), "group", 4, values={"weather_spread": spread}) for spread in (0.0, 0.2)]
        for column in ("usual_income", "income")
    )
    assert abs(usual[1] - usual[0]) < 0.2 * abs(income[1] - income[0])
