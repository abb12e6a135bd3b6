"""What is run for a decision: the comparison, what its failures died of, equal dose, other budgets, ranges, worlds.

Each stage is a generator that gives what it has so far after every run, so that a caller can show it grow, and ends
when it is no longer wanted. The command line and the laboratory's page go through the same stages.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from scenarios.errors import ScenarioError
from scenarios.outcomes import MAIN
from scenarios.parameter import Value
from scenarios.parameters import BY_NAME
from scenarios.scenario import Scenario
from simulation.chance import number_of
from simulation.study.arms import Arms, make_arms
from simulation.study.compare import Comparison, Precision
from simulation.study.decision import Range
from simulation.study.diagnosis import LATER, Diagnosis, diagnose
from simulation.study.hands import Hands
from simulation.study.replicate import replicate
from simulation.study.runner import Result, replicate_seed
from simulation.study.screening import people_kept
from simulation.study.unknowns import World, design_of, draw_worlds, in_world, unknowns
from simulation.study.worlds import RULES, Worlds

BUDGETS = (0.75, 1.25)
"""Other budgets, relative to the planner's."""
BUDGET_RUNS, RANGE_RUNS = 40, 20
WORLDS, WORLD_RUNS = 300, 4
SEEN = (MAIN, "failed", "cost_total")
"""What is kept of every run in a world."""
LOOKED_INTO = 10
"""Failing runs of each strategy that are looked into."""
RANGES = (
    "trust_fellows",
    "trust_facilitator",
    "need_diversity",
    "informants_needed",
    "share_free_riders",
    "start_confidence",
    "local_rules",
    "content_fit",
    "handing_over",
    "sensitivity",
)
"""What a planner could find out before deciding: of the village, of the content, of the facilitator."""


def deciding(arms: Arms, root_seed: int, hands: Hands) -> Iterator[Comparison]:
    """The comparison as it grows, until the precision is that of `compare` or it is no longer wanted.

    The replicates and the rule by which they are enough are those of `compare --seed ROOT_SEED`.
    """
    precision = Precision()
    comparison = Comparison(arms, root_seed)
    comparison.wanted = precision.points / 100 * arms.scenario.values["households"]
    for batch in precision.batches():
        for result in hands.attempts(arms, root_seed, batch):
            comparison.add(result)
            yield comparison
        enough = comparison.n > 0 and comparison.reached() <= comparison.wanted
        if enough or not comparison.n or not hands.wanted() or batch.stop > hands.most:
            return


def without_gaps(comparison: Comparison) -> Comparison:
    """The comparison of the first n replicates, without those that came before one still under way.

    So `compare --replicates n` gives the same figures.
    """
    numbers = {f.number for f in comparison.results} | {b.number for b in comparison.broken}
    n = next(k for k in range(len(numbers) + 1) if k not in numbers)
    whole = Comparison(comparison.arms, comparison.root_seed)
    kept: list[Result] = [*comparison.results, *comparison.broken]
    for result in kept:
        if result.number < n:
            whole.add(result)
    return whole


def runs_left(comparison: Comparison, most: int) -> int:
    """About how many more replicates it takes, of at most so many."""
    n, least = comparison.n, min(Precision().least, most)
    if n < 2:
        return least - n
    needed = max(least, comparison.needed()) if n >= least else least
    return max(0, min(needed, most) - n)


def looked_into(scenario: Scenario, numbered: tuple[int, int]) -> tuple[int, Diagnosis | None]:
    """The place of a failing run and what it died of: a worker's task."""
    place, seed = numbered
    return place, diagnose(scenario, seed)


def failures(comparison: Comparison, hands: Hands) -> Iterator[Comparison]:
    """The comparison as what its first failing runs died of is found out, as `compare` does."""
    for name, scenario in zip(comparison.names, comparison.arms.scenarios, strict=True):
        failed = comparison.values(name, "failed")
        seeds = [f.replicate.seed for f, lost in zip(comparison.results, failed, strict=True) if lost == 1]
        found = dict[int, Diagnosis | None]()
        for place, diagnosis in hands.each(looked_into, enumerate(seeds[:LOOKED_INTO]), scenario):
            found[place] = diagnosis
            comparison.diagnoses[name] = [d for k in sorted(found) if (d := found[k]) is not None]
            yield comparison


def to_look_into(comparison: Comparison) -> int:
    """How many failing runs there are to look into."""
    active = [comparison.names[k] for k in comparison.arms.active]
    return sum(min(LOOKED_INTO, int((comparison.values(name, "failed") == 1).sum())) for name in active)


