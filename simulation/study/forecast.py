"""What a study will take, from a measurement on this machine: runs, time and disk."""

import pickle
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulation.study.folder import TABLES, StudyFolder
from simulation.study.jobs import Job, Result, Runs
from simulation.study.pool import Pool
from simulation.study.sweep import Prepared, results_of

SECONDS = 8.0
"""Time given to the measurement once every worker has its model."""
_MANY = 100
_FEWEST = 4
_A_SECOND = 4_000
"""Runs that a hundred workers give in about a second."""


@dataclass(frozen=True)
class Forecast:
    """Runs a study asks for (at most, where it stops on precision), and what was measured of them."""

    runs: int
    points: int
    at_most: bool
    workers: int
    runs_a_second: float
    bytes_a_run: float
    runs_measured: int
    driver_runs_a_second: float

    @property
    def seconds(self) -> float:
        """Seconds with the workers that were measured."""
        return self.runs / self.runs_a_second

    @property
    def seconds_of_many(self) -> float:
        """Seconds with 100 workers as fast as those, unless one driver cannot take in what they give."""
        return self.runs / min(self.driver_runs_a_second, self.runs_a_second / self.workers * _MANY)

    @property
    def disk(self) -> float:
        """Bytes of the result; while parts are laid together at the end, about twice that."""
        return self.runs * self.bytes_a_run


def forecast(prepared: Prepared, pool: Pool, seconds: float = SECONDS) -> Forecast:
    """Measure a sample of runs spread over the study's points, with the pool that is to make it; nothing is kept."""
    runs = Runs.of(prepared.work, prepared.points, 1)
    jobs = _spread(runs)
    workers = pool.engine.processes
    warm = jobs[: 2 * workers]
    for _ in results_of(prepared.work, warm, len(warm), pool):
        pass
    with tempfile.TemporaryDirectory() as place, StudyFolder(Path(place) / "sample", runs) as folder:
        results, took = _measure(prepared, pool, jobs, folder, seconds)
        folder.compact(np.ones(runs.keys.shape, bool))
        files = [folder.place / f"{table}.parquet" for table in TABLES]
        kept = sum(file.stat().st_size for file in files if file.is_file())
        driver = _driver_speed(results, folder)
    n = len(results)
    asked = prepared.most * runs.keys[0].size
    unique = len(np.unique(runs.keys)) / runs.keys.size
    return Forecast(
        runs=round(asked * unique),
        points=len(prepared.points),
        at_most=prepared.study.precision is not None,
        workers=workers,
        runs_a_second=n / took,
        bytes_a_run=kept / min(n, runs.keys.size),
        runs_measured=n,
        driver_runs_a_second=driver,
    )


def _spread(runs: Runs) -> list[Job]:
    """Jobs of the first replicate in a scattered order, so that any part of them covers the design."""
    missing = np.ones(runs.keys.shape, bool)
    jobs = list(runs.jobs(missing))
    order = np.random.default_rng(1).permutation(len(jobs))[:20_000]
    chosen = [jobs[k] for k in order]
    return chosen * max(1, -(-_FEWEST * 16 // len(chosen)))


def _measure(
    prepared: Prepared, pool: Pool, jobs: list[Job], folder: StudyFolder, seconds: float
) -> tuple[list[Result], float]:
    """Results of runs made in about so many seconds, and the seconds taken."""
    started, made = time.perf_counter(), list[Result]()
    enough = iter(lambda: time.perf_counter() - started > seconds, True)
    for results in results_of(prepared.work, (job for job, _ in zip(jobs, enough, strict=False)), None, pool):
        folder.add(results)
        made += results
    folder.flush()
    return made, time.perf_counter() - started


def _driver_speed(results: list[Result], folder: StudyFolder) -> float:
    """Runs a second that a driver can take in: results as many workers send them in a second, read and written."""
    sent = [pickle.dumps(results)] * max(1, _A_SECOND // len(results))
    started = time.perf_counter()
    for some in sent:
        folder.add(pickle.loads(some))
    folder.flush()
    return len(sent) * len(results) / (time.perf_counter() - started)
