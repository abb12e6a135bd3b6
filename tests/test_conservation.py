"""Nothing from nothing: hours, money and what is learned add up, and every column stays within its bounds."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from agents.columns import CHANGE_AGENT, FACILITATOR_COLUMNS, GROUP, N_TOPICS, NOBODY, PEER, SOURCES, VILLAGER, Column
from scenarios.errors import ScenarioError
from scenarios.parameters import PARAMETERS
from scenarios.presets import strategies
from scenarios.scenario import Scenario, make_scenario
from simulation.engine import Run, start_run
from simulation.month.record import SERIES
from simulation.study.replicate import replicate
from simulation.world import (
    ADMINISTRATION,
    ASSETS,
    ATTENDANCE,
    HOURS,
    MEETINGS,
    MONEY,
    PARTICIPANTS,
    PAY,
    PREPARATION,
    TRAVEL,
    VISITS,
)
from tests.miniature import finished, held, limits, small

LEVERS = [parameter for parameter in PARAMETERS if parameter.role == "lever" and parameter.kind == "float"]


def sampled(seed: int, corners: bool, names: Any = PARAMETERS) -> dict[str, Any]:
    """Values of parameters within what studies sample, or only its ends."""
    chance = np.random.default_rng(seed)
    values: dict[str, Any] = {}
    for parameter in names:
        low, high = limits(parameter.name)
        share = chance.choice([0.0, 1.0]) if corners else chance.random()
        if parameter.kind == "choice":
            values[parameter.name] = str(chance.choice(parameter.choices))
        elif parameter.kind == "int":
            values[parameter.name] = round(low + share * (high - low))
        elif parameter.kind == "float":
            values[parameter.name] = float(low + share * (high - low))
    return values


def possible(**values: Any) -> Scenario:
    """The scenario of these values, if they can be together."""
    try:
        return make_scenario(**values)
    except ScenarioError:
        assume(False)
        raise


# --- bounds --------------------------------------------------------------------------------------------------------


def out_of_bounds(rows: np.ndarray, columns: tuple[Column, ...]) -> dict[str, tuple[float, float]]:
    """Columns of which a row lies outside what was declared, with the least and the greatest value."""
    found = {}
    for column in columns:
        values = rows[column.name]
        slack = 1e-12 if values.dtype.kind == "f" else 0
        if values.size and not ((values >= column.low - slack) & (values <= column.high + slack)).all():
            found[column.name] = (float(values.min()), float(values.max()))
    return found


def references(run: Run) -> dict[str, bool]:
    """What must hold between rows."""
    v, groups, n_groups = run.world.villagers, run.world.groups, int(run.world.books.n_groups)
    member = v["group"] != NOBODY
    n = len(v)
    return {
        "members belong to groups that exist": bool((v["group"] < n_groups).all()),
        "members belong to living groups": bool(groups["alive"][v["group"][member]].all()),
        "only those invited take part": not (v["joined"] & ~v["invited"]).any(),
        "clients take part": not (v["client"] & ~v["joined"]).any(),
        "nobody is visited after the exit": run.month <= run.plan.exit_month or not v["client"].any(),
        "no group beyond those formed": not groups["alive"][n_groups:].any(),
        "needs are topics": bool((v["need"] < N_TOPICS).all()),
        "teachers are villagers": bool((v["teacher"] < n).all()) and bool((v["parent"] < n).all()),
        "done is due": bool((v["done"] <= v["due"]).all()),
        "no one is silent more often than there": bool((v["silent_meetings"] <= v["meetings"]).all()),
        "adopters have heard": not (v["adopted"] & ~v["aware"]).any(),
        "whoever gave up does not use": not (v["gave_up"] & (v["adopted"] | (v["use"] > 0))).any(),
    }


SWEEP = settings(deadline=None, max_examples=40, derandomize=True)
WHICH = st.integers(0, 2**32), st.booleans(), st.sampled_from(sorted(strategies()))


def months_of(seed: int, corners: bool, strategy: str) -> Iterator[Run]:
    """A run of a random scenario, at the end of every month."""
    free = sampled(seed, corners) | {"invited": 0, "asset_grant": 0.0}  # so that the money buys sessions
    run = start_run(possible(strategy=strategy, **free), seed)
    while run.month < run.horizon:
        run.advance()
        yield run


@SWEEP
@given(*WHICH)
def test_every_column_stays_within_its_bounds(seed: int, corners: bool, strategy: str) -> None:
    for run in months_of(seed, corners, strategy):
        w = run.world
        for rows, columns in ((w.villagers, VILLAGER), (w.facilitators, FACILITATOR_COLUMNS), (w.groups, GROUP)):
            assert out_of_bounds(rows, columns) == {}, f"month {run.month}"
        recorded = [w.series[name] for name in SERIES]
        assert all(np.isfinite(book).all() for book in (*recorded, w.books.money, w.books.hours, w.learned))


@SWEEP
@given(*WHICH)
def test_rows_fit_together(seed: int, corners: bool, strategy: str) -> None:
    for run in months_of(seed, corners, strategy):
        assert [what for what, holds in references(run).items() if not holds] == [], f"month {run.month}"


MUCH_FOUNDED: dict[str, Any] = {"recognition": 1.0, "agent_start": 0.08, "agent_founds": 0.06, "cutoff": 0.6}
"""Many change agents, who found groups before and after the programme forms its own."""


@pytest.mark.parametrize("seed", range(6))
def test_rows_fit_together_where_many_groups_are_founded(seed: int) -> None:
    run = start_run(make_scenario(strategy="individual-then-group", individual_share=0.7, **MUCH_FOUNDED), seed)
    while run.month < run.horizon:
        run.advance()
        assert [what for what, holds in references(run).items() if not holds] == [], f"month {run.month}"
    assert (run.world.groups["founder"][: run.world.books.n_groups] != NOBODY).any()


# --- hours and money -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("caseload", [0.6, 1.0, 2.0])
@pytest.mark.parametrize("strategy", ["individual", "group", "individual-then-group"])
def test_hours_spent_are_needed_and_bought(strategy: str, caseload: float) -> None:
    run = start_run(make_scenario(strategy=strategy, caseload=caseload, facilitators=2), 4)
    for month in range(run.horizon):
        before = run.world.books.hours.sum()
        run.advance()
        needed = run.world.facilitators["needed"].sum() if run.world.calendar.sessions[month] else 0.0
        spent = run.world.books.hours.sum() - before
        assert spent == pytest.approx(min(needed, run.world.calendar.bought[month]), abs=1e-9)
    assert run.world.books.hours.sum() > 0
    assert run.world.facilitators["spent"].sum() == pytest.approx(run.world.books.hours.sum(), abs=1e-9)


def test_hours_by_kind_are_those_of_the_sessions() -> None:
    v = small().values
    visits, groups = finished(small("individual"), 3), finished(small("group"), 3)
    assert visits.world.books.hours[[MEETINGS, ADMINISTRATION]].tolist() == [0, 0]
    assert groups.world.books.hours[VISITS] == 0
    assert groups.world.books.hours[TRAVEL] > 0
    per_meeting = v["meeting_hours"] + v["meeting_preparation"]
    meetings = groups.world.books.hours[MEETINGS] / per_meeting
    months = groups.world.books.hours[ADMINISTRATION] / v["group_administration"]
    assert meetings / months == pytest.approx(groups.plan.sessions[:6].mean(), rel=0.2)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("strategy", ["individual", "group"])
def test_money_is_pay_attendance_and_participants(strategy: str, seed: int) -> None:
    run = start_run(small(strategy), seed)
    v, w = run.scenario.values, run.world
    people = 0
    for _ in range(v["months"]):
        left, group_of = w.villagers["left"].copy(), w.villagers["group"].copy()
        run.advance()
        stayed = w.villagers["client"] | (w.villagers["group"] != NOBODY)
        dissolved = np.isin(group_of, np.flatnonzero(w.groups["ended"] == run.month - 1)) & (group_of != NOBODY)
        people += int((stayed | dissolved | (w.villagers["left"] & ~left)).sum())
    assert w.books.money[PAY] == pytest.approx(w.books.hours.sum() * v["pay"] / v["paid_hours"], abs=1e-9)
    attended = w.villagers["sessions"].sum() if strategy == "group" else 0
    assert w.books.money[ATTENDANCE] == pytest.approx(attended * v["cost_per_attendance"], abs=1e-9)
    assert w.books.money[PARTICIPANTS] == pytest.approx(people * v["cost_per_participant"], abs=1e-9)


def spends_within_its_budget(seed: int, corners: bool, strategy: str, invited: int) -> None:
    """A programme with levers sampled at will."""
    run = finished(possible(strategy=strategy, **sampled(seed, corners, LEVERS), invited=invited), seed)
    assert run.world.books.money.sum() <= run.scenario.values["budget"] + 1e-9
    assert run.plan.planned <= run.scenario.values["budget"] + 1e-9


@settings(deadline=None, max_examples=60, derandomize=True)
@given(*WHICH)
def test_the_budget_is_never_exceeded(seed: int, corners: bool, strategy: str) -> None:
    spends_within_its_budget(seed, corners, strategy, invited=0)


def test_the_budget_is_never_exceeded_by_inviting_more() -> None:
    run = finished(make_scenario(strategy="group", invited=120, budget=60.0), 3)
    assert run.world.books.money.sum() <= 60.0
    assert run.plan.planned <= 60.0


@pytest.mark.parametrize("seed", range(4))
def test_assets_given_are_paid_for(seed: int) -> None:
    run = finished(make_scenario(strategy="cascade", asset_grant=0.2, budget=200.0, **MUCH_FOUNDED), seed)
    assert (run.world.groups["founder"][: run.world.books.n_groups] != NOBODY).any()
    given = run.world.villagers["joined"].sum() * run.scenario.values["asset_grant"]
    assert given > 0
    assert run.world.books.money[ASSETS] == pytest.approx(given * run.scenario.values["poverty_line"] * 12, rel=1e-9)


def test_the_budget_holds_where_those_who_decline_are_replaced() -> None:
    for seed in range(20):
        run = finished(make_scenario(strategy="individual-then-group", asset_grant=1.0, trust_fellows=0.2), seed)
        assert run.world.books.money.sum() <= run.scenario.values["budget"] + 1e-9


def test_preparation_is_paid_out_of_the_budget_by_those_who_mentor() -> None:
    plain, prepared, untreated = (
        finished(make_scenario(strategy=strategy, preparation=spent), 3)
        for strategy, spent in (("group", 0.0), ("group", 40.0), ("none", 40.0))
    )
    money = prepared.world.books.money
    assert money[PREPARATION] == 40
    assert 40 < money.sum() <= prepared.plan.planned <= 100
    assert 0 < prepared.plan.places < plain.plan.places
    assert untreated.world.books.money.sum() == 0


def test_what_is_left_over_is_stated() -> None:
    outcomes = replicate([small("none"), small("group")], 3).outcomes
    assert outcomes[1]["left_over"] == pytest.approx(small().values["budget"] - outcomes[1]["cost_total"])
    assert outcomes[0]["cost_total"] == outcomes[0]["left_over"] == 0
    assert sum(outcomes[1][f"hours_{kind}"] for kind in HOURS) == pytest.approx(outcomes[1]["hours_total"])
    assert sum(outcomes[1][f"cost_{kind}"] for kind in MONEY) == pytest.approx(outcomes[1]["cost_total"])


@pytest.mark.parametrize("seed", range(8))
def test_a_contract_pays_once_a_month(seed: int) -> None:
    """What the common work adds is bounded by what a group can earn and a contract can add, for the one who leads."""
    run = start_run(make_scenario(strategy="group-linked"), seed)
    v, p, groups = run.world.villagers, run.world.p, run.world.groups
    while run.month < run.horizon:
        run.advance()
        mine = groups[v["group"]]
        tilt = 1 + mine["concentration"] * v["lead"] * mine["members"]
        most = p.dividend * tilt * (1 + p.contract_premium * tilt)
        member = v["group"] != NOBODY
        assert (v["dividend"] <= most + 1e-9)[member].all(), f"month {run.month}"


# --- knowledge and skill -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("strategy", ["individual", "group", "individual-then-group", "facilitator-does-it-all"])
def test_learned_less_forgotten_is_held(strategy: str, seed: int) -> None:
    run = finished(make_scenario(strategy=strategy, **MUCH_FOUNDED), seed)
    v, learned = run.world.villagers, run.world.learned[-1]
    assert (learned[:4] > 0).sum() >= 2
    forgotten = v["forgotten_knowledge"].sum() + v["forgotten_skill"].sum()
    assert held(run).sum() == pytest.approx(learned.sum() - forgotten, rel=1e-10)
    assert (np.diff(run.world.learned, axis=0) >= 0).all()


@pytest.mark.parametrize("seed", range(4))
def test_each_one_holds_what_each_source_gave(seed: int) -> None:
    v = finished(make_scenario(strategy="individual-then-group", **MUCH_FOUNDED), seed).world.villagers
    for level in ("knowledge", "skill"):
        assert v[f"{level}_from"].shape == (len(v), len(SOURCES))
        np.testing.assert_allclose(v[f"start_{level}"] + v[f"{level}_from"].sum(axis=1), v[level], rtol=0, atol=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_teachers_taught_no_more_than_is_held_from_fellows(seed: int) -> None:
    v = finished(make_scenario(strategy="individual-then-group", **MUCH_FOUNDED), seed).world.villagers
    from_fellows = v["knowledge_from"][:, [PEER, CHANGE_AGENT]] + v["skill_from"][:, [PEER, CHANGE_AGENT]]
    taught, held_from_fellows = v["taught_by"].sum(axis=1), from_fellows.sum(axis=1)
    assert taught.sum() > 0
    assert (taught <= 1.02 * held_from_fellows + 0.005).all()  # knowledge and skill fade at two rates


def test_an_untreated_village_learns_nothing() -> None:
    run = finished(make_scenario(strategy="none"), 2)
    assert not run.world.learned.any()
    assert (held(run) == 0).all()
    assert run.world.books.money.sum() == run.world.books.hours.sum() == 0
