"""Real villages, read as a user's are, mentored by both strategies."""

import os
from pathlib import Path

import numpy as np
import pytest

from scenarios.scenario import Scenario, load_scenario
from simulation.study.replicate import replicate
from simulation.village import describe, village_of
from tests.real_villages import korea, nicaragua

DATA = Path(os.environ.get("BERDAYA_DATA", ""))
pytestmark = pytest.mark.skipif(
    not os.environ.get("BERDAYA_DATA"), reason="BERDAYA_DATA does not name the folder of real villages"
)
KOREAN = (1, 5, 9, 17, 25)


def scenario_in(folder: Path) -> Scenario:
    """The scenario that a user with these two files would write."""
    (folder / "village.toml").write_text(
        'name = "Real village"\n[community]\nroster = "roster.csv"\nties = "ties.csv"\n[programme]\nbudget = 60\n'
    )
    return load_scenario(folder / "village.toml")


def is_mentored(scenario: Scenario) -> None:
    """Both strategies reach people, spend no more than the budget, and teach."""
    arms = [scenario.with_strategy(name) for name in ("individual", "group")]
    outcomes = [replicate(arms, seed).outcomes for seed in range(3)]
    for arm in range(len(arms)):
        assert np.mean([o[arm]["n_joined"] for o in outcomes]) > 5
        assert np.mean([o[arm]["skill_gain_exit"] for o in outcomes]) > 0.1
        assert max(o[arm]["cost_total"] for o in outcomes) <= 60
    assert np.mean([o[1]["n_joined"] for o in outcomes]) > np.mean([o[0]["n_joined"] for o in outcomes])


def test_nicaraguan_village_is_mentored_by_both_strategies(tmp_path: Path) -> None:
    nicaragua(DATA, tmp_path)
    scenario = scenario_in(tmp_path)
    village = village_of(scenario, 1)
    assert village.n == 108
    assert 0 < describe(village)["kin_share"] < 1
    is_mentored(scenario)


@pytest.mark.parametrize("number", KOREAN)
def test_korean_villages_are_mentored_by_both_strategies(tmp_path: Path, number: int) -> None:
    korea(DATA, tmp_path, number)
    scenario = scenario_in(tmp_path)
    assert any("made" in note for note in village_of(scenario, 1).notes), "places are made, and said to be"
    is_mentored(scenario)
