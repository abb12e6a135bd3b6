"""Where the households of a synthetic village live: hamlets, families along a lane, houses.

Households are numbered 0 to n - 1 whatever the village looks like, and everything random about one of them is keyed by
that number: one household more moves nobody else to another hamlet.
"""

import math
from typing import Any

import numpy as np

from agents.compiled import entry, helper
from simulation.chance import decision, pair, stream, uniform
from simulation.village.network import Integers

HAMLET_PLACE = decision("village: where a hamlet lies")
HAMLET_OF = decision("village: hamlet of a household")
FAMILY_SIZE = decision("village: size of a family")
HOUSE_PLACE = decision("village: where a house stands")

SMALLEST_FAMILY = 2
CLUSTERING_LEFT_TO_KIN = 0.8
"""The part of the clustering asked for that families alone may bring; where mutual ties of all kin would bring more,
families are larger and not all of them are in touch. Judgement."""
LEAST_IN_TOUCH = 0.2
"""Of the pairs of kin in such families, at least this share is in touch. Judgement."""


@entry
def settle(n: int, hamlets: int, degree: float, clustering: float, kin_share: float, scatter: float, seed: int) -> Any:
    """Rows of households by hamlet and family, and their places: (household, hamlet, kin, x, y), each (n,).

    x and y are shares of the radius within which the hamlets' middles lie, hamlet 0 in the centre.
    """
    hamlets = min(hamlets, n)
    household, hamlet, first = rows_by_hamlet(n, hamlets, seed)
    kin = families(n, first, degree, clustering, kin_share, seed)
    x, y = houses(household, hamlet, kin, scatter if hamlets > 1 else 1.0, seed)
    return household, hamlet, kin, x, y


@helper
def rows_by_hamlet(n: int, hamlets: int, seed: int) -> Any:
    """Each household's hamlet, every hamlet as likely as another and none empty; rows sorted by hamlet.

    Returns household (n,), hamlet (n,) and first (hamlets + 1,), the first row of each hamlet.
    """
    chance = stream(seed, HAMLET_OF, 0)
    home = np.empty(n, dtype=np.int64)
    first = np.zeros(hamlets + 1, dtype=np.int64)
    for h in range(n):
        home[h] = h if h < hamlets else int(uniform(chance, h) * hamlets)
        first[home[h] + 1] += 1
    for m in range(hamlets):
        first[m + 1] += first[m]
    household, hamlet, row = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64), first.copy()
    for h in range(n):
        household[row[home[h]]] = h
        hamlet[row[home[h]]] = home[h]
        row[home[h]] += 1
    return household, hamlet, first


@entry
def families(n: int, first: Integers, degree: float, clustering: float, kin_share: float, seed: int) -> Integers:
    """Each row's family (n,): consecutive rows of a hamlet, from two households to as many as the kin ties need."""
    wanted = kin_share * degree * n / 2.0
    by_chance = degree / n
    if kin_share > 0.0:  # families in which all are in touch bring clustering kin_share ** 2
        in_touch = CLUSTERING_LEFT_TO_KIN * (clustering - by_chance) / kin_share**2
        wanted /= min(1.0, max(LEAST_IN_TOUCH, in_touch))
    largest = SMALLEST_FAMILY if wanted > 0.0 else 1
    kin, pairs = families_up_to(largest, n, first, seed)
    while pairs < wanted and largest < n:
        largest += 1 + largest // 8
        kin, pairs = families_up_to(largest, n, first, seed)
    return kin


@helper
def families_up_to(largest: int, n: int, first: Integers, seed: int) -> Any:
    """Families of 2 to `largest` households, each size as likely: each row's family (n,), and the pairs of kin."""
    chance = stream(seed, FAMILY_SIZE, 0)
    kin = np.empty(n, dtype=np.int64)
    family, pairs = 0, 0
    smallest = min(SMALLEST_FAMILY, largest)
    for hamlet in range(len(first) - 1):
        row, house = first[hamlet], 0
        while row < first[hamlet + 1]:
            size = smallest + int(uniform(chance, pair(hamlet, house)) * (largest - smallest + 1))
            size = min(size, first[hamlet + 1] - row)
            for member in range(row, row + size):
                kin[member] = family
            pairs += size * (size - 1) // 2
            row, house, family = row + size, house + 1, family + 1
    return kin, pairs


@entry
def houses(household: Integers, hamlet: Integers, kin: Integers, scatter: float, seed: int) -> Any:
    """Places of the houses, x and y (n,): families along a lane that winds out evenly from their hamlet's middle."""
    n = len(household)
    chance = stream(seed, HOUSE_PLACE, 0)
    x, y = np.empty(n), np.empty(n)
    first = 0
    while first < n:
        last = first
        while last < n and hamlet[last] == hamlet[first]:
            last += 1
        middle_x, middle_y = hamlet_middle(hamlet[first], seed)
        oldest = kin[first]
        apart = scatter / math.sqrt(kin[last - 1] - oldest + 1.0)
        for row in range(first, last):
            along = kin[row] - oldest + 0.5
            lane = apart * math.sqrt(along)
            turn = 2.0 * math.sqrt(math.pi * along)
            off = apart * math.sqrt(uniform(chance, 2 * household[row]))
            bearing = 2.0 * math.pi * uniform(chance, 2 * household[row] + 1)
            x[row] = middle_x + lane * math.cos(turn) + off * math.cos(bearing)
            y[row] = middle_y + lane * math.sin(turn) + off * math.sin(bearing)
        first = last
    return x, y


@helper
def hamlet_middle(hamlet: int, seed: int) -> tuple[float, float]:
    """Where a hamlet lies: the first in the centre, the others anywhere in a disc of radius 1."""
    if hamlet == 0:
        return 0.0, 0.0
    chance = stream(seed, HAMLET_PLACE, 0)
    away = math.sqrt(uniform(chance, 2 * hamlet))
    bearing = 2.0 * math.pi * uniform(chance, 2 * hamlet + 1)
    return away * math.cos(bearing), away * math.sin(bearing)
