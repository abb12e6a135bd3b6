"""Places of real villagers: put right where they are given, worked out where only distances or ties are known."""

from typing import Any

import numpy as np

from scenarios.language import later
from simulation.chance import decision, stream, uniform
from simulation.village.network import Flags, Floats, Integers

FIRST_PIVOT = decision("village: first pivot of a layout")
APART = decision("village: houses of a layout that would coincide")
MOST_PIVOTS = 50
FURTHEST_M = 100_000.0
"""Beyond this from 0, 0 places are taken for map coordinates and moved to their own middle."""


def with_all_placed(x: Floats, y: Floats, hamlet: Integers, notes: list[str]) -> tuple[Floats, Floats]:
    """Places (n,) as given, in metres from the village centre; who has none is put in the hamlet's middle."""
    missing = np.isnan(x) | np.isnan(y)
    middle = np.array([np.median(x[~missing]), np.median(y[~missing])])
    if np.hypot(*middle) > FURTHEST_M:
        notes.append(later("places lie far from 0, 0: the village centre is put in their middle"))
        x, y = x - middle[0], y - middle[1]
        middle[:] = 0.0
    if np.hypot(x, y)[~missing].max() < 1.0:
        notes.append(later("all places lie within 1 m: x and y must be metres, not degrees"))
    if missing.any():
        notes.append(later("villagers without a place, put in the middle of their hamlet") + f": {missing.sum()}")
        there = np.maximum(1, np.bincount(hamlet[~missing], minlength=hamlet.max() + 1))
        for values, elsewhere in ((x, middle[0]), (y, middle[1])):
            middles = np.bincount(hamlet[~missing], weights=values[~missing], minlength=len(there)) / there
            middles[np.bincount(hamlet[~missing], minlength=len(there)) == 0] = elsewhere
            values[missing] = middles[hamlet[missing]]
    return x, y


def long_axis(x: Floats, y: Floats) -> Floats:
    """How far along the village's longest extent each place lies (n,); those not given lie in the middle."""
    known = ~(np.isnan(x) | np.isnan(y))
    place = np.zeros((2, len(x)))
    place[:, known] = [x[known] - x[known].mean(), y[known] - y[known].mean()] if known.any() else 0.0
    _, axes = np.linalg.eigh(place @ place.T)
    return axes[:, 1] @ place


def measured(starts: Integers, neighbours: Integers, lengths: Floats) -> Flags | None:
    """Who can be placed by the distances given (n,): all who have any, if these are most villagers and enough is known.

    Enough: ways over known distances between all of them, and 2n - 3 distances, which can fix n points in a plane
    (Laman 1970). Else None.
    """
    from scipy.sparse.csgraph import connected_components

    n, given = len(starts) - 1, ~np.isnan(lengths)
    known = np.bincount(neighbours[given], minlength=n) > 0
    if 2 * known.sum() <= n or given.sum() // 2 < 2 * known.sum() - 3:
        return None
    parts, _ = connected_components(network_of(starts, neighbours, lengths)[known][:, known], directed=False)
    return known if parts == 1 else None


def places_measured(
    starts: Integers, neighbours: Integers, lengths: Floats, known: Flags, seed: int
) -> tuple[Floats, Floats]:
    """x and y (n,) in metres of those `known` from the distances along their ties; NaN for the others."""
    x, y = np.full(len(known), np.nan), np.full(len(known), np.nan)
    x[known], y[known] = places_on(network_of(starts, neighbours, lengths)[known][:, known], seed)
    return x, y


def network_of(starts: Integers, neighbours: Integers, lengths: Floats) -> Any:
    """The ties whose length is given, as a sparse array; no length below 1 m."""
    from scipy.sparse import coo_array

    n, given = len(starts) - 1, ~np.isnan(lengths)
    source = np.repeat(np.arange(n), np.diff(starts))
    return coo_array((np.maximum(1.0, lengths[given]), (source[given], neighbours[given])), shape=(n, n)).tocsr()


def places_on(network: Any, seed: int) -> tuple[Floats, Floats]:
    """x and y (n,) in which the way between two villagers over ties of given lengths is about their distance.

    The network is a sparse array (n, n). Parts of it that are not connected are set as far apart as the widest of them
    is wide.
    """
    ways, pivots = ways_from_pivots(network, network.shape[0], seed)
    reached = np.isfinite(ways)
    ways[~reached] = max(1.0, ways[reached].max())
    return places_from_distances(ways, pivots)


def ways_from_pivots(network: Any, n: int, seed: int) -> tuple[Floats, Integers]:
    """Shortest ways (k, n) from k villagers, each the one furthest from those before, and who they are (k,)."""
    from scipy.sparse.csgraph import dijkstra

    pivots = [int(uniform(stream(seed, FIRST_PIVOT, 0), 0) * n)]
    ways = [dijkstra(network, indices=pivots[0])]
    nearest = ways[0].copy()
    while len(pivots) < min(n, MOST_PIVOTS):
        nearest = np.minimum(nearest, ways[-1])
        nearest[pivots] = -1.0
        pivots.append(int(nearest.argmax()))
        ways.append(dijkstra(network, indices=pivots[-1]))
    return np.array(ways), np.array(pivots)


def places_from_distances(distances: Floats, own: Integers) -> tuple[Floats, Floats]:
    """x and y (n,) of n points from their distances (k, n) to k of them, the rows `own` (k,).

    Classical scaling where k = n (Torgerson 1952), pivot scaling where it is less (Brandes & Pich 2007). The middle
    (median) of the points comes to lie at 0, 0; the same distances give the same places, not mirrored or turned.
    """
    squares = distances**2
    balanced = squares - squares.mean(axis=0) - squares.mean(axis=1, keepdims=True) + squares.mean()
    axes, lengths, _ = np.linalg.svd(-0.5 * balanced.T, full_matrices=False)
    points = axes[:, :2] * np.sqrt(lengths[:2] * np.sqrt(distances.shape[1] / len(own)))
    points = points * np.sign(points[np.abs(points).argmax(axis=0), [0, 1]])
    points = points - np.median(points, axis=0)
    return points[:, 0].copy(), points[:, 1].copy()


def set_apart(x: Floats, y: Floats, seed: int) -> tuple[Floats, Floats]:
    """Points moved by up to half the distance to a next one if all lay evenly, so that none coincide."""
    n = len(x)
    chance = stream(seed, APART, 0)
    draws = np.array([uniform(chance, k) for k in range(2 * n)])
    away = 0.5 * max(1.0, np.hypot(x, y).max()) / np.sqrt(n) * np.sqrt(draws[:n])
    bearing = 2.0 * np.pi * draws[n:]
    return x + away * np.cos(bearing), y + away * np.sin(bearing)
