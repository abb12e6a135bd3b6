"""What `sensitivity` and `discover` leave behind: a table for machines in a file, or printed."""

import csv
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scenarios.errors import BerdayaError
from scenarios.language import tr
from simulation.study.store import as_json


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


def write_json(figures: Mapping[str, Any]) -> None:
    """Figures on stdout."""
    sys.stdout.write(as_json(dict(figures)))
