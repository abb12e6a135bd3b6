"""The best programme for a community under a budget: searched, chosen and reported in three sets of worlds apart.

What looks best in the worlds of a search was also lucky in them. So the programmes that looked best are tried again in
worlds that the search has not seen, where one is chosen; and all that is told of them comes from a third set, in which
nothing was chosen. Every world is one plausible set of all that is unknown, with a village and luck of its own, the
same for all programmes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np

from scenarios.errors import BerdayaError, ScenarioError
from scenarios.language import tr
from scenarios.outcomes import MAIN
from scenarios.parameter import Value
from scenarios.presets import strategies
from scenarios.scenario import Scenario
from simulation.chance import number_of
from simulation.study.arms import in_each
from simulation.study.diagnosis import LATER
from simulation.study.folder import refuse_foreign
from simulation.study.levers import (
    Lever,
    Programme,
    levers_of,
    make_programme,
    nearest_choice,
    refuse_unmentored,
)
from simulation.study.pareto import beaten, beaten_by, spread_out
from simulation.study.pool import Pool
from simulation.study.search import BATCH, Choice, Told, search
from simulation.study.statistics import Estimate, ahead_of_100, mean_interval, paired_difference, share_interval
from simulation.study.sweep import Tally
from simulation.study.trials import KEPT, Trials
from simulation.study.unknowns import World, draw_worlds

RUNS = "runs"
"""Folder of all runs, in that of the results."""
TRIALS = 400
"""Programmes tried unless told otherwise."""
SEARCHING, CHOOSING, TELLING = 40, 80, 200
"""Worlds of each of the three sets."""
STAGES = {"searching": SEARCHING, "choosing": CHOOSING, "telling": TELLING}
BEST, SPREAD, SHOWN = 12, 20, 7
"""Programmes tried again: those that seemed to keep most, and others that lie apart; and how many are shown."""
CLOSE = 0.01
"""Of all villagers, those whom a cheaper or simpler programme may keep fewer and still be recommended."""
OFTEN = 0.5
"""Share of the worlds in which a programme may fail and still be worth a look."""


@dataclass(frozen=True)
class Arm:
    """What is tried: a programme that the search made, or a strategy there was (`programme` is None)."""

    name: str
    scenario: Scenario
    keeps: frozenset[str]
    programme: Programme | None = None


@dataclass(frozen=True)
class Found:
    """What one arm gave in a set of worlds, float64 (worlds, KEPT)."""

    arm: Arm
    outcomes: np.ndarray

    def values(self, outcome: str) -> np.ndarray:
        """One outcome, float64 (worlds,)."""
        return self.outcomes[:, KEPT.index(outcome)]

    @cached_property
    def failed(self) -> np.ndarray:
        """Float64 (worlds,) of 0 and 1: where it fails; where it has money for nobody it does."""
        return np.where(self.values("n_places") == 0, 1.0, self.values("failed"))

    @property
    def reaches(self) -> bool:
        """Whether it has money for somebody in every world."""
        return bool((self.values("n_places") != 0).all())

    @property
    def scores(self) -> Told:
        """What the search makes small: mean spending, people kept (negative), share of the worlds in which it fails."""
        return self.cost, -self.kept.mean, self.fails.mean

    @property
    def cost(self) -> float:
        """Mean spending, Rp million."""
        return mean_interval(self.values("cost_total")).mean

    @property
    def kept(self) -> Estimate:
        """People empowered 24 months after exit beyond the untreated twin."""
        return mean_interval(self.values(MAIN))

    @property
    def fails(self) -> Estimate:
        """Share of the worlds in which it fails."""
        return share_interval(self.failed)


@dataclass(frozen=True)
class Part:
    """One lever of a programme. without: the programme with it put back to what the scenario has, `instead`."""

    lever: str
    value: Value | None
    instead: Value | None
    best: Found
    without: Found

    @property
    def adds(self) -> Estimate:
        """People that it keeps."""
        return paired_difference(self.best.values(MAIN), self.without.values(MAIN))

    @property
    def costs(self) -> float:
        """Rp million that it adds to what is spent."""
        return self.best.cost - self.without.cost


@dataclass
class Optimum:
    """All that a search found.

    tried: every programme tried, with its scores in the search. All else is as in the telling worlds: `shown`,
    programmes that none beat where they were chosen, the cheapest first, the recommended among them; `strategies` that
    there were; `first`, the programme that looked best in the search. failed: runs that could not be finished.
    """

    scenario: Scenario
    root_seed: int
    levers: tuple[Lever, ...]
    worlds: list[World]
    tried: list[tuple[Programme, Told]] = field(default_factory=list)
    seemed: dict[str, Told] = field(default_factory=dict)
    recommended: str = ""
    shown: list[Found] = field(default_factory=list)
    strategies: list[Found] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    first: Found | None = None
    failed: int = 0

    @property
    def best(self) -> Found:
        """The recommended programme."""
        return next(found for found in self.shown if found.arm.name == self.recommended)

    @property
    def rival(self) -> Found:
        """The strategy that keeps most."""
        return max(self.strategies, key=lambda found: found.kept.mean)

    @property
    def ahead(self) -> float:
        """Share of the worlds in which the recommended programme keeps more than the rival; a tie counts half."""
        return ahead_of_100(self.best.values(MAIN), self.rival.values(MAIN)) / 100

    def gain(self, found: Found) -> Estimate:
        """People that a programme keeps beyond the rival, in the same worlds."""
        return paired_difference(found.values(MAIN), self.rival.values(MAIN))

    def seemed_gain(self, found: Found) -> float:
        """The same as it looked in the search."""
        return self.seemed[self.rival.arm.name][1] - self.seemed[found.arm.name][1]


def optimise(
    scenario: Scenario,
    place: Path,
    root_seed: int,
    trials: int,
    pool: Pool,
    tell: Callable[[Tally], None] = lambda tally: None,
) -> Optimum:
    """Search, choose, tell; all runs are kept in `place`, after a Ctrl-C too, which raises KeyboardInterrupt."""
    refuse_unmentored(scenario)
    scenario = scenario.with_values(months_after=LATER)
    worlds = [w for name, n in STAGES.items() for w in draw_worlds(scenario, n, _seed(root_seed, name))]
    optimum = Optimum(scenario, root_seed, levers_of(scenario), worlds)
    refuse_foreign(place, RUNS)
    with Trials(place / RUNS, worlds, root_seed, pool, tell) as bench:
        _run(optimum, bench, trials)
        optimum.failed = bench.finish()
    return optimum


def _seed(root_seed: int, stage: str) -> int:
    return number_of(f"worlds for {stage} under root seed {root_seed}")


def _run(optimum: Optimum, bench: Trials, trials: int) -> None:
    ends = np.cumsum([0, *STAGES.values()]).tolist()
    searching, choosing, telling = (range(a, b) for a, b in pairwise(ends))
    rivals = _rivals(optimum.scenario)
    bench.tally.wanted = _expected(trials, len(rivals), len(optimum.levers))
    tries = _Tries(optimum, bench, searching, rivals)
    search(optimum.levers, tries.starts, trials, optimum.root_seed, tries.try_out, 3)
    shown = _choose(optimum, bench, tries.shortlist(), choosing)
    told = {found.arm.name: found for found in _try(bench, _once(*shown, tries.first.arm, *rivals), telling)}
    optimum.first = told[tries.first.arm.name]
    optimum.strategies = [told[arm.name] for arm in rivals if arm.name in told]
    optimum.shown = sorted((told[arm.name] for arm in shown if arm.name in told), key=lambda found: found.cost)
    optimum.parts = sorted(_apart(optimum, bench, optimum.best, telling), key=lambda part: -part.adds.mean)


def _once(*arms: Arm) -> list[Arm]:
    return list({arm.name: arm for arm in arms}.values())


def _rivals(scenario: Scenario) -> list[Arm]:
    """The strategies there are, those that a planner would choose."""
    presets = {name: preset.values for name, preset in strategies().items() if preset.choice}
    made = zip(presets.items(), in_each(scenario, list(presets)), strict=True)
    return [Arm(name, within, frozenset(values)) for (name, values), within in made]


def _expected(trials: int, rivals: int, levers: int) -> int:
    """About how many runs a search takes."""
    tried = -(-trials // BATCH) * BATCH + rivals
    return tried * SEARCHING + (BEST + SPREAD + levers) * CHOOSING + (SHOWN + rivals + levers) * TELLING


def _try(bench: Trials, arms: Sequence[Arm], where: range) -> list[Found]:
    """Arms in some worlds, those of which any run could be finished."""
    if not arms:
        return []
    tried = bench.run([arm.scenario for arm in arms], [arm.keeps for arm in arms], where)
    found = [Found(arm, outcomes) for arm, outcomes in zip(arms, tried, strict=True)]
    return [one for one in found if not np.isnan(one.values(MAIN)).all()]


class _Tries:
    """What the search has tried, each choice once; `starts`: the strategies there are, as choices."""

    def __init__(self, optimum: Optimum, bench: Trials, where: range, rivals: Sequence[Arm]) -> None:
        self.optimum, self.bench, self.where = optimum, bench, where
        self.starts = [nearest_choice(optimum.levers, rival.scenario) for rival in rivals]
        self.found: list[Found] = []
        self._told: dict[tuple[Value | None, ...], Told | None] = {}
        optimum.seemed = {found.arm.name: found.scores for found in _try(bench, rivals, where)}

    def try_out(self, choices: Sequence[Choice]) -> list[Told | None]:
        """Scores of some choices; None for those that cannot be or of which no run could be finished."""
        arms = list[Arm]()
        for choice in choices:
            place = tuple(choice.values())
            if place not in self._told:
                self._told[place] = None
                arms += _arms(optimum=self.optimum, choices={f"programme-{len(self._told)}": choice})
        for found in _try(self.bench, arms, self.where):
            self._take(found)
        return [self._told[tuple(choice.values())] for choice in choices]

    def _take(self, found: Found) -> None:
        assert found.arm.programme is not None
        self.found.append(found)
        self._told[tuple(found.arm.programme.choice.values())] = found.scores
        self.optimum.tried.append((found.arm.programme, found.scores))
        self.optimum.seemed[found.arm.name] = found.scores

    @property
    def first(self) -> Found:
        """The programme that looked best. Raises BerdayaError if none reaches anybody."""
        reaching = [found for found in self.found if found.reaches]
        if not reaching:
            raise BerdayaError(tr("no programme tried has money for anybody: give it a larger budget"))
        return min(reaching, key=lambda found: found.scores[1])

    def shortlist(self) -> list[Arm]:
        """Programmes worth another look: those that keep most, and others that lie apart."""
        scores = np.array([found.scores for found in self.found])
        worth = np.flatnonzero(_worth_a_look(scores))
        most = worth[np.argsort(scores[worth, 1], kind="stable")[:BEST]]
        apart = worth[spread_out(scores[worth], min(SPREAD, len(worth)))]
        return [self.found[k].arm for k in sorted({self.found.index(self.first), *most.tolist(), *apart.tolist()})]


def _worth_a_look(scores: np.ndarray) -> np.ndarray:
    """Bool (n,): fails in no more than half of the worlds; everybody where all fail more often."""
    seldom = scores[:, 2] <= OFTEN
    return seldom if seldom.any() else np.ones(len(scores), bool)


def _arms(optimum: Optimum, choices: Mapping[str, Choice]) -> list[Arm]:
    """Programmes by name, those whose values can be together."""
    arms = []
    for name, choice in choices.items():
        programme = make_programme(name, optimum.scenario, choice)
        try:
            arms.append(Arm(name, programme.within(optimum.scenario), frozenset(programme.values), programme))
        except ScenarioError:
            continue
    return arms


def _choose(optimum: Optimum, bench: Trials, candidates: Sequence[Arm], where: range) -> list[Arm]:
    """Programmes to show; recommended is the cheapest of those that keep about most, without its idle parts."""
    again = _try(bench, candidates, where)
    scores = np.array([found.scores for found in again])
    worth = np.flatnonzero(_worth_a_look(scores))
    close = worth[scores[worth, 1] <= scores[worth, 1].min() + CLOSE * optimum.scenario.values["households"]]
    best = _without_idle_parts(optimum, bench, again[close[scores[close, 0].argmin()]], where)
    optimum.recommended = best.arm.name
    others = [again[k] for k in worth if again[k].arm.name != best.arm.name]
    of_all = np.array([found.scores for found in (best, *others)])
    front = np.flatnonzero(~beaten(of_all[1:]) & ~beaten_by(of_all[1:], of_all[0]))
    apart = front[spread_out(of_all[1:][front], min(SHOWN - 1, len(front)))]
    return [best.arm, *(others[k].arm for k in apart)]


def _without_idle_parts(optimum: Optimum, bench: Trials, best: Found, where: range) -> Found:
    """A programme with put back what adds nobody for certain, the idlest part first, as long as it keeps as many."""
    least, levers = best.kept.mean - CLOSE * optimum.scenario.values["households"], None
    while True:
        idle = [part for part in _apart(optimum, bench, best, where, levers) if part.adds.low <= 0]
        if not idle:
            return best
        idlest = min(idle, key=lambda part: part.adds.mean)
        if idlest.without.kept.mean < least:
            return best
        best, levers = idlest.without, [part.lever for part in idle if part is not idlest]


def _apart(
    optimum: Optimum, bench: Trials, best: Found, where: range, levers: Sequence[str] | None = None
) -> list[Part]:
    """What levers of a programme add, all that it sets unlike the scenario unless some are named."""
    assert best.arm.programme is not None
    choice, plain = best.arm.programme.choice, nearest_choice(optimum.levers, optimum.scenario)
    arms = _put_back(optimum, best, levers)
    parts = []
    for other in _try(bench, arms, where):
        assert other.arm.programme is not None
        (name,) = (name for name, value in other.arm.programme.choice.items() if value != choice[name])
        parts.append(Part(name, choice[name], plain[name], best, other))
    return parts


def _put_back(optimum: Optimum, best: Found, levers: Sequence[str] | None) -> list[Arm]:
    """A programme with one lever each put back to what the scenario has; its budget stays."""
    assert best.arm.programme is not None
    choice, plain = best.arm.programme.choice, nearest_choice(optimum.levers, optimum.scenario)
    unlike = [name for name in choice if choice[name] != plain[name] and name != "budget"]
    names = [name for name in unlike if levers is None or name in levers]
    return _arms(optimum, {f"{best.arm.name}-less-{name}": {**choice, name: plain[name]} for name in names})
