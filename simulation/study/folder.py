"""The folder of a study: parts while it runs, one file a table when it is done, and nothing finished is ever lost.

The driver alone writes. Every second or so what is finished becomes a part, which is there whole or not at all; at the
end parts are laid together in the order of the runs, so that the same study gives the same bytes however it was made.
"""

import os
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from scenarios.errors import BerdayaError
from scenarios.language import tr
from scenarios.outcomes import FAILURE, KEY, MONTH, RUN, SERIES
from simulation.study.arrow import array, named, numbers, put, texts
from simulation.study.jobs import Done, Failed, Result, Runs

TABLES = ("outcomes", "series", "failures")
PARTS, EARLIER = "parts", "earlier"
FLUSH_SECONDS = 1.0
_LOCK = ".lock"
_BLOCK = {"outcomes": 8192, "series": 256, "failures": 8192}
"""Runs in a row group of a finished file."""


class StudyFolder:
    """Results of a study under one roof, open for one driver at a time.

    Raises BerdayaError if the folder holds something else, cannot be written or is in use, OSError for a full disk.
    """

    def __init__(self, place: Path, runs: Runs) -> None:
        self.place, self.runs = place, runs
        self.n_failed = 0
        self._buffer: list[Result] = []
        self._flushed = time.monotonic()

    def __enter__(self) -> "StudyFolder":
        refuse_foreign(self.place, PARTS, "outcomes.parquet")
        try:
            (self.place / PARTS).mkdir(parents=True, exist_ok=True)
            self._lock = open(self.place / _LOCK, "w")
        except OSError as error:
            text = tr("the results cannot be written to {folder}: {error}")
            raise BerdayaError(text.format(folder=self.place, error=error.strerror)) from error
        if not locked(self._lock):
            raise BerdayaError(tr("{folder}: another sweep is at work there").format(folder=self.place))
        for half in self.place.rglob(".*.half"):
            half.unlink()
        numbers_used = [int(file.name.split("-")[0]) for file in (self.place / PARTS).glob("*.parquet")]
        self._part = max(numbers_used, default=0)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._lock.close()

    def finished(self) -> np.ndarray:
        """Keys, uint64 (n,), of all runs that need not be made again: finished, or failed by an error of the model."""
        found = [_keys(file) for file in self._files("outcomes")]
        found += [_keys(file, "error") for file in self._files("failures")]
        return np.unique(np.concatenate(found)) if found else np.empty(0, np.uint64)

    def values(self, outcome: str) -> tuple[np.ndarray, np.ndarray]:
        """Keys of all finished runs and one outcome of each."""
        keys, values = [np.empty(0, np.uint64)], [np.empty(0)]
        for file in self._files("outcomes"):
            if outcome in pq.read_schema(file).names:
                table = pq.read_table(file, columns=["key", outcome], partitioning=None)
                keys.append(array(table["key"]).view(np.uint64))
                values.append(array(table[outcome]))
        return np.concatenate(keys), np.concatenate(values)

    def add(self, results: Sequence[Result]) -> None:
        """Take results in; they are on the disk at the next flush."""
        self.n_failed += sum(isinstance(result, Failed) for result in results)
        self._buffer += results
        if time.monotonic() - self._flushed > FLUSH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what was taken in since as a part."""
        self._flushed = time.monotonic()
        if not self._buffer:
            return
        done = [result for result in self._buffer if isinstance(result, Done)]
        failed = [result for result in self._buffer if isinstance(result, Failed)]
        self._part += 1
        try:
            self._write_parts(done, failed)
        except OSError as error:
            text = tr(
                "the results cannot be written to {folder}: {error}; what is in it is whole, and with more room "
                "the same command goes on"
            )
            raise OSError(text.format(folder=self.place, error=error.strerror or error)) from error
        self._buffer = []

    def _write_parts(self, done: list[Done], failed: list[Failed]) -> None:
        if done and self.runs.work.series:
            self._write_part("series", self._series(done))
        if done:
            self._write_part("outcomes", self._outcomes(done))
        if failed:
            self._write_part("failures", self._failures(failed))

    def compact(self, wanted: np.ndarray) -> None:
        """Lay all parts together: wanted runs, bool (replicates, points, arms), in their order; the others apart."""
        order = np.flatnonzero(wanted)
        finished = _Found(self._files("outcomes"))
        for table in TABLES:
            if table == "series" and not self.runs.work.series:
                continue
            found = finished if table == "outcomes" else _Found(self._files(table))
            if table == "failures":
                found.leave_out(finished.keys)
            self._lay(table, found, order)
        for table in TABLES:
            for file in self._parts(table):
                file.unlink()

    def _lay(self, table: str, found: "_Found", order: np.ndarray) -> None:
        keys = self.runs.keys.ravel()[order]
        source = found.of(keys)
        there = source >= 0
        schema = self._schema(table)
        earlier = self._earlier(table)
        block = _BLOCK[table]

        def current(half: Path) -> None:
            chosen, places = source[there], order[there]
            with pq.ParquetWriter(half, schema, compression="zstd") as writer:
                for first in range(0, len(chosen), block):
                    runs = chosen[first : first + block]
                    rows = found.take(runs, schema)
                    of_row = np.repeat(places[first : first + block], found.lengths[runs])
                    writer.write_table(self._placed(rows, of_row), row_group_size=len(rows))

        def others(half: Path) -> None:
            of_all = pa.unify_schemas([pq.read_schema(file) for file, _ in found.groups], promote_options="permissive")
            with pq.ParquetWriter(half, of_all, compression="zstd") as writer:
                for first in range(0, len(rest), block):
                    writer.write_table(found.take(rest[first : first + block], of_all))

        rest = found.of(np.setdiff1d(found.keys, keys))
        if rest.size and table != "failures":
            number = 1 + max((int(file.stem.split("-")[1]) for file in earlier), default=0)
            (self.place / EARLIER).mkdir(exist_ok=True)
            put(self.place / EARLIER / f"{table}-{number}.parquet", others)
        put(self.place / f"{table}.parquet", current)
        for file in earlier:
            file.unlink()

    def _placed(self, table: pa.Table, order: np.ndarray) -> pa.Table:
        number, point, arm = np.unravel_index(order, self.runs.keys.shape)
        for name, column in zip([c.name for c in RUN[:3]], self._names(point, arm, number), strict=True):
            table = table.set_column(table.schema.get_field_index(name), name, column)
        return table

    def _names(self, point: Any, arm: Any, number: Any) -> tuple[pa.Array, pa.Array, pa.Array]:
        strategies = [scenario.strategy_name for scenario in self.runs.work.arms]
        once = {name: rank for rank, name in enumerate(dict.fromkeys(strategies))}
        of_arm = np.array([once[name] for name in strategies], np.int32)[arm]
        of_point, of_number = (np.asarray(values, np.int32) for values in (point, number))
        return numbers(of_point), named(of_arm, list(once)), numbers(of_number)

    def _run_columns(self, results: Sequence[Result]) -> tuple[dict[str, pa.Array], pa.Array]:
        """The columns that name a run, and its key."""
        point, arm, number = (np.array([getattr(r, name) for r in results]) for name in ("point", "arm", "replicate"))
        keys = self.runs.keys[number, point, arm]
        of_run = dict(zip([c.name for c in RUN], self._names(point, arm, number), strict=False))
        return of_run | {"seed": numbers(np.array([r.seed for r in results], np.int64))}, numbers(keys.view(np.int64))

    def _outcomes(self, done: list[Done]) -> pa.Table:
        columns, key = self._run_columns(done)
        values = np.array([result.outcomes for result in done])
        columns |= {name: numbers(values[:, k].copy()) for k, name in enumerate(self.runs.work.outcomes)}
        return pa.table(columns | {KEY.name: key})

    def _series(self, done: list[Done]) -> pa.Table:
        lengths = [len(result.series) for result in done]
        columns, key = self._run_columns(done)
        table = pa.table(columns | {KEY.name: key}).take(numbers(np.repeat(np.arange(len(done)), lengths)))
        months = np.concatenate([np.arange(n, dtype=np.int32) for n in lengths])
        values = np.concatenate([result.series for result in done])
        table = table.add_column(len(RUN), MONTH.name, numbers(months))
        for k, name in enumerate(SERIES):
            table = table.add_column(len(RUN) + 1 + k, name, numbers(values[:, k].copy()))
        return table

    def _failures(self, failed: list[Failed]) -> pa.Table:
        columns, key = self._run_columns(failed)
        columns |= {c.name: texts([getattr(result, c.name) for result in failed]) for c in FAILURE}
        return pa.table(columns | {KEY.name: key})

    def _schema(self, table: str) -> pa.Schema:
        """The columns of a table, also of one without rows."""
        none = np.empty((0, len(SERIES)))
        empty = Done(0, 0, 0, 0, np.zeros(len(self.runs.work.outcomes)), none)
        if table == "outcomes":
            return self._outcomes([empty]).schema
        return (
            self._series([empty]).schema
            if table == "series"
            else self._failures([Failed(0, 0, 0, 0, "", "", "")]).schema
        )

    def _write_part(self, table: str, rows: pa.Table) -> None:
        file = self.place / PARTS / f"{self._part:06d}-{table}.parquet"
        put(file, lambda half: pq.write_table(rows, half, compression="zstd"))

    def _parts(self, table: str) -> list[Path]:
        return sorted((self.place / PARTS).glob(f"*-{table}.parquet"))

    def _files(self, table: str) -> list[Path]:
        """Every file that holds rows of a table."""
        laid = self.place / f"{table}.parquet"
        return [*([laid] if laid.is_file() else []), *self._earlier(table), *self._parts(table)]

    def _earlier(self, table: str) -> list[Path]:
        """Files of runs no longer asked for; two where a sweep was killed while laying them apart."""
        return sorted((self.place / EARLIER).glob(f"{table}-*.parquet"))


def refuse_foreign(place: Path, *ours: str) -> None:
    """Raise BerdayaError where a folder holds something, but none of what our own hold."""
    if place.is_dir() and any(place.iterdir()) and not any((place / name).exists() for name in ours):
        text = tr("--out {folder}: there are files in it that are no study's; name a new or an empty folder")
        raise BerdayaError(text.format(folder=place))


class _Found:
    """All runs found in some files, each once: `keys` uint64 (n,) ascending, and where the rows of each lie."""

    def __init__(self, files: Sequence[Path]) -> None:
        self.groups = [(file, group) for file in files for group in range(pq.read_metadata(file).num_row_groups)]
        self._read = lru_cache(maxsize=4)(_read_group)
        keys, groups, starts, lengths = [np.empty(0, np.uint64)], [], [], []
        for number, (file, group) in enumerate(self.groups):
            column = array(_read_group(file, group, ("key",))["key"]).view(np.uint64)
            first = np.flatnonzero(np.r_[True, column[1:] != column[:-1]]) if column.size else np.empty(0, np.int64)
            keys.append(column[first])
            groups.append(np.full(len(first), number))
            starts.append(first)
            lengths.append(np.diff(np.r_[first, len(column)]))
        self.keys, once = np.unique(np.concatenate(keys), return_index=True)
        of_run = [
            np.concatenate(parts)[once] if parts else np.empty(0, np.int64) for parts in (groups, starts, lengths)
        ]
        self.group, self.start, self.lengths = of_run

    def of(self, keys: np.ndarray) -> np.ndarray:
        """Where each key stands in `keys`; -1 where it does not."""
        if not self.keys.size:
            return np.full(len(keys), -1)
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[place] == keys, place, -1)

    def leave_out(self, keys: np.ndarray) -> None:
        """Forget these."""
        kept = ~np.isin(self.keys, keys)
        self.keys, self.group = self.keys[kept], self.group[kept]
        self.start, self.lengths = self.start[kept], self.lengths[kept]

    def take(self, runs: np.ndarray, schema: pa.Schema) -> pa.Table:
        """The rows of some runs, in their order, with the columns of `schema`."""
        groups, which = np.unique(self.group[runs], return_inverse=True)
        tables = [self._read(*self.groups[group]) for group in groups]
        before = np.cumsum([0, *map(len, tables)])[which] + self.start[runs]
        rows = np.repeat(before, self.lengths[runs]) + _count_up(self.lengths[runs])
        together = pa.concat_tables([schema.empty_table(), *tables], promote_options="permissive")
        return together.unify_dictionaries().take(numbers(rows)).select(schema.names)


def _count_up(lengths: np.ndarray) -> np.ndarray:
    """0, 1, ... for each of several lengths, one after the other."""
    ends = np.cumsum(lengths)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - lengths, lengths)


def _read_group(file: Path, group: int, columns: Sequence[str] | None = None) -> pa.Table:
    with pq.ParquetFile(file) as parquet:
        return parquet.read_row_group(group, columns=columns)


def _keys(file: Path, kind: str | None = None) -> np.ndarray:
    table = pq.read_table(file, columns=["key", "kind"] if kind else ["key"], partitioning=None)
    keys = array(table["key"]).view(np.uint64)
    return keys if kind is None else keys[np.array(table["kind"].to_pylist(), dtype=object) == kind]


def locked(file: Any) -> bool:
    """Keep other drivers out for as long as the file is open; False where one has done so before."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
