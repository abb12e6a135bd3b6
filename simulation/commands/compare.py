"""`compare`, the main job: strategies on the same villages and luck, a table, a picture, a results folder."""

import shlex
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.language import nearest, tr
from simulation.commands.given import Given, Language, line_again, say_first_run, speak

if TYPE_CHECKING:
    from scenarios.scenario import Scenario
    from simulation.study.arms import Equal

EQUAL = ("budget", "dose")


def compare_command(
    context: typer.Context,
    community: Annotated[
        str, typer.Argument(metavar="[COMMUNITY|FILE.toml]", help="a community's name, or a scenario file of your own")
    ] = "farmers-group-village",
    strategies: Annotated[
        str | None,
        typer.Option(
            metavar="A,B,...",
            help="strategies to compare, by name or as strategy files (.toml); default: none,individual,group,"
            "individual-then-group and the file's own",
        ),
    ] = None,
    equal: Annotated[
        str, typer.Option(metavar="budget|dose", help="the same money for all, or the same people and sessions")
    ] = "budget",
    budget: Annotated[str | None, typer.Option(metavar="NUMBER", help="Rp million for the whole programme")] = None,
    months: Annotated[
        str | None,
        typer.Option(metavar="WHOLE", help="months watched in all: --exit and at least 24 more (default: 36 more)"),
    ] = None,
    exit_month: Annotated[
        str | None, typer.Option("--exit", metavar="WHOLE", help="month in which the facilitator leaves")
    ] = None,
    replicates: Annotated[
        str, typer.Option(metavar="WHOLE|auto", help="runs; auto: until differences are known to 1 point of 100")
    ] = "auto",
    seed: Annotated[str, typer.Option(metavar="WHOLE", help="root seed: same command and seed, same bytes")] = "1",
    lang: Language = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="new folder for the results (default: results/COMMUNITY-n)")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print figures for machines instead of the table")] = False,
    workers: Annotated[
        str | None, typer.Option(metavar="WHOLE", help="processes (default: as many as help); results do not change")
    ] = None,
) -> int:
    """Compare strategies in a community: who is empowered, what is left after exit, at what cost."""
    started = time.perf_counter()
    speak(lang)
    given = Given()
    root_seed = given.whole("--seed", seed)
    asked = None if replicates == "auto" else given.whole("--replicates", replicates, least=2)
    processes = given.whole("--workers", workers, least=1)
    given.one_of("--equal", equal, EQUAL)
    scenario = scenario_given(given, community, budget, months, exit_month)
    names = strategies_given(given, strategies, scenario)
    if out is not None:
        given.attempt(lambda: refuse_used(out))
    given.refuse()
    assert scenario is not None
    assert root_seed is not None
    say_first_run()
    from simulation.commands.job import Job, do

    typed, again = shlex.join(["python", "run.py", *context.obj]), line_again(context.obj)
    shared: Equal = "dose" if equal == "dose" else "budget"
    return do(Job(scenario, names, shared, root_seed, asked, processes, out, as_json, typed, again, started))


def scenario_given(
    given: Given, community: str, budget: str | None, months: str | None, exit_month: str | None
) -> "Scenario | None":
    """The community or file with the values typed over it; None where something is wrong."""
    from scenarios.scenario import communities, load_scenario, make_scenario

    if Path(community).suffix == ".toml" or Path(community).is_file():
        scenario = given.attempt(lambda: load_scenario(community))
        if scenario is None:
            _look_at_village(given, Path(community))
    elif community in communities():
        scenario = given.attempt(lambda: make_scenario(community))
    else:
        there_are = ", ".join(communities())
        text = tr("unknown community '{name}'{hint}; there are: {there_are}; or name a scenario file (.toml)")
        hint = nearest(community, communities())
        given.problems.append(text.format(name=community, hint=hint, there_are=there_are))
        scenario = None
    changes = _changes(given, scenario, budget, months, exit_month)
    return given.attempt(lambda: scenario.with_values(**changes)) if scenario and changes else scenario


def _look_at_village(given: Given, file: Path) -> None:
    """What is wrong with the roster and ties that a faulty scenario file names, so that all is told at once."""
    import tomllib

    from scenarios.parameters import BY_NAME
    from simulation.village import read_village

    try:
        community = tomllib.loads(file.read_text(encoding="utf-8")).get("community", {})
        roster, ties = (file.parent / community[key] if key in community else None for key in ("roster", "ties"))
    except (OSError, ValueError, TypeError, AttributeError):
        return  # the scenario's own complaint says so
    if roster is not None and roster.is_file() and (ties is None or ties.is_file()):
        values = {name: parameter.default for name, parameter in BY_NAME.items()}
        given.attempt(lambda: read_village(roster, ties, values, 0))


def _changes(
    given: Given, scenario: "Scenario | None", budget: str | None, months: str | None, exit_month: str | None
) -> dict[str, float | int | bool | str]:
    """Parameters that were typed: --months counts from the start, `months_after` from exit."""
    money = given.number("--budget", budget, least=0)
    leaves = given.whole("--exit", exit_month, least=1)
    horizon = given.whole("--months", months, least=1)
    changes: dict[str, float | int | bool | str] = {}
    if money is not None:
        changes["budget"] = money
    if leaves is not None:
        changes["months"] = leaves
    if horizon is not None:
        left = horizon - int(leaves or (scenario.values["months"] if scenario else 15))
        if left < 24:
            text = tr("--months {months}: must be at least 24 more than the month of exit ({exit})")
            given.problems.append(text.format(months=horizon, exit=horizon - left))
        else:
            changes["months_after"] = left
    return changes


def strategies_given(given: Given, typed: str | None, scenario: "Scenario | None") -> tuple[str, ...]:
    """Strategies to compare, each once, in the order typed."""
    from scenarios.presets import strategies, unknown

    if typed is None:
        standard = ("none", "individual", "group", "individual-then-group")
        return tuple(dict.fromkeys([*standard, *([scenario.strategy_name] if scenario else [])]))
    words = [name.strip() for name in typed.split(",") if name.strip()]
    if not words:
        given.problems.append(tr("--strategies: name at least one strategy"))
    names = tuple(dict.fromkeys(_strategy(given, word) for word in words))
    for name in names:
        given.problems += unknown("strategy", name, strategies()) if not name.endswith(".toml") else []
    return names


def _strategy(given: Given, word: str) -> str:
    """A strategy's name, also where a file of the user's own was named; as typed where that is faulty."""
    from scenarios.presets import own_strategy

    return given.attempt(lambda: own_strategy(Path(word))) or word if word.endswith(".toml") else word


def refuse_used(out: Path) -> None:
    """Raise BerdayaError if there are results in a folder already."""
    from simulation.study.store import refuse_used_folder

    refuse_used_folder(out)
