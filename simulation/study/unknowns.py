"""What is unknown of a village, its facilitator and the rules, drawn as worlds: a Latin hypercube over all of it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scenarios.ensemble import accepted_sets
from scenarios.figures import FIGURES, plausible
from scenarios.parameter import Value
from scenarios.parameters import BY_NAME
from scenarios.presets import communities, strategies
from scenarios.scenario import Scenario, VillageFiles
from simulation.chance import number_of
from simulation.village.reader import read_files

COUNTED = ("households", "hamlets", "furthest_km", "share_women", "livelihood", "facilitators")
"""Figures that anybody can count: without a planner's answers a scenario is taken at its word for them."""
OF_VILLAGE = ("informants_needed", "share_free_riders", "start_confidence", "start_skill", "local_rules")
"""What no planner is asked, because nobody knows it offhand; a survey or a few weeks in the village could tell."""
OF_LIVELIHOOD = {"farming": (), "enterprise": ("time_norm",), "commons": ("start_stock",)}
OF_FACILITATOR = (
    "facilitation",
    "communication",
    "subject_knowledge",
    "sensitivity",
    "handing_over",
    "content_fit",
)
"""What a facilitator can do and brings along: a programme could find out by choosing and training."""
IN_ROSTER = {
    "hamlet": "hamlets",
    "x": "furthest_km",
    "sex": "share_women",
    "female": "share_women",
    "schooling": "mean_schooling",
    "need": "need_diversity",
    "skill": "start_skill",
    "confidence": "start_confidence",
    "trust": "trust_fellows",
    "trust_facilitator": "trust_facilitator",
    "income": "start_income",
}
"""Columns of a roster, and what is known of a village by them."""


@dataclass(frozen=True)
class World:
    """One set of values of all that is unknown. rules: the number of the accepted set among them."""

    number: int
    values: Mapping[str, Value]
    rules: int


def unknowns(scenario: Scenario) -> dict[str, tuple[Value, ...]]:
    """By parameter, the lowest and highest plausible value, or all choices, of what somebody could find out.

    A planner's figures say so themselves. All else is known where it was stated, stands in the roster, or is set by the
    community's preset.
    """
    preset = communities()[scenario.community_name].values
    ranges = dict(scenario.figures.ranges) if scenario.figures else {}
    livelihoods = ranges.get("livelihood", (scenario.values["livelihood"],))
    names = [] if scenario.figures else [f.parameter for f in FIGURES if f.parameter not in COUNTED]
    names += [*OF_VILLAGE, *(name for kind in livelihoods for name in OF_LIVELIHOOD[str(kind)]), *OF_FACILITATOR]
    ranges |= {name: plausible(name) for name in names if name not in scenario.stated and name not in preset}
    counted = _counted_in(scenario.village_files) if scenario.village_files else ()
    return {name: ends for name, ends in ranges.items() if name not in counted}


def _counted_in(files: VillageFiles) -> set[str]:
    """Parameters that a roster tells itself."""
    people, _ = read_files(files.roster, files.ties)
    return {"households", *(IN_ROSTER[name] for name in (*people.labels, *people.numbers) if name in IN_ROSTER)}


def draw_worlds(scenario: Scenario, n: int, root_seed: int) -> list[World]:
    """So many worlds, each unknown spread evenly over its range; the same for the same seed."""
    from scipy.stats.qmc import LatinHypercube

    ranges, sets = unknowns(scenario), accepted_sets()
    chance = np.random.default_rng(number_of(f"worlds under root seed {root_seed}"))
    unit = LatinHypercube(len(ranges) + 1, rng=chance).random(n)
    rules = np.minimum((unit[:, -1] * len(sets)).astype(int), len(sets) - 1)
    worlds = []
    for number, (row, k) in enumerate(zip(unit, rules.tolist(), strict=True)):
        drawn = {name: _at(ends, float(u), name) for (name, ends), u in zip(ranges.items(), row, strict=False)}
        free = {name: value for name, value in sets[k].items() if name not in scenario.stated}
        worlds.append(World(number, _together({**scenario.values, **free, **drawn}, {**free, **drawn}), k))
    return worlds


def _at(ends: tuple[Value, ...], unit: float, name: str) -> Value:
    """The value at a share of the way through a range or through choices."""
    if BY_NAME[name].kind == "choice":
        return ends[min(int(unit * len(ends)), len(ends) - 1)]
    low, high = float(ends[0]), float(ends[-1])
    if BY_NAME[name].kind == "int":
        return min(int(low + unit * (high - low + 1)), int(high))
    return low + unit * (high - low)


def _together(values: Mapping[str, Any], drawn: dict[str, Value]) -> dict[str, Value]:
    """What was drawn, moved as little as it takes to be possible beside all else (scenarios/combinations.py)."""
    households = values["households"]
    if "households" in drawn:
        least = values["invited"], values["group_size"], math.ceil(values["mean_degree"]) + 1
        households = max(households, *least, 0 if "hamlets" in drawn else values["hamlets"])
        drawn["households"] = households
    if "hamlets" in drawn:
        drawn["hamlets"] = min(values["hamlets"], households)
    if "share_free_riders" in drawn:
        drawn["share_free_riders"] = min(values["share_free_riders"], 1 - values["share_conditional"])
    return drawn


def in_world(scenario: Scenario, world: World) -> Scenario:
    """A strategy's scenario in a world: what the strategy itself sets stays."""
    kept = strategies()[scenario.strategy_name].values
    drawn = {name: value for name, value in world.values.items() if name not in kept}
    words = (scenario.name, scenario.community_name, scenario.strategy_name)
    return Scenario(*words, {**scenario.stated, **drawn}, {**scenario.values, **drawn}, scenario.village_files)


def design_of(worlds: Sequence[World], names: Sequence[str]) -> dict[str, np.ndarray]:
    """The named unknowns by world, float64 (w,) each; a choice becomes its position among the choices."""
    return {name: np.array([_number(name, world.values[name]) for world in worlds]) for name in names}


def _number(name: str, value: Value) -> float:
    return float(BY_NAME[name].choices.index(str(value)) if BY_NAME[name].kind == "choice" else value)
