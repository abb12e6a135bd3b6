"""The last scene: the cheapest programme that is still standing 24 months after the facilitator has left."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scenarios.errors import ScenarioError
from scenarios.form import check_values
from scenarios.language import tr
from scenarios.parameter import Value
from scenarios.scenario import Scenario, make_scenario
from simulation.engine import start_run
from simulation.lab.settings import Settings
from simulation.lab.story_scenes import ROOT_SEED
from simulation.study.runner import replicate_seed
from simulation.study.statistics import Estimate, mean_interval
from simulation.village import village_of

NEED = 20
"""People more than without a programme who must be empowered 24 months after exit."""
VILLAGES = 20
LATER = 24
WAYS = ("individual", "group", "individual-then-group")
LEVERS: dict[str, tuple[float, float, float]] = {
    "invited": (15, 90, 5),
    "months": (6, 24, 1),
    "sessions_per_month": (1, 4, 0.5),
    "handing_over": (0, 1, 0.1),
    "fading": (0, 1, 0.1),
}
"""What can be set: the ends of the slider and its step."""
START: dict[str, Value] = {
    "strategy": "group",
    "invited": 30,
    "months": 12,
    "sessions_per_month": 2.0,
    "handing_over": 0.0,
    "fading": 0.0,
}
"""As the facilitator of the third scene works: everything is done for the villagers to the last day."""


@dataclass(frozen=True)
class Trial:
    """A programme in one village: Rp million spent, people empowered beyond the untreated village at exit and later."""

    cost: float
    at_exit: float
    later: float


@dataclass(frozen=True)
class Attempt:
    """A programme in all villages of the challenge."""

    programme: dict[str, Value]
    cost: float
    at_exit: Estimate
    later: Estimate

    @property
    def stands(self) -> bool:
        """Whether it is still standing: enough people on average."""
        return self.later.mean >= NEED


def programme_of(asked: Any) -> dict[str, Value]:
    """A programme from what a page sends. Raises ScenarioError for anything else."""
    if not isinstance(asked, dict) or set(asked) != set(START) or asked["strategy"] not in WAYS:
        raise ScenarioError(tr("not a programme of the challenge"))
    values, problems = check_values({name: _typed(name, asked[name]) for name in LEVERS})
    for name, (low, high, _) in LEVERS.items():
        if name in values and not low <= float(values[name]) <= high:
            text = tr("{name} = {given}: must be {low} to {high}")
            problems.append(text.format(name=name, given=values[name], low=f"{low:g}", high=f"{high:g}"))
    if problems:
        raise ScenarioError(problems)
    return {"strategy": asked["strategy"], **values}


def _typed(name: str, value: Any) -> Any:
    whole = isinstance(START[name], int)
    if isinstance(value, int | float) and not isinstance(value, bool) and (not whole or value == int(value)):
        return int(value) if whole else float(value)
    return value


def scenario_of(programme: dict[str, Value]) -> Scenario:
    """The programme in the first village of the story, with the money and the one facilitator of scene 1."""
    return make_scenario(**{**programme, "months_after": LATER})  # type: ignore[arg-type]


def settings_of(programme: dict[str, Value]) -> Settings:
    """The programme in the Lab, beside none."""
    settings = Settings(a="none", b=str(programme["strategy"]), seed=ROOT_SEED)
    for name in LEVERS:
        settings = settings.with_value(name, programme[name])
    return settings


def trial(scenario: Scenario, number: int) -> Trial:
    """One village of the challenge: a task for a worker."""
    seed = replicate_seed(ROOT_SEED, number)
    village = village_of(scenario, seed)
    run = start_run(scenario, seed, village).finish()
    untreated = start_run(scenario.with_strategy("none"), seed, village).finish()
    beyond = run.series()["empowered"] - untreated.series()["empowered"]
    return Trial(float(run.world.books.money.sum()), float(beyond[scenario.values["months"]]), float(beyond[-1]))


def attempt_of(programme: dict[str, Value], trials: Sequence[Trial]) -> Attempt:
    """What the villages gave together."""
    return Attempt(
        programme=programme,
        cost=float(np.mean([t.cost for t in trials])),
        at_exit=mean_interval(np.array([t.at_exit for t in trials])),
        later=mean_interval(np.array([t.later for t in trials])),
    )
