"""What a command says on stdout: a page for people, JSON for machines. Who stops reading (`| head`) stops nothing."""

import os
import sys
from collections.abc import Mapping
from typing import Any

from rich.console import Console

from simulation.report.table import WIDTH
from simulation.study.store import as_json


class Page(Console):
    """stdout for people: as wide as the terminal but `least`, or `width` characters where there is none."""

    def __init__(self, least: int = 40, width: int = WIDTH) -> None:
        super().__init__(highlight=False)
        self.width = max(self.width, least) if self.is_terminal else width

    def on_broken_pipe(self) -> None:
        """Rich's own ends the program here, before its files are written."""
        self.quiet = True
        nobody_reads_on()


def print_json(figures: Mapping[str, Any]) -> None:
    """Figures for machines."""
    try:
        sys.stdout.write(as_json(dict(figures)))
        sys.stdout.flush()
    except BrokenPipeError:
        nobody_reads_on()


def nobody_reads_on() -> None:
    """Let whatever else is said on stdout go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
