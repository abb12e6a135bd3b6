"""What theory says must rise, rises: every row of the table of directions, in the same villages with the same luck."""

from typing import Any

import numpy as np
import pytest

from scenarios.parameter import Value
from scenarios.parameters import BY_NAME, PARAMETERS
from scenarios.scenario import Scenario, make_scenario
from simulation.engine import start_run
from simulation.study.replicate import run as outcomes_of
from tests.directions import BAD_FIT, CONVENTIONS, DIRECTIONS, FOREST, GROUPS, YEAR, Direction
from tests.measured import participants

VILLAGES = (8, 16, 32, 64, 128)
"""Villages looked at: more of them as long as luck could explain the difference."""
STANDARD_ERRORS = 4.0
"""By which the mean difference between pairs must be away from nothing."""


def scenario_at(row: Direction, end: Value) -> Scenario:
    """The row's setting with its parameter at one end."""
    whole = BY_NAME[row.parameter].kind == "int"
    return make_scenario(**{**row.setting, row.parameter: int(end) if whole else end})


def measured(row: Direction, scenario: Scenario, seed: int) -> float:
    """The row's measure in the village of a seed."""
    run = start_run(scenario, seed)
    run.advance(row.until)
    return row.measure.of(run)


@pytest.mark.parametrize("row", DIRECTIONS + CONVENTIONS, ids=str)
def test_what_must_rise_rises(row: Direction) -> None:
    low, high = (scenario_at(row, end) for end in row.ends)
    differences: list[float] = []
    for villages in VILLAGES:
        seeds = range(len(differences), villages)
        differences += [measured(row, high, seed) - measured(row, low, seed) for seed in seeds]
        mean, error = np.mean(differences), np.std(differences, ddof=1) / np.sqrt(villages)
        if row.sign * mean > STANDARD_ERRORS * error:
            return
    pytest.fail(f"{row} ({row.because}): {mean:+.3g}, standard error {error:.2g}, in {villages} villages")


def test_every_lever_and_uncertainty_has_a_direction() -> None:
    assert {row.parameter for row in DIRECTIONS} == {p.name for p in PARAMETERS if p.role != "constant"}


def test_conventions_are_constants() -> None:
    assert all(BY_NAME[row.parameter].role == "constant" for row in CONVENTIONS)


def test_no_two_rows_say_the_same() -> None:
    sentences = [(str(row), row.ends) for row in DIRECTIONS + CONVENTIONS]
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize(
    ("convention", "outcome", "sign"), [("least_effect", "failed", 1), ("harm_margin", "harmed_24", -1)]
)
def test_what_counts_as_failure_and_as_harm(convention: str, outcome: str, sign: int) -> None:
    """The more is asked of a programme the more often it fails; the more loss is allowed the fewer are harmed.

    In a forest whose keepers forgo much and are taught what does not fit: elsewhere hardly anyone is ever harmed.
    """

    def counted(margin: float) -> float:
        forest: dict[str, Any] = {**FOREST, **BAD_FIT, "restraint_costs": 0.4, "months_after": 24, convention: margin}
        return sum(outcomes_of(make_scenario(**forest), seed)[outcome] for seed in range(8))

    low, high = counted(BY_NAME[convention].low), counted(BY_NAME[convention].high)
    assert sign * high > sign * low


def test_no_harvest_moves_people_apart_from_the_weather() -> None:
    """Weather is shared: it moves this month's income; what a survey calls usual only as far as it moved use."""

    def at_exit(column: str, spread: float) -> float:
        values: dict[str, Any] = {**GROUPS, "weather_spread": spread}
        run = start_run(make_scenario(**values), 4)
        run.advance(YEAR)
        return participants(column).of(run)

    usual, income = (at_exit(column, 0.2) - at_exit(column, 0.0) for column in ("usual_income", "income"))
    assert abs(usual) < 0.2 * abs(income)
