"""What is left after exit: the share of the gain still there, and what it would be had the facilitator stayed."""

from simulation.study.compare import Comparison
from simulation.study.statistics import Estimate, ratio_interval

RUNS_INSIDE = (10, 90)
"""Percentiles of the band round a mean over time: it holds 80 of 100 runs."""


def kept_share(comparison: Comparison, name: str, after: int) -> Estimate:
    """Share of the extra people at exit that are there `after` months later."""
    return ratio_interval(comparison.values(name, f"extra_{after}"), comparison.values(name, "extra_exit"))


def stays_share(comparison: Comparison, name: str, after: int) -> Estimate:
    """The same had the facilitator stayed."""
    extra = comparison.values(name, f"extra_{after}") + comparison.values(name, f"dependency_{after}")
    return ratio_interval(extra, comparison.values(name, "extra_exit"))
