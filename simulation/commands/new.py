"""`new`: a commented scenario to start from."""

from pathlib import Path
from typing import Annotated

import typer

from scenarios.errors import BerdayaError
from scenarios.language import tr
from simulation.commands.given import refuse_existing, speak

COMMUNITY, STRATEGY = "farmers-group-village", "group"


def new_command(
    file: Annotated[
        Path, typer.Argument(metavar="VILLAGE.toml", help="the file to write; an existing one is left alone")
    ],
    community: Annotated[str, typer.Option(metavar="NAME", help="community to start from")] = COMMUNITY,
    strategy: Annotated[str, typer.Option(metavar="NAME", help="strategy to start from")] = STRATEGY,
    figures: Annotated[
        bool, typer.Option("--figures", help="ask for ten figures that a planner knows, for plan, and nothing else")
    ] = False,
    lang: Annotated[str | None, typer.Option(metavar="LANGUAGE", help="language of the comments")] = None,
) -> int:
    """Write a scenario to start from, every parameter explained and commented out."""
    from scenarios.template import figures_template, template

    speak(lang)
    refuse_existing(file)
    if figures and (community, strategy) != (COMMUNITY, STRATEGY):
        raise BerdayaError(tr("--figures asks for the village itself: leave --community and --strategy out"))
    text = figures_template(file.stem) if figures else template(file.stem, community, strategy)
    try:
        with open(file, "x", encoding="utf-8") as out:
            out.write(text)
    except OSError as error:
        raise BerdayaError(f"{file}: {error.strerror}") from error
    if figures:
        print(tr("{file} is written: answer it, then run: python run.py plan {file} --budget 100").format(file=file))
    else:
        print(tr("{file} is written: edit it, then run: python run.py compare {file}").format(file=file))
    return 0
