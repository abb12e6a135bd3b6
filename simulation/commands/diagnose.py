"""`diagnose`: how often a programme fails, of what, since when, and the cheapest lever that would rescue it."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.language import tr
from simulation.commands.compare import scenario_given, strategies_given
from simulation.commands.given import Given, Language, say_first_run, speak

if TYPE_CHECKING:
    from scenarios.scenario import Scenario

LEVER_RUNS = 20
"""Failing runs on which levers are tried."""


def diagnose_command(
    community: Annotated[
        str, typer.Argument(metavar="[COMMUNITY|FILE.toml]", help="a community's name, or a scenario file of your own")
    ] = "farmers-group-village",
    strategy: Annotated[
        str | None, typer.Option(metavar="NAME", help="the programme to diagnose; default: the file's own")
    ] = None,
    budget: Annotated[str | None, typer.Option(metavar="NUMBER", help="Rp million for the whole programme")] = None,
    replicates: Annotated[str, typer.Option(metavar="WHOLE", help="runs to look at")] = "100",
    seed: Annotated[str, typer.Option(metavar="WHOLE", help="root seed: the runs are those of compare")] = "1",
    lang: Language = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE.json", help="new file for the figures")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print figures for machines instead of the table")] = False,
    workers: Annotated[
        str | None, typer.Option(metavar="WHOLE", help="processes (default: as many as help); results do not change")
    ] = None,
) -> int:
    """Find out why a programme fails: run it again with one cause removed, and see what rescues it."""
    speak(lang)
    given = Given()
    root_seed = given.whole("--seed", seed)
    n = given.whole("--replicates", replicates, least=1)
    processes = given.whole("--workers", workers, least=1)
    scenario = scenario_given(given, community, budget, None, None)
    names = strategies_given(given, strategy, scenario) if strategy is not None else ()
    if len(names) > 1:
        given.problems.append(tr("--strategy {names}: name one strategy").format(names=strategy))
    if out is not None and out.exists():
        given.problems.append(tr("{file} exists and is left as it is: name another file").format(file=out))
    given.refuse()
    assert scenario is not None
    assert root_seed is not None
    assert n is not None
    say_first_run()
    return _do(scenario.with_strategy(names[0]) if names else scenario, root_seed, n, processes, out, as_json)


def _do(scenario: "Scenario", root_seed: int, n: int, workers: int | None, out: Path | None, as_json: bool) -> int:
    from simulation.commands.printing import Page, print_json
    from simulation.report import diagnosis as report
    from simulation.study.diagnosis import diagnose, levers
    from simulation.study.runner import replicate_seed, spread
    from simulation.study.store import as_json as json_text

    seeds = [replicate_seed(root_seed, number) for number in range(n)]
    diagnoses = [d for d in spread(partial(diagnose, scenario), seeds, workers) if d is not None]
    rescues = levers(scenario, [d.seed for d in diagnoses[:LEVER_RUNS]])
    figures = report.figures(scenario, root_seed, n, diagnoses, rescues)
    if out is not None:
        out.write_text(json_text(figures), encoding="utf-8")
    if as_json:
        print_json(figures)
        return 0
    report.show(Page(), scenario, n, diagnoses, rescues)
    return 0
