"""`sweep`: every run of a study, made once, by any number of processes; or, with --dry-run, what that will take."""

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulation.commands.given import Given, Language, say_first_run, speak

if TYPE_CHECKING:
    from scenarios.study import Study


def sweep_command(
    context: typer.Context,
    study: Annotated[str, typer.Argument(metavar="STUDY.toml", help="a study file of your own, or a preset's name")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="say how many runs, how long, how much disk, measured here; run nothing")
    ] = False,
    workers: Annotated[
        str | None, typer.Option(metavar="WHOLE", help="processes (default: all cores); results do not change")
    ] = None,
    engine: Annotated[
        str | None, typer.Option(metavar="tcp://HOST:PORT", help="workers of a Dask scheduler instead")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="folder of the results (default: results/STUDY); goes on there")
    ] = None,
    seed: Annotated[str | None, typer.Option(metavar="WHOLE", help="root seed instead of the study's own")] = None,
    lang: Language = None,
    as_json: Annotated[bool, typer.Option("--json", help="print figures for machines")] = False,
) -> int:
    """Run a study; killed or stopped at any moment, the same command goes on where it was."""
    speak(lang)
    given = Given()
    processes = given.whole("--workers", workers, least=1)
    root_seed = given.whole("--seed", seed)
    loaded = given.attempt(lambda: _study(study))
    given.refuse()
    assert loaded is not None
    say_first_run()
    from simulation.commands.sweep_job import SweepJob, do, plan

    typed = shlex.join(["python", "run.py", *context.obj])
    place = out or Path("results") / slug(Path(study).stem)
    job = SweepJob(loaded, root_seed, place, processes, engine, as_json, typed)
    return plan(job) if dry_run else do(job)


def _study(given: str) -> "Study":
    from scenarios.study import find_study

    return find_study(given)


def slug(name: str) -> str:
    """A name as that of a folder."""
    return re.sub(r"[^\w-]+", "-", name.lower()).strip("-") or "study"
