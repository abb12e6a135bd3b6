"""The tables of docs/: every parameter, state variable and outcome in words, written from their declarations.

``python -m simulation.report.odd_tables`` refreshes docs/parameters.md, docs/state.md and docs/outcomes.md.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from agents.columns import (
    FACILITATOR_COLUMNS,
    GROUP,
    N_TOPICS,
    SOURCES,
    STAKEHOLDER_COLUMNS,
    STAKEHOLDERS,
    TASK_MONTHS,
    TEACHERS_KEPT,
    VILLAGER,
    Column,
)
from scenarios.explain import Explained, explain
from scenarios.outcomes import FAMILIES, SERIES
from scenarios.parameter import SECTIONS
from scenarios.parameters import BY_NAME, PARAMETERS

REFRESH = "python -m simulation.report.odd_tables"
"""The command that writes the tables again."""
DOCS = Path(__file__).resolve().parents[2] / "docs"
GRADES = {"V": "seen in a published source", "D": "derived from one", "J": "judgement, no direct estimate exists"}
KINDS = {
    "Villager": VILLAGER,
    "Facilitator": FACILITATOR_COLUMNS,
    "Group": GROUP,
    "Stakeholder": STAKEHOLDER_COLUMNS,
}
TYPES = {"f8": "real", "i4": "whole number", "i2": "whole number", "u1": "whole number", "?": "yes/no"}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def heading(title: str) -> str:
    """The top of a generated page."""
    return f"# {title}\n\nWritten from the declarations in the code by `{REFRESH}`; changes by hand are lost.\n"


def grades_table() -> str:
    """How many parameters of each section have which grade."""
    counted = Counter(f"{parameter.section} {parameter.grade}" for parameter in PARAMETERS)
    all_sections = Counter(str(parameter.grade) for parameter in PARAMETERS)
    rows = [[name, *(str(counted[f"{name} {grade}"]) for grade in GRADES)] for name in SECTIONS]
    return table(["section", *GRADES], [*rows, ["all", *(str(all_sections[grade]) for grade in GRADES)]])


def parameters_page() -> str:
    """docs/parameters.md: every parameter by section, and how many rest on judgement."""
    grades = "; ".join(f"**{grade}** {meaning}" for grade, meaning in GRADES.items())
    parts = [
        heading("Parameters"),
        f"There are {len(PARAMETERS)}. Grades: {grades}. Role: a *lever* is decided by a programme, an *uncertainty* "
        "by a village or the world, a *constant* is a convention. Range: seen or plausible, where studies sample; a "
        "value outside it is accepted only within the limits given as *accepted*.\n",
        grades_table(),
    ]
    rows = explain("en")
    for name in SECTIONS:
        mine = [parameter_row(row) for row in rows if row.section == name]
        head = ["name", "meaning", "unit", "default", "range", "accepted", "role", "grade", "source"]
        parts.append(f"## {name}\n\n{table(head, mine)}")
    return "\n".join(parts)


def parameter_row(row: Explained) -> list[str]:
    """One parameter as cells."""
    grade = BY_NAME[row.name].grade
    return [f"`{row.name}`", row.meaning, row.unit, row.default, row.usual, row.accepted, row.role, grade, row.source]


def state_page() -> str:
    """docs/state.md: the columns of every kind, and the monthly series."""
    sizes = f"Topics: {N_TOPICS}. Months of tasks kept: {TASK_MONTHS}. Teachers remembered: {TEACHERS_KEPT}."
    parts = [
        heading("State variables"),
        f"Sources of learning, in the order of the ledgers: {', '.join(SOURCES)}. "
        f"Stakeholders, in their order: {', '.join(STAKEHOLDERS)}. {sizes}\n",
    ]
    head = ["name", "meaning", "type", "unit", "least", "most", "starts from"]
    for kind, columns in KINDS.items():
        parts.append(f"## {kind}\n\n{table(head, map(column_row, columns))}")
    series = ", ".join(f"`{name}`" for name in SERIES)
    parts.append(f"## Monthly series\n\nOne value for the start and one for each month: {series}.\n")
    return "\n".join(parts)


def column_row(column: Column) -> list[str]:
    """One state variable as cells."""
    kind, shape = column.dtype if isinstance(column.dtype, tuple) else (column.dtype, ())
    values = f"{math.prod(shape)} x " if shape else ""
    least, most = (f"{bound:g}" if np.isfinite(bound) else "" for bound in (column.low, column.high))
    return [f"`{column.name}`", column.meaning, values + TYPES[str(kind)], column.unit, least, most, column.start]


def outcomes_page() -> str:
    """docs/outcomes.md: what a run gives, and what it gives month by month."""
    head = ["name", "unit", "meaning"]
    parts = [
        heading("Outcomes"),
        "What `run` returns, what a study keeps, and the columns of runs.parquet. *Beyond the untreated twin*: beyond "
        "the same village with the same luck in which nobody is mentored. What is not defined (nobody joined, the "
        "horizon too short) is missing, not 0. How each is computed is in [the model in full](ODD.md#9-measures).\n",
    ]
    families = {**FAMILIES, "Month by month": SERIES.values()}
    for name, columns in families.items():
        rows = [[f"`{column.name}`", column.unit, column.meaning] for column in columns]
        parts.append(f"## {name}\n\n{table(head, rows)}")
    return "\n".join(parts)


def pages() -> dict[str, str]:
    """Text of each generated page by file name."""
    return {"parameters.md": parameters_page(), "state.md": state_page(), "outcomes.md": outcomes_page()}


def write_pages(folder: Path = DOCS) -> None:
    """Write the generated pages into a folder."""
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_pages()
