"""The plain version in benchmarks/ and the compiled model give the same distributions; a changed rule is noticed."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from benchmarks.agreement import Sample, compiled, deviations, plain
from benchmarks.mesa_reference.group import Group
from benchmarks.mesa_reference.villager import Villager
from scenarios.scenario import Scenario, make_scenario
from tests.miniature import SMALL

PLAIN, COMPILED = range(1_000, 1_016), range(5_000, 5_096)
MOST = 4.5
"""Standard errors; about 250 comparisons a case reach it by chance less than once in 500."""

VILLAGE = {**SMALL, "households": 50, "months": 10, "months_after": 8}
CASES = {
    "farming": make_scenario(strategy="individual-then-group", **VILLAGE, brokerage=3.0),
    "enterprise": make_scenario("womens-enterprise-group", "group-linked", **VILLAGE, facilitators=2),
    "commons": make_scenario(
        "forest-and-water-commons", "cascade", **{**VILLAGE, "budget": 40.0}, agent_start=0.08, agent_founds=0.06
    ),
}


@cache
def of_the_compiled_model(case: str) -> Sample:
    return compiled(CASES[case], COMPILED)


def largest_deviation(case: str, changed: Scenario | None = None) -> tuple[float, Any]:
    found = deviations(plain(changed or CASES[case], PLAIN), of_the_compiled_model(case))
    what = max(found, key=lambda key: abs(found[key]))
    return abs(found[what]), what


@pytest.mark.parametrize("case", CASES)
def test_both_give_the_same_distributions(case: str) -> None:
    largest, what = largest_deviation(case)
    assert largest < MOST, what


def nothing(*given: Any) -> None:
    """A rule that does nothing."""


def half(rule: Callable[..., float]) -> Callable[..., float]:
    return lambda *given: 0.5 * rule(*given)


CHANGED: dict[str, tuple[str, Any, str, Any]] = {
    "nobody forgets": ("farming", Villager, "forgets", nothing),
    "facilitators are trusted whatever they do": ("farming", Villager, "judges", nothing),
    "nobody works in pairs": ("enterprise", Group, "works_in_pairs", nothing),
    "half the capital": ("enterprise", Villager, "scale", half(Villager.scale)),
    "debates leave nothing": ("commons", Group, "debates", nothing),
    "no restraint": ("commons", Villager, "restraint", lambda villager: 0.0),
}


@pytest.mark.parametrize("change", CHANGED)
def test_a_changed_rule_is_noticed(change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case, kind, rule, other = CHANGED[change]
    monkeypatch.setattr(kind, rule, other)
    assert largest_deviation(case)[0] > MOST


def test_a_rate_that_is_a_quarter_off_is_noticed() -> None:
    changed = CASES["farming"].with_values(learning=0.109)
    assert largest_deviation("farming", changed)[0] > MOST
