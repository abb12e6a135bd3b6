"""The world that rules work on: all rows of all kinds, the ties, the plan, the books."""

from typing import Any, NamedTuple

import numpy as np

HOURS = ("visits", "meetings", "travel", "administration", "brokerage")
MONEY = ("pay", "attendance", "participants", "assets")
VISITS, MEETINGS, TRAVEL, ADMINISTRATION, BROKERAGE = range(len(HOURS))
PAY, ATTENDANCE, PARTICIPANTS, ASSETS = range(len(MONEY))


class World(NamedTuple):
    """Everything a month reads and writes. Arrays only, so that compiled rules take it as it is."""

    villagers: Any
    """Structured array (n_villagers,), columns of `agents.columns.VILLAGER`."""
    facilitators: Any
    """Structured array (n_facilitators,), at least one row; idle where the programme has none."""
    groups: Any
    """Structured array (capacity,): groups formed so far and room for more."""
    stakeholders: Any
    """Structured array (3,): government, NGO, private sector."""
    n_groups: np.ndarray
    """int64 (1,): groups formed so far."""
    starts: np.ndarray
    """int64 (n_villagers + 1,): where each villager's ties begin in `neighbours`."""
    neighbours: np.ndarray
    """int64 (2 x ties,): the villager at the other end of each tie."""
    member_starts: np.ndarray
    """int64 (capacity + 1,): where each group's members begin in `members`."""
    members: np.ndarray
    """int64 (n_villagers,): rows of all group members, sorted by group."""
    invitation: np.ndarray
    """int64: rows in the order in which people are asked to take part."""
    asked: np.ndarray
    """int64 (1,): people on that list asked so far."""
    sessions: np.ndarray
    """int64 (months,): sessions planned for each client or group, 0 after the facilitator has left."""
    rate: np.ndarray
    """float64 (months,): sessions a month by the fading schedule, which `sessions` rounds over time."""
    bought: np.ndarray
    """float64 (months,): facilitators' hours bought."""
    hours: np.ndarray
    """float64 (5,): hours spent so far, by `HOURS`."""
    money: np.ndarray
    """float64 (4,): Rp million spent so far, by `MONEY`."""
    stock: np.ndarray
    """float64 (1,): the common resource, as a share of what the land can carry."""
    learned: np.ndarray
    """float64 (months + 1, 5): knowledge and skill learned in the village up to each month, by source."""
    series: np.ndarray
    """float64 (months + 1, n_series): the village at the end of each month; row 0 is the start."""
    seen: np.ndarray
    """float64 (n_villagers,): scratch of the line under way."""
    p: Any
    """Record of parameters, with the plan's own numbers at its end."""
