"""`new`: a commented scenario to start from."""

from pathlib import Path
from typing import Annotated

import typer

from scenarios.errors import BerdayaError
from scenarios.language import tr
from simulation.commands.given import refuse_existing, speak


def new_command(
    file: Annotated[
        Path, typer.Argument(metavar="VILLAGE.toml", help="the file to write; an existing one is left alone")
    ],
    community: Annotated[str, typer.Option(metavar="NAME", help="community to start from")] = "farmers-group-village",
    strategy: Annotated[str, typer.Option(metavar="NAME", help="strategy to start from")] = "group",
    lang: Annotated[str | None, typer.Option(metavar="LANGUAGE", help="language of the comments")] = None,
) -> int:
    """Write a scenario to start from, every parameter explained and commented out."""
    from scenarios.template import template

    speak(lang)
    refuse_existing(file)
    text = template(file.stem, community, strategy)
    try:
        with open(file, "x", encoding="utf-8") as out:
            out.write(text)
    except OSError as error:
        raise BerdayaError(f"{file}: {error.strerror}") from error
    print(tr("{file} is written: edit it, then run: python run.py compare {file}").format(file=file))
    return 0
