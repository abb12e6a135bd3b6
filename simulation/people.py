"""Who lives in the village: traits and starting levels, drawn by key or taken from the roster."""

import math

import numpy as np

from agents.columns import CONDITIONAL, FREE_RIDER, HUMP_SHAPED, N_TOPICS, NOBODY, OWN_TASKS, TASK_MONTHS
from agents.compiled import entry, rule
from agents.facilitator import Row
from agents.villager import clip, counts_indicators, does_own_task, floor_share, participation_target, records_tasks
from simulation.chance import decision, normal, pair, stream, uniform
from simulation.month.practise import DIFFICULTY, difficulty

LEAST_INCOME = 0.01  # x poverty line: gains are counted relative to it

GIVEN = (
    "female",
    "status",
    "schooling",
    "need",
    "knowledge",
    "skill",
    "confidence",
    "trust",
    "trust_facilitator",
    "participation",
    "income",
    "assets",
)
"""Columns that a roster may give; what it leaves out (NaN) is drawn."""

SEX, STATUS, SCHOOLING, NEED, OWN_NEED, SHARED_NEED, KNOWLEDGE, SKILL, CONFIDENCE, TRUST, TRUST_FACILITATOR = (
    decision(f"start: {name}")
    for name in (
        "sex",
        "status",
        "schooling",
        "need",
        "own need",
        "shared need",
        "knowledge",
        "skill",
        "confidence",
        "trust",
        "trust in the facilitator",
    )
)
PARTICIPATION, INCOME, COOPERATOR, THRESHOLD, THRESHOLD_2, OPENNESS = (
    decision(f"start: {name}")
    for name in ("participation", "income", "cooperator", "threshold", "second threshold", "openness")
)


@rule
def given_or(given: float, drawn: float) -> float:
    """The roster's value where it has one."""
    return drawn if math.isnan(given) else given


@rule
def around(seed: int, decision: int, i: int, mean: float, p: Row) -> float:
    """A level in [0, 1] that differs between villagers."""
    return clip(mean + p.start_spread * normal(stream(seed, decision, 0), i))


@rule
def takes_traits(me: Row, i: int, given: np.ndarray, seed: int, p: Row) -> None:
    """Sex, rank, schooling, need, and how one cooperates and takes up a practice."""
    me.female = given_or(given[0, i], 1.0 if uniform(stream(seed, SEX, 0), i) < p.share_women else 0.0) > 0.5
    me.status = given_or(given[1, i], uniform(stream(seed, STATUS, 0), i))
    drawn = around(seed, SCHOOLING, i, p.mean_schooling + p.schooling_by_status * (me.status - 0.5), p)
    me.schooling = given_or(given[2, i], drawn)
    shared = int(uniform(stream(seed, SHARED_NEED, 0), 0) * N_TOPICS)
    own = int(uniform(stream(seed, OWN_NEED, 0), i) * N_TOPICS)
    me.need = int(given_or(given[3, i], own if uniform(stream(seed, NEED, 0), i) < p.need_diversity else shared))
    kind = uniform(stream(seed, COOPERATOR, 0), i)
    me.cooperator = HUMP_SHAPED
    if kind < p.share_conditional:
        me.cooperator = CONDITIONAL
    elif kind < p.share_conditional + p.share_free_riders:
        me.cooperator = FREE_RIDER
    more = 0.5 * (p.informants_needed - 1.0)
    me.threshold = (
        1 + (uniform(stream(seed, THRESHOLD, 0), i) < more) + (uniform(stream(seed, THRESHOLD_2, 0), i) < more)
    )
    me.openness = uniform(stream(seed, OPENNESS, 0), i)


@rule
def takes_levels(me: Row, i: int, given: np.ndarray, seed: int, p: Row) -> None:
    """Knowledge, skill, confidence, the two trusts, participation, income and assets at the start."""
    knowledge = around(seed, KNOWLEDGE, i, p.start_knowledge + p.knowledge_by_schooling * me.schooling, p)
    me.knowledge = given_or(given[4, i], knowledge)
    skill = around(seed, SKILL, i, p.start_skill + p.skill_by_schooling * me.schooling, p)
    me.skill = given_or(given[5, i], skill)
    confidence = p.start_confidence + p.confidence_by_status * (me.status - 0.5)
    me.confidence = given_or(given[6, i], around(seed, CONFIDENCE, i, confidence, p))
    me.trust = given_or(given[7, i], around(seed, TRUST, i, p.trust_fellows, p))
    trust_facilitator = p.trust_facilitator + p.trust_spills * (me.trust - p.trust_fellows)
    me.trust_facilitator = given_or(given[8, i], around(seed, TRUST_FACILITATOR, i, trust_facilitator, p))
    me.voice = floor_share(me, 0.0, p)
    me.participation = given_or(given[9, i], around(seed, PARTICIPATION, i, participation_target(me, p), p))
    log_income = p.income_by_status * (2.0 * me.status - 1.0) + p.income_spread * normal(stream(seed, INCOME, 0), i)
    me.income = max(LEAST_INCOME, given_or(given[10, i], p.start_income * math.exp(log_income)))
    me.assets = given_or(given[11, i], p.assets_per_income * me.income)


@rule
def remembers_start(me: Row) -> None:
    """The starting levels against which gains are counted; nobody, no group, no month yet."""
    me.start_knowledge = me.knowledge
    me.start_skill = me.skill
    me.start_confidence = me.confidence
    me.start_income = me.income
    me.usual_income = me.income
    me.start_assets = me.assets
    me.satisfaction = 0.5
    me.group = NOBODY
    me.heard = NOBODY
    me.empowered_month = NOBODY
    me.parent = NOBODY
    for k in range(len(me.teacher)):
        me.teacher[k] = NOBODY


@entry
def start_people(villagers: np.ndarray, given: np.ndarray, n_facilitators: int, seed: int, p: Row) -> None:
    """Fill in everybody's traits and start; the tasks of the six months before are drawn like later ones.

    `villagers`: rows with places and hamlets filled in. `given`: float64 (len(GIVEN), n), NaN where not given.
    """
    for i in range(len(villagers)):
        me = villagers[i]
        me.facilitator = me.hamlet % max(1, n_facilitators)
        takes_traits(me, i, given, seed, p)
        takes_levels(me, i, given, seed, p)
        remembers_start(me)
        for month in range(-TASK_MONTHS, 0):
            s = stream(seed, DIFFICULTY, month)
            done = 0
            for k in range(OWN_TASKS):
                done += does_own_task(me, difficulty(p, uniform(s, pair(k, i))))
            records_tasks(me, month, OWN_TASKS, done)
        counts_indicators(me, p)
        if me.empowered:
            me.empowered_month = 0


def given_matrix(given: dict[str, np.ndarray], n: int) -> np.ndarray:
    """What a roster gives as float64 (len(GIVEN), n), NaN where it gives nothing."""
    matrix = np.full((len(GIVEN), n), np.nan)
    for row, name in enumerate(GIVEN):
        if name in given:
            matrix[row] = given[name]
    return matrix
