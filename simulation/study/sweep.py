"""A sweep: every run of a study, made once, by any number of processes, and kept in one folder."""

import csv
import json
import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from agents import compiled
from scenarios.outcomes import FAILURE, KEY, MAIN, MONTH, OUTCOMES, RUN, SERIES, Column
from scenarios.parameters import BY_NAME
from scenarios.study import Study
from simulation.study.arrow import numbers, put, texts
from simulation.study.compare import Precision
from simulation.study.design import LUCK, Points, make_points, refuse_impossible
from simulation.study.folder import StudyFolder
from simulation.study.jobs import Job, Result, Runs, Work, died, do_jobs, work_of
from simulation.study.pool import Died, Pool
from simulation.study.statistics import paired_difference
from simulation.study.store import as_json, surroundings


@dataclass
class Tally:
    """How far a sweep is. `left`: runs still to be made; `seconds`: since the first was given out."""

    points: int
    strategies: int
    workers: int = 1
    wanted: int = 0
    found: int = 0
    made: int = 0
    failed: int = 0
    left: int = 0
    seconds: float = 0.0
    interrupted: bool = False

    @property
    def seconds_left(self) -> float:
        """Seconds until all runs known to be needed are made, at the pace so far; nan while there is none."""
        return self.left * self.seconds / self.made if self.made else math.nan


@dataclass(frozen=True)
class Prepared:
    """A study whose points are made and found possible."""

    study: Study
    points: Points
    work: Work

    @property
    def most(self) -> int:
        """Replicates that a point can have."""
        return self.study.replicates or self.study.most

    def runs(self) -> Runs:
        """All runs with their keys."""
        return Runs.of(self.work, self.points, self.most)


def prepare(study: Study) -> Prepared:
    """The points of a study and what its runs share. Raises ScenarioError for values that cannot be together."""
    points = make_points(study)
    work = work_of(study, points)
    refuse_impossible(work.arms, points)
    return Prepared(study, points, work)


def sweep(
    prepared: Prepared,
    place: Path,
    pool: Pool,
    command: str = "",
    tell: Callable[[Tally], None] = lambda tally: None,
) -> Tally:
    """Make all runs of a study that its folder does not hold yet, and lay the result together.

    Ctrl-C, told by the pool's interruption, ends it early with all that is finished kept; so does an error.
    """
    started = time.perf_counter()
    tally = Tally(len(prepared.points), len(prepared.work.arms), pool.engine.processes)
    with StudyFolder(place, prepared.runs()) as folder:
        try:
            wanted = _make_all(prepared, folder, pool, tally, tell)
        finally:
            folder.flush()
        folder.compact(wanted)
        tally.failed = folder.n_failed
        _write_design(prepared, place, wanted)
        _write_dictionary(prepared, place)
        _write_manifest(prepared, place, tally, command, time.perf_counter() - started)
    return tally


def _make_all(
    prepared: Prepared, folder: StudyFolder, pool: Pool, tally: Tally, tell: Callable[[Tally], None]
) -> np.ndarray:
    """Make what is missing, batch by batch; gives the runs wanted in the end, bool (replicates, points, arms)."""
    wanted = np.zeros(folder.runs.keys.shape, bool)
    finished = folder.finished()
    once = np.zeros(wanted.size, bool)
    once[np.unique(folder.runs.keys.ravel(), return_index=True)[1]] = True
    there = np.isin(folder.runs.keys, finished)
    started = time.perf_counter()
    for batch in _batches(prepared, folder):
        wanted |= batch
        missing = wanted & ~there & once.reshape(wanted.shape)
        tally.wanted, tally.left = int(wanted.sum()), int(missing.sum())
        tally.found = tally.found or int((wanted & there).sum())
        jobs, many = folder.runs.jobs(missing), int(missing.any(axis=2).sum())
        for results in results_of(prepared.work, jobs, many, pool):
            folder.add(results)
            tally.made += len(results)
            tally.left -= len(results)
            tally.failed, tally.seconds = folder.n_failed, time.perf_counter() - started
            tell(tally)
        there |= missing
        if pool.interruption.wished:
            tally.interrupted = True
            break
        folder.flush()
    return wanted


def results_of(work: Work, jobs: Iterable[Job], many: int | None, pool: Pool) -> Iterator[list[Result]]:
    """Results of jobs as they are finished; where a process ended, its runs count as failed.

    A model not yet compiled is compiled before any worker starts.
    """
    queue = iter(jobs)
    if compiled.first_run() and (first := next(queue, None)):
        yield do_jobs(work, [first])
    for results in pool.run(partial(do_jobs, work), queue, many):
        made: list[Result] = []
        for result in results:
            made += died(work, result.job, result.words) if isinstance(result, Died) else [result]
        yield made


def _batches(prepared: Prepared, folder: StudyFolder) -> Iterator[np.ndarray]:
    """Runs wanted at a time: all replicates asked for, or as many as it takes until every point is precise enough."""
    shape = folder.runs.keys.shape
    if prepared.study.precision is None:
        yield np.ones(shape, bool)
        return
    open_points = np.ones(shape[1], bool)
    for batch in Precision(most=prepared.most).batches():
        asked = np.zeros(shape, bool)
        asked[batch.start : batch.stop] = open_points[:, None]
        yield asked
        open_points &= ~_precise(prepared, folder, batch.stop)
        if not open_points.any():
            return


