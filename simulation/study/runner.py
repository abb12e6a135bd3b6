"""Running replicates: in this process or in workers, with the same results, and what is finished survives a Ctrl-C."""

import math
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from types import TracebackType

from agents.compiled import first_run
from scenarios.scenario import Scenario, make_scenario
from simulation.chance import number_of
from simulation.engine import start_run
from simulation.study.pool import Died, Interruption, Pool, usable_cores
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


def load_model(_: Sequence[object] = ()) -> None:
    """Load the model's compiled code, which the first run in a process waits for."""
    start_run(make_scenario(), 0)


def spread[Job, Out](work: Callable[[Job], Out], jobs: Sequence[Job], workers: int | None = None) -> list[Out]:
    """Results of a function (of a module, so that workers find it) for each job, in the jobs' order.

    The first job runs in this process, which compiles the model once before any worker starts. Raises what a job
    raises, and RuntimeError where one ended its process.
    """
    processes = min(workers or usable_cores(), len(jobs))
    results = [work(job) for job in jobs[:1]]
    with Pool(processes if len(jobs) >= 4 * processes else 1) as pool:
        for result in pool.in_order(work, jobs[1:]):
            if isinstance(result, Died):
                raise RuntimeError(result.words)
            results.append(result)
    return results


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
        self._pool = Pool(workers, interruption=self.interruption, chunk_seconds=CHUNK_SECONDS)
        self._started = False

    def __enter__(self) -> "Runner":
        if self.workers is not None and self.workers > 1 and not first_run():
            self._started = True
            self._pool.start(load_model)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pool.__exit__(kind, error, at)

    def run(
        self, scenarios: Sequence[Scenario], root_seed: int, numbers: Sequence[int], done: Callable[[Result], None]
    ) -> None:
        """Run the numbered replicates and hand each to `done` as it is finished; fewer if interrupted."""
        left = list(numbers)
        while left and not self._in_workers(len(left)) and not self.interruption.wished:
            done(self._here(scenarios, root_seed, left.pop(0)))
        if left and not self.interruption.wished:
            self._elsewhere(scenarios, root_seed, left, done)

    def each[Job, Out](self, work: Callable[[Job], Out], jobs: Sequence[Job]) -> list[Out | Died]:
        """Results of a function (of a module) for each job, in the jobs' order, by the workers if they are there."""
        if self._started:
            return self._pool.in_order(work, jobs)
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
        start = 0.0 if self._started else START_OF_WORKERS
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
        self._started = True
        self._pool.seconds_each = self.seconds_each
        for results in self._pool.run(partial(attempts, scenarios, root_seed), numbers, len(numbers)):
            for result in results:
                done(_broken(result, root_seed) if isinstance(result, Died) else result)


def _broken(died: Died, root_seed: int) -> Broken:
    """A replicate that ended its process."""
    return Broken(died.job, replicate_seed(root_seed, died.job), died.words, died.words)
