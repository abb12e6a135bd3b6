"""The decision report: one document in words, tables and pictures, as a page that stands alone and as print."""

from pathlib import Path

from simulation.report.decision.contents import report_of
from simulation.report.decision.page import page
from simulation.report.decision.press import press
from simulation.study.decision import Decision

__all__ = ["page", "press", "report_of", "write_report"]
PAGE, PRINT = "report.html", "report.pdf"


def write_report(decision: Decision, folder: Path) -> None:
    """Write report.html and report.pdf in the language in use; the same decision gives the same bytes."""
    report = report_of(decision)
    (folder / PAGE).write_text(page(report), encoding="utf-8")
    (folder / PRINT).write_bytes(press(report))
