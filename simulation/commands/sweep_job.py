"""The sweep itself: plan, run, say what came of it; loaded only when there is something to run."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path

from scenarios.language import ntr, tr
from scenarios.study import Study
from simulation.commands.printing import Page, print_json
from simulation.commands.progress import Progress
from simulation.report.wording import duration, number, runs, size
from simulation.study.forecast import Forecast, forecast
from simulation.study.pool import Interruption, Pool
from simulation.study.sweep import Prepared, Tally, prepare, sweep


@dataclass(frozen=True)
class SweepJob:
    """What is to be run and how, all of it checked."""

    study: Study
    seed: int | None
    place: Path
    workers: int | None
    engine: str | None
    as_json: bool
    command: str

    def prepared(self) -> Prepared:
        """The study's points and what its runs share."""
        return prepare(self.study if self.seed is None else replace(self.study, seed=self.seed))


def do(job: SweepJob) -> int:
    """Run the study and give the exit code."""
    prepared = job.prepared()
    interruption = Interruption()
    with interruption.watched(), Pool(job.workers, job.engine, interruption) as pool, Progress() as progress:
        tally = sweep(prepared, job.place, pool, job.command, progress.study)
    if job.as_json:
        print_json({"folder": str(job.place), **told(tally)})
    else:
        _say(summary(job, tally))
    return 130 if tally.interrupted else 3 if tally.failed else 0


def told(tally: Tally) -> dict[str, object]:
    """A tally for machines."""
    names = ("points", "strategies", "wanted", "found", "made", "failed", "left", "interrupted")
    return {name: asdict(tally)[name] for name in names}


def summary(job: SweepJob, tally: Tally) -> list[str]:
    """What came of a sweep, in words."""
    lines = [
        tr("{study}: {made} made, {found} found, {wanted} in all: {points} under {strategies}.").format(
            study=job.study.name,
            made=runs(tally.made),
            found=number(tally.found),
            wanted=number(tally.wanted),
            points=_points(tally.points),
            strategies=_strategies(tally.strategies),
        )
    ]
    if tally.failed:
        text = tr("{runs} failed: failures.parquet tells which, and why.")
        lines.append(text.format(runs=runs(tally.failed)))
    if tally.interrupted:
        text = tr("Interrupted: {runs} left, and the same command goes on.")
        lines.append(text.format(runs=runs(tally.left)))
    return [*lines, tr("Results: {folder}").format(folder=job.place)]


def plan(job: SweepJob) -> int:
    """Measure a sample and say what the study will take."""
    prepared = job.prepared()
    interruption = Interruption()
    with interruption.watched(), Pool(job.workers, job.engine, interruption) as pool:
        expected = forecast(prepared, pool)
    if job.as_json:
        derived = {name: getattr(expected, name) for name in ("seconds", "seconds_of_many", "disk")}
        print_json(asdict(expected) | derived)
    else:
        _say(expectation(job.study, expected))
    return 130 if interruption.wished else 0


def expectation(study: Study, expected: Forecast) -> list[str]:
    """What a study will take, in words."""
    how_many = tr("at most {runs}") if expected.at_most else "{runs}"
    text = tr("{study}: {runs} at {points} under {strategies}.")
    measured = tr("Measured here: {rate} runs a second with {workers} (of {runs}), {size} a run.")
    return [
        text.format(
            study=study.name,
            runs=how_many.format(runs=runs(expected.runs)),
            points=_points(expected.points),
            strategies=_strategies(len(study.strategies)),
        ),
        measured.format(
            rate=number(expected.runs_a_second, 1),
            workers=_workers(expected.workers),
            runs=runs(expected.runs_measured),
            size=size(expected.bytes_a_run),
        ),
        tr("Time: {here} with {workers}; {there} with 100 workers as fast as these.").format(
            here=duration(expected.seconds),
            workers=_workers(expected.workers),
            there=duration(expected.seconds_of_many),
        ),
        tr("Disk: {size}, and as much again while the result is laid together.").format(size=size(expected.disk)),
    ]


def _points(n: int) -> str:
    return ntr("{n} point", "{n} points", n).format(n=number(n))


def _strategies(n: int) -> str:
    return ntr("{n} strategy", "{n} strategies", n).format(n=number(n))


def _workers(n: int) -> str:
    return ntr("{n} worker", "{n} workers", n).format(n=number(n))


def _say(lines: list[str]) -> None:
    page = Page()
    for line in lines:
        page.print(line, markup=False, soft_wrap=True)
