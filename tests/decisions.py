"""Whole decisions for tests, without the minutes that a plan takes: real comparisons, made-up worlds and ranges."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from scenarios.figures import Figures
from scenarios.parameters import BY_NAME
from scenarios.scenario import strategies
from simulation.study.arms import make_arms
from simulation.study.compare import Comparison, compare
from simulation.study.decision import Decision, Range
from simulation.study.runner import Runner, replicate_seed
from simulation.study.screening import Screening
from simulation.study.stages import RANGES
from simulation.study.unknowns import design_of, draw_worlds, unknowns
from simulation.study.worlds import RULES, Worlds
from tests.comparisons import STANDARD, small_comparison, small_scenario

MANY = (
    "none",
    "individual",
    "group",
    "individual-then-group",
    "group-linked",
    "group-rotating",
    "cascade",
    "insensitive-facilitation",
)
PLANNED = "python run.py plan sukamaju.toml --budget 30 --seed 1 --lang en"
WORLDS = 60


def worlds_of(names: Sequence[str], gain: Sequence[float]) -> Worlds:
    """Worlds in which each strategy keeps so many people on average, and trust decides about the second."""
    chance, scenario = np.random.default_rng(1), small_scenario()
    drawn = draw_worlds(scenario, WORLDS, 1)
    design = design_of(drawn, list(unknowns(scenario))) | {RULES: np.arange(WORLDS) % 3.0}
    trust = design["trust_fellows"] - design["trust_fellows"].mean()
    tilt = np.where(np.arange(len(names)) == 1, 25.0, 0.0)
    told = np.array(gain) + trust[:, None] * tilt
    runs = told[:, :, None] + chance.normal(scale=2.0, size=(WORLDS, len(names), 4))
    failed = np.clip(chance.normal(0.3, 0.2, (WORLDS, len(names))), 0, 1)
    untreated = [k for k, name in enumerate(names) if name == "none"]
    runs[:, untreated], failed[:, untreated] = 0.0, np.nan
    return Worlds(tuple(names), design, runs, failed, np.full((WORLDS, len(names)), 28.0))


def ranges_of(lead: float) -> list[Range]:
    """A lead at both ends of every range, made up; the first of them turns it around."""
    swings = [(-1.5, 3.0), (-0.1, 2.0), *[(0.5, 1.5)] * (len(RANGES) - 2)]
    return [
        Range(
            name,
            float(BY_NAME[name].low),
            float(BY_NAME[name].high),
            ({n: low * lead + 0.3 * n for n in range(3)}, {n: high * lead + 0.3 * n for n in range(3)}),
        )
        for name, (low, high) in zip(RANGES, swings, strict=True)
    ]


@cache
def at_budget(names: tuple[str, ...], budget: float) -> Comparison:
    """The small comparison with other money."""
    arms = make_arms(small_scenario(budget=budget), names, "budget", replicate_seed(1, 0))
    return compare(arms, 1, Runner(workers=1), replicates=4)


@cache
def whole_decision(names: tuple[str, ...] = STANDARD) -> Decision:
    """A decision of which every stage was run; shared by tests, so leave it as it is."""
    comparison = small_comparison(names)
    active = tuple(comparison.names[k] for k in comparison.arms.active)
    ranked = comparison.ranking()
    return Decision(
        comparison.arms.scenario,
        1,
        PLANNED,
        comparison,
        known=Figures({"households": 60}, {}, {"trust_facilitator": (0.15, 0.85), "start_income": (0.5, 2.0)}),
        screening=Screening(tuple(strategies()), {"facilitator-does-it-all": ("n_invited",)}),
        dose=small_comparison(active, "dose") if active else None,
        budgets={budget: at_budget(active, budget) for budget in (22.5, 37.5) if active},
        worlds=worlds_of(ranked, np.linspace(12, 4, len(ranked)).tolist()),
        ranges=ranges_of(3.0),
    )
