"""Comparing: statistics on known answers, fair arms, enough replicates, and what is finished survives."""

import math
import os
import signal
from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from scenarios.errors import ScenarioError
from simulation.study import runner as runner_module
from simulation.study.arms import make_arms
from simulation.study.compare import Comparison, Precision, compare
from simulation.study.replicate import Replicate
from simulation.study.runner import Interruption, Runner, replicate_seed
from simulation.study.statistics import (
    ahead_of_100,
    mean_interval,
    paired_difference,
    ratio_interval,
    replicates_needed,
    share_interval,
    t_quantile,
)
from tests.comparisons import STANDARD, ScriptedRunner, dying_at_replicate_3, made_up, small_comparison, small_scenario

LUCK = np.random.default_rng(7)


# Statistics on known answers


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 7, 12, 39, 200, 5000])
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_student_quantiles_are_those_of_scipy(freedom: int, confidence: float) -> None:
    assert t_quantile(freedom, confidence) == pytest.approx(stats.t.ppf((1 + confidence) / 2, freedom), rel=5e-6)


def test_the_interval_of_a_mean_is_the_textbook_one() -> None:
    values = np.array([4.0, 7, 1, 9, 3, 12])
    low, high = stats.t.interval(0.95, 5, loc=values.mean(), scale=stats.sem(values))
    assert mean_interval(values) == pytest.approx((values.mean(), low, high), rel=1e-6)


def test_undefined_replicates_are_left_out_and_nothing_gives_nothing() -> None:
    assert mean_interval(np.array([1.0, math.nan, 3.0])) == mean_interval(np.array([1.0, 3.0]))
    assert math.isnan(mean_interval(np.array([math.nan])).mean)
    assert mean_interval(np.array([5.0])) == (5.0, -math.inf, math.inf)


def test_pairing_takes_away_what_both_share() -> None:
    village = LUCK.normal(50, 20, 40)
    one, other = village + 3, village + LUCK.normal(0, 0.1, 40)
    assert paired_difference(one, other).low > 2.9
    assert mean_interval(one).half_width > 4


@pytest.mark.parametrize(("happened", "n"), [(0, 40), (3, 40), (40, 40)])
def test_the_interval_of_a_share_is_wilsons(happened: int, n: int) -> None:
    expected = stats.binomtest(happened, n).proportion_ci(method="wilson")
    estimate = share_interval(np.array([1.0] * happened + [0.0] * (n - happened)))
    assert (estimate.low, estimate.high) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_a_ratio_of_means_is_not_carried_away_by_one_run() -> None:
    cost, kept = np.full(5, 100.0), np.array([20.0, 25, 20, 25, 10])
    assert ratio_interval(cost, kept).mean == 5.0
    assert (100 / kept).mean() > 5.5
    assert ratio_interval(kept * 4, kept) == pytest.approx((4, 4, 4))


def test_a_cost_for_each_of_perhaps_nobody_says_nothing() -> None:
    assert math.isnan(ratio_interval(np.full(4, 100.0), np.array([5.0, -4, 3, -3])).mean)


def test_ahead_counts_a_tie_as_half() -> None:
    assert ahead_of_100(np.array([3.0, 1, 2, math.nan]), np.array([1.0, 3, 2, 0])) == 50.0
    assert ahead_of_100(np.array([3.0, 5]), np.array([1.0, 4])) == 100.0


def test_half_the_width_takes_four_times_the_replicates() -> None:
    values = LUCK.normal(0, 10, 50)
    width = mean_interval(values).half_width
    assert replicates_needed(values, width / 2) == pytest.approx(200, abs=1)


# Who has won


def test_a_difference_beyond_luck_wins() -> None:
    village = LUCK.normal(30, 10, 60)
    comparison = made_up(individual=village, group=village + 5 + LUCK.normal(0, 4, 60), none=np.zeros(60))
    assert comparison.ranking() == ["group", "individual", "none"]
    assert comparison.winner() == "group"
    assert comparison.rival("group") == "individual"
    assert comparison.rival("none") == "group"


def test_the_same_strategy_with_different_luck_is_undecided() -> None:
    kept = small_comparison(("group",), "budget", 60).values("group", "extra_24")
    comparison = made_up(individual=kept[:30], group=kept[30:])
    assert comparison.winner() is None
    assert set(comparison.tied()) == {"individual", "group"}


def test_equal_strategies_have_a_winner_in_fewer_than_five_of_a_hundred_comparisons() -> None:
    luck = np.random.default_rng(1)
    won = 0
    for _ in range(200):
        comparison = made_up(individual=luck.normal(0, 1, 40), group=luck.normal(0, 1, 40), none=luck.normal(0, 1, 40))
        won += comparison.winner() is not None
    assert won <= 15  # 95 % of binomial(200, .05) lie at or below


def test_a_leader_that_is_not_ahead_of_every_other_has_not_won() -> None:
    village = LUCK.normal(30, 10, 40)
    close = village + LUCK.normal(0, 6, 40)
    comparison = made_up(individual=village + 0.3, group=close, none=village - 20)
    assert comparison.winner() is None
    assert "none" not in comparison.tied()


# Enough replicates


def test_batches_depend_on_nothing_but_the_precision_asked_for() -> None:
    assert [len(batch) for batch in Precision(least=40, step=20, most=90).batches()] == [40, 20, 20, 10]
    assert list(Precision().batches(7)) == [range(7)]


