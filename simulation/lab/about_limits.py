"""The model's known limits, read from docs/ODD.md, where they are written and nowhere else."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from simulation.report.odd_tables import DOCS

SECTION = "Known limits"


@cache
def known_limits() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each sentence that leads to a list, and the list, in English and without Markdown."""
    text = (DOCS / "ODD.md").read_text(encoding="utf-8")
    _, section = re.split(rf"^## \d+\. {SECTION}$", text, maxsplit=1, flags=re.M)
    section = re.split(r"^## ", section, maxsplit=1, flags=re.M)[0]
    parts: list[tuple[str, list[str]]] = []
    for block in re.split(r"\n\s*\n", section.strip()):
        if block.startswith("- "):
            parts[-1][1].extend(plain(item) for item in re.split(r"^- ", block, flags=re.M) if item.strip())
        else:
            parts.append((plain(block), []))
    return tuple((lead, tuple(items)) for lead, items in parts)


def words_of_limits(*_: Any, options: Any = None) -> Iterator[tuple[int, str, str, list[str]]]:
    """The limits for the catalogue, as Babel asks a method of extraction for them."""
    return ((1, "later", text, []) for lead, items in known_limits() for text in (lead, *items))


def plain(text: str) -> str:
    """One line without marks of code."""
    return " ".join(text.split()).replace("`", "")
