"""The planner's question: a community, money, facilitators, months and programmes, checked."""

import shlex
from dataclasses import dataclass
from typing import Any

from scenarios.errors import BerdayaError
from scenarios.form import check_values
from scenarios.language import tr
from scenarios.parameters import BY_NAME
from scenarios.presets import communities, strategies, unknown
from scenarios.scenario import COMMUNITY, Scenario, make_scenario
from simulation.lab.decide_village import OwnVillage
from simulation.lab.limits import LIMITS
from simulation.lab.settings import MOST_DIGITS, refuse_large
from simulation.study.arms import DEFAULT_STRATEGIES, Arms, make_arms
from simulation.study.compare import refuse_short_horizons
from simulation.study.runner import replicate_seed

MOST_STRATEGIES = 6
NUMBERS = ("budget", "facilitators", "months")
_START = make_scenario().values


@dataclass(frozen=True)
class Question:
    """Read-only. `own`: the planner's own village, in what its files do not say like the community."""

    community: str = COMMUNITY
    budget: float = float(_START["budget"])
    facilitators: int = int(_START["facilitators"])
    months: int = int(_START["months"])
    strategies: tuple[str, ...] = DEFAULT_STRATEGIES
    seed: int = 1
    own: OwnVillage | None = None

    def scenario(self) -> Scenario:
        """The community with what the planner has. Raises ScenarioError."""
        start = self.own.scenario(self.community) if self.own else make_scenario(self.community)
        given = {"budget": self.budget, "facilitators": self.facilitators, "months": self.months}
        scenario = start.with_values(**{name: value for name, value in given.items() if value != start.values[name]})
        refuse_large(scenario, LIMITS)
        return scenario

    def arms(self) -> Arms:
        """The programmes on equal budget, as `compare` makes them. Raises ScenarioError."""
        arms = make_arms(self.scenario(), self.strategies, "budget", replicate_seed(self.seed, 0))
        refuse_short_horizons(arms.scenarios)
        return arms

    @property
    def from_file(self) -> bool:
        """Whether the command line needs the scenario as a file to ask the same."""
        return self.own is not None or self.facilitators != _START["facilitators"]

    def command(self, replicates: int) -> str:
        """The line that gives the same figures."""
        words = ["python", "run.py", "compare", "decision.toml" if self.from_file else self.community]
        if not self.from_file:
            given = {"--budget": (self.budget, "budget"), "--exit": (self.months, "months")}
            words += [w for option, (v, name) in given.items() if v != _START[name] for w in (option, f"{v:g}")]
        if self.strategies != DEFAULT_STRATEGIES:
            words += ["--strategies", ",".join(self.strategies)]
        return shlex.join([*words, "--seed", str(self.seed), "--replicates", str(replicates)])


def question_from(asked: Any, own: OwnVillage | None) -> Question:
    """The question in a message of the page. Raises BerdayaError with every problem."""
    asked = asked if isinstance(asked, dict) else {}
    start = Question()
    community, chosen = str(asked.get("community", ""))[:100], asked.get("strategies")
    names = tuple(dict.fromkeys(str(n)[:100] for n in chosen)) if isinstance(chosen, list) else ()
    problems = unknown("community", community, communities())
    for name in names:
        problems += unknown("strategy", name, strategies())
    if not 2 <= len(names) <= MOST_STRATEGIES:
        problems.append(
            tr("Choose 2 to {most} programmes to compare; {n} are chosen").format(n=len(names), most=MOST_STRATEGIES)
        )
    numbers, faults = check_values({name: _number(name, asked.get(name)) for name in NUMBERS})
    problems += faults
    for name, least in (("facilitators", 1), ("budget", 1)):
        if name in numbers and float(numbers[name]) < least:
            problems.append(tr("{label}: must be at least {least}").format(label=tr(BY_NAME[name].label), least=least))
    seed = asked.get("seed", start.seed)
    if not isinstance(seed, int) or isinstance(seed, bool) or not 0 <= seed < 10**MOST_DIGITS:
        text = tr("seed {seed}: must be a whole number of at most {most} digits")
        problems.append(text.format(seed=str(seed)[: 2 * MOST_DIGITS], most=MOST_DIGITS))
    if problems:
        raise BerdayaError(problems)
    ordered = tuple(name for name in strategies() if name in names)
    return Question(
        community, float(numbers["budget"]), int(numbers["facilitators"]), int(numbers["months"]), ordered, seed, own
    )


def _number(name: str, given: Any) -> Any:
    """A number as the parameter's kind has it; what is none stays as it is and is then refused."""
    if isinstance(given, bool) or not isinstance(given, int | float):
        return str(given)[:100]
    if BY_NAME[name].kind == "int":
        return int(given) if given == int(given) else float(given)
    return float(given)
