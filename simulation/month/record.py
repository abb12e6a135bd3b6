"""Record: everybody's indicators, who is empowered for the first time, and the village as one row of numbers."""

import numpy as np

from agents.columns import LIVELIHOOD, NOBODY
from agents.compiled import reach, rule
from agents.facilitator import Row
from agents.villager import counts_indicators, main_teacher
from simulation.world import World

SERIES = (
    "empowered",
    "knowledge_adequate",
    "skill_adequate",
    "income_adequate",
    "participation_adequate",
    "independence_adequate",
    "invited_empowered",
    "women_empowered",
    "poorest_empowered",
    "never_mentored_empowered",
    "aware",
    "adopted",
    "agents",
    "clients",
    "members",
    "groups",
    "knowledge",
    "skill",
    "confidence",
    "trust",
    "trust_facilitator",
    "reliance",
    "participation",
    "use",
    "income",
    "borrowed",
    "assets",
    "contribution",
    "conflict",
    "self_management",
    "hours",
    "money",
    "links",
    "stock",
)
"""Columns of the monthly record: sixteen counts, means over villagers, means over living groups, totals."""

SERIES_ROW = np.dtype([(name, "f8") for name in SERIES])
POOREST = 1.0 / 3.0


@rule
def record(w: World, row: int) -> None:
    """The village after so many months: everybody's indicators, and one row of the series."""
    out = w.series[row]
    for i in range(len(w.villagers)):
        me = reach(w.villagers, i, LIVELIHOOD)
        counts_indicators(me, w.p)
        if me.empowered and me.empowered_month == NOBODY:
            is_first_empowered(w, me, row - 1)
        counts(me, out)
        adds_levels(me, out, 1.0 / len(w.villagers))
    for g in range(w.books.n_groups):
        out.groups += w.groups[g].alive
    for g in range(w.books.n_groups):
        group = w.groups[g]
        if group.alive:
            out.contribution += group.contribution / out.groups
            out.conflict += group.conflict / out.groups
            out.self_management += group.self_management / out.groups
    out.hours = w.books.hours.sum()
    out.money = w.books.money.sum()
    out.links = w.stakeholders["linked"].sum()
    out.stock = w.books.stock


@rule
def is_first_empowered(w: World, me: Row, month: int) -> None:
    """The ledger of who empowered whom: the villager who taught most, or the facilitator, and the wave."""
    me.empowered_month = month
    teacher = main_teacher(me)
    if teacher != NOBODY and w.villagers[teacher].empowered_month != NOBODY:
        me.parent = teacher
        me.wave = max(1, w.villagers[teacher].wave) + 1
    elif me.taught:
        me.wave = 1


@rule
def counts(me: Row, out: Row) -> None:
    """Add a villager to the counts."""
    out.knowledge_adequate += me.indicators & 1
    out.skill_adequate += me.indicators >> 1 & 1
    out.income_adequate += me.indicators >> 2 & 1
    out.participation_adequate += me.indicators >> 3 & 1
    out.independence_adequate += me.indicators >> 4 & 1
    out.aware += me.aware
    out.adopted += me.adopted
    out.agents += me.agent
    out.clients += me.client
    out.members += me.group != NOBODY
    if me.empowered:
        out.empowered += 1.0
        out.invited_empowered += me.invited
        out.women_empowered += me.female
        out.poorest_empowered += me.status < POOREST
        out.never_mentored_empowered += not me.joined


@rule
def adds_levels(me: Row, out: Row, share: float) -> None:
    """Add a villager's share of the means."""
    out.knowledge += share * me.knowledge
    out.skill += share * me.skill
    out.confidence += share * me.confidence
    out.trust += share * me.trust
    out.trust_facilitator += share * me.trust_facilitator
    out.reliance += share * me.reliance
    out.participation += share * me.participation
    out.use += share * me.use
    out.income += share * me.income
    out.borrowed += share * me.borrowed
    out.assets += share * me.assets
