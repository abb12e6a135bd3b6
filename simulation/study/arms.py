"""The arms of a comparison: strategies in one community, with the same money or with the same people and sessions."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from scenarios.errors import ScenarioError
from scenarios.parameters import BY_NAME
from scenarios.scenario import Scenario
from simulation.engine import start_run
from simulation.programme import Plan, beside_places, place_of, schedule, whole_sessions
from simulation.village import Village, village_of

Equal = Literal["budget", "dose"]
DEFAULT_STRATEGIES = ("none", "individual", "group", "individual-then-group")
_AMPLE = 1.25
"""Villages of other seeds lie a little further apart than the first: room for their travel."""
_A_LITTLE_MORE = 1 + 1e-9
"""So that rounding takes no place away."""


@dataclass(frozen=True)
class Arms:
    """What is compared: a scenario and a plan (of the first village) for every strategy, equal in budget or dose.

    `village_notes`: what was made or dropped when the village was read or made.
    """

    scenario: Scenario
    names: tuple[str, ...]
    scenarios: tuple[Scenario, ...]
    plans: tuple[Plan, ...]
    equal: Equal
    village_notes: tuple[str, ...]

    @property
    def active(self) -> tuple[int, ...]:
        """Positions of the arms that invite anybody."""
        return tuple(k for k, plan in enumerate(self.plans) if plan.places > 0)


def make_arms(scenario: Scenario, names: Sequence[str], equal: Equal, seed: int) -> Arms:
    """Each strategy in the scenario's community. Raises ScenarioError with every problem.

    Equal budget: everybody has the scenario's budget and hours, so coverage differs. Equal dose: all arms invite the
    same people, as many as the arm that reaches fewest could in the village of `seed`, and have money and hours for it.
    """
    scenarios = in_each(scenario, names)
    village = village_of(scenario, seed)
    if equal == "dose":
        scenarios = at_equal_dose(scenarios, seed, village)
    plans = [start_run(s, seed, village).plan for s in scenarios]
    return Arms(scenario, tuple(names), tuple(scenarios), tuple(plans), equal, village.notes)


def at_equal_dose(scenarios: Sequence[Scenario], seed: int, village: Village | None = None) -> list[Scenario]:
    """All arms invite the same people, as many as the arm that reaches fewest could in the village of `seed`."""
    village = village or village_of(scenarios[0], seed)
    plans = [start_run(s, seed, village).plan for s in scenarios]
    return _with_dose(scenarios, village, _invited_by_all(scenarios, plans))


def in_each(scenario: Scenario, names: Sequence[str]) -> list[Scenario]:
    """The scenario under each strategy. Raises ScenarioError with every problem."""
    scenarios, problems = [], dict[str, None]()
    for name in names:
        try:
            scenarios.append(scenario.with_strategy(name))
        except ScenarioError as error:
            problems |= dict.fromkeys(error.problems)
    if problems:
        raise ScenarioError(problems)
    return scenarios


def _invited_by_all(scenarios: Sequence[Scenario], plans: Sequence[Plan]) -> int:
    """As the scenario says, else the smallest coverage of any arm with places; enough for one group if any forms."""
    covered = [s.values["invited"] or plan.places for s, plan in zip(scenarios, plans, strict=True) if plan.places > 0]
    one_group = [s.values["group_size"] for s in scenarios if _forms_groups(s.values)]
    return max(min(covered), *one_group, 0) if covered else 0


def _forms_groups(values: Mapping[str, Any]) -> bool:
    return values["facilitators"] > 0 and values["individual_share"] < 1


def _with_dose(scenarios: Sequence[Scenario], village: Village, invited: int) -> list[Scenario]:
    """Every arm invites so many, with the money, facilitators and hours of whichever arm needs most."""
    hours, money = zip(*(_needs(s.values, village, invited) for s in scenarios), strict=True)
    most = BY_NAME["facilitator_hours"].limits[1]
    return [
        s.with_values(
            invited=invited,
            budget=max(s.values["budget"], _AMPLE * max(money)),
            facilitators=max(s.values["facilitators"], math.ceil(max(hours) / _hours_of_one(s))),
            facilitator_hours=min(most, _AMPLE * s.values["facilitator_hours"]),
        )
        if s.values["facilitators"]
        else s.with_values(invited=invited)
        for s in scenarios
    ]


def with_places(scenario: Scenario, village: Village, places: int) -> Scenario:
    """The same programme with money, and facilitators, for exactly so many places in a village."""
    hours, money = _needs(scenario.values, village, places)
    return scenario.with_values(
        budget=_A_LITTLE_MORE * money,
        facilitators=max(scenario.values["facilitators"], math.ceil(hours / _hours_of_one(scenario))),
    )


def _hours_of_one(scenario: Scenario) -> float:
    return max(1e-12, scenario.values["facilitator_hours"] * scenario.values["months"])


def _needs(values: Mapping[str, Any], village: Village, invited: int) -> tuple[float, float]:
    """Facilitators' hours, if every month were like the fullest, and Rp million for so many places."""
    if not values["facilitators"]:
        return 0.0, 0.0
    mean_km = float(np.hypot(village.x, village.y).mean()) / 1000
    place = place_of(values, whole_sessions(schedule(values, values["months"])), mean_km)
    hours = invited * place.hours.sum() / values["caseload"]
    at_most = invited * place.fullest * values["months"] / values["caseload"]
    money = hours * values["pay"] / values["paid_hours"] + invited * place.besides + beside_places(values)
    return float(at_most), float(money)
