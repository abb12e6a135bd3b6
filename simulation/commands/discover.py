"""`discover`: in which communities of a finished study each strategy wins, and in which it fails."""

from pathlib import Path
from typing import Annotated

import typer

from scenarios.language import tr
from scenarios.outcomes import MAIN
from simulation.commands.given import Language, speak


def discover_command(
    results: Annotated[Path, typer.Argument(metavar="RESULTS", help="folder of a study that sweep made")],
    outcome: Annotated[str, typer.Option(metavar="NAME", help="an outcome kept; more of it wins")] = MAIN,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="folder of discover.csv and .png (default: RESULTS)")
    ] = None,
    lang: Language = None,
    as_json: Annotated[bool, typer.Option("--json", help="print figures for machines instead of words")] = False,
) -> int:
    """Say in words where each strategy wins and where it fails: boxes found by PRIM, judged on other points."""
    speak(lang)
    from simulation.commands.findings import write_csv
    from simulation.commands.printing import Page, print_json
    from simulation.report.discovery import draw, rows, sentences
    from simulation.study.discovery import discover
    from simulation.study.results import read_results

    read = read_results(results)
    found = discover(read, outcome)
    place = out or results
    write_csv(place / "discover.csv", rows(found))
    draw(read, found, place / "discover.png")
    if as_json:
        print_json({"outcome": outcome, "limits": rows(found)})
        return 0
    page = Page()
    for finding in found:
        page.print("\n".join(sentences(finding)) + "\n", markup=False)
    page.print(tr("Picture and table: {folder}").format(folder=place), markup=False)
    return 0
