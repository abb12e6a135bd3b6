"""The runs of a study: which there are, a key for each, and the function with which a worker makes them.

A run is one strategy at one point in one replicate. A job is what is made together: the strategies of a point and
replicate, which share village, luck and untreated twin. A run's key is a digest of all its values, its seed, the
model's version and the columns kept: a run is the same run whatever the study, its folder or a strategy is called.
"""

import hashlib
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

import numba
import numpy as np

from scenarios.errors import BerdayaError
from scenarios.language import tr
from scenarios.outcomes import STAYS
from scenarios.parameter import Value
from scenarios.scenario import Scenario
from scenarios.study import Study
from simulation.chance import number_of
from simulation.study.arms import Equal, at_equal_dose, in_each
from simulation.study.design import Points
from simulation.study.replicate import horizon_of, replicate
from simulation.study.runner import replicate_seed

HOUSE = Path(__file__).resolve().parents[2]
_MOST_DOSES = 4096
_MODEL = ("agents", "simulation")
_NOT_THE_MODEL = ("report", "lab", "commands")
_STUDY = ("arms.py", "replicate.py")
"""Of simulation/study, the files that decide what a run gives."""


@cache
def model_version(house: Path = HOUSE) -> str:
    """16 hexadecimal digits that change with every file that decides what a run gives, and with numba and numpy."""
    digest = hashlib.sha256(f"numba {numba.__version__} numpy {np.__version__}".encode())
    for part in _MODEL:
        for file in sorted((house / part).rglob("*.py")):
            floor = file.relative_to(house).parts[1]
            if floor in _NOT_THE_MODEL or (floor == "study" and file.name not in _STUDY):
                continue
            digest.update(f"\n{file.relative_to(house).as_posix()}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


class Job(NamedTuple):
    """The strategies `arms` (positions) at a point in a replicate. `values`: of what varies; `luck`: see `design`."""

    point: int
    replicate: int
    arms: tuple[int, ...]
    values: tuple[Value, ...]
    luck: float | None = None


class Done(NamedTuple):
    """A finished run: outcomes float64 (outcomes kept,); series float64 (months + 1, series), empty unless kept."""

    point: int
    arm: int
    replicate: int
    seed: int
    outcomes: np.ndarray
    series: np.ndarray


class Failed(NamedTuple):
    """A run that could not be finished. kind: see `outcomes.FAILURE`."""

    point: int
    arm: int
    replicate: int
    seed: int
    kind: str
    error: str
    traceback: str


type Result = Done | Failed


@dataclass(frozen=True)
class Work:
    """What all jobs of a study share; it travels with every chunk of them.

    keeps: for each arm, what it sets itself and keeps whatever varies; empty where no arm does.
    """

    arms: tuple[Scenario, ...]
    equal: Equal
    root_seed: int
    varied: tuple[str, ...]
    outcomes: tuple[str, ...]
    series: bool
    version: str
    keeps: tuple[frozenset[str], ...] = ()

    @cached_property
    def stays(self) -> bool:
        """Whether any outcome kept needs the twin in which the facilitator stays."""
        return any(name.startswith(STAYS) for name in self.outcomes)

    @cached_property
    def digest(self) -> str:
        """Tells this work from any other."""
        return ":".join([*(arm.digest for arm in self.arms), self.equal, str(self.root_seed), *self.varied])

    def kept_by(self, arm: int) -> frozenset[str]:
        """What an arm keeps whatever varies."""
        return self.keeps[arm] if self.keeps else frozenset()

    def seed(self, replicate: int, luck: float | None) -> int:
        """The seed of a replicate, the same at all points that have the same luck."""
        root = self.root_seed
        return replicate_seed(root if luck is None else number_of(f"luck {luck!r} under root seed {root}"), replicate)


def work_of(study: Study, points: Points) -> Work:
    """What all jobs of a study share. Raises ScenarioError where a strategy cannot be in its scenario."""
    return Work(
        arms=tuple(in_each(study.scenario, study.strategies)),
        equal=study.equal,
        root_seed=study.seed,
        varied=points.names,
        outcomes=study.outcomes,
        series=study.series,
        version=model_version(),
    )


def do_jobs(work: Work, jobs: Sequence[Job]) -> list[Result]:
    """Make all runs of some jobs, as one task of a worker. A run that fails is a result like others."""
    if work.version != model_version():
        text = tr("a worker has another version of the model ({theirs}, here {ours}): start it from the same checkout")
        raise BerdayaError(text.format(theirs=model_version(), ours=work.version))
    return [result for job in jobs for result in do_job(work, job)]


def do_job(work: Work, job: Job) -> list[Result]:
    """Make the runs of a job together; where that fails, each alone, so that one does not take the others with it."""
    try:
        return _together(work, job)
    except Exception as error:
        if len(job.arms) > 1:
            return [result for arm in job.arms for result in do_job(work, job._replace(arms=(arm,)))]
        words = f"{type(error).__name__}: {error}"
        seed = work.seed(job.replicate, job.luck)
        return [Failed(job.point, job.arms[0], job.replicate, seed, "error", words, traceback.format_exc())]


def died(work: Work, job: Job, words: str) -> list[Result]:
    """The runs of a job whose process ended."""
    seed = work.seed(job.replicate, job.luck)
    return [Failed(job.point, arm, job.replicate, seed, "died", words, "") for arm in job.arms]


def scenarios_of(work: Work, job: Job) -> list[Scenario]:
    """The scenarios of all strategies at a job's point."""
    values = dict(zip(work.varied, job.values, strict=True))
    scenarios = [
        _varied(arm, {name: value for name, value in values.items() if name not in work.kept_by(k)})
        for k, arm in enumerate(work.arms)
    ]
    if work.equal == "budget":
        return scenarios
    doses = _doses(work, job, scenarios)
    return [_varied(scenario, dose) for scenario, dose in zip(scenarios, doses, strict=True)]


def _together(work: Work, job: Job) -> list[Result]:
    seed = work.seed(job.replicate, job.luck)
    scenarios = scenarios_of(work, job)
    watched = max(map(horizon_of, scenarios))
    made = replicate([scenarios[arm] for arm in job.arms], seed, work.stays, watched)
    none = np.empty((0, 0))
    results: list[Result] = []
    for arm, outcomes, series in zip(job.arms, made.outcomes, made.series, strict=True):
        kept = np.array([outcomes[name] for name in work.outcomes])
        months = np.stack(list(series.values()), axis=1) if work.series else none
        results.append(Done(job.point, arm, job.replicate, seed, kept, months))
    return results


def _varied(scenario: Scenario, values: dict[str, Value]) -> Scenario:
    """A scenario with values that were checked before; where the strategy is to do nothing, levers do nothing too."""
    kept = values if scenario.values["facilitators"] else {k: v for k, v in values.items() if k != "facilitators"}
    return Scenario(
        scenario.name,
        scenario.community_name,
        scenario.strategy_name,
        {**scenario.stated, **kept},
        {**scenario.values, **kept},
        scenario.village_files,
    )


_DOSE = ("invited", "budget", "facilitators", "facilitator_hours")
_known_doses: dict[tuple[str, int], list[dict[str, Value]]] = {}


def _doses(work: Work, job: Job, scenarios: Sequence[Scenario]) -> list[dict[str, Value]]:
    """What equal dose gives each strategy at a point: found in the village of its first replicate, and remembered."""
    place = work.digest, job.point
    if place not in _known_doses:
        if len(_known_doses) >= _MOST_DOSES:
            _known_doses.clear()
        dosed = at_equal_dose(scenarios, work.seed(0, job.luck))
        _known_doses[place] = [{name: scenario.values[name] for name in _DOSE} for scenario in dosed]
    return _known_doses[place]


@dataclass(frozen=True)
class Runs:
    """All runs that a study may ask for, in replicate-major order.

    `keys`: uint64 (replicates, points, arms). Part of a study is balanced: all points and strategies have as many
    replicates, or one more.
    """

    work: Work
    points: Points
    keys: np.ndarray

    @classmethod
    def of(cls, work: Work, points: Points, replicates: int) -> "Runs":
        """All runs with their keys."""
        keys = np.empty((replicates, len(points), len(work.arms)), np.uint64)
        for point, digests in enumerate(_digests(work, points)):
            for number in range(replicates):
                seed = work.seed(number, points.luck_of(point)).to_bytes(8)
                for arm, digest in enumerate(digests):
                    keys[number, point, arm] = int.from_bytes(hashlib.blake2b(digest + seed, digest_size=8).digest())
        return cls(work, points, keys)

    def jobs(self, missing: np.ndarray) -> Iterator[Job]:
        """The jobs of missing runs, bool (replicates, points, arms), in their order."""
        for number, point in np.argwhere(missing.any(axis=2)).tolist():
            arms = tuple(np.flatnonzero(missing[number, point]).tolist())
            yield Job(point, number, arms, self.points.rows[point], self.points.luck_of(point))


def _digests(work: Work, points: Points) -> Iterator[list[bytes]]:
    """For every point, a digest of each strategy's values, of what is kept and of the model's version."""
    kept = [*work.outcomes, "series" if work.series else "", work.version]
    texts = [_text_of(scenario, points.names, work.kept_by(k), kept) for k, scenario in enumerate(work.arms)]
    for point, row in enumerate(points.rows):
        varied = [f"{name} {value!r}" for name, value in zip(points.names, row, strict=True)]
        filled = [text(varied) for text in texts]
        about = f"{_longest(work, points.values(point))} {work.equal}"
        shared = about + "".join(sorted(filled)) if work.equal == "dose" else about
        yield [hashlib.blake2b((text + shared).encode(), digest_size=32).digest() for text in filled]


def _longest(work: Work, values: Mapping[str, Value]) -> int:
    """Months for which the untreated twin is watched: as long as the longest of all strategies."""
    lengths = ({**arm.values, **values} for arm in work.arms)
    return max(int(v["months"]) + int(v["months_after"]) for v in lengths)


def _text_of(
    scenario: Scenario, varied: Sequence[str], keeps: frozenset[str], kept: Sequence[str]
) -> Callable[[Sequence[str]], str]:
    """A function that gives all of a scenario's values as text once it is told those that vary."""
    names = sorted(scenario.values)
    lines = [f"{name} {scenario.values[name]!r}" for name in names]
    places = [None if name in keeps else names.index(name) for name in varied]
    files = list(scenario.village_files.digests) if scenario.village_files else []
    end = "\n".join([*files, *kept])

    def text(values: Sequence[str]) -> str:
        for place, value in zip(places, values, strict=True):
            if place is not None:
                lines[place] = value
        return "\n".join(lines) + end

    return text
