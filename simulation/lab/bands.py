"""What luck can do: many villages behind the one shown, by the same study as the command line's `compare`."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from simulation.lab.workers import WORKERS, Workers
from simulation.measures.arm import AFTER
from simulation.report.left import RUNS_INSIDE, kept_share, stays_share
from simulation.study.arms import Arms
from simulation.study.compare import Comparison
from simulation.study.runner import attempt
from simulation.study.statistics import Estimate


def growing(
    arms: Arms, root_seed: int, runs: int, wanted: Callable[[], bool], workers: Workers = WORKERS
) -> Iterator[Comparison]:
    """The comparison of two arms, growing by one replicate at a time until `runs`, while it is wanted.

    The replicates are those of `compare --seed ROOT_SEED`; they come as they are finished, and stand in their order.
    """
    comparison = Comparison(arms, root_seed)
    for result in workers.each(attempt, range(runs), wanted, arms.scenarios, root_seed):
        comparison.add(result)
        yield comparison


def bands(comparison: Comparison) -> dict[str, Any]:
    """For the page: replicates so far, and by side the band of people empowered and what is left after exit."""
    return {"runs": comparison.n, "sides": [_side(comparison, arm) for arm in range(len(comparison.names))]}


def _side(comparison: Comparison, arm: int) -> dict[str, Any]:
    name = comparison.names[arm]
    runs = np.array([f.replicate.series[arm]["empowered"] for f in comparison.results])
    low, high = np.percentile(runs, RUNS_INSIDE, axis=0)
    active = arm in comparison.arms.active
    return {
        "low": low.tolist(),
        "high": high.tolist(),
        "mean": runs.mean(axis=0).tolist(),
        "kept": [_kept(comparison, name, after) for after in AFTER] if active else [],
        "borrowed": _finite(comparison.estimate(name, "borrowed_share").mean) if active else None,
    }


def _kept(comparison: Comparison, name: str, after: int) -> dict[str, Any]:
    """Share of the gain at exit still there, its interval, and what it would be had the facilitator stayed."""
    kept: Estimate = kept_share(comparison, name, after)
    stays = stays_share(comparison, name, after)
    values = {"mean": kept.mean, "low": kept.low, "high": kept.high, "stays": stays.mean}
    return {"after": after, **{key: _finite(value) for key, value in values.items()}}


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
