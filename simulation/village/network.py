"""A village as the model sees it: people, places and one undirected network of ties, and how it is described."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.compiled import entry

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Village:
    """People, places and ties; n villagers, one row each, sorted by hamlet and then kin.

    The ties of row i are ``neighbours[starts[i]:starts[i + 1]]``, in rising order; every tie stands at both its ends.
    """

    ids: tuple[str, ...]
    """n names, as the roster has them."""
    x: Floats
    """(n,) metres east of the village centre, where the facilitator's base is."""
    y: Floats
    """(n,) metres north of the village centre."""
    hamlet: Integers
    """(n,) number of the hamlet, from 0."""
    kin: Integers
    """(n,) number of the extended family, from 0."""
    given: dict[str, Floats]
    """(n,) columns that the roster gave, by name; NaN where a cell was empty. Empty for a synthetic village."""
    starts: Integers
    """(n + 1,) where each row's ties begin."""
    neighbours: Integers
    """(2 x ties,) rows at the other end."""
    weights: Floats
    """(2 x ties,) strength, 1 = an ordinary tie."""
    kin_tie: Flags
    """(2 x ties,) whether the tie runs inside an extended family or was given as one of kinship."""
    notes: tuple[str, ...]
    """What was made rather than measured, and what was merged or dropped."""

    @property
    def n(self) -> int:
        """Number of villagers."""
        return len(self.ids)


def both_ways(n: int, a: Integers, b: Integers) -> tuple[Integers, Integers, Integers]:
    """The network of n rows with undirected ties a[k]-b[k], none twice: (starts, neighbours, tie).

    `tie` (2 x ties,) says which k each entry of `neighbours` came from.
    """
    source, target = np.concatenate([a, b]), np.concatenate([b, a])
    order = np.lexsort((target, source))
    starts = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(np.bincount(source, minlength=n), out=starts[1:])
    return starts, target[order].astype(np.int64), (order % len(a)).astype(np.int64) if len(a) else order


@entry
def mean_clustering(starts: Integers, neighbours: Integers) -> float:
    """Chance that two contacts of a villager know each other, averaged over all villagers (0 with fewer than two).

    Watts & Strogatz (1998), Collective dynamics of small-world networks; as networkx's `average_clustering`.
    """
    n = len(starts) - 1
    contact_of = np.zeros(n, dtype=np.int64)  # 1 + i for contacts of i
    total = 0.0
    for i in range(n):
        mine = neighbours[starts[i] : starts[i + 1]]
        for j in mine:
            contact_of[j] = i + 1
        both = 0
        for j in mine:
            for k in neighbours[starts[j] : starts[j + 1]]:
                both += contact_of[k] == i + 1
        if len(mine) > 1:
            total += both / (len(mine) * (len(mine) - 1))
    return total / n


def describe(village: Village) -> dict[str, float]:
    """What can be checked against the figures asked for.

    n, hamlets, ties; mean_degree; clustering (mean over villagers); kin_share (of ties); mean and furthest distance
    from the centre in m; isolated (villagers without a tie).
    """
    ends = len(village.neighbours)
    distance = np.hypot(village.x, village.y)
    return {
        "n": village.n,
        "hamlets": len(np.unique(village.hamlet)),
        "ties": ends // 2,
        "mean_degree": ends / village.n,
        "clustering": float(mean_clustering(village.starts, village.neighbours)),
        "kin_share": float(village.kin_tie.mean()) if ends else 0.0,
        "mean_distance_m": float(distance.mean()),
        "furthest_m": float(distance.max()),
        "isolated": int((np.diff(village.starts) == 0).sum()),
    }


def to_networkx(village: Village) -> Any:
    """An undirected networkx.Graph of ids with x, y, hamlet, kin and what was given; ties have weight and kin."""
    import networkx as nx

    graph = nx.Graph()
    for row, name in enumerate(village.ids):
        given = {column: float(values[row]) for column, values in village.given.items()}
        place = {"x": float(village.x[row]), "y": float(village.y[row])}
        graph.add_node(name, **place, hamlet=int(village.hamlet[row]), kin=int(village.kin[row]), **given)
    source = np.repeat(np.arange(village.n), np.diff(village.starts))
    for end in np.flatnonzero(source < village.neighbours):
        a, b = village.ids[source[end]], village.ids[village.neighbours[end]]
        graph.add_edge(a, b, weight=float(village.weights[end]), kin=bool(village.kin_tie[end]))
    return graph
