"""Record: the village at the end of a month, as one row of numbers. It looks and never changes."""

import numpy as np

from agents.columns import NOBODY
from agents.compiled import rule
from agents.facilitator import Row
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

N_COUNTS = 16
POOREST = 1.0 / 3.0
GROUP_SERIES = 27


@rule
def record(w: World, row: int) -> None:
    """Write one row of the series."""
    out = w.series[row]
    out[:] = 0.0
    for i in range(len(w.villagers)):
        counts(w.villagers[i], out)
        sums(w.villagers[i], out)
    for k in range(N_COUNTS, GROUP_SERIES):
        out[k] /= len(w.villagers)
    for g in range(w.books.n_groups):
        group = w.groups[g]
        if group.alive:
            out[15] += 1.0
            out[27] += group.contribution
            out[28] += group.conflict
            out[29] += group.self_management
    for k in range(GROUP_SERIES, GROUP_SERIES + 3):
        out[k] /= max(1.0, out[15])
    out[30] = w.books.hours.sum()
    out[31] = w.books.money.sum()
    out[32] = w.stakeholders["linked"].sum()
    out[33] = w.books.stock


@rule
def counts(me: Row, out: np.ndarray) -> None:
    """Add a villager to the counts."""
    for k in range(5):
        out[1 + k] += (me.indicators >> k) & 1
    out[10] += me.aware
    out[11] += me.adopted
    out[12] += me.agent
    out[13] += me.client
    out[14] += me.group != NOBODY
    if me.empowered:
        out[0] += 1.0
        out[6] += me.invited
        out[7] += me.female
        out[8] += me.status < POOREST
        out[9] += not me.joined


@rule
def sums(me: Row, out: np.ndarray) -> None:
    """Add a villager to the sums."""
    out[16] += me.knowledge
    out[17] += me.skill
    out[18] += me.confidence
    out[19] += me.trust
    out[20] += me.trust_facilitator
    out[21] += me.reliance
    out[22] += me.participation
    out[23] += me.use
    out[24] += me.income
    out[25] += me.borrowed
    out[26] += me.assets
