"""The patterns: bands as declared, values with honest intervals, and a default model that still shows them."""

import math
from functools import cache
from typing import Any

import numpy as np
import pytest

from simulation.report import validation
from simulation.study.calibration import CHECKS, Trial
from simulation.study.further_findings import FURTHER, FURTHER_PROGRAMMES
from simulation.study.patterns import (
    PATTERNS,
    PROGRAMMES,
    Check,
    Finding,
    Pattern,
    findings,
    n_inside,
    observe,
    programmes,
)
from simulation.study.runner import replicate_seed
from simulation.study.statistics import Estimate, mean_interval

DECLARED = {
    "P1": [(0.35, 0.70)],
    "P2": [(0.8, 1.2)],
    "P4": [(1.2, 2.7)],
    "P7": [(0, 0.20), (0, 0.20)],
    "P8": [(0.20, 0.45)],
    "P10": [(0.85, 1.1), (0.4, 0.7)],
    "P11a": [(0.6, math.inf)],
    "P11b": [(0, 0.45)],
    "P12": [(0.80, 0.95)],
    "P14": [(0.60, 0.85)],
    "P15": [(-0.05, 0.05), (0.15, 0.25)],
    "P17": [(0.4, 0.6), (0.10, 0.25), (0.6, math.inf)],
}
"""Bands set before the model was run: a change here is a change of what counts as right."""
DECLARED_FURTHER = {
    "F1": [(0.15, 0.40)],
    "F2": [(0.3, 1.0)],
    "F3": [(0.05, 0.25), (-0.02, 0.02)],
    "F4": [(-0.03, 0.05)],
    "F5": [(0.8, 1.25)],
    "F6": [(0.15, 0.45)],
    "F7": [(0.25, 0.65)],
}


def pattern_of(check: Check) -> Pattern:
    return Pattern("X", "", "", "V", "", (check,))


@cache
def observed(n: int = 16) -> list[dict[tuple[str, str], float]]:
    scenarios = programmes()
    return [observe(scenarios, replicate_seed(1, number)) for number in range(n)]


def test_bands_are_those_declared_before() -> None:
    assert {p.id: [(c.low, c.high) for c in p.checks] for p in PATTERNS} == DECLARED
    assert {p.id: [(c.low, c.high) for c in p.checks] for p in FURTHER} == DECLARED_FURTHER


def test_the_search_never_sees_further_findings() -> None:
    assert not {check for pattern in FURTHER for check in pattern.checks} & set(CHECKS)


def test_further_findings_are_numbers_of_their_own_programmes() -> None:
    scenarios = programmes(those=FURTHER_PROGRAMMES)
    found = findings([observe(scenarios, replicate_seed(1, number)) for number in range(3)], FURTHER)
    assert all(math.isfinite(finding.estimate.mean) for finding in found)
    assert {finding.pattern.id for finding in found} == set(DECLARED_FURTHER)


def test_the_default_model_shows_nearly_all_patterns() -> None:
    assert n_inside(findings(observed())) >= 10


def test_a_pattern_that_is_one_mean_has_the_interval_of_a_mean() -> None:
    check = Check("mean", 0, 1, lambda m: m("group", "cost"))
    costs = [3.0, 5.0, 4.0, 9.0]
    (finding,) = findings([{("group", "cost"): cost} for cost in costs], [pattern_of(check)])
    expected = mean_interval(np.array(costs))
    assert finding.estimate.mean == pytest.approx(expected.mean)
    assert finding.estimate.low == pytest.approx(expected.low)


def test_a_ratio_is_of_means_not_a_mean_of_ratios() -> None:
    check = Check("ratio", 0, 1, lambda m: m("a", "x") / m("a", "y"))
    (finding,) = findings([{("a", "x"): 1.0, ("a", "y"): 1.0}, {("a", "x"): 0.0, ("a", "y"): 3.0}], [pattern_of(check)])
    assert finding.estimate.mean == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("mean", "low", "high", "verdict", "inside"),
    [
        (0.5, 0.4, 0.6, "inside", True),
        (0.5, 0.2, 0.8, "borderline", True),
        (0.28, 0.2, 0.35, "borderline", False),
        (0.1, 0.0, 0.2, "outside", False),
        (0.9, 0.8, 1.0, "outside", False),
    ],
)
def test_an_interval_across_an_edge_is_borderline(
    mean: float, low: float, high: float, verdict: str, inside: bool
) -> None:
    finding = Finding(PATTERNS[0], Check("", 0.3, 0.7, lambda m: m("a", "b")), Estimate(mean, low, high))
    assert (finding.verdict, finding.inside) == (verdict, inside)


def test_contributions_start_from_belief_and_fall_where_nobody_sees() -> None:
    first, tenth, firm = (f.estimate.mean for f in findings(observed()) if f.pattern.id == "P17")
    assert first > tenth + 0.1
    assert firm > 2 * tenth


@pytest.mark.parametrize(("patterns", "those"), [(PATTERNS, PROGRAMMES), (FURTHER, FURTHER_PROGRAMMES)])
def test_every_programme_is_used_by_a_pattern(patterns: tuple[Pattern, ...], those: dict[str, Any]) -> None:
    used: set[str] = set()

    def m(programme: str, measure: str) -> np.ndarray:
        used.add(programme)
        return np.array(0.5 if measure == "left" else 0.7)

    for pattern in patterns:
        for check in pattern.checks:
            check.value(m)
    assert used == set(those)


def test_figures_and_tables_keep_the_misses() -> None:
    found = [*findings(observed())]
    missed = Finding(found[0].pattern, found[0].check, Estimate(2.0, 1.9, 2.1))
    further = [Finding(FURTHER[0], FURTHER[0].checks[0], Estimate(9.0, 8.0, 10.0))]
    as_it_is = Trial({}, tuple(finding.estimate.mean for finding in found))
    figures: dict[str, Any] = validation.figures([missed, *found[1:]], further, [as_it_is], 10, 1)
    assert figures["patterns"][0]["passed"] is False
    assert figures["inside"] == n_inside(found) - 1
    assert figures["ensemble"] == [n_inside(found)]
    assert figures["further"][0]["passed"] is False
    assert figures["further_inside"] == 0
    assert validation.markdown([missed, *found[1:]], further, [as_it_is], 10).count("outside") >= 2
