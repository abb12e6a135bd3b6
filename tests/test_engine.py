"""Nothing from nothing, common luck, and the same rules with and without the compiler."""

import json
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.columns import FACILITATOR_COLUMNS, GROUP, VILLAGER
from agents.facilitator import teaches
from agents.villager import contributes, forgets, learns
from scenarios.parameters import PARAMETERS
from scenarios.scenario import make_scenario
from simulation.engine import Run, start_run
from simulation.study.replicate import replicate
from simulation.village import make_village
from tests.miniature import changed, facilitator, finished, lonely, parameters, small, villager

ARMS = ("none", "individual", "group", "individual-then-group", "group-linked", "cascade")
SAMPLED = [p for p in PARAMETERS if p.kind in ("float", "int") and p.role != "constant" and p.name != "households"]


def sampled(draw: Any) -> dict[str, Any]:
    """A value within the plausible range for every parameter."""
    values = {}
    for p in SAMPLED:
        numbers = st.integers(int(p.low), int(p.high)) if p.kind == "int" else st.floats(p.low, p.high)
        values[p.name] = draw(numbers)
    return values


@st.composite
def scenarios(draw: Any) -> Any:
    values = sampled(draw)
    values |= {"households": 60, "months_after": 12, "invited": 0}
    values["livelihood"] = draw(st.sampled_from(("farming", "enterprise", "commons")))
    return make_scenario(strategy=draw(st.sampled_from(ARMS)), **values)


@given(scenario=scenarios(), seed=st.integers(0, 1000))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_state_stays_within_its_bounds_and_no_money_or_knowledge_comes_from_nothing(
    scenario: Any, seed: int
) -> None:
    run = start_run(scenario, seed)
    while run.month < run.horizon:
        run.advance(6)
        within_bounds(run)
        books_balance(run)


def within_bounds(run: Run) -> None:
    rows = {VILLAGER: run.world.villagers, FACILITATOR_COLUMNS: run.world.facilitators}
    rows[GROUP] = run.world.groups[: run.world.books.n_groups]
    for columns, table in rows.items():
        for column in columns:
            values = np.asarray(table[column.name], dtype=float)
            assert not np.isnan(values).any(), column.name
            if len(table):
                assert values.min() >= column.low - 1e-9, column.name
                assert values.max() <= column.high + 1e-9, column.name


def books_balance(run: Run) -> None:
    world, values = run.world, run.scenario.values
    for level in ("knowledge", "skill"):
        villagers = world.villagers
        start, held = villagers[f"start_{level}"], villagers[f"{level}_from"].sum(axis=1)
        np.testing.assert_allclose(start + held, villagers[level], atol=1e-9)
    forgotten = (world.villagers["forgotten_knowledge"] + world.villagers["forgotten_skill"]).sum()
    learned = world.learned[run.month].sum()
    held = sum(world.villagers[f"{level}_from"].sum() for level in ("knowledge", "skill"))
    assert learned - forgotten == pytest.approx(held, abs=1e-6)
    hours, money = world.books.hours.sum(), world.books.money
    assert hours == pytest.approx(world.facilitators["spent"].sum())
    assert hours <= run.plan.bought[: run.month].sum() + 1e-6
    assert money[0] == pytest.approx(hours * values["pay"] / values["paid_hours"])
    assert money.sum() <= max(values["budget"], run.plan.planned) + 1e-6
    assert money.sum() <= run.plan.planned + 1e-6


@pytest.mark.parametrize("strategy", ["individual", "group"])
def test_hours_and_money_spent_are_what_the_budget_bought_when_all_places_are_taken(strategy: str) -> None:
    run = finished(make_scenario(strategy=strategy, leaving=0.002, facilitator_spread=0.0), 3)
    assert run.world.books.money.sum() > 0.75 * run.plan.planned
    assert run.plan.planned <= run.scenario.values["budget"]


def test_a_months_hours_stay_within_what_facilitators_have() -> None:
    for strategy in ("individual", "group", "individual-then-group"):
        run = start_run(make_scenario(strategy=strategy, budget=10_000.0, fading=1.0), 1)
        thirds = run.plan.bought[:15].reshape(3, 5).mean(axis=1)
        assert thirds.max() <= 160 * 1.1


def test_observing_a_run_changes_nothing() -> None:
    watched, unwatched = start_run(small(), 5), start_run(small(), 5)
    while watched.month < watched.horizon:
        watched.advance()
        watched.series()
    unwatched.finish()
    assert len(changed(watched.world.villagers, unwatched.world.villagers)) == 0
    assert watched.world.series.tobytes() == unwatched.world.series.tobytes()


def test_adding_a_strategy_changes_no_other_arm() -> None:
    alone = replicate([small("group")], 7).outcomes[0]
    beside = replicate([small("none"), small("cascade", months=6), small("group")], 7).outcomes[2]
    assert json.dumps(alone) == json.dumps(beside)


def test_one_more_visit_changes_one_person() -> None:
    """In a village without ties, inviting one more changes exactly that one."""
    village = lonely(30)
    ample = {"budget": 1000.0, "facilitators": 2, "local_rules": 0.0}
    few = finished(small("individual", invited=5, **ample), 2, village=village)
    more = finished(small("individual", invited=6, **ample), 2, village=village)
    assert list(changed(few.world.villagers, more.world.villagers)) == [more.world.invitation[5]]


def test_one_more_villager_leaves_the_others_start_alone() -> None:
    values = dict(small().values)
    assert values["households"] == 30
    one, other = (start_run(small(), 4, village=lonely(n)).world.villagers for n in (30, 31))
    assert len(changed(one, other[:30])) == 0


