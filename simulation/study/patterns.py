"""Patterns of the field that the default model must show: bands declared before, values measured, misses kept.

Each pattern is a number made of means over replicates. A replicate is a village with its luck in which a dozen
programmes run side by side; seeds and villages are others than those the parameters were fitted on.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import numpy as np

from scenarios.language import later
from scenarios.parameter import Value
from scenarios.scenario import Scenario, make_scenario
from simulation.engine import Run, start_run
from simulation.measures.arm import Arm
from simulation.measures.dependency import groups
from simulation.study.statistics import Estimate, t_quantile
from simulation.village import village_of

Values = Mapping[str, Value]
Verdict = Literal["inside", "borderline", "outside"]
Means = Callable[[str, str], np.ndarray]
"""(programme, measure) -> its mean over replicates."""

EQUAL_DOSE: Values = {"invited": 45, "budget": 10_000.0, "facilitators": 4}
"""Everybody invited gets the sessions planned: no programme is short of money or hours."""

UNSEEN: Values = {
    "local_rules": 0.0,
    "monitoring_by_facilitator": 0.0,
    "monitoring_by_rotation": 0.0,
    "monitoring_by_management": 0.0,
    "monitoring_by_identity": 0.0,
}
"""Neither a norm to begin with nor anybody who sees what others give, as in a public-goods experiment."""
FIRM_NORM: Values = {"local_rules": 0.8, "rotation": 1.0}

PROGRAMMES: dict[str, tuple[str, Values]] = {
    "individual": ("individual", EQUAL_DOSE),
    "group": ("group", EQUAL_DOSE),
    "does it all": ("individual", {**EQUAL_DOSE, "handing_over": 0.1, "fading": 0.0}),
    "hands over": ("individual", {**EQUAL_DOSE, "handing_over": 0.9, "fading": 1.0}),
    "fits": ("individual", {**EQUAL_DOSE, "content_fit": 1.0}),
    "does not fit": ("individual", {**EQUAL_DOSE, "content_fit": 0.2}),
    "gives assets": ("individual", {**EQUAL_DOSE, "asset_grant": 0.3}),
    "simple practice": ("individual", {**EQUAL_DOSE, "informants_needed": 1.0}),
    "many visited": ("individual", {**EQUAL_DOSE, "invited": 150}),
    "many in groups": ("group", {**EQUAL_DOSE, "invited": 150}),
    "too many groups": ("group", {"invited": 210, "budget": 10_000.0, "facilitators": 1, "sensitivity": 0.1}),
    "no norm": ("group", {**EQUAL_DOSE, **UNSEEN}),
    "firm norm": ("group", {**EQUAL_DOSE, **FIRM_NORM}),
}
"""Programmes run in each village: the strategy and what differs from the defaults."""


@dataclass(frozen=True)
class Check:
    """One number of a pattern, the band it should lie in, and how it is made of means."""

    what: str
    low: float
    high: float
    value: Callable[[Means], np.ndarray]


@dataclass(frozen=True)
class Pattern:
    """A finding of the field. `basis`: V seen in a source, D derived, J judgement; `why`: what makes it here."""

    id: str
    finding: str
    source: str
    basis: str
    why: str
    checks: tuple[Check, ...]


def odds(share: np.ndarray) -> np.ndarray:
    """Odds of something that happens to a share."""
    return share / (1 - share)


def _left(m: Means, programme: str) -> np.ndarray:
    return odds(m(programme, "left") / m(programme, "joined"))


def _lost(m: Means, programme: str) -> np.ndarray:
    return 1 - m(programme, "income_12") / m(programme, "income_exit")


def _spilled(m: Means, measure: str) -> np.ndarray:
    return m("individual", f"{measure}_others") / m("individual", f"{measure}_invited")


PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "P1",
        later("A group costs less for each participant than visits, at the same sessions"),
        "Iacovone, Maloney & McKenzie (2022); Philippines graduation trial",
        "V",
        later(
            "one facilitator's hour serves all present; administration, travel and materials are shared or paid by each"
        ),
        (
            Check(
                later("cost per participant, group / individual"),
                0.35,
                0.70,
                lambda m: (
                    (m("group", "cost") / m("group", "joined")) / (m("individual", "cost") / m("individual", "joined"))
                ),
            ),
        ),
    ),
    Pattern(
        "P2",
        later("Both teach about as much at the same sessions"),
        "Iacovone, Maloney & McKenzie (2022); Philippines graduation trial",
        "V",
        later("congestion, silence and absence take from a meeting about what fellow members add"),
        (
            Check(
                later("knowledge and skill gained by exit, group / individual"),
                0.8,
                1.2,
                lambda m: m("group", "ability_invited") / m("individual", "ability_invited"),
            ),
        ),
    ),
    Pattern(
        "P4",
        later("More people drop out of groups than of individual mentoring"),
        "Cuijpers et al. (2008), odds ratio 0.56",
        "V",
        later(
            "topics that serve others, silence and quarrels make members discontent; a group that ends takes all with "
            "it"
        ),
        (
            Check(
                later("odds of leaving before the end, group / individual"),
                1.2,
                2.7,
                lambda m: _left(m, "many in groups") / _left(m, "many visited"),
            ),
        ),
    ),
    Pattern(
        "P7",
        later("A complex practice hardly spreads to neighbours who were not mentored"),
        "Feder, Murgai & Quizon (2004); Waddington et al. (2014)",
        "V",
        later("a complex practice asks for several users whom one trusts, or for someone who shows it"),
        (
            Check(later("skill of others / of those invited"), 0.0, 0.20, lambda m: _spilled(m, "skill")),
            Check(later("use by others / by those invited"), 0.0, 0.20, lambda m: _spilled(m, "use")),
        ),
    ),
    Pattern(
        "P8",
        later("Of those who take up a simple practice by word of mouth, about a third had it from non-users"),
        "Banerjee, Chandrasekhar, Duflo & Jackson (2013)",
        "V",
        later("non-users are many and tell seldom, users are few and tell often; news goes stale"),
        (
            Check(
                later("adoptions through people who only heard"),
                0.20,
                0.45,
                lambda m: (
                    m("simple practice", "through_informed")
                    / (m("simple practice", "through_informed") + m("simple practice", "through_users"))
                ),
            ),
        ),
    ),
    Pattern(
        "P10",
        later("A year after a graduation programme assets are kept, agency partly"),
        "Banerjee et al. (2015), six countries; levels from memory",
        "D",
        later("assets wear slowly and yield; confidence returns to where it was unless success goes on"),
        (
            Check(
                later("assets gained, kept 12 months after exit"),
                0.85,
                1.1,
                lambda m: m("gives assets", "assets_12") / m("gives assets", "assets_exit"),
            ),
            Check(
                later("confidence gained, kept 12 months after exit"),
                0.4,
                0.7,
                lambda m: m("gives assets", "confidence_12") / m("gives assets", "confidence_exit"),
            ),
        ),
    ),
    Pattern(
        "P11a",
        later("What a mentor does for people goes when the mentor goes"),
        "Brooks, Donovan & Johnson (2018)",
        "V",
        later("income that rests on the facilitator's skill ends with the last visit"),
        (Check(later("income gain lost in 12 months, does it all"), 0.6, math.inf, lambda m: _lost(m, "does it all")),),
    ),
    Pattern(
        "P11b",
        later("Done well, most of the gain in income stays"),
        "Banerjee et al. (2015), graduation programmes",
        "D",
        later("own skill, kept in use, carries the income"),
        (Check(later("income gain lost in 12 months, hands over"), 0.0, 0.45, lambda m: _lost(m, "hands over")),),
    ),
    Pattern(
        "P12",
        later("Most healthy groups are still active two years after the facilitator left"),
        "Baland, Somanathan & Vandewalle, Indian self-help groups; upper end from promoters' own reports",
        "V",
        later("able leaders and self-management keep the books; conflict and empty meetings end groups"),
        (
            Check(
                later("groups alive 24 months after exit, of those at exit"),
                0.80,
                0.95,
                lambda m: m("many in groups", "groups_24") / m("many in groups", "groups_exit"),
            ),
        ),
    ),
    Pattern(
        "P14",
        later("Poor members of badly run groups mostly stay silent"),
        "AKATIGA (2010) on PNPM-Rural: about 75 %",
        "V",
        later("status and confidence get the floor; a loaded, insensitive facilitator draws nobody in"),
        (
            Check(
                later("meetings that poor members attend without a word"),
                0.60,
                0.85,
                lambda m: m("too many groups", "silent_poor") / m("too many groups", "meetings_poor"),
            ),
        ),
    ),
    Pattern(
        "P15",
        later("Content that does not fit needs changes no income"),
        "Brooks, Donovan & Johnson (2018): class against mentor; the band is judgement",
        "J",
        later("only what fits a need earns; a practice that does not pay its cost is given up"),
        (
            Check(
                later("income gain, content does not fit, of the base"),
                -0.05,
                0.05,
                lambda m: m("does not fit", "income_invited") / m("does not fit", "income_base"),
            ),
            Check(
                later("income gain, content fits, of the base"),
                0.15,
                0.25,
                lambda m: m("fits", "income_invited") / m("fits", "income_base"),
            ),
        ),
    ),
    Pattern(
        "P17",
        later("Contributions to the common work fall without norm or monitoring, and hold with them"),
        "Fehr & Gaechter (2000); Fischbacher & Gaechter (2010); bands from memory",
        "D",
        later(
            "conditional cooperators follow what they see, free riders pull it down, a norm that is watched stops that"
        ),
        (
            Check(
                later("contributed at the first meeting, no norm"), 0.4, 0.6, lambda m: m("no norm", "contribution_1")
            ),
            Check(later("contributed at the tenth, no norm"), 0.10, 0.25, lambda m: m("no norm", "contribution_10")),
            Check(
                later("contributed at the tenth, firm norm"),
                0.6,
                math.inf,
                lambda m: m("firm norm", "contribution_10"),
            ),
        ),
    ),
)


@dataclass(frozen=True)
class Finding:
    """What a check gave: the value on all replicates, its 95 % interval, and where that lies."""

    pattern: Pattern
    check: Check
    estimate: Estimate

    @property
    def inside(self) -> bool:
        """Whether the value itself lies in the band."""
        return self.check.low <= self.estimate.mean <= self.check.high

    @property
    def verdict(self) -> Verdict:
        """Inside or outside the band; borderline where the interval reaches across an edge."""
        across = any(self.estimate.low < edge < self.estimate.high for edge in (self.check.low, self.check.high))
        return "borderline" if across else "inside" if self.inside else "outside"


def programmes(
    changes: Values | None = None, those: Mapping[str, tuple[str, Values]] = PROGRAMMES
) -> dict[str, Scenario]:
    """Scenarios of all programmes. `changes`: parameters that differ from the defaults in every one of them."""
    return {
        name: make_scenario(strategy=strategy).with_values(**{**(changes or {}), **values})
        for name, (strategy, values) in those.items()
    }


def observe(scenarios: Mapping[str, Scenario], seed: int) -> dict[tuple[str, str], float]:
    """One village and its luck: every programme's numbers, by (programme, measure)."""
    first = next(iter(scenarios.values()))
    village = village_of(first, seed)
    exit_month = int(first.values["months"])
    horizon = exit_month + 24
    keep = [exit_month, exit_month + 12, horizon]
    untreated = start_run(first.with_strategy("none"), seed, village, horizon).finish(keep)
    out: dict[tuple[str, str], float] = {}
    for name, scenario in scenarios.items():
        run = start_run(scenario, seed, village, horizon).finish(keep)
        out |= {(name, measure): value for measure, value in measured(run, untreated).items()}
    return out


