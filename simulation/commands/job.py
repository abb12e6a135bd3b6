"""The compare job itself: run, show, store; loaded only when there is something to run."""

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.language import tr
from scenarios.scenario import Scenario
from simulation.commands.printing import Page, print_json
from simulation.commands.progress import Progress
from simulation.report.figures import figures
from simulation.report.table import show
from simulation.study.arms import Equal, make_arms
from simulation.study.compare import Comparison, Precision, compare, look_into_failures
from simulation.study.decision import Decision
from simulation.study.pool import Interruption
from simulation.study.runner import Runner, replicate_seed
from simulation.study.store import as_json, manifest, results_folder

DOSE_REPLICATES = Precision().least
"""Villages for the line about equal dose, which is an aside: as many as the first look at the main answer takes."""


@dataclass(frozen=True)
class Job:
    """What is to be compared and how, all of it checked. again: the command less what changes no result."""

    scenario: Scenario
    names: tuple[str, ...]
    equal: Equal
    root_seed: int
    replicates: int | None
    workers: int | None
    out: Path | None
    as_json: bool
    command: str
    again: str
    started: float


def do(job: Job) -> int:
    """Run the comparison, print it, store it, and give the exit code."""
    interruption = Interruption()
    with interruption.watched():
        main, dose = _compare(job, interruption)
    if not main.n:
        for broken in main.broken[:1]:
            seed = tr("(seed {seed})").format(seed=broken.seed)
            print(f"{broken.error} {seed}\n{broken.details}", file=sys.stderr)
        return 130 if main.interrupted else 1
    _report(job, main, dose)
    return 130 if main.interrupted else 3 if main.broken else 0


def _compare(job: Job, interruption: Interruption) -> tuple[Comparison, Comparison | None]:
    """The comparison, and with equal budget a small one at equal dose beside it."""
    first = replicate_seed(job.root_seed, 0)
    with Runner(job.workers, interruption) as runner, Progress() as progress:
        arms = make_arms(job.scenario, job.names, job.equal, first)
        main = compare(arms, job.root_seed, runner, job.replicates, tell=progress.villages)
        if main.n and not main.interrupted:
            look_into_failures(main, runner)
        if job.equal == "dose" or len(arms.active) < 2 or main.interrupted or not main.n:
            return main, None
        active = [arms.names[k] for k in arms.active]
        same_dose = make_arms(job.scenario, active, "dose", first)
        dose = compare(same_dose, job.root_seed, runner, min(main.n, DOSE_REPLICATES), tell=progress.dose)
    main.interrupted = dose.interrupted
    return main, dose if dose.n > 1 else None


def _report(job: Job, main: Comparison, dose: Comparison | None) -> None:
    all_figures = figures(main, dose)
    with results_folder(job.out, main.arms.scenario.community_name) as (folder, put):
        if job.as_json:
            print_json(all_figures)
        else:
            show(Page(), main, dose)
        _write_files(Decision(job.scenario, job.root_seed, job.again, main, dose=dose), all_figures, folder, job.out)
        seconds = time.perf_counter() - job.started
        (folder / "manifest.json").write_text(as_json(manifest(main, job.command, seconds)), encoding="utf-8")
        place = put()
    print(tr("Results: {folder}").format(folder=place), file=sys.stderr if job.as_json else sys.stdout)


def _write_files(decision: Decision, all_figures: dict[str, Any], folder: Path, place: Path | None) -> None:
    """Data, picture and report; what draws them is loaded only when the table has been read."""
    from simulation.report.decision import write_report
    from simulation.report.picture import draw
    from simulation.study.data import write_data

    write_data(folder, decision.comparison, all_figures, place)
    draw(decision.comparison, folder / "compare.png")
    if decision.comparison.n > 1:
        write_report(decision, folder)
