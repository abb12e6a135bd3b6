"""Why a programme failed: the but-for test. The same village and luck again, with one cause taken away.

A programme fails when, 24 months after exit, fewer than `least_effect` of those invited are empowered beyond the
untreated twin. A cause is named only when taking it away rescues the programme: it passes that threshold, and at least
half of the shortfall is closed, the shortfall being what the best pair of removals closes. Several causes may be named,
or none; where no single one is enough, the best pair is if it rescues. Then the cheapest single lever that a planner
has is sought in the same way.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np

from scenarios.language import later
from scenarios.parameters import BY_NAME
from scenarios.presets import COMMUNITY_SECTIONS
from scenarios.scenario import Scenario
from simulation.engine import Run, start_run
from simulation.programme import place_of
from simulation.study.arms import with_places
from simulation.study.preparation import GOOD, Changes, at_least, fitted, trained
from simulation.village import Village, village_of

LATER = 24
"""Months after exit at which a programme is judged."""
TRUSTING = 0.65
"""Starting trust of a village in which people open their doors."""
LOADED = 1.05
"""Hours needed over hours paid from which a programme is overloaded: travel to real homes differs from plan."""
MOST = 0.75
"""Share of failing runs that a lever has to rescue to be proposed."""
CLOSED = 0.5
"""Part of the shortfall that a rescue closes at least."""


@dataclass(frozen=True)
class Cause:
    """A way to fail and what its removal changes; no change where a programme does not have it."""

    name: str
    removal: Callable[[Mapping[str, Any]], Changes]


def _norm_held(_: Mapping[str, Any]) -> Changes:
    return {"local_rules": 1.0, "norm_wear": 0.0, "norm_by_conflict": 0.0}


def _everyone_heard(_: Mapping[str, Any]) -> Changes:
    return {"voice_by_status": 0.0, "voice_by_confidence": 0.0, "rotation": 1.0}


def _no_quarrels(values: Mapping[str, Any]) -> Changes:
    peace = {"quarrel": 0.0, "quarrel_costs_trust": 0.0}
    return {**peace, **at_least(values, GOOD, "sensitivity", "facilitation")}


def _hours_enough(values: Mapping[str, Any]) -> Changes:
    return {"caseload": min(1.0, values["caseload"])}


def _stock_kept(values: Mapping[str, Any]) -> Changes:
    return {"harvest": 0.0} if values["livelihood"] == "commons" else {}


CAUSES = (
    Cause("exit collapse", lambda values: at_least(values, GOOD, "handing_over")),
    Cause("needs mismatch", lambda values: at_least(values, GOOD, "content_fit")),
    Cause("group breakdown", _no_quarrels),
    Cause("elite capture", _everyone_heard),
    Cause("free riding", _norm_held),
    Cause("never took off", lambda values: at_least(values, TRUSTING, "trust_fellows", "trust_facilitator")),
    Cause("overload", _hours_enough),
    Cause("resource collapse", _stock_kept),
)
"""Each with the removal of its cause: tasks handed over; content that fits; no quarrels, by a sensitive and skilled
facilitator; everyone heard and leading in turn; a norm that holds; trust; hours enough; a stock that lasts."""

IN_GROUPS = ("group breakdown", "elite capture", "free riding")
"""Ways to fail that only groups have."""


@dataclass(frozen=True)
class Shares:
    """Of those invited, the share empowered beyond the untreated twin, float64 by month (0 is the start).

    nan in months that were not looked at.
    """

    months: np.ndarray
    exit: int
    cost: float

    @property
    def at_exit(self) -> float:
        """When the facilitator leaves."""
        return float(self.months[self.exit])

    @property
    def later(self) -> float:
        """24 months after that."""
        return float(self.months[self.exit + LATER])


@dataclass(frozen=True)
class Diagnosis:
    """What one failing run died of. `named`: one or more single causes, or the pairs that only together rescue it.

    `onset`: month from which the effect stayed below what is asked; 0 if it never got there. `rises`: by cause, how
    much its removal adds to the share of those invited who are empowered 24 months after exit. `joined`: share of those
    invited.
    """

    seed: int
    shares: Shares
    joined: float
    onset: int
    named: tuple[tuple[str, ...], ...]
    rises: Mapping[str, float]

    @property
    def passed_exit(self) -> bool:
        """Whether it was a success on the day the facilitator left."""
        return self.onset > self.shares.exit

    @property
    def causes(self) -> tuple[str, ...]:
        """Every cause named, alone or in a pair, the one whose removal helps most first; equals as they were named."""
        names = dict.fromkeys(name for names in self.named for name in names)
        return tuple(sorted(names, key=lambda name: -self.rises[name]))

    @property
    def main(self) -> str | None:
        """The cause whose removal helps most, of those named."""
        return self.causes[0] if self.causes else None


@dataclass(frozen=True)
class Case:
    """A programme in one village with one luck, and the untreated twin to judge any change of it against."""

    scenario: Scenario
    seed: int
    village: Village
    run: Run
    twins: dict[tuple[Any, ...], Run] = field(default_factory=dict, repr=False)
    """Untreated twins by what the village finds and the months looked at, as far as they were asked for."""

    @classmethod
    def of(cls, scenario: Scenario, seed: int) -> "Case":
        """Run the programme as it is, looked at in every month."""
        village = village_of(scenario, seed)
        months = range(1, _judged(scenario)[-1] + 1)
        return cls(scenario, seed, village, _run(scenario, seed, village, months))

    @property
    def overloaded(self) -> bool:
        """Whether fewer hours are paid for than the places need."""
        plan, values = self.run.plan, self.scenario.values
        months = slice(0, int(values["months"]))
        km = float(np.hypot(self.village.x, self.village.y).mean()) / 1000
        needed = plan.places * place_of(values, plan.sessions[months], km).hours.sum()
        return bool(needed > LOADED * plan.bought[months].sum())

    def as_it_is(self) -> Shares:
        """The effect month by month of the programme as it is."""
        return self._against_twin(self.scenario, self.run)

    def changed(self, changes: Changes, paid: bool = False) -> Shares:
        """The same with parameters changed; with `paid` there is money and time for the same number of places.

        The untreated twin changes too where they concern the village. Looked at on exit and when it is judged.
        """
        scenario = self.scenario.with_values(**changes)
        if paid:
            scenario = with_places(scenario, self.village, self.run.plan.places)
        return self._against_twin(scenario, _run(scenario, self.seed, self.village, _judged(scenario)))

    def without(self, *causes: Cause) -> Shares:
        """The same with causes taken away."""
        changes = {name: value for cause in causes for name, value in cause.removal(self.scenario.values).items()}
        return self.changed(changes, paid=any(cause.name == "overload" for cause in causes))

    def has(self, cause: Cause) -> bool:
        """Whether the programme has a cause that could be taken away."""
        if cause.name == "overload":
            return self.overloaded
        if cause.name in IN_GROUPS and self.run.world.books.n_groups == 0:
            return False
        return bool(cause.removal(self.scenario.values))

    def _against_twin(self, scenario: Scenario, run: Run) -> Shares:
        found = (value for name, value in scenario.values.items() if BY_NAME[name].section in COMMUNITY_SECTIONS)
        key = (*run.snapshots, *found)
        if key not in self.twins:
            self.twins[key] = _run(scenario.with_strategy("none"), self.seed, self.village, list(run.snapshots))
        return _shares(run, self.twins[key])

    def asked(self) -> float:
        """Share of those invited below which the programme failed."""
        return float(self.scenario.values["least_effect"])

    def passes(self, shares: Shares) -> bool:
        """Whether a programme with this effect has not failed."""
        return shares.later >= self.asked()


def diagnose(scenario: Scenario, seed: int) -> Diagnosis | None:
    """The but-for test of one run; None if the programme did not fail or has nobody to mentor."""
    case = Case.of(scenario, seed)
    if case.run.plan.places == 0:
        return None
    failing = case.as_it_is()
    if case.passes(failing):
        return None
    present = [cause for cause in CAUSES if case.has(cause)]
    without = {cause.name: case.without(cause) for cause in present}
    pairs = {pair: case.without(*pair) for pair in combinations(present, 2)}
    villagers = case.run.world.villagers
    return Diagnosis(
        seed=seed,
        shares=failing,
        joined=float(villagers["joined"].sum() / max(1, villagers["invited"].sum())),
        onset=onset(failing, case.asked()),
        named=_named(case, failing, without, pairs),
        rises={name: shares.later - failing.later for name, shares in without.items()},
    )


def _named(
    case: Case, failing: Shares, without: Mapping[str, Shares], pairs: Mapping[tuple[Cause, Cause], Shares]
) -> tuple[tuple[str, ...], ...]:
    """The causes whose removal alone rescues, else the pair that helps most if it does, else none."""
    pair = max(pairs, key=lambda two: pairs[two].later, default=None)
    best = max([shares.later for shares in (*without.values(), *pairs.values())], default=failing.later)
    enough = max(case.asked(), failing.later + CLOSED * (best - failing.later))
    alone = tuple((name,) for name, shares in without.items() if shares.later >= enough)
    if alone or pair is None or not case.passes(pairs[pair]):
        return alone
    return (tuple(cause.name for cause in pair),)


def onset(shares: Shares, asked: float) -> int:
    """The month from which the effect stayed below what is asked, up to 24 months after exit; 0 if always."""
    seen = shares.months[: shares.exit + LATER + 1]
    enough = np.flatnonzero(seen >= asked)
    return int(enough[-1]) + 1 if len(enough) else 0


def _judged(scenario: Scenario) -> tuple[int, int]:
    """The months at whose end a programme is judged: exit, and 24 months later."""
    leaves = int(scenario.values["months"])
    return leaves, leaves + LATER


def _run(scenario: Scenario, seed: int, village: Village, months: Sequence[int]) -> Run:
    """A run to the last of the months, in which it is looked at."""
    return start_run(scenario, seed, village, months[-1]).finish(months, ("empowered",))


def _shares(run: Run, untreated: Run) -> Shares:
    """By month from who was empowered in both runs."""
    invited = np.asarray(run.world.villagers["invited"])
    share = np.full(run.horizon + 1, np.nan)
    share[0] = 0.0
    for month, kept in run.snapshots.items():
        ours, theirs = (np.count_nonzero(invited & k["empowered"]) for k in (kept, untreated.snapshots[month]))
        share[month] = (ours - theirs) / max(1, invited.sum())
    return Shares(share, _judged(run.scenario)[0], float(run.world.books.money.sum()))


# --- levers --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lever:
    """Something a planner can change; what is bought for it before the start is in the change as `preparation`."""

    name: str
    change: Callable[[Mapping[str, Any]], Changes]


LEVERS = (
    Lever(later("train facilitators: handing over"), lambda values: trained(values, "handing_over")),
    Lever(
        later("train facilitators: sensitivity and facilitation"),
        lambda values: trained(values, "sensitivity", "facilitation"),
    ),
    Lever(later("fit the programme to needs"), fitted),
    Lever(later("let leadership rotate"), lambda values: at_least(values, GOOD, "rotation")),
    Lever(later("fade sessions out"), lambda values: at_least(values, 1.0, "fading")),
    Lever(
        later("visit people first"), lambda values: {"individual_share": 0.4} if values["individual_share"] == 0 else {}
    ),
    Lever(later("honour change agents"), lambda values: at_least(values, 1.0, "recognition")),
    Lever(later("stay half as long again"), lambda values: {"months": math.ceil(1.5 * values["months"])}),
    Lever(later("twice the sessions"), lambda values: {"sessions_per_month": 2 * values["sessions_per_month"]}),
    Lever(later("hours for everyone promised"), _hours_enough),
)


@dataclass(frozen=True)
class Rescue:
    """A lever tried on failing runs: in what share of them it rescues, and Rp million it adds on average."""

    lever: str
    share: float
    extra_cost: float

    @property
    def enough(self) -> bool:
        """Whether it rescues most of them."""
        return self.share >= MOST


def levers(scenario: Scenario, seeds: Iterable[int]) -> list[Rescue]:
    """Every lever that would change the programme, tried on the given (failing) runs, the cheapest rescuer first.

    Levers that rescue too few of the runs follow, the most helpful first.
    """
    cases = [Case.of(scenario, seed) for seed in seeds]
    before = [case.as_it_is() for case in cases]
    rescues = []
    for lever in LEVERS:
        changes = lever.change(scenario.values)
        if any(scenario.values[name] != value for name, value in changes.items()) and cases:
            after = [case.changed(changes, paid=True) for case in cases]
            share = np.mean([case.passes(shares) for case, shares in zip(cases, after, strict=True)])
            added = np.mean([a.cost - b.cost for b, a in zip(before, after, strict=True)])
            rescues.append(Rescue(lever.name, float(share), float(added)))
    return sorted(rescues, key=lambda r: (not r.enough, r.extra_cost if r.enough else -r.share))
