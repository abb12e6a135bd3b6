"""What a visitor of the Lab has set: a community, two strategies, levers and a seed; as a link and as scenarios."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast
from urllib.parse import urlencode

from scenarios.errors import BerdayaError, ScenarioError
from scenarios.form import check_values
from scenarios.language import nearest, tr
from scenarios.parameter import Parameter, Value
from scenarios.parameters import BY_NAME
from scenarios.presets import communities, strategies, unknown
from scenarios.scenario import COMMUNITY, Scenario, make_scenario
from simulation.lab.limits import LIMITS, Limits
from simulation.study.arms import Arms, Equal, make_arms
from simulation.study.runner import replicate_seed

MOST_DIGITS = 15
OF_THE_PAGE = ("tab", "lang", "at", "show", "who", "side")
"""Names in a link that belong to the page rather than to the scenario."""


@dataclass(frozen=True)
class Settings:
    """Read-only; `changed` holds the parameters that differ from the presets, in the order of their declaration."""

    community: str = COMMUNITY
    a: str = "individual"
    b: str = "group"
    equal: Equal = "budget"
    seed: int = 1
    changed: tuple[tuple[str, Value], ...] = ()

    @property
    def sides(self) -> tuple[str, str]:
        """The two strategies, left and right."""
        return self.a, self.b

    def with_value(self, name: str, value: Value) -> "Settings":
        """One lever moved; back at its start it no longer counts as changed."""
        values = {**dict(self.changed), name: value}
        if value == self.start(name):
            del values[name]
        return replace(self, changed=tuple((n, values[n]) for n in BY_NAME if n in values))

    def start(self, name: str) -> Value:
        """Where a lever stands before it is moved."""
        return cast(Value, make_scenario(self.community).values[name])

    def scenario(self) -> Scenario:
        """The community with the levers as set, which both strategies start from. Raises ScenarioError."""
        scenario = make_scenario(self.community).with_values(**dict(self.changed))
        refuse_large(scenario, LIMITS)
        return scenario

    def arms(self) -> Arms:
        """Both strategies in the first of the villages that `compare` with this seed would look at."""
        return make_arms(self.scenario(), self.sides, self.equal, self.first_seed)

    @property
    def first_seed(self) -> int:
        """The seed of the village shown: replicate 0 of the command line's `--seed`."""
        return replicate_seed(self.seed, 0)

    def query(self) -> dict[str, str]:
        """What stands in a link, by name; what is as at the start is left out."""
        start = Settings()
        words = {"community": self.community, "a": self.a, "b": self.b, "equal": self.equal, "seed": str(self.seed)}
        kept = {name: text for name, text in words.items() if text != str(getattr(start, name))}
        return {**kept, **{name: _typed(value) for name, value in self.changed}}

    def link(self) -> str:
        """The same as text."""
        return urlencode(self.query())


def read_settings(given: Mapping[str, str]) -> Settings:
    """Settings from a link's names and texts. Raises BerdayaError with every problem."""
    problems: list[str] = []
    usual = Settings()
    words = {name: given.get(name, getattr(usual, name)) for name in ("community", "a", "b")}
    start = Settings(words["community"], words["a"], words["b"])
    problems += unknown("community", start.community, communities())
    for name in start.sides:
        problems += unknown("strategy", name, strategies())
    equal, seed = given.get("equal", "budget"), given.get("seed", "1")
    if equal not in ("budget", "dose"):
        problems.append(_not_one_of("equal", equal, ("budget", "dose")))
    if not (seed.isdecimal() and len(seed) <= MOST_DIGITS):
        text = tr("seed {seed}: must be a whole number of at most {most} digits")
        problems.append(text.format(seed=seed[: 2 * MOST_DIGITS], most=MOST_DIGITS))
    rest = given.keys() - {*words, "equal", "seed", *OF_THE_PAGE}
    values, faults = check_values({name: _value(name, given[name]) for name in given if name in rest})
    if problems + faults:
        raise BerdayaError(problems + faults)
    settings = replace(start, equal=cast(Equal, equal), seed=int(seed))
    for name, value in values.items():
        settings = settings.with_value(name, value)
    return settings


def refuse_large(scenario: Scenario, limits: Limits) -> None:
    """Raise ScenarioError for a village larger, or watched longer, than the page's server allows."""
    values, problems = scenario.values, []
    if values["households"] > limits.households:
        text = tr("households {n}: this page takes at most {most}; the command line takes more")
        problems.append(text.format(n=values["households"], most=limits.households))
    watched = values["months"] + values["months_after"]
    if watched > limits.months:
        text = tr("{n} months: this page watches at most {most}; the command line takes more")
        problems.append(text.format(n=watched, most=limits.months))
    if problems:
        raise ScenarioError(problems)


def _typed(value: Value) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value).lower()


def _value(name: str, text: str) -> object:
    """A text as the parameter's kind of value; what cannot be read stays text, which the check then refuses."""
    parameter: Parameter | None = BY_NAME.get(name)
    if parameter is None or parameter.kind == "choice":
        return text[:100]
    if parameter.kind == "bool":
        return {"true": True, "false": False}.get(text, text[:100])
    try:
        return int(text[:30]) if parameter.kind == "int" else float(text[:30])
    except ValueError:
        return text[:100]


def _not_one_of(name: str, given: str, known: tuple[str, ...]) -> str:
    text = tr("{option} {typed}: must be one of {known}{hint}")
    return text.format(option=name, typed=given[:100], known=", ".join(known), hint=nearest(given, known))