def scripted(script: Callable[[int], tuple[float, float]], **words: float) -> Comparison:
    arms = small_comparison(("individual", "group"), "budget", 2).arms
    return compare(arms, 1, ScriptedRunner(script), precision=Precision(**words))  # type: ignore[arg-type]


def test_precise_differences_stop_at_the_first_look_and_vague_ones_at_the_most() -> None:
    luck = np.random.default_rng(2).normal(0, 1, 400)
    assert scripted(lambda k: (luck[k], 0.0)).n == 40
    assert scripted(lambda k: (1000 * luck[k], 0.0)).n == 400


def test_replicates_stop_when_the_half_width_asked_for_is_reached() -> None:
    luck = np.random.default_rng(3).normal(0, 2.5, 400)
    comparison = scripted(lambda k: (luck[k], 0.0))
    assert comparison.wanted == pytest.approx(0.6)  # 1 point of 60 villagers
    assert 40 < comparison.n < 400
    assert comparison.reached() <= 0.6
    assert mean_interval(luck[: comparison.n - 20]).half_width > 0.6


def test_a_village_watched_too_shortly_is_refused() -> None:
    arms = make_arms(small_scenario(months_after=12), ("group",), "budget", 1)
    with pytest.raises(ScenarioError, match="at least 24"):
        compare(arms, 1, Runner(workers=1), replicates=2)


# Fair arms


def test_the_seed_of_a_replicate_is_the_same_for_ever() -> None:
    assert replicate_seed(1, 0) == SEED_1_0
    assert len({replicate_seed(root, number) for root in range(20) for number in range(50)}) == 1000


SEED_1_0 = 6507172974280369034


def test_adding_a_strategy_changes_no_other() -> None:
    alone = small_comparison(("group",), "budget", 2)
    among = small_comparison(STANDARD, "budget", 6)
    for measure, values in alone.columns[0].items():
        assert np.array_equal(values, among.values("group", measure)[:2], equal_nan=True), measure


def test_at_equal_budget_coverage_differs_and_nobody_spends_more() -> None:
    comparison = small_comparison()
    budget = comparison.arms.scenario.values["budget"]
    places = dict(zip(comparison.names, (plan.places for plan in comparison.arms.plans), strict=True))
    assert places["none"] == 0 < places["individual"] < places["group"]
    for name in comparison.names:
        assert (comparison.values(name, "cost_total") <= budget + 1e-9).all()
    assert {s.values["budget"] for s in comparison.arms.scenarios} == {budget}


def test_at_equal_dose_all_invite_the_same_people_and_can_pay_for_them() -> None:
    comparison = small_comparison(STANDARD, "dose", 4)
    fewest = min(plan.places for plan in small_comparison().arms.plans if plan.places)
    for name, plan in zip(comparison.names, comparison.arms.plans, strict=True):
        if name != "none":
            assert plan.places == max(fewest, 8)
            assert set(comparison.values(name, "n_invited")) == {plan.places}
            assert (comparison.values(name, "left_over") > 0).all()


def test_at_equal_dose_invitations_beyond_the_budget_bring_facilitators_and_money() -> None:
    scenario = small_scenario(invited=60, budget=5.0)
    arms = make_arms(scenario, ("individual", "group"), "dose", 1)
    assert {plan.places for plan in arms.plans} == {60}
    assert len({s.values["facilitators"] for s in arms.scenarios}) == 1
    assert all(plan.planned <= s.values["budget"] for plan, s in zip(arms.plans, arms.scenarios, strict=True))


# What is finished survives


def interrupt_after(interruption: Interruption, n: int, times: int) -> Comparison:
    arms = small_comparison(("group",), "budget", 2).arms

    def press(comparison: Comparison) -> None:
        if comparison.n == n:
            for _ in range(times):
                os.kill(os.getpid(), signal.SIGINT)

    with interruption.watched():
        return compare(arms, 1, Runner(1, interruption), replicates=6, tell=press)


@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_keeps_what_is_finished(times: int) -> None:
    before = signal.getsignal(signal.SIGINT)
    comparison = interrupt_after(Interruption(), n=3, times=times)
    assert comparison.interrupted
    assert comparison.n == 3
    assert signal.getsignal(signal.SIGINT) is before


def test_a_replicate_that_breaks_takes_no_other_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    arms, real = small_comparison(("group",), "budget", 2).arms, runner_module.replicate

    def fragile(scenarios: object, seed: int) -> Replicate:
        if seed == replicate_seed(1, 1):
            raise ZeroDivisionError("an empty village")
        return real(scenarios, seed)  # type: ignore[arg-type]

    monkeypatch.setattr(runner_module, "replicate", fragile)
    comparison = compare(arms, 1, Runner(workers=1), replicates=3)
    assert [finished.number for finished in comparison.results] == [0, 2]
    (broken,) = comparison.broken
    assert (broken.number, broken.error) == (1, "ZeroDivisionError: an empty village")


def test_a_replicate_that_ends_its_process_takes_no_other_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "attempts", dying_at_replicate_3)
    with Runner(workers=2) as runner:
        comparison = compare(small_comparison(("group",), "budget", 2).arms, 1, runner, replicates=8)
    assert sorted(finished.number for finished in comparison.results) == [0, 1, 2, 4, 5, 6, 7]
    (broken,) = comparison.broken
    assert (broken.number, broken.seed) == (3, replicate_seed(1, 3))
