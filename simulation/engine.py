"""One village under one programme: the world is built, and months are run on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from agents.columns import (
    FACILITATOR_COLUMNS,
    GROUP,
    SOURCES,
    STAKEHOLDER_COLUMNS,
    VILLAGER,
    empty_rows,
    parameter_record,
)
from scenarios.parameters import BY_NAME
from scenarios.scenario import Scenario
from simulation.chance import decision, normal, stream
from simulation.month.month import run_months
from simulation.month.record import SERIES, SERIES_ROW
from simulation.people import given_matrix, start_people
from simulation.programme import NEVER, Plan, make_plan
from simulation.village import Village, village_of
from simulation.world import BOOKS, CALENDAR, PREPARATION, World

COMPETENCES = {
    name: decision(f"facilitator: {name}")
    for name in ("facilitation", "communication", "subject_knowledge", "sensitivity")
}
"""A facilitator's competences, and the decision that draws each."""
CHOICES = {name: parameter.choices for name, parameter in BY_NAME.items() if parameter.kind == "choice"}
SNAPSHOT = (
    "knowledge",
    "skill",
    "confidence",
    "trust",
    "usual_income",
    "borrowed",
    "assets",
    "reliance",
    "participation",
    "use",
    "indicators",
    "empowered",
)
"""Columns of villagers kept at the months that measures compare."""


@dataclass
class Run:
    """A run under way or finished: the world, its plan and what was kept of earlier months."""

    scenario: Scenario
    seed: int
    village: Village
    plan: Plan
    world: World
    horizon: int
    month: int = 0
    snapshots: dict[int, dict[str, np.ndarray]] = field(default_factory=dict)

    def advance(self, months: int = 1) -> None:
        """Run so many months more, not beyond the horizon."""
        last = min(self.horizon, self.month + months)
        if last > self.month:
            run_months(self.world, self.seed, self.month, last)
            self.month = last

    def finish(self, keep: Iterable[int] = (), columns: Sequence[str] = SNAPSHOT, until: int | None = None) -> "Run":
        """Run to the horizon, or `until` a month; keep columns of the villagers there and at the months in `keep`."""
        last = self.horizon if until is None else min(until, self.horizon)
        villagers = np.asarray(self.world.villagers)  # a plain array: its columns are found many times faster
        for month in sorted({m for m in keep if self.month <= m <= last} | {last}):
            self.advance(month - self.month)
            self.snapshots[month] = {name: villagers[name].copy() for name in columns}
        return self

    def staying(self) -> "Run":
        """The twin in which the facilitator stays, which goes on from here by itself (the twin that shows dependency).

        Raises ValueError after the exit.
        """
        if self.month > self.plan.exit_month:
            raise ValueError(f"month {self.month} is after the exit, {self.plan.exit_month}")
        world = self.world.copied()._replace(calendar=calendar_of(self.plan))
        world.p["exit_month"] = NEVER
        return replace(self, world=world, snapshots=dict(self.snapshots))

    def series(self) -> dict[str, np.ndarray]:
        """The village month by month up to now, float64 (month + 1,) for each name in `SERIES`; row 0 is the start."""
        rows = np.asarray(self.world.series)[: self.month + 1]
        return {name: np.ascontiguousarray(rows[name]) for name in SERIES}


def numbers(values: dict[str, Any]) -> dict[str, float]:
    """Parameters as numbers: a choice becomes its position among the choices."""
    return {name: float(CHOICES[name].index(value) if name in CHOICES else value) for name, value in values.items()}


def start_villagers(village: Village, seed: int, n_facilitators: int, p: Any) -> np.recarray:
    """Rows of everybody at the start."""
    rows = empty_rows(VILLAGER, len(village.ids))
    rows["x"], rows["y"], rows["hamlet"] = village.x, village.y, village.hamlet
    start_people(rows, given_matrix(village.given, len(rows)), n_facilitators, seed, p)
    return rows


def start_facilitators(values: dict[str, Any], seed: int) -> np.recarray:
    """Rows of the facilitators: competences around the programme's, each at the village centre."""
    rows = empty_rows(FACILITATOR_COLUMNS, max(1, values["facilitators"]))
    for name, drawn in COMPETENCES.items():
        s = stream(seed, drawn, 0)
        for f in range(len(rows)):
            rows[f][name] = min(1.0, max(0.0, values[name] + values["facilitator_spread"] * normal(s, f)))
    return rows


def start_stakeholders(values: dict[str, Any]) -> np.recarray:
    """Rows of government, NGO and private sector, each with its bar and capacity."""
    rows = empty_rows(STAKEHOLDER_COLUMNS, 3)
    rows["kind"] = np.arange(3)
    rows["bar"] = values["government_bar"], values["ngo_bar"], values["private_bar"]
    rows["capacity"] = values["link_capacity"]
    return rows


def calendar_of(plan: Plan, months: int = NEVER) -> np.recarray:
    """The plan's months as rows, nothing after the first `months`."""
    calendar = np.zeros(len(plan.rate), CALENDAR).view(np.recarray)
    calendar["rate"], calendar["sessions"], calendar["bought"] = plan.rate, plan.sessions, plan.bought
    calendar[months:] = 0
    return calendar


def start_books(values: dict[str, Any], plan: Plan) -> np.record:
    """Nobody asked, nothing spent but for the preparation of a programme that has places, the stock at its start."""
    books = np.zeros(1, BOOKS).view(np.recarray)
    books["stock"] = values["start_stock"]
    books["money"][0, PREPARATION] = values["preparation"] if plan.places else 0.0
    return books[0]


def start_run(scenario: Scenario, seed: int, village: Village | None = None, horizon: int | None = None) -> Run:
    """Build the world of a scenario and seed at month 0.

    `village` saves making it again; `horizon` is months + months_after unless given.
    """
    values = dict(scenario.values)
    village = village or village_of(scenario, seed)
    horizon = horizon or values["months"] + values["months_after"]
    n = len(village.ids)
    p = parameter_record({**numbers(values), "first_group_month": 0.0, "exit_month": 0.0, "places": 0.0})
    villagers = start_villagers(village, seed, values["facilitators"], p)
    plan = make_plan(values, villagers, np.diff(village.starts), seed, horizon)
    p["first_group_month"], p["exit_month"], p["places"] = plan.first_group_month, plan.exit_month, plan.places
    facilitators = start_facilitators(values, seed)
    capacity = plan.places // values["group_size"] + n // 10 + 2
    world = World(
        villagers=villagers,
        facilitators=facilitators,
        groups=empty_rows(GROUP, capacity),
        stakeholders=start_stakeholders(values),
        starts=village.starts,
        neighbours=village.neighbours,
        weights=village.weights,
        members=np.zeros(n, np.int64),
        gathered=np.zeros(n, np.int64),
        tells=np.zeros(horizon + 2),
        news=np.zeros(n, np.uint16),
        uses=np.zeros(n, np.bool_),
        invitation=plan.invitation,
        calendar=calendar_of(plan, plan.exit_month),
        books=start_books(values, plan),
        learned=np.zeros((horizon + 1, len(SOURCES))),
        series=np.zeros(horizon + 1, SERIES_ROW).view(np.recarray),
        p=p,
    )
    run_months(world, seed, 0, 0)
    return Run(scenario, seed, village, plan, world, horizon)
