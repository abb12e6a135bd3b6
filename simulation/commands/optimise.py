"""`optimise`: the best programme for a community under a budget, searched by Optuna (extra `optimise`)."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from simulation.commands.compare import scenario_given
from simulation.commands.given import Given, say_first_run, speak
from simulation.commands.sweep import slug


def optimise_command(
    context: typer.Context,
    community: Annotated[
        str, typer.Argument(metavar="[COMMUNITY|FILE.toml]", help="a community's name, or a scenario file of your own")
    ] = "farmers-group-village",
    budget: Annotated[str | None, typer.Option(metavar="NUMBER", help="Rp million that may be spent")] = None,
    trials: Annotated[
        str | None, typer.Option(metavar="WHOLE", help="programmes to try (default: 400); more go on from fewer")
    ] = None,
    seed: Annotated[str, typer.Option(metavar="WHOLE", help="root seed: same command and seed, same bytes")] = "1",
    workers: Annotated[
        str | None, typer.Option(metavar="WHOLE", help="processes (default: all cores); results do not change")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="folder (default: results/optimise-COMMUNITY-BUDGET); goes on there"),
    ] = None,
    lang: Annotated[str | None, typer.Option(metavar="en|id", help="language")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print figures for machines instead of words")] = False,
) -> int:
    """Find the best programme under a budget: what it costs, what it keeps, how often it fails.

    What a scenario file states is kept; every other lever is searched. Stopped at any moment, the same command goes on.
    """
    speak(lang)
    given = Given()
    root_seed = given.whole("--seed", seed)
    tries = given.whole("--trials", trials, least=1)
    processes = given.whole("--workers", workers, least=1)
    scenario = scenario_given(given, community, budget, None, None)
    given.refuse()
    assert scenario is not None
    assert root_seed is not None
    say_first_run()
    from simulation.commands.optimise_job import OptimiseJob, do
    from simulation.study.optimise import TRIALS

    typed = shlex.join(["python", "run.py", *context.obj])
    name = f"optimise-{slug(Path(community).stem)}-{scenario.values['budget']:g}"
    place = out or Path("results") / name
    return do(OptimiseJob(scenario, tries or TRIALS, root_seed, place, processes, as_json, typed))
