"""The search itself: run it, say what it found, keep it; loaded only when there is something to run."""

import csv
import io
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from scenarios.language import tr
from scenarios.scenario import Scenario
from simulation.commands.printing import Page, print_json
from simulation.commands.progress import Progress
from simulation.report import optimise as report
from simulation.report.table import WIDTH
from simulation.study.arrow import put
from simulation.study.optimise import Optimum, optimise
from simulation.study.pool import Interruption, Pool
from simulation.study.store import as_json, surroundings

STRATEGY = "recommended.toml"


@dataclass(frozen=True)
class OptimiseJob:
    """What is to be searched and how, all of it checked."""

    scenario: Scenario
    trials: int
    seed: int
    place: Path
    workers: int | None
    as_json: bool
    command: str

    @property
    def comparison(self) -> str:
        """The command that compares what is recommended with strategies there were."""
        files = self.place / "scenario.toml", self.place / STRATEGY
        return f"python run.py compare {files[0]} --strategies {files[1]},group,individual,cascade"


def do(job: OptimiseJob) -> int:
    """Search and give the exit code."""
    interruption = Interruption()
    with interruption.watched(), Pool(job.workers, interruption=interruption) as pool, Progress() as progress:
        try:
            optimum = optimise(job.scenario, job.place, job.seed, job.trials, pool, progress.study)
        except KeyboardInterrupt:
            print(tr("Interrupted: what is finished is kept, and the same command goes on."), file=sys.stderr)
            return 130
    _keep(job, optimum)
    if job.as_json:
        print_json(report.figures(optimum))
    else:
        _say(Page(), job, optimum)
    return 3 if optimum.failed else 0


def _say(console: Console, job: OptimiseJob, optimum: Optimum) -> None:
    report.show(console, optimum)
    console.print(tr("Compare it: {command}").format(command=job.comparison), markup=False, soft_wrap=True)
    console.print(tr("Results: {folder}").format(folder=job.place), markup=False)


def _keep(job: OptimiseJob, optimum: Optimum) -> None:
    """Write the result beside the runs; the same search writes the same bytes, but for the manifest."""
    told = io.StringIO()
    _say(Console(file=told, width=WIDTH, highlight=False), job, optimum)
    texts = {
        "optimise.txt": told.getvalue(),
        "optimise.json": as_json(report.figures(optimum)),
        "front.csv": _csv(report.front_rows(optimum)),
        "programmes.csv": _csv(report.tried_rows(optimum)),
        "worlds.csv": _csv(report.world_rows(optimum)),
        "scenario.toml": job.scenario.to_toml(job.place),
        STRATEGY: report.strategy_text(optimum, job.comparison),
        "manifest.json": as_json(_manifest(job, optimum)),
    }
    for name, text in texts.items():
        put(job.place / name, lambda half, text=text: half.write_text(text, encoding="utf-8", newline=""))  # type: ignore[misc]
    put(job.place / "optimise.png", lambda half: report.draw(optimum, half))


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _manifest(job: OptimiseJob, optimum: Optimum) -> dict[str, Any]:
    return {
        "command": job.command,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "root_seed": job.seed,
        "trials": job.trials,
        "tried": len(optimum.tried),
        "scenario": job.scenario.digest,
        **surroundings(),
    }
