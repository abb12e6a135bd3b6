"""`validate`: the patterns of the field, their bands, and what the model gives."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from scenarios.language import tr
from simulation.commands.given import Given, Language, say_first_run, speak

ENSEMBLE_VILLAGES = 20
"""Villages on which each accepted set of parameters is looked at."""


def validate_command(
    replicates: Annotated[str, typer.Option(metavar="WHOLE", help="villages, each with its own luck")] = "200",
    seed: Annotated[str, typer.Option(metavar="WHOLE", help="root seed: same command and seed, same bytes")] = "1",
    lang: Language = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="new folder for table, picture and figures")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print figures for machines instead of the table")] = False,
    workers: Annotated[
        str | None, typer.Option(metavar="WHOLE", help="processes (default: as many as help); results do not change")
    ] = None,
) -> int:
    """Check the model against patterns that the field has found: band, value with interval, inside or not."""
    speak(lang)
    given = Given()
    root_seed = given.whole("--seed", seed)
    n = given.whole("--replicates", replicates, least=2)
    processes = given.whole("--workers", workers, least=1)
    given.refuse()
    assert root_seed is not None
    assert n is not None
    say_first_run()
    return _do(root_seed, n, processes, out, as_json)


def _do(root_seed: int, n: int, workers: int | None, out: Path | None, as_json: bool) -> int:
    from scenarios.ensemble import accepted_sets
    from simulation.commands.printing import Page, print_json
    from simulation.report import validation
    from simulation.study.calibration import attempt
    from simulation.study.further_findings import FURTHER, FURTHER_PROGRAMMES
    from simulation.study.patterns import findings, observe, programmes
    from simulation.study.runner import replicate_seed, spread
    from simulation.study.store import as_json as json_text
    from simulation.study.store import refuse_used_folder

    if out is not None:
        refuse_used_folder(out)
    seeds = [replicate_seed(root_seed, number) for number in range(n)]
    found = findings(spread(partial(observe, programmes()), seeds, workers))
    further_runs = spread(partial(observe, programmes(those=FURTHER_PROGRAMMES)), seeds, workers)
    further = findings(further_runs, FURTHER)
    few = tuple(seeds[:ENSEMBLE_VILLAGES])
    ensemble = spread(partial(attempt, seeds=few), accepted_sets(), workers)
    figures = validation.figures(found, further, ensemble, n, root_seed)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "patterns.json").write_text(json_text(figures), encoding="utf-8")
        (out / "patterns.md").write_text(validation.markdown(found, further, ensemble, n), encoding="utf-8")
        validation.draw(found, further, n, out / "patterns.png")
    if as_json:
        print_json(figures)
        return 0
    page = Page(width=110)
    validation.show(page, found, further, ensemble, n)
    if out is not None:
        page.print(tr("Results: {folder}").format(folder=out))
    return 0
