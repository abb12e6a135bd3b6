"""The report in print: A4 pages as PDF, set by typst in the project's own typefaces, the same bytes every time."""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from simulation.report.decision.document import Report
from simulation.report.drawing import FONTS

_FRAME = Path(__file__).parent / "press.typ"
AIR = (0.7, 0.8, 0.9, 1.0, 1.1, 1.25)
"""How much room there may be between parts, rows and paragraphs, relative to the usual."""


def press(report: Report) -> bytes:
    """All pages as one PDF that readers of the screen can follow (PDF/UA-1)."""
    import typst

    compiler = _compiler(report)
    try:
        return bytes(compiler.compile(format="pdf", pdf_standards=["ua-1"]))
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        return bytes(compiler.compile(format="pdf"))  # a village named in letters that no typeface here has


def pages(report: Report, dots: float = 110.0) -> list[bytes]:
    """Every page as a PNG picture, so many dots an inch."""
    found = _compiler(report).compile(format="png", ppi=dots)
    return list(found) if isinstance(found, list) else [found]


def _compiler(report: Report) -> Any:
    """What sets the report on as few pages as it can; there with no part broken over two if it can, and loosely."""
    data = json.dumps(asdict(report), ensure_ascii=False)
    tight = _set_with(data, AIR[0], whole=False)
    least = _pages(tight)
    ways = (_set_with(data, air, whole) for whole in (True, False) for air in reversed(AIR))
    return next((way for way in ways if _pages(way) == least), tight)


def _set_with(data: str, air: float, whole: bool) -> Any:
    import typst

    given = {"report": data, "air": str(air), "whole": str(whole)}
    return typst.Compiler(_FRAME, font_paths=_fonts(), sys_inputs=given)


def _pages(compiler: Any) -> int:
    return int(json.loads(compiler.query("<pages>", field="value", one=True)))


@cache
def _fonts() -> Any:
    """The project's typefaces and those that typst brings along; none of the system's, which differ."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS])
