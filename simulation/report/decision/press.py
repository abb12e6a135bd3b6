"""The report in print: A4 pages as PDF, set by typst in the project's own typefaces, the same bytes every time."""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from simulation.report.decision.document import Report
from simulation.report.drawing import FONTS

_FRAME = Path(__file__).parent / "press.typ"


def press(report: Report) -> bytes:
    """All pages as one PDF that readers of the screen can follow (PDF/UA-1)."""
    return bytes(_compiler(report).compile(format="pdf", pdf_standards=["ua-1"]))


def pages(report: Report, dots: float = 110.0) -> list[bytes]:
    """Every page as a PNG picture, so many dots an inch."""
    found = _compiler(report).compile(format="png", ppi=dots)
    return list(found) if isinstance(found, list) else [found]


def _compiler(report: Report) -> Any:
    import typst

    data = json.dumps(asdict(report), ensure_ascii=False)
    return typst.Compiler(_FRAME.read_bytes(), font_paths=_fonts(), sys_inputs={"report": data})


@cache
def _fonts() -> Any:
    """The project's typefaces and those that typst brings along; none of the system's, which differ."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS])
