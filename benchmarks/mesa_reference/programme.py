"""What the budget buys (section 5), and how people are asked to take part (7.1)."""

from itertools import accumulate, pairwise
from math import floor, hypot, inf
from statistics import fmean
from typing import Any

from benchmarks.mesa_reference.villager import Villager


class Programme:
    """The plan by month, `months` long, and the list of those to be asked."""

    def __init__(self, model: Any) -> None:
        self.model, self.p = model, model.p
        self.rate = [self.rate_in(t) for t in range(self.p.months)]
        total = [floor(so_far + 1e-9) for so_far in accumulate(self.rate, initial=0.0)]
        self.sessions = [after - before for before, after in pairwise(total)]
        self.first_group: float = inf
        if self.p.individual_share < 1 and self.p.facilitators > 0:
            self.first_group = min(round(self.p.individual_share * self.p.months), self.p.months - 1)
        self.places = self.granted = 0
        self.bought = [0.0] * self.p.months
        if self.p.facilitators > 0:
            self.plan()
        self.waiting = iter(self.invitation_list())

    def rate_in(self, t: int) -> float:
        """Sessions a month, falling by thirds."""
        fall = (1 + 5 * self.p.fading / 7, 1 - self.p.fading / 7, 1 - 4 * self.p.fading / 7)
        return self.p.sessions_per_month * fall[3 * t // self.p.months]

    def place(self, t: int, sessions: float, travel: float) -> float:
        """Hours that one participant needs in month t."""
        p = self.p
        if t < self.first_group:
            return sessions * (p.visit_hours + p.visit_preparation + travel) + p.brokerage / p.group_size
        meetings = sessions * (p.meeting_hours + p.meeting_preparation + travel)
        return (meetings + p.group_administration + p.brokerage) / p.group_size

    def plan(self) -> None:
        """Places for as many as money, hours and the village allow, and the hours bought for them."""
        p = self.p
        travel = 2 * fmean(hypot(v.x, v.y) / 1000 for v in self.model.villagers) / p.travel_speed
        place = [self.place(t, self.sessions[t], travel) for t in range(p.months)]
        fullest = max(self.place(t, self.rate[t], travel) for t in range(p.months))
        attended = sum(sessions for t, sessions in enumerate(self.sessions) if t >= self.first_group)
        besides = p.months * p.cost_per_participant + attended * p.cost_per_attendance
        besides += p.asset_grant * 12 * p.poverty_line
        beside = p.preparation + p.recognition * p.cost_of_recognition * p.months
        hour = p.pay / p.paid_hours
        budget = max(0, p.budget - beside) / (besides + sum(place) * hour / p.caseload)
        hours = p.invited if p.invited > 0 else p.facilitators * p.facilitator_hours * p.caseload / fullest
        self.places = floor(min(budget, hours, len(self.model.villagers)) + 1e-9)
        bought = min(
            self.places * sum(place) / p.caseload,
            p.facilitators * p.facilitator_hours * sum(place) / fullest,
            max(0, p.budget - beside - self.places * besides) / hour,
        )
        self.bought = [hours * bought / sum(place) for hours in place]
        if self.places == 0:
            self.rate, self.sessions = [0.0] * p.months, [0] * p.months
        else:
            self.model.money["preparation"] = p.preparation

    def invitation_list(self) -> list[Villager]:
        """Everybody in the order in which they are asked, cut after `invited` if that is given."""
        shuffled = list(self.model.villagers)
        self.model.random.shuffle(shuffled)
        order = {
            "random": lambda v: 0,
            "poorest": lambda v: v.status,
            "best_connected": lambda v: -len(v.ties),
            "volunteers": lambda v: -(v.participation + v.trust_facilitator),
        }[self.p.targeting]
        return sorted(shuffled, key=order)[: self.p.invited or None]

    def asks(self, t: int) -> None:
        """Month 0 fills the visits, the month of the groups fills the groups; at exit nobody is a client any more."""
        if t == self.first_group:
            self.forms_groups()
        elif t == 0:
            for villager in self.next_invited(self.model.count_clients):
                if not villager.left and villager.accepts_visits():
                    villager.client = True
                    self.enrols(villager)
        if t == self.p.months:
            self.leaves()

    def next_invited(self, taken: Any) -> Any:
        """People further down the list, until all places are taken."""
        while taken() < self.places and (villager := next(self.waiting, None)) is not None:
            villager.invited = True
            yield villager

    def enrols(self, villager: Villager) -> None:
        """A new participant; the first get the asset."""
        villager.joined = True
        if self.granted < self.places:
            self.granted += 1
            villager.assets += self.p.asset_grant
            self.model.money["assets"] += self.p.asset_grant * 12 * self.p.poverty_line

    def forms_groups(self) -> None:
        """Clients are asked first, then people further down the list; the willing are grouped by need and hamlet."""
        p, villagers = self.p, self.model.villagers
        willing = []
        for villager in villagers:
            if villager.client:
                villager.client = False
                villager.left = villager.group is not None or not villager.joins_group()
                if not villager.left:
                    willing.append(villager)
        for villager in self.next_invited(lambda: len(willing)):
            if villager.group is None and villager.joins_group():
                willing.append(villager)
        if len(willing) < p.smallest_group:
            return
        n_groups = max(1, floor(len(willing) / p.group_size + 0.5))
        willing.sort(key=lambda v: (v.need if v.need_known else inf, v.unique_id))
        for g in range(n_groups):
            members = [v for place, v in enumerate(willing) if place * n_groups // len(willing) == g]
            self.model.form_group(members, facilitator=members[-1].facilitator)
            for member in members:
                if not member.joined:
                    self.enrols(member)

    def leaves(self) -> None:
        """The facilitator has gone: no clients, and groups are on their own."""
        for villager in self.model.villagers:
            villager.client = False
        for group in self.model.groups:
            group.facilitator = None

    def allots_hours(self, t: int) -> None:
        """Hours that the month's sessions need against those bought: load; the smaller of the two is paid."""
        p, model, needed = self.p, self.model, dict.fromkeys(self.model.hours, 0.0)
        sessions = self.sessions[t] if t < p.months else 0
        bought = self.bought[t] if t < p.months else 0.0
        model.load, model.held = 0.0, 1.0
        if t < p.months and self.rate[t] > 0:
            model.money["recognition"] += p.recognition * p.cost_of_recognition
        if sessions == 0 and bought == 0:
            return
        for client in model.villagers.select(lambda v: v.client):
            needed["visits"] += sessions * (p.visit_hours + p.visit_preparation)
            needed["travel"] += sessions * self.way(client)
            needed["brokerage"] += p.brokerage / p.group_size
        for group in model.groups.select(lambda g: g.facilitator is not None):
            needed["meetings"] += sessions * (p.meeting_hours + p.meeting_preparation)
            needed["travel"] += sessions * self.way(group)
            needed["administration"] += p.group_administration
            needed["brokerage"] += p.brokerage
        total = sum(needed.values())
        if total == 0:
            return
        model.load = total / bought if bought > 0 else inf
        model.held = min(1, p.load_before_cuts / model.load)
        spent = min(total, bought)
        for kind, hours in needed.items():
            model.hours[kind] += hours * spent / total
        model.money["pay"] += spent * p.pay / p.paid_hours

    def way(self, there: Any) -> float:
        """Hours to a home or meeting place and back."""
        return 2 * hypot(there.x, there.y) / 1000 / self.p.travel_speed
