"""`python -m benchmarks` takes all figures of docs/performance.md and writes it, with its picture."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.agreement import agreement
from benchmarks.contagion import peers
from benchmarks.lines import by_line
from benchmarks.measuring import HOUSE, machine
from benchmarks.page import PARTS, page
from benchmarks.picture import draw
from benchmarks.starting import first_compile, start_up, study
from benchmarks.sweeping import killed, pace, planned
from benchmarks.villages import against_objects, compiled, growth, large, mesa_step, two_threads

FULL: dict[str, Callable[[], Any]] = {
    "compiled": lambda: compiled(200),
    "mesa": lambda: mesa_step(200),
    "objects": lambda: against_objects(9),
    "agreement": lambda: agreement(40),
    "growth": lambda: growth((225, 1_000, 10_000, 100_000, 1_000_000), 7),
    "large": lambda: large(1_000_000, 120),
    "threads": lambda: two_threads(100_000, 24, 5),
    "start": lambda: start_up(7),
    "study": lambda: study(1_000, 5),
    "pace": lambda: pace(10_000, 3),
    "million": lambda: planned(250_000),
    "killed": lambda: killed(2_500),
    "compile": first_compile,
    "lines": lambda: by_line(100),
    "peers": lambda: peers((1_000, 10_000, 100_000), 5),
}
QUICK: dict[str, Callable[[], Any]] = {
    **FULL,
    "compiled": lambda: compiled(5),
    "mesa": lambda: mesa_step(5),
    "objects": lambda: against_objects(2),
    "agreement": lambda: agreement(6, ["individual", "commons"]),
    "growth": lambda: growth((225, 1_000, 10_000), 2),
    "large": lambda: large(20_000, 12),
    "threads": lambda: two_threads(5_000, 12, 2),
    "start": lambda: start_up(1),
    "study": lambda: study(20, 1),
    "pace": lambda: pace(400, 1),
    "million": lambda: planned(2_500),
    "killed": lambda: killed(400),
    "lines": lambda: by_line(5),
    "peers": lambda: peers((300, 1_000), 2),
}
"""Every part, and the same in small to try."""


def main() -> int:
    """Measure the parts asked for, keep the others as they were, write the page."""
    asked = arguments()
    file = asked.out / "performance.json"
    figures = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    for name in [] if asked.page else asked.only:
        print(name, "...", file=sys.stderr, flush=True)
        figures[name] = {"machine": machine(), "figures": (QUICK if asked.quick else FULL)[name]()}
        asked.out.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    (asked.out / "performance.md").write_text(page(figures), encoding="utf-8")
    draw(figures, asked.out / "performance.png")
    return 0


def arguments() -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small figures, into results/benchmarks, to try")
    parser.add_argument("--only", type=lambda words: words.split(","), default=list(PARTS), metavar="PART,PART")
    parser.add_argument("--page", action="store_true", help="write page and picture from the figures that there are")
    parser.add_argument("--out", type=Path, help="folder to write to (default: docs)")
    asked = parser.parse_args()
    asked.out = asked.out or HOUSE / ("results/benchmarks" if asked.quick else "docs")
    if unknown := [name for name in asked.only if name not in PARTS]:
        parser.error(f"unknown part {', '.join(unknown)}; there are: {', '.join(PARTS)}")
    return asked


if __name__ == "__main__":
    sys.exit(main())