def at_equal_dose(comparison: Comparison, hands: Hands) -> Iterator[Comparison]:
    """The same strategies for the same people and sessions, as it grows; nothing where fewer than two invite people."""
    arms = comparison.arms
    if len(arms.active) < 2:
        return
    active, seed = [arms.names[k] for k in arms.active], comparison.root_seed
    dose = Comparison(make_arms(arms.scenario, active, "dose", replicate_seed(seed, 0)), seed)
    for result in hands.attempts(dose.arms, seed, range(dose_runs(comparison))):
        dose.add(result)
        yield dose


def dose_runs(comparison: Comparison) -> int:
    """Runs of the comparison at equal dose, which is an aside."""
    return min(comparison.n, Precision().least)


def at_other_budgets(arms: Arms, root_seed: int, hands: Hands) -> Iterator[tuple[float, Comparison]]:
    """For each other budget the comparison of the strategies that invite anybody, as it grows."""
    active = [arms.names[k] for k in arms.active]
    for share in BUDGETS:
        budget = share * arms.scenario.values["budget"]
        try:
            other = make_arms(arms.scenario.with_values(budget=budget), active, "budget", replicate_seed(root_seed, 0))
        except ScenarioError:
            continue
        comparison = Comparison(other, root_seed)
        for result in hands.attempts(other, root_seed, range(BUDGET_RUNS)):
            comparison.add(result)
            yield budget, comparison


def gap(pair: Sequence[Scenario], root_seed: int, number: int) -> tuple[int, float]:
    """A run and how many people more are empowered 24 months after exit under the first scenario than the second."""
    one, other = people_kept(pair, replicate_seed(root_seed, number))
    return number, one - other


def declared_ranges() -> Mapping[str, tuple[Value, ...]]:
    """What is plausible of what a planner could find out, whatever the village."""
    return {name: (BY_NAME[name].low, BY_NAME[name].high) for name in RANGES}


def over_ranges(
    arms: Arms,
    leader: str,
    rival: str,
    root_seed: int,
    hands: Hands,
    plausible: Mapping[str, tuple[Value, ...]] | None = None,
) -> Iterator[list[Range]]:
    """The ranges as they are tried, one parameter and end after the other, all else as it is."""
    tried: list[Range] = []
    for name, ends in (declared_ranges() if plausible is None else plausible).items():
        if BY_NAME[name].kind == "choice":
            continue
        tried.append(Range(name, float(ends[0]), float(ends[-1])))
        for end, gaps in zip((ends[0], ends[-1]), tried[-1].gaps, strict=True):
            try:
                scenario = arms.scenario.with_values(**{name: end})
                pair = [scenario.with_strategy(leader), scenario.with_strategy(rival)]
            except ScenarioError:
                continue
            for number, people in hands.each(gap, range(min(RANGE_RUNS, hands.most)), pair, root_seed):
                gaps[number] = people
                yield tried


def over_worlds(arms: Arms, root_seed: int, hands: Hands) -> Iterator[dict[int, np.ndarray]]:
    """By number of a plausible world, what every strategy gives in it, float64 (s, r, 3): see `in_one_world`."""
    seen = dict[int, np.ndarray]()
    for number, given in hands.each(in_one_world, worlds_drawn(arms.scenario, root_seed), arms.scenarios, root_seed):
        seen[number] = given
        yield seen


def worlds_drawn(scenario: Scenario, root_seed: int) -> list[World]:
    """The plausible worlds of a decision."""
    return draw_worlds(scenario, WORLDS, root_seed)


def in_one_world(scenarios: Sequence[Scenario], root_seed: int, world: World) -> tuple[int, np.ndarray]:
    """`SEEN` of each strategy and run in a world, all with the same villages and luck: a worker's task."""
    here = [in_world(scenario, world).with_values(months_after=LATER) for scenario in scenarios]
    seeds = [number_of(f"run {run} in world {world.number} under root seed {root_seed}") for run in range(WORLD_RUNS)]
    runs = [replicate(here, seed, stays=False).outcomes for seed in seeds]
    return world.number, np.array([[[arm[name] for name in SEEN] for arm in run] for run in runs]).swapaxes(0, 1)


def worlds_of(arms: Arms, root_seed: int, seen: Mapping[int, np.ndarray]) -> Worlds:
    """The worlds that were seen, in their order."""
    worlds = [world for world in worlds_drawn(arms.scenario, root_seed) if world.number in seen]
    given = np.array([seen[world.number] for world in worlds])
    design = design_of(worlds, list(unknowns(arms.scenario)))
    design[RULES] = np.array([float(world.rules) for world in worlds])
    return Worlds(arms.names, design, given[..., 0], given[..., 1].mean(axis=2), given[..., 2].mean(axis=2))
