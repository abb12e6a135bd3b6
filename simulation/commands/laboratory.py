"""`app`: the laboratory in a browser."""

import os
import sys
from typing import Annotated

import typer

from scenarios.language import current_language, tr
from simulation.commands.given import Given, speak


def app_command(
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="who can open it: 127.0.0.1 this computer, 0.0.0.0 the local network")
    ] = "127.0.0.1",
    port: Annotated[str, typer.Option(metavar="WHOLE", help="port; 0 takes any free one")] = "8765",
    no_browser: Annotated[bool, typer.Option("--no-browser", help="do not open a browser")] = False,
    lang: Annotated[
        str | None, typer.Option(metavar="LANGUAGE", help="language that pages start in; each visitor can choose")
    ] = None,
) -> int:
    """Open the laboratory in a browser: see two strategies happen side by side. Needs no internet; Ctrl-C ends it."""
    speak(lang)
    given = Given()
    number = given.whole("--port", port, least=0)
    given.refuse()
    assert number is not None
    os.environ["BERDAYA_LANG"] = current_language()
    print(tr("Preparing the laboratory ..."), file=sys.stderr, flush=True)
    from simulation.lab.server import serve

    serve(host, number, _say_ready, browser=not no_browser)
    return 0


def _say_ready(address: str) -> None:
    print(tr("Ready: {address} (Ctrl-C ends it)").format(address=address), flush=True)