def _precise(prepared: Prepared, folder: StudyFolder, replicates: int) -> np.ndarray:
    """Bool (points,): where every paired difference (or the one mean) of the main outcome is known well enough."""
    keys, values = folder.values(MAIN)
    order = np.argsort(keys)
    ours = folder.runs.keys[:replicates]
    at = np.minimum(np.searchsorted(keys[order], ours), len(keys) - 1)
    main = np.where(keys[order][at] == ours, values[order][at], np.nan)
    households = [_households(prepared, point) for point in range(len(prepared.points))]
    return np.array([_widest(main[:, p]) <= prepared.study.precision / 100 * n for p, n in enumerate(households)])  # type: ignore[operator]


def _households(prepared: Prepared, point: int) -> int:
    values = {**prepared.study.scenario.values, **prepared.points.values(point)}
    return int(values["households"])


def _widest(main: np.ndarray) -> float:
    """Of float64 (n, arms), the widest half-width of any paired difference; of the mean where there is one strategy."""
    if main.shape[1] == 1:
        return paired_difference(main[:, 0], np.zeros(len(main))).half_width
    pairs = [(a, b) for a in range(main.shape[1]) for b in range(a)]
    return max(paired_difference(main[:, a], main[:, b]).half_width for a, b in pairs)


def design_table(prepared: Prepared, replicates: np.ndarray) -> pa.Table:
    """One row a point: its number, what varies, luck where it varies, and the replicates asked for."""
    columns: dict[str, pa.Array] = {"point": numbers(np.arange(len(prepared.points), dtype=np.int32))}
    for k, name in enumerate(prepared.points.names):
        columns[name] = _column(BY_NAME[name].kind, [row[k] for row in prepared.points.rows])
    if prepared.points.luck is not None:
        columns[LUCK] = numbers(prepared.points.luck.astype(float))
    return pa.table(columns | {"replicates": numbers(replicates.astype(np.int32))})


def _column(kind: str, values: list[Any]) -> pa.Array:
    if kind == "choice":
        return texts(values)
    if kind == "bool":
        return pa.array(values, pa.bool_())
    return numbers(np.array(values, np.int64 if kind == "int" else np.float64))


def _write_design(prepared: Prepared, place: Path, wanted: np.ndarray) -> None:
    table = design_table(prepared, wanted.any(axis=2).sum(axis=0))
    put(place / "design.parquet", lambda half: pq.write_table(table, half, compression="zstd"))
    rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
    put(place / "design.csv", lambda half: _write_csv(half, table.schema.names, rows))


def _write_dictionary(prepared: Prepared, place: Path) -> None:
    rows = [(table, *column) for table, columns in dictionary(prepared).items() for column in columns]
    put(place / "dictionary.csv", lambda half: _write_csv(half, ("table", *Column._fields), rows))


def dictionary(prepared: Prepared) -> dict[str, list[Column]]:
    """Every column of every table with unit and meaning."""
    luck = [Column(LUCK, "0-1", "which luck the point has; it decides nothing else")]
    varied = [Column(n, BY_NAME[n].unit, BY_NAME[n].meaning) for n in prepared.points.names]
    asked = Column("replicates", "replicates", "asked for at this point")
    tables = {
        "outcomes": [*RUN, *(OUTCOMES[name] for name in prepared.work.outcomes), KEY],
        "design": [RUN[0], *varied, *(luck if prepared.points.luck is not None else []), asked],
        "failures": [*RUN, *FAILURE, KEY],
    }
    return tables | ({"series": [*RUN, MONTH, *SERIES.values(), KEY]} if prepared.work.series else {})


def _write_manifest(prepared: Prepared, place: Path, tally: Tally, command: str, seconds: float) -> None:
    """What the results are and how they came about; the only file that tells time, machine and workers."""
    file, study = place / "manifest.json", prepared.study
    before = json.loads(file.read_text(encoding="utf-8"))["sittings"] if file.is_file() else []
    sitting = {
        "command": command,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "wall_seconds": round(seconds, 2),
        "runs_made": tally.made,
        "workers": tally.workers,
        "interrupted": tally.interrupted,
        "model": prepared.work.version,
        **surroundings(),
    }
    about = {
        "study": study.name,
        "question": study.question,
        "design": study.design.model_dump(),
        "varied": list(prepared.points.names),
        "strategies": {s.strategy_name: s.digest for s in prepared.work.arms},
        "scenario": study.scenario.digest,
        "equal": study.equal,
        "root_seed": study.seed,
        "points": tally.points,
        "replicates": study.replicates,
        "precision": study.precision,
        "runs": tally.wanted,
        "failed": tally.failed,
        "outcomes": list(study.outcomes),
        "wall_seconds": round(sum(s["wall_seconds"] for s in [*before, sitting]), 2),
        "sittings": [*before, sitting],
    }
    text = as_json(about).encode()
    put(file, lambda half: half.write_bytes(text))


def _write_csv(file: Path, header: Sequence[str], rows: Any) -> None:
    with open(file, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
