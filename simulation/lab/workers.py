"""The processes that all visitors share for long work: a few runs at a time each, so that everyone's turn comes."""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from typing import Any

from simulation.study.pool import start_worker, usable_cores

AT_A_TIME = 2
"""Tasks of one visitor that wait or run at the same time."""
PATIENCE = 0.2
"""Seconds after which a visitor's work looks whether it is still wanted."""


class Workers:
    """A pool of processes, started when first needed and again if one of them dies."""

    def __init__(self, processes: int | None = None) -> None:
        self._processes = processes or max(1, usable_cores() - 1)
        self._pool: ProcessPoolExecutor | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Start now, so that the first visitor does not wait."""
        self._submit(os.getpid)

    def each[Item, Done](
        self, task: Callable[..., Done], items: Iterable[Item], wanted: Callable[[], bool], *shared: Any
    ) -> Iterator[Done]:
        """What `task(*shared, item)` gives for each item, as it is finished, until it is no longer `wanted`.

        Raises what a task raises; BrokenExecutor where a worker died.
        """
        left, pending = iter(items), set[Future[Done]]()
        try:
            while wanted():
                while len(pending) < AT_A_TIME and (item := next(left, _END)) is not _END:
                    pending.add(self._submit(task, *shared, item))
                if not pending:
                    return
                done, pending = wait(pending, timeout=PATIENCE, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        finally:
            for future in pending:
                future.cancel()

    def stop(self) -> None:
        """End the processes; what waits is dropped."""
        with self._lock:
            if self._pool is not None:
                self._pool.shutdown(wait=False, cancel_futures=True)
                self._pool = None

    def _submit[Done](self, task: Callable[..., Done], *given: Any) -> Future[Done]:
        with self._lock:
            try:
                return self._started().submit(task, *given)
            except BrokenExecutor:
                self._pool = None
                return self._started().submit(task, *given)

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._processes, mp_context=context, initializer=start_worker)
        return self._pool


_END: Any = object()
WORKERS = Workers()
"""The workers of this server."""
