"""In which communities each strategy wins, and in which it fails: boxes of what varied, found by PRIM."""

from dataclasses import dataclass

import numpy as np

from scenarios.errors import BerdayaError
from scenarios.language import tr
from simulation.study.prim import Box, as_columns, find_boxes
from simulation.study.results import Results

FEWEST = 40
"""Points below which halves are too small to find a box in one and judge it by the other."""
OFTEN = 0.5


@dataclass(frozen=True)
class Finding:
    """Where a strategy wins (is the best of all at a point) or fails (in more than half of its runs there).

    share: of all points; boxes: where that is more frequent than elsewhere.
    """

    strategy: str
    claim: str
    share: float
    points: int
    boxes: tuple[Box, ...]


def discover(results: Results, outcome: str) -> list[Finding]:
    """What is found for every strategy. Raises BerdayaError where a study has too few points or one strategy alone."""
    cases = {("wins", name): won for name, won in _winners(results, outcome).items()}
    if "failed" in results.about["outcomes"]:
        failed = results.means("failed")
        cases |= {("fails", name): failed[:, k] > OFTEN for k, name in enumerate(results.strategies)}
    if not cases:
        text = tr("nothing to discover: compare two strategies, or keep the outcome 'failed'")
        raise BerdayaError(text)
    known = ~np.isnan(results.means(outcome)).any(axis=1)
    if known.sum() < FEWEST:
        text = tr("{n} points are finished: discover needs at least {least}")
        raise BerdayaError(text.format(n=int(known.sum()), least=FEWEST))
    columns = {name: column[known] for name, column in as_columns(results.points).items()}
    return [
        Finding(name, claim, float(case[known].mean()), int(known.sum()), tuple(find_boxes(columns, case[known])))
        for (claim, name), case in cases.items()
    ]


def _winners(results: Results, outcome: str) -> dict[str, np.ndarray]:
    """For every strategy, bool (points,): none of the others has a higher mean; empty where there is no other."""
    if len(results.strategies) < 2:
        return {}
    means = np.nan_to_num(results.means(outcome), nan=-np.inf)
    return {name: means[:, k] >= means.max(axis=1) for k, name in enumerate(results.strategies)}
