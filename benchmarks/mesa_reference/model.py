"""The village under a programme as a plain Mesa model: `step` is the month, line by line (section 3 of docs/ODD.md)."""

from math import isnan
from statistics import fmean
from types import SimpleNamespace
from typing import Any

import mesa

from benchmarks.mesa_reference.facilitator import Facilitator
from benchmarks.mesa_reference.group import Group
from benchmarks.mesa_reference.programme import Programme
from benchmarks.mesa_reference.series import SERIES
from benchmarks.mesa_reference.stakeholder import Stakeholder
from benchmarks.mesa_reference.villager import SOURCES, TOPICS, Villager
from scenarios.scenario import Scenario
from simulation.village import village_of

SEASON = 6
HOURS = ("visits", "meetings", "travel", "administration", "brokerage")
MONEY = ("pay", "attendance", "participants", "assets", "recognition", "preparation")


class ReferenceModel(mesa.Model):
    """One object for each villager, facilitator, group and stakeholder. Only people's places and ties are given."""

    def __init__(self, scenario: Scenario, rng: int) -> None:
        super().__init__(rng=rng)
        self.p = SimpleNamespace(**scenario.values)
        self.month = self.sessions = 0
        self.presence = self.handed = self.load = 0.0
        self.held = self.season = 1.0
        self.stock = self.p.start_stock
        self.hours = dict.fromkeys(HOURS, 0.0)
        self.money = dict.fromkeys(MONEY, 0.0)
        self.learned = dict.fromkeys(SOURCES, 0.0)
        self.groups_formed = 0
        self.settle(village_of(scenario, rng))
        self.programme = Programme(self)
        self.stakeholders = [
            Stakeholder(self, "government", self.p.government_bar),
            Stakeholder(self, "NGO", self.p.ngo_bar),
            Stakeholder(self, "private sector", self.p.private_bar),
        ]
        self.datacollector = mesa.DataCollector(model_reporters=SERIES)
        self.datacollector.collect(self)

    def settle(self, village: Any) -> None:
        """Villagers at their places with their ties, and the facilitator of each hamlet."""
        self.shared_need = self.random.randrange(TOPICS)
        for row in range(village.n):
            roster = {name: float(given[row]) for name, given in village.given.items() if not isnan(given[row])}
            Villager(self, float(village.x[row]), float(village.y[row]), int(village.hamlet[row]), roster)
        facilitators = [Facilitator(self) for _ in range(self.p.facilitators)]
        people = list(self.villagers)
        for row, villager in enumerate(people):
            ties = range(village.starts[row], village.starts[row + 1])
            villager.ties = [(people[village.neighbours[tie]], float(village.weights[tie])) for tie in ties]
            villager.facilitator = facilitators[villager.hamlet % len(facilitators)] if facilitators else None

    @property
    def villagers(self) -> Any:
        """Everybody, by row."""
        return self.agents_by_type[Villager]

    @property
    def groups(self) -> Any:
        """The living groups, in the order in which they were formed."""
        return self.agents_by_type.get(Group, mesa.agent.AgentSet([], random=self.random))

    def step(self) -> None:
        """One month."""
        self.plan()
        self.villagers.do("is_visited")
        self.groups.do("meets_in_month")
        self.groups.do("cooperates")
        self.groups.do("meets_stakeholders")
        self.villagers.do("meets_stakeholders")
        self.villagers.do("tells").do("takes_up").do("teaches_others")
        self.earn()
        self.groups.select(lambda group: not group.is_new()).do("looks_at_members")
        self.villagers.do("practises")
        self.leave()
        self.month += 1
        self.datacollector.collect(self)

    def plan(self) -> None:
        """People are asked and join or not, groups form, hours are allotted, leadership is shared out (7.1)."""
        p, t = self.p, self.month
        self.programme.asks(t)
        self.programme.allots_hours(t)
        runs = t < p.months
        self.sessions = self.programme.sessions[t] if runs else 0
        rate = self.programme.rate[t] if runs else 0.0
        self.presence = min(1, rate * self.held / p.sessions_at_hand)
        self.handed = p.handing_over + (1 - p.handing_over) * p.fading * p.fading_hands_over * min(1, t / p.months)
        self.groups.do("shares_leadership")

    def earn(self) -> None:
        """The stock of a commons, the season's weather, and everybody's income (7.7)."""
        p = self.p
        if p.livelihood == "commons":
            taken = p.harvest * fmean(1 - villager.restraint() for villager in self.villagers)
            grown = p.regrowth * self.stock * (1 - self.stock) if self.stock >= p.collapse_below else 0.0
            self.stock = min(1, max(0, self.stock + grown - taken * self.stock))
        if self.month % SEASON == 0 and p.livelihood != "enterprise":
            self.season = max(p.worst_season, 1 + p.weather_spread * self.random.gauss(0, 1))
        self.villagers.do("earns")

    def leave(self) -> None:
        """Costs of the month's participants, drop-out, groups that end, the indicators (7.9)."""
        mentored = self.villagers.select(
            lambda v: v.client or (v.group is not None and v.group.facilitator is not None)
        )
        if self.month < self.p.months:
            self.money["participants"] += len(mentored) * self.p.cost_per_participant
        self.villagers.do("may_leave")
        self.groups.select(lambda group: not group.is_new()).do("may_end")
        self.villagers.do("is_counted")

    def is_busy(self) -> bool:
        """Whether it is a month of planting or harvest (7.3)."""
        return self.p.livelihood != "enterprise" and self.month % SEASON < self.p.busy_months

    def chance(self, p: float) -> bool:
        """True with chance p."""
        return self.random.random() < p

    def count_clients(self) -> int:
        """People who are visited."""
        return sum(villager.client for villager in self.villagers)

    def room_for_groups(self) -> bool:
        """Whether the village has room for one group more."""
        room = self.programme.places // self.p.group_size + len(self.villagers) // 10 + 2
        return self.groups_formed < room

    def form_group(self, members: list[Villager], facilitator: Any = None, founder: Villager | None = None) -> None:
        """A group begins."""
        self.groups_formed += 1
        Group(self, members, facilitator, founder)
