"""What happened in one village, month by month: the frames the page draws, and what stories are told from."""

from dataclasses import dataclass, field

import numpy as np

from agents.columns import NOBODY, SOURCES, TEACHERS_KEPT
from simulation.engine import Run

EMPOWERED, AGENT, ADOPTED, AWARE, CLIENT, SESSION, MET, SPOKE, JOINED, LEFT = range(5, 15)
"""Bits of a villager's frame above the five indicators; the group's number + 1 stands from bit 16."""
GROUP_BITS = 16

KEPT = np.dtype(
    [
        ("bits", "u4"),
        ("sessions", "i4"),
        ("meetings", "i4"),
        ("spoken", "i4"),
        ("gave_up", "?"),
        ("links", "u1"),
        ("from", "f4", (len(SOURCES),)),
        ("teacher", "i4", (TEACHERS_KEPT,)),
        ("taught_by", "f4", (TEACHERS_KEPT,)),
    ]
)
"""What is kept of a villager each month; `from` is knowledge and skill held by source, `links` a bit a stakeholder."""

GROUP_KEPT = np.dtype(
    [
        ("alive", "?"),
        ("x", "f4"),
        ("y", "f4"),
        ("met", "?"),
        ("alone", "?"),
        ("facilitator", "i4"),
        ("founder", "i4"),
        ("members", "i4"),
        ("conflict", "f4"),
        ("links", "u1"),
    ]
)


@dataclass
class Chronicle:
    """Grows with its run. months: KEPT rows (n,) by month; groups: GROUP_KEPT rows by month; loads: of facilitators."""

    run: Run
    months: list[np.ndarray] = field(default_factory=list)
    groups: list[np.ndarray] = field(default_factory=list)
    loads: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._keep()

    def advance(self, to: int) -> None:
        """Run on to the end of a month, keeping every month on the way."""
        while self.run.month < min(to, self.run.horizon):
            self.run.advance(1)
            self._keep()

    @property
    def month(self) -> int:
        """The last month kept."""
        return len(self.months) - 1

    def frames(self, first: int) -> bytes:
        """From month `first` on, the four bytes of every villager (little-endian), month after month."""
        return np.concatenate([kept["bits"] for kept in self.months[first:]]).astype("<u4").tobytes()

    def _keep(self) -> None:
        before = self.months[-1] if self.months else None
        self.months.append(kept_villagers(self.run, before))
        self.groups.append(kept_groups(self.run))
        facilitators = self.run.world.facilitators
        self.loads.append(float(facilitators["load"].max()) if self.run.plan.places else 0.0)


def kept_villagers(run: Run, before: np.ndarray | None) -> np.ndarray:
    """KEPT rows of everybody now; `before` are those of the month before, from which sessions and meetings show."""
    v = run.world.villagers
    kept = np.zeros(len(v), KEPT)
    kept["sessions"], kept["meetings"] = v["sessions"], v["meetings"]
    kept["spoken"] = v["meetings"] - v["silent_meetings"]
    kept["gave_up"], kept["teacher"], kept["taught_by"] = v["gave_up"], v["teacher"], v["taught_by"]
    kept["links"] = _bits(v["links"])
    kept["from"] = v["knowledge_from"] + v["skill_from"]
    kept["bits"] = v["indicators"]
    now = {EMPOWERED: "empowered", AGENT: "agent", ADOPTED: "adopted", AWARE: "aware", CLIENT: "client"}
    flags = {bit: v[name] for bit, name in {**now, JOINED: "joined", LEFT: "left"}.items()}
    if before is not None:
        flags[SESSION] = kept["sessions"] > before["sessions"]
        flags[MET] = kept["meetings"] > before["meetings"]
        flags[SPOKE] = kept["spoken"] > before["spoken"]
    for bit, flag in flags.items():
        kept["bits"] |= np.asarray(flag, np.uint32) << bit
    kept["bits"] |= (v["group"] + 1).astype(np.uint32) << GROUP_BITS
    return kept


def kept_groups(run: Run) -> np.ndarray:
    """GROUP_KEPT rows of the groups formed so far; `links` has a bit for each stakeholder."""
    groups = run.world.groups[: run.world.books.n_groups]
    kept = np.zeros(len(groups), GROUP_KEPT)
    for name in ("alive", "x", "y", "alone", "facilitator", "founder", "members", "conflict"):
        kept[name] = groups[name]
    kept["met"] = groups["turnout"] > 0
    kept["links"] = _bits(groups["links"])
    return kept


def _bits(links: np.ndarray) -> np.ndarray:
    """uint8 (n,): a bit for each stakeholder, from flags (n, 3)."""
    return (links << np.arange(links.shape[1], dtype=np.uint8)).sum(axis=1).astype(np.uint8)


def has(kept: np.ndarray, bit: int) -> np.ndarray:
    """bool (n,): whose bit is set."""
    return (kept["bits"] >> np.uint32(bit) & 1).astype(bool)


def group_of(kept: np.ndarray) -> np.ndarray:
    """int (n,): the group each is a member of, or NOBODY."""
    return (kept["bits"] >> np.uint32(GROUP_BITS)).astype(np.int64) + NOBODY


def petals(kept: np.ndarray) -> np.ndarray:
    """int (n,): indicators reached."""
    return np.bitwise_count(kept["bits"] & np.uint32(31)).astype(np.int64)
