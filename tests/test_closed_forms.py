"""Miniatures whose answer can be worked out on paper."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import stats

from agents.columns import NOBODY, OWN_PRACTICE
from simulation.engine import Run, start_run
from simulation.village import Village
from tests.miniature import lonely, small

N = 400


def alone(strategy: str = "individual", **changes: Any) -> Run:
    """Many villagers without ties, all visited by a facilitator with time enough, each competence the same."""
    enough = {"caseload": 0.6, "budget": 9000.0, "facilitators": 4, "facilitator_spread": 0.0, "invited": N}
    return start_run(small(strategy, households=N, **{**enough, **changes}), 11, lonely(N))


def clique(n: int) -> Village:
    """Everybody tied to everybody."""
    pairs = [(i, j) for i in range(n) for j in range(n) if i != j]
    neighbours = np.array([j for _, j in pairs], np.int64)
    return replace(
        lonely(n),
        starts=np.arange(0, n * n, n - 1, dtype=np.int64)[: n + 1],
        neighbours=neighbours,
        weights=np.ones(len(neighbours)),
        kin_tie=np.zeros(len(neighbours), bool),
    )


def test_one_visit_teaches_what_the_formula_says() -> None:
    run = alone(sessions_per_month=1.0, fading=0.0)
    v, before, p = run.world.villagers, run.world.villagers.copy(), run.world.p
    run.advance()
    visited = v["sessions"] == 1
    assert visited.sum() == v["joined"].sum() > N / 2
    competence = (p.communication + p.subject_knowledge) / 2
    worth = p.quality_floor + (1 - p.quality_floor) * competence
    match = np.where(v["need_known"], p.content_fit, p.content_fit * p.other_need)
    trusting = p.learning_without_trust + (1 - p.learning_without_trust) * before["trust_facilitator"]
    doing = 1 - p.directive_teaching * (1 - p.handing_over)
    share = p.learning * worth * trusting * doing * (1 - p.learning_by_match * (1 - match))
    kept = 1 - p.knowledge_fades * p.forgetting * (1 - (1 - p.forgetting_in_use) * v["use"])
    learned = share * (1 - before["knowledge"]) * kept
    gained = v["knowledge"] - before["knowledge"]
    np.testing.assert_allclose(gained[visited], learned[visited], rtol=1e-12)
    assert (gained[~visited] == 0).all()
    np.testing.assert_allclose(v["relevance"][visited], match[visited], rtol=1e-12)
    assert gained[visited].mean() == pytest.approx(learned[visited].mean(), rel=1e-12)


def test_needs_are_seen_as_often_as_competence_allows() -> None:
    run = alone(sessions_per_month=1.0, fading=0.0)
    run.advance()
    v, p = run.world.villagers, run.world.p
    worth = p.quality_floor + (1 - p.quality_floor) * (p.communication + p.subject_knowledge) / 2
    sees = p.assessment + (1 - p.assessment) * p.sensitivity * worth
    visited = v["sessions"] > 0
    seen = int(v["need_known"][visited].sum())
    assert stats.binomtest(seen, int(visited.sum()), sees).pvalue > 0.001


def test_half_of_what_was_gained_is_forgotten_after_its_half_life() -> None:
    run = alone(content_fit=0.0)
    run.advance(6)
    v, p = run.world.villagers, run.world.p
    p["use_given_up"] = 1.0  # from here on nobody uses the practice
    run.advance(1)
    idle = (v["sessions"] > 0) & (v["use"] == 0)
    assert idle.sum() > N / 2
    before = v["skill"] - v["start_skill"], v["knowledge"] - v["start_knowledge"]
    half_life = math.log(2) / -math.log(1 - p.forgetting)
    assert 6.5 <= half_life <= 13  # months; Tatel & Ackerman (2025)
    run.advance(5)
    left = 0.5 ** (5 / half_life)
    np.testing.assert_allclose((v["skill"] - v["start_skill"])[idle], before[0][idle] * left, rtol=1e-9)
    slower = (1 - p.knowledge_fades * p.forgetting) ** 5
    np.testing.assert_allclose((v["knowledge"] - v["start_knowledge"])[idle], before[1][idle] * slower, rtol=1e-9)
    assert run.world.learned[-1, OWN_PRACTICE] >= 0


def test_contributions_without_a_norm_fall_as_beliefs_do() -> None:
    """Alike conditional cooperators: b' = b (1 - revision (1 - reciprocity)), contribution = reciprocity x b."""
    run = alone("group", share_conditional=1.0, share_free_riders=0.0, local_rules=0.0)
    p = run.world.p
    p["norm_growth"] = p["first_belief_by_trust"] = p["leaving"] = p["dissolving"] = 0.0
    p["smallest_group"] = 0.0
    groups, given = run.world.groups, []
    for _ in range(6):
        run.advance()
        given.append(groups["contribution"][groups["alive"]].copy())
    falls = 1 - p.belief_revision * (1 - p.reciprocity)
    for month, contributions in enumerate(given):
        np.testing.assert_allclose(contributions, p.reciprocity * p.first_belief * falls**month, rtol=1e-12)


def test_a_simple_practice_is_taken_up_by_those_open_to_it() -> None:
    run = start_run(small("none", households=200, informants_needed=1.0, budget=50.0), 4, clique(200))
    v, share = run.world.villagers, run.world.p.take_up_informed
    assert (v["threshold"] == 1).all()
    v["aware"], v["heard"] = True, 0
    v["adopted"][0], v["use"][0] = True, 0.3
    run.advance()
    others = v["adopted"][1:]
    assert np.array_equal(others, v["openness"][1:] < share)
    assert stats.binomtest(int(others.sum()), 199, share).pvalue > 0.001


def test_a_complex_practice_waits_for_more_users() -> None:
    run = start_run(small("none", households=200, informants_needed=3.0, budget=50.0), 4, clique(200))
    v = run.world.villagers
    assert (v["threshold"] == 3).all()
    v["aware"], v["heard"] = True, 0
    v["adopted"][:2], v["use"][:2] = True, 0.3
    run.advance()
    assert v["adopted"].sum() <= 2


def test_news_reaches_neighbours_as_often_as_users_tell() -> None:
    run = start_run(small("none", households=200, budget=50.0), 4, clique(200))
    v, p = run.world.villagers, run.world.p
    v["aware"][0], v["adopted"][0], v["use"][0], v["heard"][0] = True, True, 0.3, -2
    run.advance()
    assert stats.binomtest(int(v["aware"][1:].sum()), 199, p.tells_adopter).pvalue > 0.001


def test_what_is_heard_in_the_first_month_is_not_heard_again() -> None:
    run = alone()
    run.advance()
    v = run.world.villagers
    taught = v["sessions"] > 0
    heard = v["heard"][taught].copy()
    run.advance()
    assert taught.any()
    assert np.array_equal(v["heard"][taught], heard)


def test_without_a_facilitator_nobody_borrows() -> None:
    run = alone(handing_over=0.0, fading=0.0)
    run.advance(6)
    v = run.world.villagers
    assert (v["borrowed"] > 0).any()
    assert (v["reliance"] > 0.1).any()
    run.advance()
    assert (v["borrowed"] == 0).all()
    assert (v["group"] == NOBODY).all()
