"""Who is tied to whom in a synthetic village.

Three kinds of ties: inside a family; open ones, to a household near by or to anyone; and closing ones, to a contact's
contact. Draws are keyed by household, so the same household tends to keep its ties when the village changes a little.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from agents.compiled import entry, helper
from simulation.chance import decision, pair, stream, uniform
from simulation.village.network import Flags, Integers

KIN_TIE = decision("village: kin who are in touch")
OPEN_TIE = decision("village: a tie to a neighbour or to anyone")
CLOSING_TIE = decision("village: a tie to a contact's contact")
DRAWS = 8  # random numbers set aside for one household's attempt at a tie

SHARE_NEAR = 0.5
"""Of open ties, the share that goes to a household near by unless less clustering is asked for. Judgement."""
MOST_CLOSING = 0.9
"""Largest share of ties beyond the family that closes a triangle: some must be open for others to close. Judgement."""
FITTED_ROWS = 4_000
"""A larger village takes the mixture that gives the clustering asked for among its first so many rows."""
CLOSE_ENOUGH = 0.003
MOST_TRIALS = 12
MOST_ROUNDS = 100


Contacts = NDArray[np.int32]
"""A network that grows, (n, 1 + room): how many contacts a row has, then who they are."""


class Lane(NamedTuple):
    """Who lives where, (n,) each but `first`: household and hamlet of a row, family, and the family's first row."""

    household: Integers
    hamlet: Integers
    kin: Integers
    first: Integers
    """(families + 1,)"""


@entry
def grow_ties(
    household: Integers, hamlet: Integers, kin: Integers, degree: float, clustering: float, kin_share: float, seed: int
) -> tuple[Integers, Integers, Flags]:
    """The ties of households in rows, (n,) each, as (starts, neighbours, kin_tie) of Village."""
    few = rows_to_fit(kin)
    lane = lane_of(household[:few], hamlet[:few], kin[:few])
    mixture = fitted_mixture(lane, degree, clustering, kin_share, seed)
    lane = lane_of(household, hamlet, kin)
    return as_village_has_them(tied(lane, degree, kin_share, mixture, seed), lane)


@helper
def rows_to_fit(kin: Integers) -> int:
    """The first FITTED_ROWS rows or all, up to the end of a family."""
    rows = min(len(kin), FITTED_ROWS)
    while rows < len(kin) and kin[rows] == kin[rows - 1]:
        rows += 1
    return rows


@helper
def lane_of(household: Integers, hamlet: Integers, kin: Integers) -> Lane:
    """The rows as a lane of families."""
    n = len(kin)
    first = np.empty(kin[n - 1] + 2, dtype=np.int64)
    first[kin[n - 1] + 1] = n
    for row in range(n - 1, -1, -1):
        first[kin[row]] = row
    return Lane(household, hamlet, kin, first)


@helper
def fitted_mixture(lane: Lane, degree: float, clustering: float, kin_share: float, seed: int) -> float:
    """The mixture (see `tied`) that gives the clustering asked for, or comes nearest to it.

    More closing ties always mean more clustering, but for chance: halve the interval, guided by the straight line.
    """
    low, high = -1.0, MOST_CLOSING
    at_low, at_high = trial(lane, degree, kin_share, low, seed), trial(lane, degree, kin_share, high, seed)
    if clustering <= at_low:
        return low
    if clustering >= at_high:
        return high
    best, missed = low, clustering - at_low
    for k in range(MOST_TRIALS):
        straight = low + (high - low) * (clustering - at_low) / (at_high - at_low)
        mixture = straight if k % 3 < 2 else 0.5 * (low + high)
        here = trial(lane, degree, kin_share, mixture, seed)
        if abs(here - clustering) < missed:
            best, missed = mixture, abs(here - clustering)
        if missed < CLOSE_ENOUGH:
            break
        if here < clustering:
            low, at_low = mixture, here
        else:
            high, at_high = mixture, here
    return best


@helper
def trial(lane: Lane, degree: float, kin_share: float, mixture: float, seed: int) -> float:
    """The clustering that a mixture gives."""
    return clustering_of(tied(lane, degree, kin_share, mixture, seed))


@helper
def clustering_of(contacts: Contacts) -> float:
    """As `mean_clustering`, of a network that still grows."""
    n = len(contacts)
    contact_of = np.zeros(n, dtype=np.int64)  # 1 + i for contacts of i
    total = 0.0
    for i in range(n):
        mine = contacts[i, 0]
        for a in range(1, mine + 1):
            contact_of[contacts[i, a]] = i + 1
        both = 0
        for a in range(1, mine + 1):
            j = contacts[i, a]
            for b in range(1, contacts[j, 0] + 1):
                both += contact_of[contacts[j, b]] == i + 1
        if mine > 1:
            total += both / (mine * (mine - 1))
    return total / n


