"""What a search may decide: levers with the values each may take, and the programme that a choice of them makes.

What a scenario states stays as it is. Courses for facilitators and content that fits are bought before the start, at
their declared prices, out of the programme's budget. Left as they are: how many people are promised more than there is
time for (`caseload`), assets given, and how many facilitators there are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from scenarios.errors import ScenarioError
from scenarios.language import tr
from scenarios.parameter import Parameter, Value
from scenarios.parameters import BY_NAME
from scenarios.scenario import Scenario
from simulation.study.preparation import COMPETENCES, GOOD, fitted, trained

STEPS = {
    "months": 1,
    "sessions_per_month": 0.25,
    "fading": 0.1,
    "individual_share": 0.1,
    "group_size": 1,
    "rotation": 0.1,
    "recognition": 0.1,
    "agent_effort": 1,
    "brokerage": 0.5,
}
"""Levers searched over their plausible ranges, and how finely."""
MOST = {"agent_effort": 4}
"""Villagers' unpaid time has no price here: no more of it is asked than the cascade asks."""
CONTENT = "content_fit"
BOUGHT = (*COMPETENCES, CONTENT)
"""Levers that are bought before the start or left as they are found."""
BUDGETS = tuple(k / 20 for k in range(4, 21))
"""Shares of the budget that a programme may be given."""


@dataclass(frozen=True)
class Lever:
    """One thing that a programme decides. values: what it may be; None leaves it as the scenario has it."""

    name: str
    values: tuple[Value | None, ...]

    @property
    def ordered(self) -> bool:
        """Whether neighbouring values are alike."""
        return BY_NAME[self.name].kind != "choice"


@dataclass(frozen=True)
class Programme:
    """A choice of levers. values: all that it sets of a scenario, what is bought before the start with its price."""

    name: str
    choice: Mapping[str, Value | None]
    values: Mapping[str, Value]

    def within(self, scenario: Scenario) -> Scenario:
        """The scenario under this programme. Raises ScenarioError where that cannot be."""
        return replace(scenario.with_values(**self.values), strategy_name=self.name)


def levers_of(scenario: Scenario) -> tuple[Lever, ...]:
    """What can be decided in a scenario."""
    budget = float(scenario.values["budget"])
    free = [name for name in STEPS if name not in scenario.stated]
    levers = [Lever("budget", (*(round(share * budget, 6) for share in BUDGETS[:-1]), None))]
    levers += [Lever(name, _grid(BY_NAME[name], scenario)) for name in free]
    if "targeting" not in scenario.stated:
        levers.append(Lever("targeting", BY_NAME["targeting"].choices))
    below = [name for name in BOUGHT if name not in scenario.stated or scenario.values[name] < GOOD]
    return (*levers, *(Lever(name, (None, GOOD)) for name in below))


def _grid(parameter: Parameter, scenario: Scenario) -> tuple[Value, ...]:
    """Values from the lowest to the highest plausible one that the village allows."""
    step = STEPS[parameter.name]
    high = min(parameter.high, MOST.get(parameter.name, parameter.high))
    if parameter.name == "group_size":
        high = min(high, scenario.values["households"])
    values = [round(parameter.low + k * step, 6) for k in range(int((high - parameter.low) / step + 1e-9) + 1)]
    return tuple(int(v) for v in values) if parameter.kind == "int" else tuple(values)


def make_programme(name: str, scenario: Scenario, choice: Mapping[str, Value | None]) -> Programme:
    """The programme that a choice of levers makes in a scenario."""
    decided = {lever: value for lever, value in choice.items() if value is not None and lever not in BOUGHT}
    courses = [lever for lever in COMPETENCES if choice.get(lever) is not None]
    values = dict(scenario.values)
    bought = dict(trained(values, *courses))
    bought |= fitted(values | bought) if choice.get(CONTENT) is not None else {}
    return Programme(name, dict(choice), {**decided, "facilitators": values["facilitators"], **bought})


def nearest_choice(levers: tuple[Lever, ...], scenario: Scenario) -> dict[str, Value | None]:
    """The choice of levers that comes nearest to a scenario as it is."""
    return {lever.name: _nearest(lever, scenario.values[lever.name]) for lever in levers}


def _nearest(lever: Lever, value: Value) -> Value | None:
    if None in lever.values:
        return None
    if not lever.ordered:
        return value
    return min(lever.values, key=lambda known: abs(known - value))  # type: ignore[operator]


def refuse_unmentored(scenario: Scenario) -> None:
    """Raise ScenarioError where there is nobody to mentor or nothing to spend."""
    if not scenario.values["facilitators"] or not scenario.values["budget"]:
        raise ScenarioError(tr("a search needs facilitators and a budget: this scenario has none"))
