"""How well the but-for test finds what was built in: `python -m simulation.report.ways_to_fail` writes the page."""

from collections import Counter
from pathlib import Path

from simulation.report.diagnosis import LABELS
from simulation.study.diagnosis import Diagnosis
from simulation.study.ways_to_fail import Way, main_right, named_right, tried, ways

PAGE = Path(__file__).resolve().parents[2] / "docs" / "failures.md"
RUNS, ROOT_SEED = 150, 7


def page(runs: int = RUNS, root_seed: int = ROOT_SEED) -> str:
    """The table as Markdown."""
    rows = [row(way, tried(way, runs, root_seed), runs) for way in ways()]
    lines = [
        "# Is failure diagnosed right?",
        "",
        "Programmes with a known cause built in, and what the but-for test (docs/ODD.md, section 9) says of their "
        f"failing runs; {runs} runs each, equal budget. *Named*: every cause built in is named. *Main*: the main cause "
        "is one of them.",
        "",
        "| programme | built in | failing | named | main | what was named |",
        "| --- | --- | --- | --- | --- | --- |",
        *rows,
        "",
    ]
    return "\n".join(lines)


def row(way: Way, diagnoses: list[Diagnosis], runs: int) -> str:
    """One programme."""
    named = Counter(cause for diagnosis in diagnoses for cause in diagnosis.causes)
    said = ", ".join(f"{LABELS[cause]} {n}" for cause, n in named.most_common())
    none = sum(not diagnosis.named for diagnosis in diagnoses)
    said += f"{', ' if said else ''}none {none}" if none else ""
    right = [
        f"{right(way, diagnoses)} of {len(diagnoses)}" if way.causes else "" for right in (named_right, main_right)
    ]
    causes = " and ".join(LABELS[cause] for cause in way.causes) or "nothing: healthy"
    return f"| {way.name} | {causes} | {len(diagnoses)} of {runs} | {right[0]} | {right[1]} | {said} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
