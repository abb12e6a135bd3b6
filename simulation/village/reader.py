"""A village of the user's own: people from a roster, ties from a list, what is not given made and said to be made."""

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from scenarios.errors import VillageError
from scenarios.language import later
from simulation.village.layout import (
    long_axis,
    measured,
    network_of,
    places_measured,
    places_on,
    set_apart,
    with_all_placed,
)
from simulation.village.network import Flags, Floats, Integers, Village, both_ways
from simulation.village.places import families, houses, settle
from simulation.village.roster import Roster, rank, read_roster
from simulation.village.synthetic import network_figures, to_metres
from simulation.village.table import Complaints, Content, content_of
from simulation.village.tie_list import TieList, read_ties
from simulation.village.ties import grow_ties

LARGEST_LAYOUT = 20_000
"""Villagers whose places can be laid out by their ties; more are housed hamlet by hamlet."""


class Given(NamedTuple):
    """What there is to make a village from, and the notes taken on the way."""

    people: Roster
    network: TieList | None
    values: Mapping[str, Any]
    seed: int
    notes: list[str]


class Rows(NamedTuple):
    """The villagers in their final rows, (n,) each."""

    person: Integers
    """Position in the roster."""
    hamlet: Integers
    kin: Integers

    @property
    def family(self) -> Integers:
        """Number of each run of rows that share hamlet and kin, from 0."""
        change = np.diff(self.hamlet, prepend=self.hamlet[0]) != 0
        return np.cumsum(change | (np.diff(self.kin, prepend=self.kin[0]) != 0))


class Ties(NamedTuple):
    """The network as in Village; lengths (2 x ties,) in metres, NaN where not given."""

    starts: Integers
    neighbours: Integers
    weights: Floats
    kin_tie: Flags
    lengths: Floats


def read_village(
    roster: str | os.PathLike[str], ties: str | os.PathLike[str] | None, values: Mapping[str, Any], seed: int
) -> Village:
    """The village in two CSV files; without ties, or where places, hamlets or families are missing, these are made.

    Roster: column id, and any of COLUMNS in roster.py. Ties: from, to, and any of COLUMNS in tie_list.py. What is made
    uses the values that `make_village` uses and is stated in `notes`. Raises VillageError with the problems of both.
    """
    given = Given(*read_files(Path(roster), Path(ties) if ties is not None else None), values, seed, [])
    rows = rows_of(given)
    network = ties_of(given, rows)
    x, y = places_of(given, rows, network)
    return Village(
        ids=tuple(given.people.ids[k] for k in rows.person),
        x=x,
        y=y,
        hamlet=rows.hamlet,
        kin=rows.kin,
        given=columns_of(given.people, rows),
        starts=network.starts,
        neighbours=network.neighbours,
        weights=network.weights,
        kin_tie=network.kin_tie,
        notes=tuple(given.notes),
    )


def read_files(roster: Path, ties: Path | None) -> tuple[Roster, TieList | None]:
    """What the files hold, found out once for many seeds. Raises VillageError with every problem of both."""
    paths = (roster,) if ties is None else (roster, ties)
    return read_contents(tuple((path.name or str(path), content_of(path)) for path in paths))


@lru_cache(maxsize=2)
def read_contents(files: tuple[tuple[str, Content], ...]) -> tuple[Roster, TieList | None]:
    """As `read_files`, from the names and contents of a roster and perhaps a list of ties."""
    complaints = [Complaints(name) for name, _ in files]
    people, network = read_roster(files[0][1], complaints[0]), None
    if len(files) > 1:
        network = read_ties(files[1][1], {name: k for k, name in enumerate(people.ids)}, complaints[1])
    problems = [text for complaint in complaints for text in complaint.texts()]
    if problems:
        raise VillageError(problems)
    return people, network


def rows_of(given: Given) -> Rows:
    """Everybody by hamlet and then family, families along the village's length or as the roster has them."""
    hamlet, kin = hamlets_and_kin(given)
    person = in_order(given.people, hamlet, kin)
    return Rows(person, hamlet[person], kin[person])


