"""The calibration study, run by hand: `python -m simulation.report.calibration`. It takes hours of a processor's time.

Writes scenarios/ensemble.csv (the accepted sets) and docs/calibration.md (what was screened, searched and kept).
"""

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from scenarios.ensemble import write_sets
from scenarios.parameters import BY_NAME
from simulation.study.calibration import CHECKS, DUMMY, Effect, Trial, judged, screen, search
from simulation.study.runner import replicate_seed, spread

DOCS = Path(__file__).resolve().parents[2] / "docs"
ROOT_SEED = 0
"""Its villages are tuned on: `validate` has other seeds."""
VILLAGES, TRAJECTORIES, SETS, KEPT, SEARCHED = 8, 4, 200, 30, 32


def main() -> None:
    """Screen, search, keep."""
    started = time.perf_counter()
    seeds = [replicate_seed(ROOT_SEED, number) for number in range(VILLAGES)]
    effects = screen(seeds, TRAJECTORIES, spread, ROOT_SEED)
    names = [effect.name for effect in effects if _searchable(effect)][:SEARCHED]
    trials = search(names, seeds, SETS, spread, ROOT_SEED)
    accepted = [trial for trial in trials if trial.accepted][:KEPT]
    write_sets([trial.changes for trial in accepted])
    text = describe(effects, names, trials, accepted, time.perf_counter() - started)
    (DOCS / "calibration.md").write_text(text, encoding="utf-8")


def _searchable(effect: Effect) -> bool:
    """How people start is fixed by the base rates of an untouched village, not by the patterns."""
    return effect.name != DUMMY and BY_NAME[effect.name].section != "people"


def describe(
    effects: Sequence[Effect], names: Sequence[str], trials: Sequence[Trial], accepted: Sequence[Trial], seconds: float
) -> str:
    """The study in words and tables."""
    floor = next(effect.size for effect in effects if effect.name == DUMMY)
    screened = (
        f"{len(judged())} parameters of the rules have no measured value. Screening ({TRAJECTORIES} trajectories of "
        f"Morris, {VILLAGES} villages): how far each moves the pattern it moves most, from one end of its range to the "
        "other, in widths of that pattern's band; values further than a width from their band count as a width. A "
        f"dummy that nothing reads moves {floor:.2f}: villages and luck are shared."
    )
    searched = (
        f"The search: the {len(names)} that move a pattern most, except how people start, which the base rates of an "
        f"untouched village fix; two rounds of {SETS} Latin-hypercube sets. {sum(t.accepted for t in trials)} of "
        f"{len(trials)} sets have every check inside its band on these villages; {len(accepted)} are kept in "
        f"scenarios/ensemble.csv. It took {seconds / 60:.0f} minutes."
    )
    lines = [
        "# Calibration",
        "",
        screened,
        "",
        "| parameter | moves | pattern |",
        "| --- | --- | --- |",
        *[f"| `{e.name}` | {e.size:.2f} | {e.check} |" for e in effects if e.size >= 0.1],
        "",
        searched,
        "",
        "| parameter | default then | declared range | accepted (10 to 90 of 100) |",
        "| --- | --- | --- | --- |",
        *[_row(name, accepted) for name in names],
        "",
        "| check | band | accepted sets |",
        "| --- | --- | --- |",
        *[_check_row(k, accepted) for k in range(len(CHECKS))],
        "",
    ]
    return "\n".join(lines)


def _row(name: str, accepted: Sequence[Trial]) -> str:
    p = BY_NAME[name]
    low, high = np.quantile([float(trial.changes[name]) for trial in accepted], (0.1, 0.9))
    return f"| `{name}` | {p.default:g} | {p.low:g} to {p.high:g} | {low:.3g} to {high:.3g} |"


def _check_row(k: int, accepted: Sequence[Trial]) -> str:
    values = [trial.values[k] for trial in accepted]
    return f"| {CHECKS[k].what} | {CHECKS[k].low:g} to {CHECKS[k].high:g} | {min(values):.2f} to {max(values):.2f} |"


if __name__ == "__main__":
    main()
