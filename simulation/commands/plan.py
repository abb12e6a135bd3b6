"""`plan`: a planner's decision for their own village, from a roster, a preset or ten figures, with the report."""

import shlex
import time
from pathlib import Path
from typing import Annotated

import typer

from scenarios.language import tr
from simulation.commands.compare import refuse_used, scenario_given, strategies_given
from simulation.commands.given import Given, Language, line_again, say_first_run, speak


def plan_command(
    context: typer.Context,
    community: Annotated[
        str,
        typer.Argument(metavar="VILLAGE.toml|COMMUNITY", help="a scenario file of your own, or a community's name"),
    ],
    budget: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Rp million for the whole programme, unless the file says it")
    ] = None,
    exit_month: Annotated[
        str | None, typer.Option("--exit", metavar="WHOLE", help="month in which the facilitator leaves")
    ] = None,
    strategies: Annotated[
        str | None,
        typer.Option(
            metavar="A,B,...", help="strategies to compare; default: what proves worth it, mixtures among them"
        ),
    ] = None,
    seed: Annotated[str, typer.Option(metavar="WHOLE", help="root seed: same command and seed, same bytes")] = "1",
    lang: Language = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="new folder for the report (default: results/plan-VILLAGE-n)")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print figures for machines instead of the table")] = False,
    workers: Annotated[
        str | None, typer.Option(metavar="WHOLE", help="processes (default: all cores); results do not change")
    ] = None,
) -> int:
    """Choose a programme for a village and a budget under all that is unknown: an answer, and a report to print.

    A file with ten figures that a planner knows is begun by: python run.py new VILLAGE.toml --figures
    """
    started = time.perf_counter()
    speak(lang)
    given = Given()
    root_seed = given.whole("--seed", seed)
    processes = given.whole("--workers", workers, least=1)
    scenario = scenario_given(given, community, budget, None, exit_month)
    if scenario is not None and budget is None and "budget" not in scenario.stated:
        given.problems.append(tr("--budget is missing: how many Rp million are there for the whole programme?"))
    names = strategies_given(given, strategies, scenario) if strategies is not None else ()
    if names == ("none",):
        given.problems.append(tr("--strategies none: name at least one more, to have something to choose"))
    if out is not None:
        given.attempt(lambda: refuse_used(out))
    given.refuse()
    assert scenario is not None
    assert root_seed is not None
    say_first_run()
    from simulation.commands.plan_job import PlanJob, do

    typed, again = shlex.join(["python", "run.py", *context.obj]), line_again(context.obj)
    return do(PlanJob(scenario, names, root_seed, processes, out, as_json, typed, again, started))
