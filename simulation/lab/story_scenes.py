"""The scenes of the story: what is run, what is guessed, and the small experiment each ends in."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from scenarios.parameter import Value
from scenarios.parameters import BY_NAME
from scenarios.scenario import COMMUNITY, Scenario, make_scenario
from simulation.lab.settings import Settings

Counted = Literal["village", "through villagers"]
ROOT_SEED = 11
"""The villages are those of the command line's `--seed 11`. The one shown is its first, which of the first villages of
seeds 1 to 30 lies nearest to the middle of 40 others, at all months that are guessed in all scenes."""


@dataclass(frozen=True)
class Scene:
    """One question to the model.

    start, end: months between which the line is guessed. handles: months of the three sliders. top: of the axis while
    nothing is known. counted: all who are empowered, or only those who became so through what a villager taught them.
    beside: the scene whose line is shown for comparison. lever, tried: the experiment. in_lab: the strategy that the
    Lab shows beside this one.
    """

    name: str
    strategy: str
    start: int
    end: int
    handles: tuple[int, int, int]
    top: int
    lever: str
    tried: Value
    community: str = COMMUNITY
    values: tuple[tuple[str, Value], ...] = ()
    counted: Counted = "village"
    beside: str = ""
    in_lab: str = "individual"

    def scenario(self, tried: Value | None = None) -> Scenario:
        """What is run; with the experiment's value, if given."""
        return _scenario(self, tried)

    def settings(self, tried: Value | None = None) -> Settings:
        """The same for the Lab."""
        settings = Settings(community=self.community, a=self.in_lab, b=self.strategy, seed=ROOT_SEED)
        for name, value in {**dict(self.values), **({} if tried is None else {self.lever: tried})}.items():
            settings = settings.with_value(name, value)
        return settings

    @property
    def slider(self) -> tuple[float, float]:
        """Where the experiment's slider begins and ends: the range seen in the field."""
        return BY_NAME[self.lever].low, BY_NAME[self.lever].high


@cache
def _scenario(scene: Scene, tried: Value | None) -> Scenario:
    values = dict(scene.values)
    if tried is not None:
        values[scene.lever] = tried
    return make_scenario(scene.community, scene.strategy, **values)


SCENES = (
    Scene("visits", "individual", 0, 15, (5, 10, 15), 80, "sessions_per_month", 4.0, in_lab="group"),
    Scene("groups", "group", 0, 15, (5, 10, 15), 80, "group_size", 25, beside="visits"),
    Scene(
        name="exit",
        strategy="group",
        start=15,
        end=51,
        handles=(27, 39, 51),
        top=80,
        lever="handing_over",
        tried=0.9,
        values=(("fading", 0.0), ("handing_over", 0.0)),
        in_lab="facilitator-does-it-all",
    ),
    Scene(
        name="trust",
        strategy="group",
        start=15,
        end=51,
        handles=(27, 39, 51),
        top=80,
        lever="trust_fellows",
        tried=0.5,
        community="fragmented-low-trust-village",
        beside="groups",
    ),
    Scene(
        name="snowball",
        strategy="group",
        start=0,
        end=51,
        handles=(15, 33, 51),
        top=60,
        lever="recognition",
        tried=1.0,
        counted="through villagers",
        in_lab="cascade",
    ),
)
CHALLENGE = "challenge"
NAMES = (*(scene.name for scene in SCENES), CHALLENGE)
BY_SCENE = {scene.name: scene for scene in SCENES}
