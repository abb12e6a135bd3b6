"""Two villages side by side: the same people, ties and luck under two strategies, and what the page needs of them."""

import threading
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from agents.columns import STAKEHOLDERS
from scenarios.language import current_language
from scenarios.scenario import Scenario
from simulation.engine import start_run
from simulation.lab.biography import biography, introduction
from simulation.lab.chronicle import Chronicle
from simulation.lab.events import ICONS, Event, events, in_words
from simulation.lab.settings import Settings
from simulation.report.wording import strategy_label
from simulation.study.arms import Arms
from simulation.village import village_of


@dataclass
class Pair:
    """Belongs to one visitor. `lock` keeps months in order.

    `happened` holds the events of both sides so far, `said` by language what the page was told of them.
    """

    settings: Settings
    arms: Arms
    sides: tuple[Chronicle, Chronicle]
    horizon: int
    happened: list[tuple[str, Event]] = field(default_factory=list)
    said: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def month(self) -> int:
        """Months run so far."""
        return self.sides[0].month

    def advance(self, to: int) -> None:
        """Run both villages on to the end of a month."""
        with self.lock:
            first = self.month + 1
            for side in self.sides:
                side.advance(min(to, self.horizon))
            for month in range(first, self.month + 1):
                told = [(letter, e) for letter, side in zip("AB", self.sides, strict=True) for e in events(side, month)]
                self.happened += told


def make_pair(settings: Settings) -> Pair:
    """Both villages at their start. Raises ScenarioError."""
    arms = settings.arms()
    horizon = max(_horizon(scenario) for scenario in arms.scenarios)
    village = village_of(arms.scenarios[0], settings.first_seed)
    one, other = (Chronicle(start_run(s, settings.first_seed, village, horizon)) for s in arms.scenarios)
    return Pair(settings, arms, (one, other), horizon)


def staying(pair: Pair) -> list[list[float]]:
    """By side, people empowered month by month had the facilitator stayed; empty where nobody came."""
    found = []
    for side in pair.sides:
        run = side.run
        twin = start_run(run.scenario, run.seed, run.village, pair.horizon).staying() if run.plan.places else None
        found.append(twin.finish().series()["empowered"].tolist() if twin else [])
    return found


def village_for_page(pair: Pair) -> dict[str, Any]:
    """What stays the same through all months: places, ties, names, the programmes' plans."""
    v, village = pair.sides[0].run.world.villagers, pair.sides[0].run.village
    one = np.repeat(np.arange(len(village.ids)), np.diff(village.starts))
    once = one < village.neighbours
    return {
        "n": len(village.ids),
        "hamlets": int(v["hamlet"].max()) + 1,
        "ids": list(village.ids),
        "places": np.column_stack([v["x"], v["y"]]).astype("<f4").tobytes(),
        "ties": np.column_stack([one[once], village.neighbours[once]]).astype("<u4").tobytes(),
        "hamlet": v["hamlet"].astype("<u2").tobytes(),
        "horizon": pair.horizon,
        "stakeholders": len(STAKEHOLDERS),
        "sides": [_side(side, pair.horizon) for side in pair.sides],
    }


def _side(side: Chronicle, horizon: int) -> dict[str, Any]:
    run = side.run
    months = run.scenario.values["months"]
    return {
        "facilitator": run.world.villagers["facilitator"].astype("<u2").tobytes(),
        "facilitators": len(run.world.facilitators) if run.plan.places else 0,
        "exit": months if run.plan.places else None,
        "sessions": run.world.calendar["sessions"][:horizon].tolist(),
        "places": run.plan.places,
    }


def chunk_for_page(pair: Pair, first: int) -> dict[str, Any]:
    """Everything the page does not have yet, from month `first` on."""
    return {
        "first": first,
        "last": pair.month,
        "sides": [_chunk(side, first) for side in pair.sides],
    }


def _chunk(side: Chronicle, first: int) -> dict[str, Any]:
    v = side.run.world.villagers
    new = np.flatnonzero((v["wave"] > 0) & (v["empowered_month"] >= first - 1))
    edges = [[int(v["empowered_month"][i]) + 1, int(v["parent"][i]), int(i), int(v["wave"][i])] for i in new]
    return {
        "frames": side.frames(first),
        "empowered": side.run.series()["empowered"][first:].tolist(),
        "groups": [_groups(rows) for rows in side.groups[first:]],
        "edges": sorted(edges),
    }


def _groups(rows: np.ndarray) -> list[list[float]]:
    """alive, x, y, met, alone, facilitator, links of each group."""
    names = ("alive", "x", "y", "met", "alone", "facilitator", "links")
    return [[round(float(row[name]), 1) for name in names] for row in rows]


def log_for_page(pair: Pair) -> list[dict[str, Any]]:
    """Everything that has happened so far, in the language in use."""
    ids = pair.sides[0].run.village.ids
    said = pair.said.setdefault(current_language(), [])
    said += [
        {
            "month": event.month,
            "side": letter,
            "icon": ICONS[event.kind],
            "text": in_words(event, ids),
            "who": event.who[0] if len(event.who) == 1 else -1,
        }
        for letter, event in pair.happened[len(said) :]
    ]
    return list(said)


def story_for_page(pair: Pair, who: int) -> dict[str, Any]:
    """One villager's story in both villages, as far as they have run."""
    with pair.lock:
        return {
            **introduction(pair.sides[0], who),
            "months": pair.month,
            "sides": [biography(side, who) for side in pair.sides],
            "labels": [strategy_label(name) for name in pair.settings.sides],
        }


def _horizon(scenario: Scenario) -> int:
    return int(scenario.values["months"] + scenario.values["months_after"])
