"""A decision from beginning to end: what to compare, and all that is run to compare it, with how far it is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from agents.compiled import first_run
from scenarios.errors import ScenarioError
from scenarios.scenario import Scenario
from simulation.study import stages
from simulation.study.arms import make_arms
from simulation.study.compare import Comparison, Precision, refuse_short_horizons
from simulation.study.decision import Decision
from simulation.study.hands import Hands
from simulation.study.runner import replicate_seed
from simulation.study.screening import (
    MOST,
    RUNS_AS_SAID,
    WORLDS_TRIED,
    Screening,
    candidates,
    people_kept,
    screened,
    worth_a_look,
)
from simulation.study.unknowns import unknowns

REFERENCE = "none"
"""The strategy beside which all others stand."""
LEAST_WORLDS = 50
"""Fewer worlds than this, of a decision that was interrupted, say nothing."""
STAGES = ("screening", "runs", "failures", "dose", "budgets", "worlds", "ranges")
_RUNS_OF_DIAGNOSIS = 25
"""About how many runs it takes to see what a failing run died of."""
_REPLICATES = 100
"""About how many replicates a comparison takes, as long as nothing is known of it."""


@dataclass
class Planning:
    """A decision in the making. `names`: the strategies to compare, where they are given rather than looked for.

    stage: what is under way. done, of: its steps. left: runs still to be made in all stages; made: those made so far.
    """

    scenario: Scenario
    root_seed: int
    command: str
    hands: Hands
    names: Sequence[str] = ()
    decision: Decision | None = None
    stage: str = STAGES[0]
    done: int = 0
    of: int = 0
    made: float = 0.0
    _to_do: dict[str, float] = field(default_factory=dict)

    @property
    def left(self) -> float:
        """About how many runs are still to be made."""
        return sum(self._to_do.values())

    def steps(self) -> Iterator["Planning"]:
        """Make the decision; every step has come a little further. Ends early where it is no longer wanted."""
        refuse_short_horizons([self.scenario])
        named = [name for name in self.names if name != REFERENCE]
        screening = candidates(self.scenario, named or worth_a_look(self.scenario), self.root_seed)
        if first_run():
            people_kept([self.scenario], 0)
        if named:
            _refuse_impossible(screening)
            yield from self._decide((REFERENCE, *named), None)
            return
        self._expect(len(screening.names), MOST)
        yield from self._watch("screening", self._screen(screening))
        if self.hands.wanted():
            yield from self._decide((REFERENCE, *screening.chosen), screening)

    def _decide(self, names: tuple[str, ...], screening: Screening | None) -> Iterator["Planning"]:
        arms = make_arms(self.scenario, names, "budget", replicate_seed(self.root_seed, 0))
        decision = Decision(self.scenario, self.root_seed, self.command, Comparison(arms, self.root_seed))
        decision.known, decision.screening = self.scenario.figures, screening
        self._expect(0, len(names))
        self.decision = decision
        work: dict[str, Callable[[Decision], Iterator[int]]] = {
            "runs": self._runs,
            "failures": self._failures,
            "dose": self._dose,
            "budgets": self._budgets,
            "worlds": self._worlds,
            "ranges": self._ranges,
        }
        for stage, steps in work.items():
            yield from self._watch(stage, steps(decision))
            decision.comparison.interrupted = not self.hands.wanted()
            if decision.comparison.interrupted or decision.comparison.n < 2:
                return

    # --- the stages, each giving how many of its steps are left

    def _screen(self, screening: Screening) -> Iterator[int]:
        for looked_at in screened(self.scenario, screening, self.root_seed, self.hands):
            yield RUNS_AS_SAID + WORLDS_TRIED - looked_at.n

    def _runs(self, decision: Decision) -> Iterator[int]:
        for comparison in stages.deciding(decision.comparison.arms, self.root_seed, self.hands):
            decision.comparison = comparison
            yield stages.runs_left(comparison, self.hands.most)
        if not self.hands.wanted():
            decision.comparison = stages.without_gaps(decision.comparison)

    def _failures(self, decision: Decision) -> Iterator[int]:
        for done, _ in enumerate(stages.failures(decision.comparison, self.hands), start=1):
            yield stages.to_look_into(decision.comparison) - done

    def _dose(self, decision: Decision) -> Iterator[int]:
        for dose in stages.at_equal_dose(decision.comparison, self.hands):
            decision.dose = dose if dose.n > 1 else None
            yield stages.dose_runs(decision.comparison) - dose.n

    def _budgets(self, decision: Decision) -> Iterator[int]:
        arms = decision.comparison.arms
        for done, (budget, other) in enumerate(stages.at_other_budgets(arms, self.root_seed, self.hands), start=1):
            if other.n > 1:
                decision.budgets[budget] = other
            yield len(stages.BUDGETS) * stages.BUDGET_RUNS - done

    def _worlds(self, decision: Decision) -> Iterator[int]:
        arms = decision.comparison.arms
        seen = {}
        for seen in stages.over_worlds(arms, self.root_seed, self.hands):
            yield stages.WORLDS - len(seen)
        if len(seen) >= min(LEAST_WORLDS, stages.WORLDS):
            decision.worlds = stages.worlds_of(arms, self.root_seed, seen)

    def _ranges(self, decision: Decision) -> Iterator[int]:
        leader, *others = decision.comparison.ranking()
        if not others:
            return
        plausible, arms = unknowns(self.scenario), decision.comparison.arms
        steps = stages.over_ranges(arms, leader, others[0], self.root_seed, self.hands, plausible)
        for done, tried in enumerate(steps, start=1):
            decision.ranges = tried
            yield 2 * stages.RANGE_RUNS * len(plausible) - done

    # --- how far it is

    def _expect(self, considered: int, compared: int) -> None:
        """What all stages are likely to take, in runs of one strategy, for so many strategies."""
        twice = 2.0 * compared
        self._each = {
            "screening": float(considered),
            "runs": twice,
            "failures": float(_RUNS_OF_DIAGNOSIS),
            "dose": twice,
            "budgets": twice,
            "worlds": float(stages.WORLD_RUNS * compared),
            "ranges": 2.0,
        }
        steps = {
            "screening": RUNS_AS_SAID + WORLDS_TRIED,
            "runs": _REPLICATES,
            "failures": stages.LOOKED_INTO,
            "dose": Precision().least,
            "budgets": len(stages.BUDGETS) * stages.BUDGET_RUNS,
            "worlds": stages.WORLDS,
            "ranges": 2 * stages.RANGE_RUNS * len(unknowns(self.scenario)),
        }
        self._to_do = {stage: n * self._each[stage] for stage, n in steps.items()}

    def _watch(self, stage: str, steps: Iterator[int]) -> Iterator["Planning"]:
        self.stage = stage
        for done, left in enumerate(steps, start=1):
            self.done, self.of = done, done + max(0, left)
            self.made += self._each[stage]
            self._to_do[stage] = max(0, left) * self._each[stage]
            yield self
        self._to_do[stage] = 0.0


def _refuse_impossible(screening: Screening) -> None:
    """Raise ScenarioError where strategies that were named cannot be had."""
    if screening.impossible:
        raise ScenarioError(f"{name}: {fault}" for name, found in screening.impossible.items() for fault in found)
