"""`sensitivity`: which inputs of a finished Sobol or Morris study decide an outcome."""

from pathlib import Path
from typing import Annotated

import typer

from scenarios.language import tr
from scenarios.outcomes import MAIN
from simulation.commands.given import Language, speak


def sensitivity_command(
    results: Annotated[Path, typer.Argument(metavar="RESULTS", help="folder of a Sobol or Morris study")],
    outcome: Annotated[str, typer.Option(metavar="NAME", help="an outcome that the study kept")] = MAIN,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="folder of sensitivity.csv and .png (default: RESULTS)")
    ] = None,
    lang: Language = None,
    as_json: Annotated[bool, typer.Option("--json", help="print figures for machines instead of the table")] = False,
) -> int:
    """Say which inputs decide an outcome: indices with intervals, and what luck alone does as the floor of noise."""
    speak(lang)
    from dataclasses import asdict

    from simulation.commands.findings import write_csv
    from simulation.commands.printing import Page, print_json
    from simulation.report.sensitivity import draw, table
    from simulation.study.results import read_results
    from simulation.study.sensitivity import sensitivity

    read = read_results(results)
    found, kind = sensitivity(read, outcome), read.design.kind
    place = out or results
    write_csv(place / "sensitivity.csv", [{"outcome": outcome, **asdict(index)} for index in found])
    draw(found, outcome, kind, place / "sensitivity.png")
    if as_json:
        print_json({"outcome": outcome, "kind": kind, "indices": [asdict(index) for index in found]})
        return 0
    page = Page(least=100)
    page.print(table(found, kind))
    page.print(tr("Picture and table: {folder}").format(folder=place), markup=False)
    return 0