def test_the_facilitators_part_of_a_meeting_of_one_is_a_visit() -> None:
    """The same rule with n = 1: no peers, no crowd, the floor to oneself."""
    p = parameters()
    one, two = (villager(knowledge=0.3, skill=0.2, trust_facilitator=0.6, spoke=True, need=1) for _ in range(2))
    f = facilitator(facilitation=0.1, communication=0.8, subject_knowledge=0.7, sensitivity=0.5)
    gain = teaches(f, one, 1, 1, 0.6, p)
    assert gain > 0
    assert teaches(f, two, 1, 1, 0.6, p) == gain
    crowd = villager(knowledge=0.3, skill=0.2, trust_facilitator=0.6, spoke=True, need=1)
    assert teaches(f, crowd, 15, 1, 0.6, p) < gain


def test_learning_closes_a_share_of_the_gap() -> None:
    """K after k lessons of share a is 1 - (1 - K0)(1 - a)^k."""
    p, me = parameters(), villager(knowledge=0.2, skill=0.1, start_knowledge=0.2, start_skill=0.1)
    for _ in range(10):
        learns(me, 0.05, 0, 0.7, p)
    assert me.knowledge == pytest.approx(1 - 0.8 * 0.95**10)
    assert me.relevance == pytest.approx(0.7)


def test_without_use_half_of_what_was_gained_is_gone_in_about_a_year() -> None:
    p, me = parameters(), villager(knowledge=0.2, skill=0.1, start_knowledge=0.2, start_skill=0.1)
    learns(me, 0.5, 0, 1.0, p)
    before = me.skill - me.start_skill
    months = 0
    while me.skill - me.start_skill > 0.5 * before:
        forgets(me, 0.0, p)
        months += 1
    assert 6 <= months <= 13, "Tatel & Ackerman (2025): 6.5 to 13 months"


def test_without_a_norm_contributions_follow_the_recursion() -> None:
    p, me = parameters(), villager(cooperator=0, belief=0.8)
    assert contributes(me, 0.0, p) == pytest.approx(p.reciprocity * 0.8)
    assert contributes(villager(cooperator=1, belief=0.8), 0.0, p) == pytest.approx(p.free_rider_gives)
    assert contributes(villager(cooperator=1, belief=0.8), 1.0, p) == pytest.approx(p.norm_asks)


@pytest.mark.parametrize(
    ("lever", "low", "high", "outcome", "strategy", "sign"),
    [
        ("content_fit", 0.2, 1.0, "income_gain_exit", "individual", 1),
        ("handing_over", 0.0, 1.0, "reliance_exit", "individual", -1),
        ("sessions_per_month", 1.0, 3.0, "skill_gain_exit", "individual", 1),
        ("trust_facilitator", 0.2, 0.8, "n_invited", "individual", -1),
        ("trust_fellows", 0.2, 0.8, "conflict_exit", "group", -1),
        ("sensitivity", 0.1, 0.9, "silent_poor", "group", -1),
        ("caseload", 1.0, 4.0, "skill_gain_exit", "group", -1),
        ("brokerage", 0.0, 6.0, "income_gain_24", "group", 1),
        ("recognition", 0.0, 1.0, "agents_24", "group", 1),
        ("rotation", 0.0, 1.0, "silent", "group", -1),
        ("asset_grant", 0.0, 0.5, "assets_gain_exit", "individual", 1),
        ("need_diversity", 0.0, 0.9, "conflict_exit", "group", 1),
        ("furthest_km", 1.0, 10.0, "n_joined", "individual", -1),
    ],
)
def test_raising_a_lever_moves_the_outcome_as_theory_says(
    lever: str, low: float, high: float, outcome: str, strategy: str, sign: int
) -> None:
    pair = [make_scenario(strategy=strategy, **{"budget": 120.0, lever: value}) for value in (low, high)]
    differences = []
    for seed in range(12):
        if lever in ("trust_facilitator", "trust_fellows", "need_diversity", "furthest_km"):
            less, more = (replicate([scenario], seed).outcomes[0][outcome] for scenario in pair)
        else:
            less, more = (o[outcome] for o in replicate(pair, seed).outcomes)
        differences.append(sign * (more - less))
    assert np.nanmean(differences) > 2 * np.nanstd(differences) / np.sqrt(12)


PROBE = """
import json, sys
from tests.miniature import small
from simulation.engine import start_run
run = start_run(small("individual-then-group", months_after=3), 11).finish()
v = run.world.villagers
print(json.dumps({
    "counts": {n: v[n].astype(int).tolist() for n in ("group", "adopted", "agent", "indicators", "sessions", "left")},
    "levels": {n: v[n].tolist() for n in ("knowledge", "skill", "confidence", "trust", "income", "x")},
    "money": run.world.books.money.tolist(),
}))
"""


def test_without_the_compiler_the_same_happens() -> None:
    printed = []
    for interpreted in ("0", "1"):
        environment = {**os.environ, "NUMBA_DISABLE_JIT": interpreted}
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", PROBE], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        printed.append(json.loads(done.stdout))
    compiled, plain = printed
    assert compiled["counts"] == plain["counts"]
    assert max(compiled["counts"]["sessions"]) > 0
    assert max(compiled["counts"]["group"]) >= 0
    for name, values in compiled["levels"].items():
        np.testing.assert_allclose(values, plain["levels"][name], rtol=0, atol=1e-12, err_msg=name)
    np.testing.assert_allclose(compiled["money"], plain["money"], atol=1e-12)


def test_a_small_village_is_made_the_same_twice() -> None:
    one, two = (make_village(small().values, 3) for _ in range(2))
    assert one.neighbours.tobytes() == two.neighbours.tobytes()
    assert one.x.tobytes() == two.x.tobytes()
