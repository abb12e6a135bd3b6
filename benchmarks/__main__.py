"""`python -m benchmarks` takes all figures of docs/performance.md and writes it, with its picture."""

import argparse
import json
import sys
from pathlib import Path

from benchmarks.measuring import HOUSE, machine
from benchmarks.page import PARTS, page
from benchmarks.parts import alone
from benchmarks.picture import draw


def main() -> int:
    """Measure the parts asked for, keep the others as they were, write the page."""
    asked = arguments()
    file = asked.out / "performance.json"
    figures = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    for name in [] if asked.page else asked.only:
        print(name, "...", file=sys.stderr, flush=True)
        figures[name] = {"machine": machine(), "figures": alone(name, asked.quick)}
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
