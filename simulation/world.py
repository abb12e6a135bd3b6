"""The world that rules work on: all rows of all kinds, the ties, the plan, the books."""

from typing import Any, NamedTuple

import numpy as np

from agents.columns import VILLAGER, copied_rows
from agents.compiled import view

HOURS = ("visits", "meetings", "travel", "administration", "brokerage")
MONEY = ("pay", "attendance", "participants", "assets", "recognition", "preparation")
MONTHS_A_YEAR = 12
VISITS, MEETINGS, TRAVEL, ADMINISTRATION, BROKERAGE = range(len(HOURS))
PAY, ATTENDANCE, PARTICIPANTS, ASSETS, RECOGNITION, PREPARATION = range(len(MONEY))


CALENDAR = np.dtype([("rate", "f8"), ("sessions", "i8"), ("bought", "f8")])
"""A month of the programme: sessions by the fading schedule, whole sessions for each client or group, hours bought."""

BOOKS = np.dtype(
    [
        ("n_groups", "i8"),
        ("asked", "i8"),
        ("granted", "i8"),
        ("stock", "f8"),
        ("hours", "f8", (len(HOURS),)),
        ("money", "f8", (len(MONEY),)),
        ("members_hours", "f8"),
    ]
)
"""Groups formed, people asked, assets given, common stock (share of what the land carries), hours and
Rp million spent, hours that villagers gave to visits and meetings."""


UNCHANGED = ("starts", "neighbours", "weights", "invitation")


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
    starts: np.ndarray
    """int64 (n_villagers + 1,): where each villager's ties begin in `neighbours`."""
    neighbours: np.ndarray
    """int64 (2 x ties,): the villager at the other end of each tie."""
    weights: np.ndarray
    """float64 (2 x ties,): how often the two talk, 1 like most."""
    members: np.ndarray
    """int64 (n_villagers,): rows of all group members, sorted by group."""
    gathered: np.ndarray
    """int64 (n_villagers,): rows gathered for a while: those in any group, those present at a meeting."""
    tells: np.ndarray
    """float64 (months + 2,): chance a month of telling one other of the practice, by what there is to tell."""
    news: np.ndarray
    """uint16 (n_villagers,): what each has to tell this month (`simulation.month.spread`), kept close together."""
    uses: np.ndarray
    """bool (n_villagers,): who uses the practice, the same."""
    invitation: np.ndarray
    """int64: rows in the order in which people are asked to take part."""
    calendar: Any
    """Structured array (months,): `rate`, `sessions` and `bought` of each month, see `CALENDAR`."""
    books: Any
    """Record of what the village and programme have come to, see `BOOKS`."""
    learned: np.ndarray
    """float64 (months + 1, 5): knowledge and skill learned in the village up to each month, by source."""
    series: Any
    """Structured array (months + 1,): the village at the end of each month, see `SERIES`; row 0 is the start."""
    p: Any
    """Record of parameters, with the plan's own numbers at its end."""

    def copied(self) -> "World":
        """Another world in the same state; the ties and the invitation list, which never change, are shared."""
        parts = {name: part.copy() for name, part in self._asdict().items() if name not in (*UNCHANGED, "villagers")}
        return self._replace(**parts, villagers=copied_rows(self.villagers, VILLAGER))


@view
def members_of(w: World, g: int) -> Any:
    """int64: rows of a group's members at the start of the month."""
    group = w.groups[g]
    return w.members[group.first : group.first + group.listed]
