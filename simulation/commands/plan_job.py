"""The plan itself: decide, show, store with the report; loaded only when there is something to run."""

import sys
import time
from dataclasses import dataclass
from pathlib import Path

from scenarios.language import tr
from scenarios.scenario import Scenario
from simulation.commands.printing import Page, print_json
from simulation.commands.progress import Progress
from simulation.commands.sweep import slug
from simulation.report.decided import figures_of
from simulation.report.decision import write_report
from simulation.report.planned import show
from simulation.report.wording import village_label
from simulation.study.data import write_data, write_worlds
from simulation.study.decision import Decision
from simulation.study.hands import Hands
from simulation.study.planning import Planning
from simulation.study.pool import Died, Interruption, Pool
from simulation.study.store import as_json, manifest, results_folder


@dataclass(frozen=True)
class PlanJob:
    """What is to be decided and how, all of it checked. again: the command less what changes no result."""

    scenario: Scenario
    names: tuple[str, ...]
    root_seed: int
    workers: int | None
    out: Path | None
    as_json: bool
    command: str
    again: str
    started: float


def do(job: PlanJob) -> int:
    """Make the decision, print it, store it with its report, and give the exit code."""
    interruption = Interruption()
    with interruption.watched(), Pool(job.workers, interruption=interruption) as pool, Progress() as progress:
        hands = Hands(pool, lambda: not interruption.wished)
        planning = Planning(job.scenario, job.root_seed, job.again, hands, job.names)
        for step in planning.steps():
            progress.plan(step)
        lost = list(pool.lost)
    decision = planning.decision
    if decision is None or decision.comparison.n < 2:
        _say_why(decision, lost, interruption.wished)
        return 130 if interruption.wished else 1
    _report(job, decision, lost)
    return 130 if interruption.wished else 3 if lost or decision.comparison.broken else 0


def _say_why(decision: Decision | None, lost: list[Died], interrupted: bool) -> None:
    if interrupted:
        print(tr("interrupted"), file=sys.stderr)
    broken = decision.comparison.broken if decision else []
    for words in [*(b.details for b in broken), *(died.words for died in lost)][:1]:
        print(words, file=sys.stderr)


def _report(job: PlanJob, decision: Decision, lost: list[Died]) -> None:
    all_figures, main = figures_of(decision), decision.comparison
    with results_folder(job.out, f"plan-{slug(village_label(job.scenario))}") as (folder, put):
        if job.as_json:
            print_json(all_figures)
        write_data(folder, main, all_figures, job.out, "plan")
        if decision.worlds is not None:
            write_worlds(folder, decision.worlds)
        write_report(decision, folder)
        made = manifest(main, job.command, time.perf_counter() - job.started)
        made["lost"] = [died.words for died in lost]
        (folder / "manifest.json").write_text(as_json(made), encoding="utf-8")
        place = put()
    if job.as_json:
        print(tr("Results: {folder}").format(folder=place), file=sys.stderr)
        return
    show(Page(), decision, place)
