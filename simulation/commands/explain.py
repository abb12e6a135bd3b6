"""`explain`: the order of a month, and every parameter with unit, range, default, source and grade."""

from collections.abc import Iterator
from typing import Annotated

import typer

from scenarios.explain import MONTH
from scenarios.language import tr
from simulation.commands.given import Language, speak

KEYS = ("name", "label", "meaning", "unit", "default", "usual", "accepted", "role", "grade", "source")


def explain_command(
    lang: Language = None,
    as_json: Annotated[bool, typer.Option("--json", help="for machines")] = False,
) -> int:
    """Show the order of a month and all parameters: unit, range, default, role, grade of evidence, source."""
    from scenarios.explain import Explained, explain

    speak(lang)
    rows: list[Explained] = explain()
    if as_json:
        import json

        month = [{"line": name, "meaning": tr(words)} for name, words in MONTH.items()]
        print(json.dumps({"month": month, "parameters": [row._asdict() for row in rows]}, ensure_ascii=False, indent=2))
        return 0
    from simulation.commands.printing import Page

    page = Page()
    for line in (*_month(), *_parameters(rows)):
        page.print(line, markup=False, style="bold" if line.isupper() else None)
    return 0


def _month() -> Iterator[str]:
    yield tr("The order of a month").upper()
    for number, (name, words) in enumerate(MONTH.items(), start=1):
        yield f"{number}. {name}: {tr(words)}"


def _parameters(rows: list) -> Iterator[str]:
    section = ""
    for row in rows:
        if row.section != section:
            section = row.section
            yield ""
            yield f"[{section}]".upper()
        ranges = f"{tr('usual')} {row.usual}" + (
            f"; {tr('accepted')} {row.accepted}" if row.accepted != row.usual else ""
        )
        unit = f" {row.unit}" if row.unit else ""
        yield f"{row.name} = {row.default}{unit}"
        yield f"    {row.label}: {row.meaning}"
        yield f"    {ranges}; {row.role}; {row.grade}: {row.source}"
