"""Jobs in, results out: in this process, in processes of this machine, or on a Dask cluster, by the same loop.

    with Pool(workers=2) as pool:
        for results in pool.run(work, jobs):
            ...

`work` takes a list of jobs and gives a list of results; both have to be picklable, and `work` a function of a module
(or a partial of one). Results come chunk by chunk, in whatever order chunks are finished; a job whose process ended
comes back as `Died`. The caller's process alone sees where results are kept.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from functools import partial
from itertools import islice, takewhile
from types import TracebackType
from typing import Any, NamedTuple, Protocol

from scenarios.errors import BerdayaError
from scenarios.language import tr

CHUNK_SECONDS = 1.5
_POLL = 0.2
_AHEAD = 2
"""Chunks given out for every process, so that none waits for the next."""
_PATIENCE = 15
"""Seconds in which a cluster must answer and have a worker."""


class Died(NamedTuple):
    """A job that was not done: its process ended, or it raised what `words` say."""

    job: Any
    words: str


class Interruption:
    """Ctrl-C as a wish to stop: the first lets what is in flight finish, the second raises KeyboardInterrupt."""

    def __init__(self) -> None:
        self.wished = False

    def __call__(self, *_: object) -> None:
        """Take in one Ctrl-C."""
        if self.wished:
            raise KeyboardInterrupt
        self.wished = True

    @contextmanager
    def watched(self) -> Iterator["Interruption"]:
        """Take Ctrl-C as a wish while this lasts (only the main thread can)."""
        if threading.current_thread() is not threading.main_thread():
            yield self
            return
        before = signal.signal(signal.SIGINT, self)
        try:
            yield self
        finally:
            signal.signal(signal.SIGINT, before)


def usable_cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Pool:
    """Processes that work on chunks of jobs, started when they first have something to do.

    `workers`: how many; 1 is this process itself; None takes the cores there are. `engine`: the address of a Dask
    scheduler whose workers are used instead. `chunk`: jobs given out at a time, else as many as take `chunk_seconds`.
    After a Ctrl-C, told by `interruption`, what is in flight is finished and no more is given out.
    """

    def __init__(
        self,
        workers: int | None = None,
        engine: str | None = None,
        interruption: Interruption | None = None,
        chunk: int | None = None,
        chunk_seconds: float = CHUNK_SECONDS,
    ) -> None:
        self.interruption = interruption or Interruption()
        self.chunk, self.chunk_seconds = chunk, chunk_seconds
        self.seconds_each = chunk_seconds
        self.lost: list[Died] = []
        workers = workers or usable_cores()
        self.engine: _Engine = _Cluster(engine) if engine else _Processes(workers) if workers > 1 else _Here()

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.engine.stop(at_once=kind is not None)

    def run[Job, Result](
        self, work: Callable[[Sequence[Job]], Sequence[Result]], jobs: Iterable[Job], many: int | None = None
    ) -> Iterator[list[Result | Died]]:
        """Do all jobs and give their results, a list at a time; an empty list now and then, so that callers can act.

        `many`: how many jobs there are, if known, so that the last chunks are small and end together. An exception
        that `work` raises is raised here.
        """
        flight = _Flight(self.engine, work)
        queue, left = iter(jobs), many
        while True:
            while (
                flight.takes_more and not self.interruption.wished and (chunk := list(islice(queue, self._size(left))))
            ):
                flight.give(chunk)
                left = None if left is None else left - len(chunk)
            if not flight.pending and (self.interruption.wished or not flight.suspects):
                return
            yield from flight.land(self._learn)

    def each[Item, Done](
        self, task: Callable[..., Done], items: Iterable[Item], wanted: Callable[[], bool], *shared: Any
    ) -> Iterator[Done]:
        """What `task(*shared, item)` gives for each item, in whatever order, until it is no longer `wanted`.

        An item that raises or ends its process gives nothing; `lost` keeps it.
        """
        self.seconds_each = self.chunk_seconds
        many = len(items) if isinstance(items, Sized) else None
        for results in self.run(partial(_try_each, task, shared), takewhile(lambda _: wanted(), items), many):
            for result in results:
                if isinstance(result, Died):
                    self.lost.append(result)
                else:
                    yield result

    def in_order[Item, Done](self, task: Callable[[Item], Done], items: Sequence[Item]) -> list[Done | Died]:
        """What `task(item)` gives for each item, in the items' order; `Died` for one that was not done.

        What a task raises is raised here.
        """
        self.seconds_each = self.chunk_seconds
        done: list[Any] = [Died(item, "interrupted") for item in items]
        for results in self.run(partial(_numbered, task), enumerate(items), len(items)):
            for result in results:
                place, given = (result.job[0], result) if isinstance(result, Died) else result
                done[place] = given
        return done

    def start(self, work: Callable[[Sequence[Any]], Any]) -> None:
        """Start all processes now, each with `work` on no jobs, which loads what jobs will need."""
        for _ in range(self.engine.processes):
            self.engine.submit(work, ())

    def _size(self, left: int | None) -> int:
        """Jobs in the next chunk."""
        if self.chunk:
            return self.chunk
        size = max(1, round(self.chunk_seconds / self.seconds_each))
        return size if left is None else max(1, min(size, left // (_AHEAD * self.engine.processes)))

    def _learn(self, jobs: int, seconds: float) -> None:
        self.seconds_each = max(1e-6, seconds / jobs)


class _Engine(Protocol):
    """What chunks are given to. `tells`: it says itself which chunk ended a process, rather than failing as a whole."""

    tells: bool

    @property
    def processes(self) -> int: ...
    def submit(self, work: Callable[..., Any], jobs: Sequence[Any]) -> "Future[Any]": ...
    def has_lost(self, error: BaseException) -> bool: ...
    def renew(self) -> None: ...
    def stop(self, at_once: bool) -> None: ...


class _Flight:
    """Chunks in flight. When processes end, every chunk in flight is suspect: each is tried again alone, in halves."""

    def __init__(self, engine: _Engine, work: Callable[..., Any]) -> None:
        self.engine, self.work = engine, work
        self.pending: dict[Future[Any], list[Any]] = {}
        self.suspects: deque[list[Any]] = deque()
        self.alone = self.broken = False

    @property
    def takes_more(self) -> bool:
        """Whether there is room for a chunk beside those in flight."""
        waits = self.suspects or self.alone or (self.broken and self.pending)
        return not waits and len(self.pending) < _AHEAD * self.engine.processes

    def give(self, chunk: list[Any]) -> None:
        """Start a chunk, with new processes if the last ones have ended."""
        if self.broken and not self.pending:
            self.engine.renew()
            self.broken = False
        try:
            self.pending[self.engine.submit(self.work, chunk)] = chunk
        except BrokenExecutor:
            self.broken = True
            self.suspects.append(chunk)

    def land(self, learn: Callable[[int, float], None]) -> Iterator[list[Any]]:
        """Wait a little and give the results of chunks that are finished."""
        if not self.pending:
            self._again()
        finished, _ = wait(self.pending, timeout=_POLL, return_when=FIRST_COMPLETED)
        if not finished:
            yield []
        for future in finished:
            chunk = self.pending.pop(future)
            error = future.exception() if not future.cancelled() else CancelledError()
            if error is None:
                results, seconds = future.result()
                learn(len(chunk), seconds)
                yield list(results)
            elif self.engine.has_lost(error):
                yield from self._lost(chunk, error)
            else:
                raise error
        if not self.pending:
            self.alone = False

    def _again(self) -> None:
        """Try the next suspect, alone."""
        self.alone = True
        self.give(self.suspects.popleft())

    def _lost(self, chunk: list[Any], error: BaseException) -> Iterator[list[Any]]:
        """A chunk whose process ended, or was ended with others: only one that was alone is known to be the cause."""
        self.broken = not self.engine.tells
        if not (self.alone or self.engine.tells):
            self.suspects.append(chunk)
        elif len(chunk) > 1:
            middle = len(chunk) // 2
            self.suspects.extendleft([chunk[middle:], chunk[:middle]])
        else:
            yield [Died(chunk[0], f"{type(error).__name__}: {error}")]


class _Here:
    """This process, as if it were a pool of one."""

    tells = True
    processes = 1

    def submit(self, work: Callable[..., Any], jobs: Sequence[Any]) -> "Future[Any]":
        future: Future[Any] = Future()
        try:
            future.set_result(_timed(work, jobs))
        except Exception as error:
            future.set_exception(error)
        return future

    def has_lost(self, error: BaseException) -> bool:
        return False

    def renew(self) -> None:
        pass

    def stop(self, at_once: bool) -> None:
        pass


class _Processes:
    """Processes of this machine, started anew (spawn): they share nothing with the caller but what is sent to them."""

    tells = False

    def __init__(self, processes: int) -> None:
        self.processes = processes
        self._pool: ProcessPoolExecutor | None = None
        self._others: set[int] = set()

    def submit(self, work: Callable[..., Any], jobs: Sequence[Any]) -> "Future[Any]":
        if self._pool is None:
            self._others = {child.pid for child in multiprocessing.active_children() if child.pid}
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.processes, mp_context=spawn, initializer=start_worker)
        return self._pool.submit(_timed, work, jobs)

    def has_lost(self, error: BaseException) -> bool:
        return isinstance(error, BrokenExecutor)

    def renew(self) -> None:
        self.stop(at_once=True)

    def stop(self, at_once: bool) -> None:
        if self._pool is None:
            return
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = None
        if at_once:
            for child in multiprocessing.active_children():
                if child.pid not in self._others:
                    child.terminate()


class _Cluster:
    """The workers of a Dask scheduler, started from a checkout of the same version."""

    tells = True

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client, KilledWorker
        except ImportError as error:
            text = tr("--engine needs Dask: pip install 'distributed', which the extra [cluster] names")
            raise BerdayaError(text) from error
        self.address, self._killed = address, KilledWorker
        try:
            self._client = Client(address, timeout=_PATIENCE, set_as_default=False)
            self._client.wait_for_workers(1, timeout=_PATIENCE)
        except (OSError, ValueError, TimeoutError) as error:
            text = tr("--engine {address}: no Dask scheduler with workers answers there ({error})")
            raise BerdayaError(text.format(address=address, error=str(error).splitlines()[0])) from error
        self._executor = self._client.get_executor(pure=False)
        self._counted, self._threads = 0.0, 1

    @property
    def processes(self) -> int:
        """Threads of all workers, which may come and go."""
        if time.monotonic() - self._counted > 1:
            self._threads = max(1, sum(self._client.nthreads().values()))
            self._counted = time.monotonic()
        return self._threads

    def submit(self, work: Callable[..., Any], jobs: Sequence[Any]) -> "Future[Any]":
        future: Future[Any] = self._executor.submit(_timed, work, jobs)
        return future

    def has_lost(self, error: BaseException) -> bool:
        if isinstance(error, self._killed):
            return True
        if isinstance(error, CancelledError) or self._client.status != "running":
            text = tr("the cluster at {address} is gone; what is finished is kept, and the same command goes on")
            raise BerdayaError(text.format(address=self.address)) from error
        return False

    def renew(self) -> None:
        pass

    def stop(self, at_once: bool) -> None:
        self._executor.shutdown(wait=not at_once)
        self._client.close()


def _timed(work: Callable[[Sequence[Any]], Sequence[Any]], jobs: Sequence[Any]) -> tuple[Sequence[Any], float]:
    started = time.perf_counter()
    results = work(jobs)
    return results, time.perf_counter() - started


def _try_each(task: Callable[..., Any], shared: tuple[Any, ...], items: Sequence[Any]) -> list[Any]:
    """Do each item; an error takes no other item with it."""
    results = list[Any]()
    for item in items:
        try:
            results.append(task(*shared, item))
        except Exception as error:
            results.append(Died(item, f"{type(error).__name__}: {error}"))
    return results


def _numbered(task: Callable[[Any], Any], jobs: Sequence[tuple[int, Any]]) -> list[tuple[int, Any]]:
    return [(place, task(item)) for place, item in jobs]


def start_worker() -> None:
    """Only the parent decides on Ctrl-C, and nobody works on when the parent has ended, however it ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
