"""One scene as it is told: what is known before the guess, and what the model then gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from agents.columns import NOBODY
from scenarios.parameter import Value
from scenarios.scenario import Scenario
from simulation.engine import Run, start_run
from simulation.lab.chronicle import EMPOWERED, JOINED, Chronicle, has
from simulation.lab.story_scenes import BY_SCENE, ROOT_SEED, Counted, Scene
from simulation.measures import outcomes
from simulation.measures.snowball import beyond_twin
from simulation.report.left import RUNS_INSIDE
from simulation.study.replicate import arms
from simulation.study.runner import replicate_seed

SEED = replicate_seed(ROOT_SEED, 0)


def line(scenario: Scenario, counted: Counted, seed: int) -> list[int]:
    """What the chart shows of one village, month by month from the start."""
    if counted == "village":
        return [int(n) for n in start_run(scenario, seed).finish().series()["empowered"]]
    (arm,) = arms([scenario], seed)
    v = arm.run.world.villagers
    through = beyond_twin(arm) & (np.asarray(v["wave"]) >= 2)
    month = np.asarray(v["empowered_month"])[through] + 1
    return [int((month <= m).sum()) for m in range(arm.run.horizon + 1)]


def line_of(scenario: Scenario, counted: Counted, number: int) -> list[int]:
    """The line of a replicate under the story's root seed: a task for a worker."""
    return line(scenario, counted, replicate_seed(ROOT_SEED, number))


@dataclass
class Telling:
    """Belongs to one visitor. The village is run up to the month of the guess and no further until there is one."""

    scene: Scene
    guess: list[float] | None = None
    shown: bool = False
    tried: list[tuple[Value, list[int]]] = field(default_factory=list)
    runs: list[list[int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chronicle = Chronicle(start_run(self.scene.scenario(), SEED))
        self.chronicle.advance(self.scene.start)

    @property
    def run(self) -> Run:
        """The run shown."""
        return self.chronicle.run

    @cached_property
    def beside(self) -> list[int]:
        """The line of the scene this one is compared with."""
        other = BY_SCENE.get(self.scene.beside)
        return line(other.scenario(), other.counted, SEED)[: self.scene.end + 1] if other else []

    def known(self) -> list[int]:
        """The line as far as it is known before the guess."""
        if self.scene.counted != "village":
            return [0]
        return [int(n) for n in self.run.series()["empowered"][: self.scene.start + 1]]

    def reveal(self, guess: list[float] | None) -> None:
        """Take the guess in (None: skipped) and run on."""
        self.guess = guess
        self.chronicle.advance(self.run.horizon)
        self.shown = True

    @cached_property
    def line(self) -> list[int]:
        """The whole line, up to the scene's end."""
        return line(self.scene.scenario(), self.scene.counted, SEED)[: self.scene.end + 1]

    @cached_property
    def untreated(self) -> list[int]:
        """The same village without a programme; nothing where only what villagers passed on is counted."""
        if self.scene.counted != "village":
            return []
        return line(self.scene.scenario().with_strategy("none"), "village", SEED)[: self.scene.end + 1]

    def attempt(self, value: Value) -> None:
        """The experiment: the same village with the lever at another value."""
        self.tried = [(value, self._with(value))]

    def _with(self, value: Value) -> list[int]:
        return line(self.scene.scenario(value), self.scene.counted, SEED)[: self.scene.end + 1]

    def band(self) -> dict[str, Any] | None:
        """Between which lines 80 of 100 runs lie; None while there are too few."""
        if len(self.runs) < 5:
            return None
        low, high = np.percentile(np.array(self.runs)[:, : self.scene.end + 1], RUNS_INSIDE, axis=0)
        return {"low": low.tolist(), "high": high.tolist(), "n": len(self.runs)}

    @cached_property
    def facts(self) -> Mapping[str, float]:
        """What the words speak of: outcomes of this run by name, and who is empowered at the scene's end."""
        (arm,) = arms([self.scene.scenario()], SEED)
        last = self.chronicle.months[self.scene.end]
        joined, empowered = has(last, JOINED), has(last, EMPOWERED)
        return {
            **outcomes(arm),
            "empowered_joined": float((empowered & joined).sum()),
            "empowered_others": float((empowered & ~joined).sum()),
        }

    # --- what the page draws

    def village(self) -> dict[str, Any]:
        """What stays the same through all months, for the map."""
        v, village = self.run.world.villagers, self.run.village
        one = np.repeat(np.arange(len(village.ids)), np.diff(village.starts))
        once = one < village.neighbours
        return {
            "n": len(village.ids),
            "places": np.column_stack([v["x"], v["y"]]).astype("<f4").tobytes(),
            "ties": np.column_stack([one[once], village.neighbours[once]]).astype("<u4").tobytes(),
            "facilitator": v["facilitator"].astype("<u2").tobytes(),
            "facilitators": len(self.run.world.facilitators) if self.run.plan.places else 0,
            "exit": int(self.run.scenario.values["months"]),
        }

    def picture(self, month: int) -> dict[str, Any]:
        """The village at the end of a month that has been run."""
        kept, rows = self.chronicle.months[month], self.chronicle.groups[month]
        v = self.run.world.villagers
        names = ("alive", "x", "y", "met", "alone", "facilitator", "links")
        empowered_through = np.flatnonzero((v["wave"] > 0) & (v["empowered_month"] != NOBODY))
        return {
            "month": month,
            "frame": kept["bits"].astype("<u4").tobytes(),
            "groups": [[round(float(row[name]), 1) for name in names] for row in rows],
            "edges": [
                [int(v["empowered_month"][i]) + 1, int(v["parent"][i]), int(i), int(v["wave"][i])]
                for i in empowered_through
                if v["empowered_month"][i] < month
            ],
            "empowered": int(has(kept, EMPOWERED).sum()),
        }