def measured(run: Run, untreated: Run) -> dict[str, float]:
    """The numbers of one run that patterns are made of, against the untreated twin."""
    arm = Arm(run, untreated, run)
    villagers, books = run.world.villagers, run.world.books
    poor, later = villagers["status"] < 1 / 3, arm.exit + 12
    others = ~arm.joined
    skill = arm.gain("skill", arm.exit, arm.invited)
    return {
        "cost": float(books.money.sum()),
        "joined": float(arm.joined.sum()),
        "left": float(villagers["left"].sum()),
        "ability_invited": arm.gain("knowledge", arm.exit, arm.invited) + skill,
        "skill_invited": skill,
        "skill_others": arm.gain("skill", arm.exit, others),
        "use_invited": arm.gain("use", arm.exit, arm.invited),
        "use_others": arm.gain("use", arm.exit, others),
        "income_invited": arm.gain("usual_income", arm.exit, arm.invited),
        "income_others": arm.gain("usual_income", arm.exit, others),
        "income_invited_24": arm.gain("usual_income", run.horizon, arm.invited),
        "income_base": float(untreated.snapshots[arm.exit]["usual_income"][arm.invited].mean()),
        "income_exit": arm.gain("usual_income", arm.exit, arm.joined),
        "income_12": arm.gain("usual_income", later, arm.joined),
        "assets_exit": arm.gain("assets", arm.exit, arm.joined),
        "assets_12": arm.gain("assets", later, arm.joined),
        "confidence_exit": arm.gain("confidence", arm.exit, arm.joined),
        "confidence_12": arm.gain("confidence", later, arm.joined),
        "through_users": float((villagers["adopted_through"] == 2).sum()),
        "through_informed": float((villagers["adopted_through"] == 3).sum()),
        "meetings_poor": float(villagers["meetings"][poor].sum()),
        "silent_poor": float(villagers["silent_meetings"][poor].sum()),
        "contribution_1": float(run.world.series["contribution"][1]),
        "contribution_10": float(run.world.series["contribution"][10]),
        "stalled": float(not villagers["adopted"][~villagers["taught"]].any()),
        **groups(arm),
    }


