"""Which conclusions hang on judgement: how far each parameter that no source gives moves the main outcomes.

Run by hand: `python -m simulation.report.judgement` writes docs/judgement.md.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from scenarios.parameter import Value
from scenarios.parameters import PARAMETERS
from scenarios.scenario import make_scenario
from simulation.engine import Run, start_run
from simulation.measures.arm import Arm
from simulation.measures.empowerment import extra
from simulation.measures.snowball import reproduction
from simulation.study.calibration import elementary_effects
from simulation.study.runner import replicate_seed, spread
from simulation.village import village_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "judgement.md"
STRATEGIES = ("individual", "group")
OUTCOMES = (
    "people still empowered by group mentoring",
    "group beyond individual mentoring, people",
    "share of the gain at exit kept by groups",
    "R of group mentoring",
)
VILLAGES, TRAJECTORIES, OTHER_VILLAGES, ROOT_SEED = 10, 4, 12, 3
JUDGED = tuple(
    p
    for p in PARAMETERS
    if p.grade == "J" and p.role == "uncertainty" and p.kind in ("float", "int") and p.low < p.high
)


def main_outcomes(changes: Mapping[str, Value], seeds: Sequence[int]) -> tuple[float, ...]:
    """The four outcomes at equal budget, 24 months after exit, as means (the share: a ratio of means) over villages."""
    found = np.array([_in_one_village(changes, seed) for seed in seeds])
    (individual, _, _), (group, at_exit, r) = np.nanmean(found, axis=0).reshape(2, 3)
    return group, group - individual, group / at_exit if at_exit > 1 else np.nan, r


def _in_one_village(changes: Mapping[str, Value], seed: int) -> list[float]:
    scenarios = [make_scenario(strategy=name).with_values(**changes) for name in STRATEGIES]
    village = village_of(scenarios[0], seed)
    leaves = int(scenarios[0].values["months"])
    keep = [leaves, leaves + 24]
    untreated = start_run(scenarios[0].with_strategy("none"), seed, village).finish(keep)
    return [value for s in scenarios for value in _of(start_run(s, seed, village).finish(keep), untreated, keep)]


def _of(run: Run, untreated: Run, months: Sequence[int]) -> tuple[float, float, float]:
    arm = Arm(run, untreated, run)
    everyone = np.ones_like(arm.invited)
    at_exit, later = (extra(arm, month, everyone) for month in months)
    return later, at_exit, reproduction(arm)["r_all"]


def page() -> str:
    """The study in words and a table, the parameters that move an outcome most first."""
    seeds = tuple(replicate_seed(ROOT_SEED, number) for number in range(VILLAGES))

    def measure(sets: Sequence[Mapping[str, Value]]) -> np.ndarray:
        return np.array(spread(partial(main_outcomes, seeds=seeds), sets))

    effects = elementary_effects(JUDGED, measure, TRAJECTORIES, ROOT_SEED)
    default = np.array(main_outcomes({}, seeds))
    floor = _other_villages()
    order = np.argsort(-(effects[:-1] / floor).max(axis=1))
    above = [k for k in order if (effects[k] > floor).any()]
    about = (
        f"{len(JUDGED)} parameters are judgement: no source gives them. Each is moved from one end of its plausible "
        f"range to the other ({TRAJECTORIES} trajectories of Morris, {VILLAGES} villages, the default village and "
        "budget, common luck), and the mean absolute change of four outcomes is shown, 24 months after exit. The noise "
        f"floor is how far the same outcome differs between two sets of {VILLAGES} villages of the same kind. A dummy "
        f"that nothing reads moves {effects[-1].max():.2f}. {len(above)} parameters move at least one outcome by more "
        "than its floor (bold); the others are left out."
    )
    rows = [
        f"| `{JUDGED[k].name}` | {' | '.join(_cell(e, f) for e, f in zip(effects[k], floor, strict=True))} |"
        for k in above
    ]
    lines = [
        "# What hangs on judgement",
        "",
        about,
        "",
        f"| parameter | {' | '.join(OUTCOMES)} |",
        f"| --- |{' --- |' * len(OUTCOMES)}",
        f"| *by default* | {' | '.join(f'{value:.2f}' for value in default)} |",
        f"| *noise floor* | {' | '.join(f'{value:.2f}' for value in floor)} |",
        *rows,
        "",
    ]
    return "\n".join(lines)


def _other_villages() -> np.ndarray:
    """Root mean square difference of the outcomes between two sets of villages, by default values."""
    sets = [
        main_outcomes({}, [replicate_seed(ROOT_SEED, VILLAGES * (k + 1) + number) for number in range(VILLAGES)])
        for k in range(OTHER_VILLAGES)
    ]
    return np.asarray(np.sqrt(2) * np.nanstd(sets, axis=0, ddof=1))


def _cell(effect: float, floor: float) -> str:
    return f"**{effect:.2f}**" if effect > floor else f"{effect:.2f}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
