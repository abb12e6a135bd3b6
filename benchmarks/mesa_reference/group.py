"""The group: it meets, cooperates, governs itself and may end (7.1, 7.3, 7.4, 7.9)."""

from collections import Counter
from math import exp
from statistics import fmean
from typing import Any

import mesa

from benchmarks.mesa_reference.villager import TASKS_A_MONTH, TOPICS, Villager, clip


class Group(mesa.Agent):
    """Villagers who meet, contribute to common work and hold offices. A founded group has no facilitator."""

    def __init__(self, model: Any, members: list[Villager], facilitator: Any, founder: Villager | None) -> None:
        super().__init__(model)
        self.members = sorted(members, key=lambda member: member.unique_id)
        self.facilitator, self.founder, self.founded = facilitator, founder, model.month
        self.x = fmean(member.x for member in members)
        self.y = fmean(member.y for member in members)
        self.norm = model.p.local_rules
        self.identity = self.conflict = self.fund = self.self_management = self.contribution = 0.0
        self.concentration = self.ability = self.turnout = self.emptiness = self.monitored = 0.0
        self.use = self.success = 0.0
        self.alone = self.granted = False
        self.meetings = self.tasks_done = 0
        self.links: set[Any] = set()
        self.agenda = [0.0] * TOPICS
        for member in self.members:
            member.enters(self)

    def presence(self) -> float:
        """How far the facilitator is at hand."""
        return self.model.presence if self.facilitator is not None else 0.0

    def is_new(self) -> bool:
        """Formed by an agent this very month: it meets and may end from the next month on."""
        return self.founder is not None and self.founded == self.model.month

    def capable(self, support: float) -> float:
        """How well leaders and books carry the group (7.4)."""
        p = self.model.p
        return self.ability * (p.capable_alone + (1 - p.capable_alone) * max(self.self_management, support))

    def readiness(self) -> float:
        """What a stakeholder sees of a group (7.5)."""
        return (self.self_management + self.ability + self.contribution) / 3

    def room(self) -> float:
        """A group fills the room of one."""
        return 1.0

    # leadership (7.1)

    def shares_leadership(self) -> None:
        """Status, voice and confidence lead, unless roles rotate."""
        p, n = self.model.p, len(self.members)
        weights = [
            exp(p.leading_by_status * m.status + p.leading_by_voice * m.voice + p.leading_by_confidence * m.confidence)
            for m in self.members
        ]
        for member, weight in zip(self.members, weights, strict=True):
            member.lead = (1 - p.rotation) * weight / sum(weights) + p.rotation / n
        self.concentration = sum(member.lead**2 for member in self.members)
        self.ability = sum(m.lead * clip((m.skill + m.confidence) / 2 / p.able_leader) for m in self.members)

    # meeting (7.3)

    def meets_in_month(self) -> None:
        """The month's meetings, with the facilitator or alone, and what they leave."""
        p, chance, model = self.model.p, self.model.chance, self.model
        self.turnout, self.alone = 0.0, False
        if self.facilitator is not None and model.sessions > 0:
            for _ in range(model.sessions):
                if chance(model.held):
                    self.meets(self.facilitator)
        elif chance(
            clip(
                p.meets_alone
                + p.meets_by_management * self.self_management * self.ability
                + p.meets_by_contribution * self.contribution
            )
        ):
            self.meets(None)
        self.self_management += p.management_by_doing * self.ability * self.turnout * (1 - self.self_management)
        self.self_management -= p.management_wear * (1 - self.turnout) * self.self_management
        self.emptiness += p.emptiness_memory * (1 - self.turnout - self.emptiness)

    def meets(self, facilitator: Any) -> None:
        """One meeting: who comes, who speaks, on what, who learns from whom, idea or quarrel."""
        p = self.model.p
        self.meetings += 1
        for member in self.members:
            member.attends()
        present = [member for member in self.members if member.present]
        self.turnout = max(self.turnout, len(present) / len(self.members))
        if not present:
            return
        n = len(present)
        self.alone = facilitator is None
        worth = facilitator.worth(n) if facilitator else 0.0
        sensitivity = facilitator.sensitivity if facilitator else 0.0
        for member in present:
            member.speaks(n, self.concentration, sensitivity * worth, alone=facilitator is None)
        weights = [(1 - sensitivity) * m.spoke + sensitivity * m.need_known + 1e-6 for m in present]
        chosen = self.random.choices(present, weights)[0]
        topic = facilitator.assesses(chosen, worth) if facilitator else chosen.need
        if facilitator:
            self.is_trained(present, topic, worth)
        for k in range(TOPICS):
            self.agenda[k] += p.agenda_memory * ((k == topic) - self.agenda[k])
        if n > 1:
            self.works_in_pairs(present, worth)
            self.debates(present, worth, sensitivity)
        for member in present:
            served = member.match(topic) * (1 if member.spoke else p.learning_silent)
            member.is_served(served * (worth if facilitator else p.served_alone))
        self.identity += p.identity_growth * self.turnout * (1 - self.conflict) * (1 - self.identity)

    def is_trained(self, present: list[Villager], topic: int, worth: float) -> None:
        """The facilitator teaches those present and passes on the running of the group."""
        p, n = self.model.p, len(present)
        for member in present:
            member.is_taught(topic, worth, n, member.spoke)
        growth = p.management_growth * self.model.handed * worth * (1 - p.management_by_few * self.concentration)
        self.self_management += growth * (1 - self.self_management)
        self.model.money["attendance"] += n * p.cost_per_attendance

    def works_in_pairs(self, present: list[Villager], worth: float) -> None:
        """Each one present draws a member and learns if that one is there and ahead."""
        p = self.model.p
        rate = p.peer_learning * (p.peers_alone + (1 - p.peers_alone) * worth)
        for member in present:
            partner = self.random.choice([other for other in self.members if other is not member])
            if partner.present:
                member.learns_from(partner, rate, "peer")

    def debates(self, present: list[Villager], worth: float, sensitivity: float) -> None:
        """Different needs make a debate; it ends in a new idea or in a quarrel."""
        p, chance, n = self.model.p, self.model.chance, len(present)
        needs = Counter(member.need for member in present)
        if not chance(1 - sum((count / n) ** 2 for count in needs.values())):
            return
        support = p.idea_without_facilitator + (1 - p.idea_without_facilitator) * worth
        if chance(clip(p.idea + p.idea_by_trust * fmean(member.trust for member in present) * support)):
            for member in present:
                member.learns(p.idea_teaches, member.relevance, "peer")
                member.gains_trust()
        else:
            for member in present:
                member.trust -= p.quarrel_costs_trust * member.trust
            self.conflict += p.quarrel * (1 - self.conflict) * (1 - p.quarrel_by_sensitivity * sensitivity * worth)

    # cooperating (7.4)

    def cooperates(self) -> None:
        """The fund and the conflict of the month, what is seen of contributions, then the common work."""
        p = self.model.p
        self.fund *= 1 - p.fund_wear
        self.conflict *= 1 - p.conflict_fades
        self.monitored = self.monitoring()
        self.tasks_done = 0
        if self.turnout > 0:
            self.works()
        else:
            for member in self.members:
                member.contribution = member.dividend = 0.0

    def monitoring(self) -> float:
        """How closely contributions are seen."""
        p = self.model.p
        facilitation = self.facilitator.facilitation if self.facilitator else 0.0
        supervision = self.presence() * (p.supervision_without_skill + (1 - p.supervision_without_skill) * facilitation)
        return clip(
            p.monitoring_by_facilitator * supervision
            + p.monitoring_by_rotation * p.rotation
            + p.monitoring_by_management * self.self_management
            + p.monitoring_by_identity * self.identity
            + (p.legal_standing if self.linked_to("government") else 0)
        )

    def linked_to(self, kind: str) -> bool:
        """Whether that kind of stakeholder supports the group."""
        return any(stakeholder.kind == kind for stakeholder in self.links)

    def works(self) -> None:
        """Everybody contributes once and sees the others; the norm, the fund, the dividend, the tasks."""
        p, n = self.model.p, len(self.members)
        for member in self.members:
            member.contributes(self.norm)
        total = sum(member.contribution for member in self.members)
        self.contribution = total / n
        for member in self.members:
            member.sees((total - member.contribution) / (n - 1))
        self.norm += p.norm_growth * self.monitored * (1 - self.norm)
        self.norm -= (p.norm_wear * (1 - self.monitored) + p.norm_by_conflict * self.conflict) * self.norm
        self.shares_the_fund()
        by_facilitator = self.presence() * (1 - self.model.handed) * (1 - self.self_management)
        done = (1 - by_facilitator) * self.capable(self.presence() * self.model.handed)
        self.tasks_done = sum(self.model.chance(done) for _ in range(TASKS_A_MONTH))

    def shares_the_fund(self) -> None:
        """Common work fills the fund; what it yields goes by contribution and, where few lead, to them."""
        p, n = self.model.p, len(self.members)
        run = self.self_management + (1 - self.self_management) * (1 - self.model.handed) * self.presence()
        organised = p.fund_unorganised + (1 - p.fund_unorganised) * run
        skill = fmean(member.own_performance() for member in self.members)
        self.fund += self.contribution * skill * n**-p.loafing * organised
        price = 1 + p.contract_premium if self.linked_to("private sector") else 1
        full = p.dividend * price * min(1, self.fund / p.fund_enough)
        for member in self.members:
            member.dividend = full * member.contribution * max(0, 1 + self.concentration * (member.lead * n - 1))

    # stakeholders (7.5)

    def meets_stakeholders(self) -> None:
        """Stakeholders and group are brought together by brokerage and by change agents among the members."""
        p, model = self.model.p, self.model
        brokered = p.brokerage * model.held if self.facilitator is not None and model.sessions > 0 else 0.0
        for stakeholder in model.stakeholders:
            more = p.ngo_brokers if self.linked_to("NGO") else 0.0
            stakeholder.looks_at(self, brokered + more, sum(member.agent for member in self.members))

    def is_granted(self, grant: float) -> None:
        """Government's grant; where few lead they take the larger part."""
        n = len(self.members)
        for member in self.members:
            member.assets += grant * n * ((1 - self.concentration) / n + self.concentration * member.lead)

    def is_trained_by_an_ngo(self) -> None:
        """How the group runs, and each member's skill."""
        self.self_management += self.model.p.ngo_training * (1 - self.self_management)
        for member in self.members:
            member.is_trained_by_an_ngo()

    def sells(self) -> None:
        """A buyer's contract is felt in the dividend."""

    # practising (7.8) and ending (7.9)

    def looks_at_members(self) -> None:
        """How visibly and how much the practice is used among the members."""
        self.success = fmean(member.success() for member in self.members)
        self.use = fmean(member.use for member in self.members)

    def may_end(self) -> None:
        """A group ends when too few are left, when nobody can run it, in conflict, or when nobody comes."""
        p = self.model.p
        hazard = p.dissolving_by_inability * max(0, p.capable_enough - self.capable(self.presence()))
        hazard += p.dissolving_by_conflict * self.conflict + p.dissolving_by_emptiness * self.emptiness
        if len(self.members) < p.smallest_group or self.model.chance(min(1, p.dissolving * exp(hazard))):
            for member in list(self.members):
                member.stops()
            for stakeholder in self.model.stakeholders:
                stakeholder.withdraws(self)
            self.remove()
