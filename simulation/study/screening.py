"""Which strategies are worth comparing: all that a planner could choose, mixtures too, looked at with common luck.

Every candidate meets the same villages, as the village is said to be and in plausible worlds. What is clearly beaten in
both is left out. The comparison that follows has luck of its own, so that luck in being chosen does not stay in it.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from scenarios.errors import BerdayaError, ScenarioError
from scenarios.language import tr
from scenarios.preset import Preset
from scenarios.presets import strategies
from scenarios.scenario import Scenario
from simulation.chance import number_of
from simulation.engine import Run, start_run
from simulation.study.arms import with_places
from simulation.study.diagnosis import LATER
from simulation.study.hands import Hands
from simulation.study.runner import replicate_seed
from simulation.study.statistics import Estimate, paired_difference
from simulation.study.unknowns import World, draw_worlds, in_world
from simulation.village import village_of

RUNS_AS_SAID, WORLDS_TRIED = 40, 80
MOST, LEAST = 6, 4
"""Strategies that are compared."""
PLAIN = ("individual", "group")
"""What is compared in any case: the two plain ways to mentor, which a planner asks about first."""


@dataclass
class Screening:
    """The s candidates, and how many people are empowered 24 months after exit under each.

    impossible: by name, why a strategy cannot be had in this village for this money. as_said: by number of the run,
    with the village as it is said to be. in_worlds: by number of the world, one run in each.
    """

    names: tuple[str, ...]
    impossible: dict[str, tuple[str, ...]] = field(default_factory=dict)
    as_said: dict[int, list[float]] = field(default_factory=dict)
    in_worlds: dict[int, list[float]] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """Runs of each candidate."""
        return len(self.as_said) + len(self.in_worlds)

    def behind(self, name: str) -> tuple[Estimate, Estimate]:
        """People fewer than the best candidate: with the village as it is said to be, and over worlds."""
        k = self.names.index(name)
        tables = [np.array([runs[number] for number in sorted(runs)]) for runs in (self.as_said, self.in_worlds)]
        as_said, in_worlds = (paired_difference(t[:, int(t.mean(axis=0).argmax())], t[:, k]) for t in tables)
        return as_said, in_worlds

    def beaten(self, name: str) -> bool:
        """Whether a strategy is clearly behind another, with the village as said and over worlds."""
        return all(behind.low > 0 for behind in self.behind(name))

    @property
    def chosen(self) -> tuple[str, ...]:
        """What is worth comparing: the plain ways, what is not clearly beaten, and the next best if that is little."""
        plain = {name for name in PLAIN if name in self.names}
        chosen = set[str]()
        for name in _one_of_a_kind(sorted(self.names, key=lambda name: min(e.mean for e in self.behind(name)))):
            if (len(chosen) < LEAST or not self.beaten(name)) and len(chosen | plain | {name}) <= MOST:
                chosen.add(name)
        return tuple(name for name in self.names if name in chosen | plain)


def _one_of_a_kind(ranked: Sequence[str]) -> Iterator[str]:
    """Without mixtures that differ from a better one only in the share of visits."""
    kinds = set[object]()
    for name in ranked:
        kind = _kind(strategies()[name])
        if kind not in kinds:
            yield name
        kinds.add(kind)


def _kind(preset: Preset) -> object:
    if not 0 < float(preset.values.get("individual_share", 0.0)) < 1:
        return preset.name
    return frozenset((name, value) for name, value in preset.values.items() if name != "individual_share")


def worth_a_look(scenario: Scenario) -> list[str]:
    """Strategies and mixtures that a planner could choose, the scenario's own among them."""
    known = strategies()
    own = known[scenario.strategy_name]
    names = [name for name, preset in known.items() if preset.choice] + [m.name for m in known.mixtures()]
    return list(dict.fromkeys([*names, *([own.name] if own.choice else [])]))


def candidates(scenario: Scenario, names: Sequence[str], root_seed: int) -> Screening:
    """Those strategies that can be had, before any is looked at. Raises BerdayaError, with every reason, if none can.

    A strategy can be had if it invites somebody in this village for this money.
    """
    seed = replicate_seed(root_seed, 0)
    village = village_of(scenario, seed)
    faults, prices = dict[str, tuple[str, ...]](), list[float]()
    for name in names:
        try:
            run = start_run(scenario.with_strategy(name), seed, village)
        except ScenarioError as error:
            faults[name] = tuple(error.problems)
            continue
        if not run.plan.places:
            faults[name] = (_nobody(run),)
            if run.plan.capped_by == "budget":
                prices.append(with_places(run.scenario, village, 1).values["budget"])
    possible = tuple(name for name in names if name not in faults)
    if not possible:
        raise BerdayaError(dict.fromkeys([*(fault for found in faults.values() for fault in found), *_least(prices)]))
    return Screening(possible, faults)


def _nobody(run: Run) -> str:
    """Why a programme invites nobody."""
    values = run.scenario.values
    if run.plan.capped_by == "budget":
        return tr("[programme] budget = {budget}: is too little to invite anybody").format(
            budget=f"{values['budget']:g}"
        )
    text = tr("[programme] facilitators = {n}, [facilitator] facilitator_hours = {hours}: nobody has time to mentor")
    return text.format(n=values["facilitators"], hours=f"{values['facilitator_hours']:g}")


def _least(prices: Sequence[float]) -> Iterator[str]:
    """What one place costs under the cheapest strategy."""
    if prices:
        text = tr("one place takes at least Rp {least} million")
        yield text.format(least=f"{math.ceil(10 * min(prices)) / 10:g}")


def screened(scenario: Scenario, screening: Screening, root_seed: int, hands: Hands) -> Iterator[Screening]:
    """The candidates as they are looked at."""
    worlds = draw_worlds(scenario, WORLDS_TRIED, number_of(f"worlds of screening under root seed {root_seed}"))
    runs: list[World | int] = [*range(RUNS_AS_SAID), *worlds]
    scenarios = [scenario.with_strategy(name) for name in screening.names]
    for run, people in hands.each(screened_once, runs, scenarios, root_seed):
        if isinstance(run, World):
            screening.in_worlds[run.number] = people
        else:
            screening.as_said[run] = people
        yield screening


def screened_once(scenarios: Sequence[Scenario], root_seed: int, run: World | int) -> tuple[World | int, list[float]]:
    """One run of each candidate, in a world or as the village is said to be: a worker's task."""
    if isinstance(run, World):
        seed = number_of(f"screening in world {run.number} under root seed {root_seed}")
        return run, people_kept([in_world(scenario, run) for scenario in scenarios], seed)
    return run, people_kept(scenarios, number_of(f"screening {run} under root seed {root_seed}"))


def people_kept(scenarios: Sequence[Scenario], seed: int) -> list[float]:
    """How many people are empowered 24 months after exit under each scenario, in one village with one luck."""
    village = village_of(scenarios[0], seed)
    kept = []
    for scenario in scenarios:
        month = scenario.values["months"] + LATER
        run = start_run(scenario, seed, village, month)
        run.advance(month)
        kept.append(float(run.world.series["empowered"][month]))
    return kept
