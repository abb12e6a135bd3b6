"""Programmes tried in worlds: every run made once, by any number of processes, and kept in one folder.

What is tried next may depend on what was found. Killed at any moment, the same questions asked again find all that is
finished and make the rest.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType

import numpy as np

from scenarios.outcomes import OUTCOMES
from scenarios.scenario import Scenario
from simulation.study.design import Points
from simulation.study.folder import StudyFolder
from simulation.study.jobs import Done, Result, Runs, Work, model_version
from simulation.study.pool import Pool
from simulation.study.sweep import Tally, results_of
from simulation.study.unknowns import World

KEPT = tuple(name for name in OUTCOMES if name in {
    "extra_exit", "extra_24", "poorest_extra_24", "n_places", "n_joined", "cost_total", "failed",
})  # fmt: skip
"""Outcomes that are kept of every run."""


class Trials:
    """A bench on which programmes are tried in worlds; open for one driver at a time.

    worlds: all that anything will be tried in; each has a village and luck of its own, the same for all programmes.
    """

    def __init__(
        self, place: Path, worlds: Sequence[World], root_seed: int, pool: Pool, tell: Callable[[Tally], None]
    ) -> None:
        self.worlds, self.pool, self.tell = worlds, pool, tell
        names = tuple(worlds[0].values)
        rows = [tuple(world.values.values()) for world in worlds]
        self.points = Points(names, rows, np.arange(len(worlds), dtype=float))
        self._empty = Work((), "budget", root_seed, names, KEPT, False, model_version())
        self.runs = Runs(self._empty, self.points, np.empty((1, len(worlds), 0), np.uint64))
        self.wanted = np.empty((1, len(worlds), 0), bool)
        self.tally = Tally(len(worlds), 0, pool.engine.processes)
        self.folder = StudyFolder(place, self.runs)
        self._known: dict[int, np.ndarray] = {}
        self._started = time.perf_counter()

    def __enter__(self) -> "Trials":
        self.folder.__enter__()
        keys, _ = self.folder.values(KEPT[0])
        of_run = np.stack([self.folder.values(name)[1] for name in KEPT], axis=1)
        self._known = dict(zip(keys.tolist(), of_run, strict=True))
        lost = set(self.folder.finished().tolist()) - self._known.keys()
        self._known |= dict.fromkeys(lost, np.full(len(KEPT), np.nan))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.folder.__exit__(kind, error, at)

    def run(self, arms: Sequence[Scenario], keeps: Sequence[frozenset[str]], where: range) -> np.ndarray:
        """Outcomes of some arms in some worlds, float64 (arms, worlds, KEPT); nan where a run could not be finished.

        keeps: for each arm, what it sets itself and no world changes. After a Ctrl-C, with all that is finished kept,
        raises KeyboardInterrupt.
        """
        part = slice(where.start, where.stop)
        assert self.points.luck is not None
        points = Points(self.points.names, self.points.rows[part], self.points.luck[part])
        runs = Runs.of(replace(self._empty, arms=tuple(arms), keeps=tuple(keeps)), points, 1)
        first_arm = self._take_in(runs, part)
        known = np.isin(runs.keys, np.fromiter(self._known, np.uint64, len(self._known)))
        unlike = np.isin(np.arange(known.size), np.unique(runs.keys, return_index=True)[1]).reshape(known.shape)
        to_do = ~known & unlike  # two arms may be the same programme
        self.tally.found += int((~to_do).sum())
        try:
            for results in results_of(runs.work, runs.jobs(to_do), int(to_do.any(axis=2).sum()), self.pool):
                self._keep(results, runs.keys)
                moved = [r._replace(arm=r.arm + first_arm, point=r.point + where.start) for r in results]
                self.folder.add(moved)
                self._tell(len(results))
        finally:
            self.folder.flush()
        if self.pool.interruption.wished:
            raise KeyboardInterrupt
        return np.array([[self._known[key] for key in of_arm] for of_arm in runs.keys[0].T.tolist()])

    def finish(self) -> int:
        """Lay all that was asked for together; gives how many runs of it could not be finished."""
        self.folder.compact(self.wanted)
        return sum(bool(np.isnan(self._known[key]).all()) for key in self.runs.keys[self.wanted].tolist())

    def _take_in(self, runs: Runs, where: slice) -> int:
        """Widen what is known of by the arms of `runs`; gives the place of the first."""
        first = self.runs.keys.shape[2]
        keys = np.zeros((1, len(self.worlds), len(runs.work.arms)), np.uint64)
        wanted = np.zeros(keys.shape, bool)
        keys[:, where], wanted[:, where] = runs.keys, True
        arms = (*self.runs.work.arms, *runs.work.arms)
        self.runs = Runs(replace(self._empty, arms=arms), self.points, np.concatenate([self.runs.keys, keys], axis=2))
        self.wanted = np.concatenate([self.wanted, wanted], axis=2)
        self.folder.runs = self.runs
        return first

    def _keep(self, results: Sequence[Result], keys: np.ndarray) -> None:
        none = np.full(len(KEPT), np.nan)
        for result in results:
            key = int(keys[0, result.point, result.arm])
            self._known[key] = result.outcomes if isinstance(result, Done) else none

    def _tell(self, made: int) -> None:
        tally = self.tally
        tally.made += made
        tally.left = max(0, tally.wanted - tally.made - tally.found)
        tally.failed, tally.seconds = self.folder.n_failed, time.perf_counter() - self._started
        self.tell(tally)