def hamlets_and_kin(given: Given) -> tuple[Integers, Integers]:
    """Hamlet and family of each person of the roster, (n,) each; a household is a family where kin is not given."""
    people, figures = given.people, network_figures(given.values)
    n = len(people.ids)
    hamlet, kin = people.codes("hamlet"), people.codes("kin" if "kin" in people.labels else "household")
    if hamlet is None and kin is None and given.network is None and "x" not in people.numbers:
        given.notes.append(later("hamlets and families are made, not given"))
        household, made_hamlet, made_kin, _, _ = settle(n, given.values["hamlets"], *figures, 0.0, given.seed)
        person = np.argsort(household)
        return made_hamlet[person], made_kin[person]
    if hamlet is None:
        hamlet = np.zeros(n, dtype=np.int64)
    if kin is None:
        kin = np.arange(n)
        if given.network is None:
            given.notes.append(later("families are made, not given"))
            person = in_order(people, hamlet, kin)
            first = np.searchsorted(hamlet[person], np.arange(hamlet.max() + 2))
            kin = families(n, first, *figures, given.seed)[np.argsort(person)]
    return hamlet, kin


def in_order(people: Roster, hamlet: Integers, kin: Integers) -> Integers:
    """Positions in the roster (n,), row by row."""
    along = np.arange(len(hamlet), dtype=np.float64)
    if {"x", "y"} <= people.numbers.keys():
        along = long_axis(people.numbers["x"], people.numbers["y"])
    family_along = np.bincount(kin, weights=along) / np.maximum(1, np.bincount(kin))
    return np.lexsort((along, kin, family_along[kin], hamlet))


def ties_of(given: Given, rows: Rows) -> Ties:
    """The ties given, or made where there is no list of them."""
    n, network = len(rows.person), given.network
    if network is None:
        given.notes.append(later("ties are made, not measured"))
        figures = network_figures(given.values)
        starts, neighbours, kin_tie = grow_ties(rows.person, rows.hamlet, rows.family, *figures, given.seed)
        weights, lengths = np.ones(len(neighbours)), np.full(len(neighbours), np.nan)
    else:
        row = np.argsort(rows.person)
        starts, neighbours, tie = both_ways(n, row[network.a], row[network.b])
        weights, kin_tie, lengths = network.weight[tie], network.kin[tie], network.distance[tie]
        if network.repeated:
            given.notes.append(later("ties given again or the other way round, merged") + f": {network.repeated}")
    contacts = np.diff(starts)
    if not contacts.all():
        given.notes.append(later("villagers without a tie") + f": {(contacts == 0).sum()}")
    kin_tie = kin_tie | (np.repeat(rows.kin, contacts) == rows.kin[neighbours])
    return Ties(starts, neighbours, weights, kin_tie, lengths)


def places_of(given: Given, rows: Rows, network: Ties) -> tuple[Floats, Floats]:
    """x and y (n,) in metres: as given, from the distances along ties, or made from ties or hamlets."""
    numbers, small = given.people.numbers, len(rows.person) <= LARGEST_LAYOUT
    if {"x", "y"} <= numbers.keys() and not (np.isnan(numbers["x"]) | np.isnan(numbers["y"])).all():
        return with_all_placed(numbers["x"][rows.person], numbers["y"][rows.person], rows.hamlet, given.notes)
    along = network.starts, network.neighbours
    known = measured(*along, network.lengths) if small else None
    if known is not None:
        given.notes.append(later("places are worked out from the distances given with the ties"))
        x, y = places_measured(*along, network.lengths, known, given.seed)
        return with_all_placed(x, y, rows.hamlet, given.notes)
    given.notes.append(later("places are made, not measured"))
    if small and given.network is not None and "hamlet" not in given.people.labels:
        x, y = places_on(network_of(*along, np.ones(len(network.neighbours))), given.seed)
        x, y = set_apart(x, y, given.seed)
    else:
        scatter = float(given.values["scatter"]) if rows.hamlet.max() > 0 else 1.0
        x, y = houses(rows.person, rows.hamlet, rows.family, scatter, given.seed)
    return to_metres(x, y, given.values)


def columns_of(people: Roster, rows: Rows) -> dict[str, Floats]:
    """The roster's numbers by row: places left out, sex as female 0 or 1, wealth as status by rank."""
    given = {name: values for name, values in people.numbers.items() if name not in ("x", "y")}
    if "sex" in given:
        given["female"] = given.pop("sex")
    if "wealth" in given:
        given["status"] = rank(given.pop("wealth"))
    return {name: values[rows.person] for name, values in given.items()}
