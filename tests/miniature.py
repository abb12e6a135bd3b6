"""Small worlds for tests: a few villagers, and only what a test is about."""

from typing import Any

import numpy as np

from agents.columns import FACILITATOR_COLUMNS, GROUP, VILLAGER, empty_rows, parameter_record
from scenarios.parameters import BY_NAME, PARAMETERS
from scenarios.scenario import Scenario, make_scenario
from simulation.engine import Run, numbers, start_run
from simulation.village import Village

SMALL: dict[str, Any] = {
    "households": 30,
    "hamlets": 2,
    "mean_degree": 5.0,
    "group_size": 8,
    "months": 6,
    "months_after": 6,
    "budget": 20.0,
}
"""A village of thirty for a year, half of it with a facilitator."""


def small(strategy: str = "individual-then-group", **changes: Any) -> Scenario:
    """The small village under a strategy."""
    return make_scenario(strategy=strategy, **{**SMALL, **changes})


def lonely(n: int, metres: float = 0.0) -> Village:
    """n villagers without a tie, all in one place so many metres from the centre."""
    nothing = np.zeros(0, np.int64)
    return Village(
        ids=tuple(str(i + 1) for i in range(n)),
        x=np.full(n, metres),
        y=np.zeros(n),
        hamlet=np.zeros(n, np.int64),
        kin=np.arange(n),
        given={},
        starts=np.zeros(n + 1, np.int64),
        neighbours=nothing,
        weights=nothing.astype(float),
        kin_tie=nothing.astype(bool),
        notes=(),
    )


def row(columns: tuple, **values: Any) -> Any:
    """One row of a kind with the values stated, everything else 0."""
    rows = empty_rows(columns, 1)
    for name, value in values.items():
        rows[name] = value
    return rows[0]


def villager(**values: Any) -> Any:
    """A villager's row."""
    return row(VILLAGER, **{"group": -1, "facilitator": 0, **values})


def facilitator(**values: Any) -> Any:
    """A facilitator's row, without load."""
    return row(FACILITATOR_COLUMNS, **values)


def group(**values: Any) -> Any:
    """A group's row."""
    return row(GROUP, **values)


def parameters(**changes: Any) -> Any:
    """The record of parameters that rules read: defaults but for the changes."""
    values = {parameter.name: parameter.default for parameter in PARAMETERS} | changes
    return parameter_record({**numbers(values), "first_group_month": 0.0, "exit_month": 0.0, "places": 0.0})


def finished(scenario: Scenario, seed: int, **keywords: Any) -> Run:
    """A run to its horizon."""
    return start_run(scenario, seed, **keywords).finish()


def held(run: Run) -> np.ndarray:
    """Knowledge and skill held beyond the start and forgotten since, by villager."""
    v = run.world.villagers
    return np.asarray(v["knowledge"] - v["start_knowledge"] + v["skill"] - v["start_skill"])


def changed(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Rows of two equally long structured arrays that differ in any byte."""
    return np.flatnonzero([a.tobytes() != b.tobytes() for a, b in zip(one, other, strict=True)])


def limits(name: str) -> tuple[float, float]:
    """Bounds within which studies sample a parameter."""
    return BY_NAME[name].low, BY_NAME[name].high
