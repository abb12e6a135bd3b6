"""Calibration on made-up models whose answer is known: screening finds what matters, the search finds what fits."""

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest

from scenarios.parameter import Value
from scenarios.parameters import BY_NAME
from simulation.study.calibration import (
    CHECKS,
    DUMMY,
    Trial,
    _trajectories,
    judged,
    place_in_band,
    screen,
    search,
    values_of,
)

Sets = Sequence[Mapping[str, Value]]
MIDDLE = [(c.low + c.high) / 2 if math.isfinite(c.high) else 1.5 * c.low for c in CHECKS]


def share(changes: Mapping[str, Value], name: str) -> float:
    p = BY_NAME[name]
    return (float(changes[name]) - p.low) / (p.high - p.low)


def made_up(value: Callable[[Mapping[str, Value]], float]) -> Callable[[object, Sets], list[Trial]]:
    """Instead of the model: the first check is a function of the parameters, all others sit in their middle."""
    return lambda _, sets: [Trial(dict(changes), (value(changes), *MIDDLE[1:])) for changes in sets]


def test_screening_finds_the_parameters_that_move_a_pattern_and_not_the_dummy() -> None:
    width = CHECKS[0].high - CHECKS[0].low
    model = made_up(lambda c: width * (0.9 * share(c, "peer_learning") + 0.3 * share(c, "congestion")))
    effects = screen([0], 3, model, root_seed=1)
    assert [e.name for e in effects[:2]] == ["peer_learning", "congestion"]
    assert effects[0].size == pytest.approx(0.9)
    assert effects[1].size == pytest.approx(0.3)
    assert effects[0].check == CHECKS[0].what
    assert max(e.size for e in effects[2:]) == pytest.approx(0)
    assert DUMMY in {e.name for e in effects}


def test_a_trajectory_moves_every_parameter_once_and_stays_in_range() -> None:
    for path in _trajectories(7, 5, 3):
        moved = np.diff(path, axis=0) != 0
        assert (moved.sum(axis=1) == 1).all()
        assert (moved.sum(axis=0) == 1).all()
        assert path.min() >= 0
        assert path.max() <= 1 + 1e-12


def test_the_search_closes_in_on_what_fits() -> None:
    low, high = CHECKS[0].low, CHECKS[0].high
    model = made_up(lambda c: low + (high - low) * (0.5 + 8 * (share(c, "peer_learning") - 0.8)))
    trials = search(["peer_learning", "congestion"], [0], 60, model, root_seed=1)
    accepted = [share(trial.changes, "peer_learning") for trial in trials if trial.accepted]
    assert len(accepted) > 20, "the second round looks where the first fitted"
    assert min(accepted) > 0.8 - 0.07
    assert max(accepted) < 0.8 + 0.07
    assert trials[0].misfit == min(trial.misfit for trial in trials)


def test_only_parameters_that_no_source_gives_are_searched_within_their_ranges() -> None:
    parameters = judged()
    assert {p.grade for p in parameters} == {"J", "D"}
    assert "budget" not in {p.name for p in parameters}
    ends = [values_of(parameters, [end] * len(parameters)) for end in (0.0, 1.0)]
    assert all(ends[0][p.name] == p.low and ends[1][p.name] == p.high for p in parameters)


def test_place_in_a_band() -> None:
    two_sided = next(c for c in CHECKS if math.isfinite(c.high))
    one_sided = next(c for c in CHECKS if math.isinf(c.high))
    assert place_in_band(two_sided, two_sided.high) == pytest.approx(1)
    assert place_in_band(two_sided, (two_sided.low + two_sided.high) / 2) == pytest.approx(0)
    assert place_in_band(one_sided, one_sided.low) == pytest.approx(1)
    assert place_in_band(one_sided, 2 * one_sided.low) < 1
    assert Trial({}, (math.nan, *MIDDLE[1:])).accepted is False
