"""What `sensitivity` and `discover` leave behind: a table for machines in a file."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scenarios.errors import BerdayaError
from scenarios.language import tr


def write_csv(file: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows as CSV, what is undefined empty. Raises BerdayaError where the file cannot be written."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with open(file, "w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(rows[0]) if rows else [], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    except OSError as error:
        text = tr("the results cannot be written to {folder}: {error}")
        raise BerdayaError(text.format(folder=file.parent, error=error.strerror)) from error
