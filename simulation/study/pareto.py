"""Which of several candidates no other beats in everything, and which of these to keep so that they lie far apart."""

import numpy as np


def beaten_by(scores: np.ndarray, one: np.ndarray) -> np.ndarray:
    """Bool (n,): this one candidate, float64 (k,), is as good in every score and better in one."""
    return np.asarray((one <= scores).all(axis=1) & (one < scores).any(axis=1))


def beaten(scores: np.ndarray) -> np.ndarray:
    """Bool (n,): another is as good in every score and better in one; scores float64 (n, k), the smaller the better."""
    return np.array([beaten_by(scores, one) for one in scores]).any(axis=0)


def ranks(scores: np.ndarray) -> np.ndarray:
    """Int64 (n,): 0 for those that none beats, 1 for those beaten by these alone, and so on."""
    rank = np.full(len(scores), -1)
    level = 0
    while (left := np.flatnonzero(rank < 0)).size:
        rank[left[~beaten(scores[left])]] = level
        level += 1
    return rank


def crowding(scores: np.ndarray) -> np.ndarray:
    """How far each candidate's neighbours lie apart, summed over scores; infinite at the ends (Deb et al. 2002)."""
    distance = np.zeros(len(scores))
    for column in scores.T:
        order = np.argsort(column, kind="stable")
        width = column[order[-1]] - column[order[0]]
        distance[order[[0, -1]]] = np.inf
        if width > 0:
            distance[order[1:-1]] += (column[order[2:]] - column[order[:-2]]) / width
    return distance


def spread_out(scores: np.ndarray, n: int) -> np.ndarray:
    """Places of so many candidates: the least beaten, and of these those that lie furthest apart.

    One is left out at a time, the most crowded, so that what is kept covers the whole front.
    """
    rank = ranks(scores)
    kept = list[int]()
    for level in range(int(rank.max(initial=-1)) + 1):
        here = np.flatnonzero(rank == level)
        room = n - len(kept)
        while len(here) > room:
            here = np.delete(here, int(crowding(scores[here]).argmin()))
        kept += here.tolist()
        if len(kept) == n:
            break
    return np.array(sorted(kept), dtype=np.int64)
