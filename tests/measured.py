"""What direction tests look at: a number read from a run, as near to a mechanism as can be."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from agents.columns import CHANGE_AGENT, NOBODY, OWN_PRACTICE, PEER, STAKEHOLDERS
from simulation.engine import Run
from simulation.world import HOURS, MONEY

Rows = Any
"""Some rows of a kind, by column."""


@dataclass(frozen=True)
class Measure:
    """A number read from a run, and what it is called."""

    name: str
    of: Callable[[Run], float]


# --- who -----------------------------------------------------------------------------------------------------------


def villagers(run: Run) -> Rows:
    return run.world.villagers


def joined(run: Run) -> Rows:
    """Participants."""
    return run.world.villagers[run.world.villagers["joined"]]


def untaught(run: Run) -> Rows:
    """Those who were never with a facilitator."""
    return run.world.villagers[run.world.villagers["sessions"] == 0]


def invited(run: Run) -> Rows:
    return run.world.villagers[run.world.villagers["invited"]]


def formed(run: Run) -> Rows:
    """All groups ever formed; those that ended are as they were then."""
    return run.world.groups[: run.world.books.n_groups]


# --- levels --------------------------------------------------------------------------------------------------------


def mean_of(column: str, who: Callable[[Run], Rows], name: str) -> Measure:
    return Measure(f"{column} of {name}", lambda run: float(who(run)[column].mean()))


def everyone(column: str) -> Measure:
    return mean_of(column, villagers, "everyone")


def participants(column: str) -> Measure:
    return mean_of(column, joined, "participants")


def others(column: str) -> Measure:
    return mean_of(column, untaught, "those never with a facilitator")


def women(column: str) -> Measure:
    return mean_of(column, lambda run: villagers(run)[villagers(run)["female"]], "women")


def groups(column: str) -> Measure:
    return mean_of(column, formed, "groups")


def village(series: str) -> Measure:
    """A monthly series at its last month."""
    return Measure(f"{series} in the village", lambda run: float(run.series()[series][-1]))


# --- differences between people ------------------------------------------------------------------------------------


def spread(column: str) -> Measure:
    return Measure(f"spread of {column}", lambda run: float(villagers(run)[column].std()))


def gap(column: str, by: str) -> Measure:
    """How much more the upper half by one column has of another: of participants, of everyone where there are none."""

    def between_halves(run: Run) -> float:
        rows = joined(run) if len(joined(run)) else villagers(run)
        upper = rows[by] >= np.median(rows[by])
        return float(rows[column][upper].mean() - rows[column][~upper].mean())

    return Measure(f"gap in {column} by {by}", between_halves)


def selection(column: str) -> Measure:
    """How much more those who joined have than those who were asked and declined; 0 where nobody declined."""

    def over_declined(run: Run) -> float:
        declined = invited(run)[~invited(run)["joined"]]
        return float(joined(run)[column].mean() - declined[column].mean()) if len(declined) else 0.0

    return Measure(f"{column} of joiners over decliners", over_declined)


def _between_facilitators(run: Run) -> float:
    gained = joined(run)["knowledge"] - joined(run)["start_knowledge"]
    taught_by = joined(run)["facilitator"]
    return float(np.std([gained[taught_by == f].mean() for f in np.unique(taught_by)]))


def _between_hamlets(run: Run) -> float:
    aware, hamlet = villagers(run)["aware"], villagers(run)["hamlet"]
    return float(np.std([aware[hamlet == h].mean() for h in np.unique(hamlet)]))


between_facilitators = Measure("spread of learning between facilitators", _between_facilitators)
between_hamlets = Measure("spread of news between hamlets", _between_hamlets)


# --- the programme -------------------------------------------------------------------------------------------------


def spent_on(kind: str) -> Measure:
    return Measure(f"money for {kind}", lambda run: float(run.world.books.money[MONEY.index(kind)]))


def hours_of(kind: str) -> Measure:
    return Measure(f"hours of {kind}", lambda run: float(run.world.books.hours[HOURS.index(kind)]))


def linked_to(stakeholder: str) -> Measure:
    kind = STAKEHOLDERS.index(stakeholder)
    return Measure(f"groups linked to {stakeholder}", lambda run: float(formed(run)["links"][:, kind].sum()))


def _acceptance(run: Run) -> float:
    return float(invited(run)["joined"].mean())


acceptance = Measure("share of the invited who join", _acceptance)
coverage = Measure("share of the village that takes part", lambda run: float(villagers(run)["joined"].mean()))
contacts_of_invited = Measure(
    "contacts of the invited", lambda run: float(np.diff(run.village.starts)[villagers(run)["invited"]].mean())
)
rank_of_invited = Measure("wealth rank of the invited", lambda run: float(invited(run)["status"].mean()))


# --- learning ------------------------------------------------------------------------------------------------------


def _gain(run: Run) -> float:
    v = joined(run)
    return float((v["knowledge"] - v["start_knowledge"] + v["skill"] - v["start_skill"]).mean())


def learned_from(source: int, name: str) -> Measure:
    return Measure(f"learned from {name}", lambda run: float(run.world.learned[run.month, source]))


gain = Measure("knowledge and skill gained by participants", _gain)
from_fellows = learned_from(PEER, "fellow members")
from_agents = learned_from(CHANGE_AGENT, "change agents")
from_practice = learned_from(OWN_PRACTICE, "own practice")


# --- groups --------------------------------------------------------------------------------------------------------


def _attendance(run: Run) -> float:
    return float(joined(run)["meetings"].mean() / max(1.0, formed(run)["meetings"].mean()))


def _silence(rows: Rows) -> float:
    return float(rows["silent_meetings"].sum() / max(1, rows["meetings"].sum()))


def _followers(run: Run) -> Rows:
    """The half of the participants who lead least."""
    return joined(run)[joined(run)["lead"] < np.median(joined(run)["lead"])]


def _way_to_meeting(run: Run) -> float:
    members = villagers(run)[villagers(run)["group"] != NOBODY]
    place = run.world.groups[members["group"]]
    return float(np.hypot(members["x"] - place["x"], members["y"] - place["y"]).mean())


attendance = Measure("meetings attended of those held", _attendance)
silence = Measure("meetings attended without a word", lambda run: _silence(joined(run)))
silence_of_followers = Measure("meetings that followers attend without a word", lambda run: _silence(_followers(run)))
way_to_meeting = Measure("way to the meeting place", _way_to_meeting)
agenda = Measure("what meetings rehearse", lambda run: float(formed(run)["agenda"].sum(axis=1).mean()))
founded = Measure("groups founded by villagers", lambda run: float((formed(run)["founder"] != NOBODY).sum()))


# --- the practice and what it earns --------------------------------------------------------------------------------


def _fit_of_copies(run: Run) -> float:
    v = villagers(run)
    return float(v["relevance"][(v["adopted_through"] > 1) & ~v["taught"]].mean())


shown_by_villagers = Measure(
    "villagers to whom a villager showed the practice", lambda run: float(untaught(run)["taught"].sum())
)
fit_of_copies = Measure("fit of copied practices", _fit_of_copies)
swing = Measure("swing of income from month to month", lambda run: float(run.series()["income"].std()))
