"""Running replicates: in this process or in workers, with the same results, and what is finished survives a Ctrl-C."""

import math
import multiprocessing
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from types import TracebackType

from agents.compiled import first_run
from scenarios.scenario import Scenario, make_scenario
from simulation.chance import number_of
from simulation.engine import start_run
from simulation.study.pool import Interruption, usable_cores
from simulation.study.replicate import Replicate, replicate

START_OF_WORKERS = 6.0
"""Seconds that workers need to start: shorter jobs stay in this process."""
CHUNK_SECONDS = 0.4


@dataclass(frozen=True)
class Broken:
    """A replicate that could not be finished: its number, seed, the error in one line and in full."""

    number: int
    seed: int
    error: str
    details: str


@dataclass(frozen=True)
class Finished:
    """A replicate by its number under the root seed."""

    number: int
    replicate: Replicate


type Result = Finished | Broken


def replicate_seed(root_seed: int, number: int) -> int:
    """The seed of a replicate, in [0, 2**63): the same for ever, whatever else is compared under this root seed."""
    return number_of(f"replicate {number} under root seed {root_seed}")


def attempt(scenarios: Sequence[Scenario], root_seed: int, number: int) -> Result:
    """Run one replicate; an error becomes a result, so that it cannot take the others with it."""
    seed = replicate_seed(root_seed, number)
    try:
        return Finished(number, replicate(scenarios, seed))
    except Exception as error:
        return Broken(number, seed, f"{type(error).__name__}: {error}", traceback.format_exc())


def attempts(scenarios: Sequence[Scenario], root_seed: int, numbers: Sequence[int]) -> list[Result]:
    """Run several replicates, as one task of a worker."""
    return [attempt(scenarios, root_seed, number) for number in numbers]


def load_model() -> None:
    """Load the model's compiled code, which the first run in a process waits for."""
    start_run(make_scenario(), 0)


def spread[Job, Out](work: Callable[[Job], Out], jobs: Sequence[Job], workers: int | None = None) -> list[Out]:
    """Results of a function (of a module, so that workers find it) for each job, in the jobs' order.

    The first job runs in this process, which compiles the model once before any worker starts.
    """
    processes = min(workers or usable_cores(), len(jobs))
    first = [work(job) for job in jobs[:1]]
    if processes < 2 or len(jobs) < 4 * processes:
        return first + [work(job) for job in jobs[1:]]
    size = max(1, len(jobs) // (8 * processes))
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        return first + list(pool.map(work, jobs[1:], chunksize=size))


class Runner:
    """Runs batches of replicates. `workers`: processes; None uses the cores there are, where that is quicker.

    The first replicate always runs in this process, which compiles the model once, before any worker has work. If so
    many workers are asked for and there is nothing to compile, they start at once and load the model meanwhile.
    """

    def __init__(self, workers: int | None = None, interruption: Interruption | None = None) -> None:
        self.workers = workers
        self.interruption = interruption or Interruption()
        self.seconds_each = math.inf
        self._measured = 0
        self._pool: ProcessPoolExecutor | None = None
        self._others: set[int] = set()

    def __enter__(self) -> "Runner":
        if self.workers is not None and self.workers > 1 and not first_run():
            pool = self._started()
            for _ in range(self.workers):
                pool.submit(load_model)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._pool is None:
            return
        self._pool.shutdown(wait=False, cancel_futures=True)
        if kind is not None:
            for child in multiprocessing.active_children():
                if child.pid not in self._others:
                    child.terminate()

    def run(
        self, scenarios: Sequence[Scenario], root_seed: int, numbers: Sequence[int], done: Callable[[Result], None]
    ) -> None:
        """Run the numbered replicates and hand each to `done` as it is finished; fewer if interrupted."""
        left = list(numbers)
        while left and not self._in_workers(len(left)) and not self.interruption.wished:
            done(self._here(scenarios, root_seed, left.pop(0)))
        if left and not self.interruption.wished:
            self._elsewhere(scenarios, root_seed, left, done)

    def each[Job, Out](self, work: Callable[[Job], Out], jobs: Sequence[Job]) -> list[Out]:
        """Results of a function (of a module) for each job, in the jobs' order, by the workers if they are there."""
        if self._pool is not None:
            try:
                return list(self._pool.map(work, jobs))
            except BrokenExecutor:
                self._pool = None
        return [work(job) for job in jobs]

    def _in_workers(self, jobs: int) -> bool:
        """Whether so many replicates should go to workers."""
        if self._measured == 0 or self.workers == 1:
            return False
        if self.workers is not None:
            return True
        if self._measured == 1:  # the first took longer: the model was compiled or loaded
            return False
        cores = usable_cores()
        start = 0.0 if self._pool else START_OF_WORKERS
        return cores > 1 and jobs * self.seconds_each > start + jobs * self.seconds_each / cores

    def _here(self, scenarios: Sequence[Scenario], root_seed: int, number: int) -> Result:
        started = time.perf_counter()
        result = attempt(scenarios, root_seed, number)
        self.seconds_each = min(time.perf_counter() - started, self.seconds_each)
        self._measured += 1
        return result

    def _elsewhere(
        self, scenarios: Sequence[Scenario], root_seed: int, numbers: Sequence[int], done: Callable[[Result], None]
    ) -> None:
        pool = self._started()
        chunks = _shares(numbers, int(CHUNK_SECONDS / self.seconds_each), self._processes)
        pending = {pool.submit(attempts, scenarios, root_seed, chunk): chunk for chunk in chunks}
        while pending:
            finished, _ = wait(pending, timeout=0.1, return_when=FIRST_COMPLETED)
            for future in finished:
                if isinstance(future.exception(), BrokenExecutor):
                    self._pool = None
                for result in _results(future, root_seed, pending.pop(future)):
                    done(result)
            if self.interruption.wished:
                pending = {future: chunk for future, chunk in pending.items() if not future.cancel()}

    @property
    def _processes(self) -> int:
        return self.workers or usable_cores()

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._others = {child.pid for child in multiprocessing.active_children() if child.pid}
            self._pool = ProcessPoolExecutor(
                self._processes, mp_context=multiprocessing.get_context("spawn"), initializer=_ignore_interrupts
            )
        return self._pool


def _shares(numbers: Sequence[int], most: int, workers: int) -> Iterator[Sequence[int]]:
    """Tasks of `most` replicates each, smaller and smaller at the end, so that all workers end together."""
    first = 0
    while first < len(numbers):
        size = max(1, min(most, (len(numbers) - first) // (2 * workers)))
        yield numbers[first : first + size]
        first += size


def _results(future: Future[list[Result]], root_seed: int, chunk: Sequence[int]) -> list[Result]:
    """What a task gave; if its worker died, every replicate of it is broken."""
    error = future.exception()
    if error is None:
        return future.result()
    words = f"{type(error).__name__}: {error}"
    return [Broken(number, replicate_seed(root_seed, number), words, words) for number in chunk]


def _ignore_interrupts() -> None:
    """Workers finish what they are at: only the parent decides on Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
