"""A decision: what is told apart and what is not, what worlds say without luck, what is worth comparing."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest

from scenarios.errors import BerdayaError
from scenarios.scenario import make_scenario
from simulation.engine import start_run
from simulation.study.arms import make_arms
from simulation.study.compare import Precision, compare
from simulation.study.decision import Decision, strength
from simulation.study.runner import replicate_seed
from simulation.study.screening import LEAST, MOST, PLAIN, Screening, candidates, people_kept, worth_a_look
from simulation.study.stages import in_one_world, worlds_drawn
from simulation.study.worlds import RULES, Worlds
from simulation.village import village_of
from tests.comparisons import ScriptedRunner, made_up, small_scenario

TRIALS = 100
POINT = 0.6
"""One of 100 villagers of the small village: the precision that is stated."""


@cache
def kept_in_real_runs() -> np.ndarray:
    """People empowered 24 months after exit, with visits and with groups, in 150 small villages: float64 (150, 2)."""
    scenarios = [small_scenario().with_strategy(name) for name in ("individual", "group")]
    return np.array([people_kept(scenarios, seed) for seed in range(150)])


def verdicts(villages: Sequence[np.ndarray], better: float) -> list[str | None]:
    """Who wins in each trial, at the usual precision; `better`: what the second strategy really has beyond the first.

    villages: for each arm, what real runs gave. Each arm draws from them with luck of its own.
    """
    arms = make_arms(small_scenario(), ("individual", "group"), "budget", 1)
    lift = (0.0, better)
    found = []
    for trial in range(TRIALS):
        chance = np.random.default_rng(trial)
        drawn = [values[chance.integers(len(values), size=Precision().most)] for values in villages]
        runner = ScriptedRunner(lambda n, drawn=drawn: [arm[n] + up for arm, up in zip(drawn, lift, strict=True)])
        found.append(compare(arms, trial, runner).winner())
    return found


def test_the_same_strategy_with_other_luck_is_undecided() -> None:
    groups = kept_in_real_runs()[:, 1]
    assert verdicts([groups, groups], better=0.0).count(None) >= 90


def test_twice_the_precision_is_found() -> None:
    groups = kept_in_real_runs()[:, 1]
    assert groups.std() > POINT
    assert verdicts([groups, groups], better=2 * POINT).count("group") >= 90


# Worlds


def worlds(gain: np.ndarray, names: tuple[str, ...] = ("group", "cascade"), luck: float = 6.0) -> Worlds:
    """Worlds whose true gains are (w, s), seen in four runs with much luck; the first unknown decides, a dummy not."""
    chance = np.random.default_rng(5)
    w, s = gain.shape
    design = {
        "trust_fellows": np.linspace(0, 1, w),
        "content_fit": chance.permutation(w) / w,
        RULES: np.arange(w) % 3.0,
    }
    runs = gain[:, :, None] + chance.normal(scale=luck, size=(w, s, 4))
    return Worlds(names, design, runs, np.zeros((w, s)), np.full((w, s), 60.0))


def crossing(w: int = 300) -> np.ndarray:
    """One strategy is best below the middle of the first unknown, the other above."""
    slope = np.linspace(-10, 10, w)
    return 20 + np.column_stack([-slope, slope])


def test_a_dummy_is_worth_about_nothing_and_what_decides_is_worth_something() -> None:
    found = {each.name: each.people.mean for each in worlds(crossing()).information()}
    assert next(iter(found)) == "trust_fellows"
    assert found["trust_fellows"] == pytest.approx(5.0, abs=1.5)  # half of the mean gap of 10
    assert found["content_fit"] < 0.5


def test_nothing_unknown_decides_where_one_strategy_is_always_best() -> None:
    always = np.tile([20.0, 14.0], (300, 1))
    seen = worlds(always)
    assert seen.perfect_information().people.mean < 0.1
    assert all(each.people.mean < 0.1 for each in seen.information())
    assert seen.best_in("group") > 0.99
    assert seen.regret("group").mean() < 0.1
    assert seen.regret("cascade").mean() == pytest.approx(6.0, abs=1.0)


def test_knowing_all_is_worth_as_much_as_it_truly_is() -> None:
    seen = worlds(crossing())
    knowing = seen.perfect_information()
    assert knowing.people.low < 5.0 < knowing.people.high
    assert knowing.people.half_width < 1.0
    assert seen.regret(seen.choice).mean() == pytest.approx(knowing.people.mean)
    assert knowing.rupiah == pytest.approx([people * seen.pays for people in knowing.people])


def test_what_one_thing_is_worth_lies_in_its_interval() -> None:
    """In 95 of 100 trials, about, as in all intervals: half of the mean gap of 10 between the two halves of worlds."""
    inside = 0
    for trial in range(60):
        chance = np.random.default_rng(trial)
        w = 200
        gain = crossing(w)[chance.permutation(w)]
        design = {"trust_fellows": gain[:, 1], RULES: np.arange(w) % 3.0}
        runs = gain[:, :, None] + chance.normal(scale=6.0, size=(w, 2, 4))
        (found,) = Worlds(("group", "cascade"), design, runs, np.zeros((w, 2)), np.ones((w, 2))).information()
        inside += found.people.low <= 5.0 <= found.people.high
    assert inside >= 53


def test_luck_alone_leaves_no_spread() -> None:
    seen = worlds(np.full((300, 2), 20.0))
    with_luck = seen.runs.mean(axis=2).var(axis=0)
    assert with_luck.min() > 7
    assert (seen.extra.var(axis=0) < with_luck / 4).all()


def decided(seen: Worlds | None) -> str:
    """How strong the answer is where luck leaves no doubt that groups with rotation lead."""
    chance = np.random.default_rng(1)
    ahead = made_up(group=30 + chance.normal(size=40), cascade=20 + chance.normal(size=40))
    return strength(Decision(ahead.arms.scenario, 1, "", ahead, worlds=seen))


def test_an_answer_is_as_strong_as_worlds_allow() -> None:
    assert decided(None) == "likely"
    assert decided(worlds(np.tile([20.0, 14.0], (300, 1)))) == "clear"
    assert decided(worlds(crossing() + [1, 0])) == "likely"
    assert decided(worlds(np.tile([14.0, 20.0], (300, 1)))) == "undecided"


def test_a_tie_is_undecided_in_whatever_worlds() -> None:
    chance = np.random.default_rng(1)
    tie = made_up(group=20 + chance.normal(size=40), cascade=20 + chance.normal(size=40))
    seen = worlds(np.tile([20.0, 14.0], (300, 1)))
    assert strength(Decision(tie.arms.scenario, 1, "", tie, worlds=seen)) == "undecided"


def test_every_strategy_meets_the_same_luck_in_a_world() -> None:
    scenario = small_scenario(months_after=24)
    number, seen = in_one_world([scenario, scenario.with_strategy("none"), scenario], 1, worlds_drawn(scenario, 1)[3])
    assert number == 3
    assert np.array_equal(seen[0], seen[2], equal_nan=True)
    assert not seen[1, :, 0].any()


# What is worth comparing


def looked_at(**kept: Sequence[float]) -> Screening:
    """A screening in which so many are kept on average, as said and in worlds (underscores for hyphens in names)."""
    chance = np.random.default_rng(2)
    names = tuple(name.replace("_", "-") for name in kept)
    means = np.array(list(kept.values())).T
    as_said, in_worlds = (dict(enumerate((m + chance.normal(size=(60, len(names)))).tolist())) for m in means)
    return Screening(names, {}, as_said, in_worlds)


def test_what_is_clearly_beaten_in_both_is_left_out() -> None:
    found = looked_at(
        individual=(5, 5), group=(9, 9), group_linked=(30, 22), cascade=(22, 30), group_rotating=(29.9, 29.9),
        individual_then_group=(4, 4),
    )  # fmt: skip
    assert found.beaten("group")
    assert not found.beaten("cascade")
    assert set(found.chosen) == {*PLAIN, "group-linked", "cascade", "group-rotating"}


def test_of_mixtures_that_differ_in_months_only_the_best_is_compared() -> None:
    shares = {f"individual_{share}_then_cascade": (30 + share / 100, 30 + share / 100) for share in (20, 40, 60, 80)}
    found = looked_at(individual=(5, 5), group=(9, 9), group_linked=(8, 8), **shares)
    mixtures = [name for name in found.chosen if "then" in name]
    assert mixtures == ["individual-80-then-cascade"]
    assert LEAST <= len(found.chosen) <= MOST


def test_candidates_hold_mixtures_and_nothing_that_only_fails() -> None:
    names = candidates(small_scenario(), worth_a_look(small_scenario()), 1).names
    assert {"individual", "group", "cascade", "individual-40-then-cascade"} <= set(names)
    assert not {"none", "unfit-programme", "insensitive-facilitation"} & set(names)


def test_a_budget_too_small_for_any_strategy_is_refused_in_words() -> None:
    with pytest.raises(BerdayaError, match=r"budget = 0\.1: is too little to invite anybody"):
        candidates(small_scenario(budget=0.1), ["individual", "group"], 1)


def test_who_is_kept_is_counted_at_the_end_of_the_second_year() -> None:
    scenario = make_scenario(households=40, hamlets=2, months=6, budget=20.0)
    seed = replicate_seed(1, 0)
    whole = start_run(scenario, seed, village_of(scenario, seed)).finish().series()["empowered"]
    assert people_kept([scenario], seed) == [whole[6 + 24]]