@helper
def tied(lane: Lane, degree: float, kin_share: float, mixture: float, seed: int) -> Contacts:
    """All ties, of a given mixture.

    Mixture 0 to 1 is the share of ties beyond the family that close a triangle; below 0 none do, and ever fewer go to
    a household near by, down to none at -1.
    """
    n = len(lane.kin)
    room = min(n - 1, int(2.0 * degree) + 8)
    contacts = np.empty((n, 1 + room), dtype=np.int32)
    contacts[:, 0] = 0
    ties = min(round(0.5 * degree * n), n * (n - 1) // 2)
    ties -= tie_kin(contacts, lane, kin_share * ties, seed)
    closing = int(max(0.0, mixture) * ties)
    near = SHARE_NEAR * min(1.0, 1.0 + mixture)
    missing = tie_openly(contacts, lane, ties - closing, near, stream(seed, OPEN_TIE, 0))
    missing = tie_closing(contacts, lane, missing + closing, seed)
    tie_openly(contacts, lane, missing, 0.0, stream(seed, OPEN_TIE, 1))
    return contacts


@helper
def tie(contacts: Contacts, i: int, j: int) -> bool:
    """Tie two rows unless they are tied already or one of them has no room for more; whether it was done."""
    mine, others, room = contacts[i, 0], contacts[j, 0], contacts.shape[1] - 1
    if mine == room or others == room:
        return False
    for a in range(1, mine + 1):
        if contacts[i, a] == j:
            return False
    contacts[i, 0], contacts[j, 0] = mine + 1, others + 1
    contacts[i, mine + 1], contacts[j, others + 1] = j, i
    return True


@helper
def tie_kin(contacts: Contacts, lane: Lane, wanted: float, seed: int) -> int:
    """Ties inside families, as many as wanted or as there are pairs; how many there are."""
    chance, share = stream(seed, KIN_TIE, 0), 1.0
    for _ in range(4):
        share = min(1.0, share * wanted / max(1, kin_in_touch(contacts, lane, share, 0, chance)))
    most = round(wanted)
    return kin_in_touch(contacts, lane, share, most, chance) if most > 0 else 0


@helper
def kin_in_touch(contacts: Contacts, lane: Lane, share: float, most: int, chance: int) -> int:
    """Tie pairs of kin whose number is below `share`, at most so many, or only count them (`most` 0); how many."""
    done = 0
    for family in range(len(lane.first) - 1):
        for i in range(lane.first[family], lane.first[family + 1]):
            for j in range(i + 1, lane.first[family + 1]):
                if uniform(chance, pair(lane.household[i], lane.household[j])) < share:
                    if most == 0:
                        done += 1
                    elif done < most:
                        done += tie(contacts, i, j)
    return done


@helper
def tie_openly(contacts: Contacts, lane: Lane, wanted: int, near: float, seed: int) -> int:
    """Ties beyond the family: to a household near by with chance `near`, else to anyone; how many are missing."""
    n = len(lane.kin)
    for turn in range(MOST_ROUNDS):
        chance, eager = stream(seed, OPEN_TIE, turn), wanted / n
        for i in range(n):
            who = DRAWS * lane.household[i]
            if wanted <= 0:
                return 0
            if uniform(chance, who) < eager:
                if uniform(chance, who + 1) < near:
                    j = household_near(lane, i, chance, who + 2)
                else:
                    j = int(uniform(chance, who + 2) * n)
                if lane.kin[i] != lane.kin[j] and tie(contacts, i, j):
                    wanted -= 1
    return wanted


@helper
def household_near(lane: Lane, i: int, chance: int, who: int) -> int:
    """Someone of a family along the lane: next door with chance 1/2, one further 1/4, ...; i's own row at its ends."""
    steps = 1 - int(math.log2(1.0 - uniform(chance, who)))
    family = lane.kin[i] + (steps if uniform(chance, who + 1) < 0.5 else -steps)
    if family < 0 or family >= len(lane.first) - 1:
        return i
    first = lane.first[family]
    if lane.hamlet[first] != lane.hamlet[i]:
        return i
    return first + int(uniform(chance, who + 2) * (lane.first[family + 1] - first))


@helper
def tie_closing(contacts: Contacts, lane: Lane, wanted: int, seed: int) -> int:
    """Ties beyond the family to a contact's contact; how many are missing."""
    n = len(lane.kin)
    for turn in range(MOST_ROUNDS):
        chance, eager = stream(seed, CLOSING_TIE, turn), wanted / n
        before = wanted
        for i in range(n):
            if wanted <= 0:
                return 0
            who = DRAWS * lane.household[i]
            if contacts[i, 0] > 0 and uniform(chance, who) < eager:
                j = contacts[i, 1 + int(uniform(chance, who + 1) * contacts[i, 0])]
                k = contacts[j, 1 + int(uniform(chance, who + 2) * contacts[j, 0])]
                if lane.kin[i] != lane.kin[k] and tie(contacts, i, k):
                    wanted -= 1
        if wanted == before:
            break
    return wanted


@helper
def as_village_has_them(contacts: Contacts, lane: Lane) -> tuple[Integers, Integers, Flags]:
    """(starts, neighbours, kin_tie) with every row's contacts in rising order."""
    n = len(contacts)
    starts = np.empty(n + 1, dtype=np.int64)
    starts[0] = 0
    for i in range(n):
        starts[i + 1] = starts[i] + contacts[i, 0]
    neighbours, kin_tie = np.empty(starts[n], dtype=np.int64), np.empty(starts[n], dtype=np.bool_)
    for i in range(n):
        for end in range(starts[i], starts[i + 1]):
            j, place = contacts[i, 1 + end - starts[i]], end
            while place > starts[i] and neighbours[place - 1] > j:
                neighbours[place] = neighbours[place - 1]
                place -= 1
            neighbours[place] = j
        for end in range(starts[i], starts[i + 1]):
            kin_tie[end] = lane.first[lane.kin[i]] <= neighbours[end] < lane.first[lane.kin[i] + 1]
    return starts, neighbours, kin_tie