def findings(
    replicates: Sequence[Mapping[tuple[str, str], float]], patterns: Sequence[Pattern] = PATTERNS
) -> list[Finding]:
    """Every check on the means of all replicates, with the jackknife's interval (Efron 1982). Needs two or more."""
    columns = {key: np.array([replicate[key] for replicate in replicates]) for key in replicates[0]}
    n = len(replicates)
    totals = {key: np.nansum(values) for key, values in columns.items()}
    left_out = {key: (totals[key] - np.nan_to_num(values)) / (n - 1) for key, values in columns.items()}

    def estimate(check: Check) -> Estimate:
        with np.errstate(divide="ignore", invalid="ignore"):
            value = float(check.value(lambda programme, measure: np.asarray(totals[programme, measure] / n)))
            others = check.value(lambda programme, measure: left_out[programme, measure])
        error = math.sqrt((n - 1) / n * float(((others - others.mean()) ** 2).sum())) * t_quantile(n - 1)
        return Estimate(value, value - error, value + error)

    return [Finding(pattern, check, estimate(check)) for pattern in patterns for check in pattern.checks]


def by_pattern(all_findings: Sequence[Finding]) -> Iterator[tuple[Pattern, list[Finding]]]:
    """Findings pattern by pattern."""
    for _, theirs in groupby(all_findings, key=lambda finding: finding.pattern.id):
        of_one = list(theirs)
        yield of_one[0].pattern, of_one


def n_inside(all_findings: Sequence[Finding]) -> int:
    """Patterns of which every check lies inside its band."""
    return sum(all(finding.inside for finding in theirs) for _, theirs in by_pattern(all_findings))
