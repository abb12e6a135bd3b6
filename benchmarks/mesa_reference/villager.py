"""The villager: levels and ledgers, and every rule that changes them."""

from collections import deque
from math import exp, hypot, log10, sqrt
from typing import Any

import mesa

SOURCES = ("facilitator", "peer", "change agent", "stakeholder", "own practice")
TOPICS = 5
TEACHERS_REMEMBERED = 4
TASKS_A_MONTH = 3
TASK_MONTHS = 6
LEAST_INCOME = 0.01


def clip(x: float) -> float:
    """x limited to [0, 1]."""
    return min(1.0, max(0.0, x))


def logistic(x: float) -> float:
    """The chance whose log-odds are x."""
    return 1.0 / (1.0 + exp(-x))


class Villager(mesa.Agent):
    """The adult who speaks for a household. `roster` holds what is known of this one; the rest is drawn."""

    def __init__(self, model: Any, x: float, y: float, hamlet: int, roster: dict[str, float]) -> None:
        super().__init__(model)
        self.x, self.y, self.hamlet = x, y, hamlet
        self.ties: list[tuple[Villager, float]] = []
        self.links: set[Any] = set()
        self.granted = False
        self.facilitator: Any = None
        self.group: Any = None
        self.invited = self.joined = self.left = self.client = self.need_known = self.taught = False
        self.aware = self.adopted = self.gave_up = self.agent = self.present = self.spoke = False
        self.heard: int | None = None
        self.told_by = self.adopted_through = ""
        self.sessions = self.meetings = self.silent_meetings = 0
        self.reliance = self.relevance = self.use = self.borrowed = 0.0
        self.belief = self.contribution = self.dividend = self.lead = 0.0
        self.satisfaction = 0.5
        self.liking: dict[Villager, float] = {}
        self.spell: int | None = None
        self.draw_traits(roster)
        self.draw_levels(roster)
        self.remember_start()

    # the start (section 5)

    def around(self, mean: float) -> float:
        """A level that differs between villagers."""
        return clip(mean + self.model.p.start_spread * self.random.gauss(0, 1))

    def draw_traits(self, roster: dict[str, float]) -> None:
        """What does not change: sex, rank, schooling, need, how one cooperates and takes up a practice."""
        p, random = self.model.p, self.random
        self.female = bool(roster.get("female", random.random() < p.share_women))
        self.status = roster.get("status", random.random())
        self.schooling = roster.get(
            "schooling", self.around(p.mean_schooling + p.schooling_by_status * (self.status - 0.5))
        )
        own = random.random() < p.need_diversity
        self.need = int(roster.get("need", random.randrange(TOPICS) if own else self.model.shared_need))
        self.cooperator = random.choices(
            ("conditional", "free rider", "hump-shaped"),
            (p.share_conditional, p.share_free_riders, 1 - p.share_conditional - p.share_free_riders),
        )[0]
        q = (p.informants_needed - 1) / 2
        self.threshold = 1 + (random.random() < q) + (random.random() < q)
        self.openness = random.random()

    def draw_levels(self, roster: dict[str, float]) -> None:
        """What changes, as it is at the start."""
        p = self.model.p
        level = roster.get
        self.knowledge = level("knowledge", self.around(p.start_knowledge + p.knowledge_by_schooling * self.schooling))
        self.skill = level("skill", self.around(p.start_skill + p.skill_by_schooling * self.schooling))
        self.confidence = level(
            "confidence", self.around(p.start_confidence + p.confidence_by_status * (self.status - 0.5))
        )
        self.trust = level("trust", self.around(p.trust_fellows))
        self.trust_facilitator = level(
            "trust_facilitator",
            self.around(p.trust_facilitator + p.trust_spills * (self.trust - p.trust_fellows)),
        )
        self.voice = self.floor()
        self.participation = level("participation", self.around(self.participation_target()))
        spread = p.income_by_status * (2 * self.status - 1) + p.income_spread * self.random.gauss(0, 1)
        self.income = max(LEAST_INCOME, level("income", p.start_income * exp(spread)))
        self.assets = level("assets", p.assets_per_income * self.income)

    def remember_start(self) -> None:
        """The levels that gains are counted from, empty ledgers, the tasks of the half year before, the indicators."""
        self.start_knowledge, self.start_skill, self.start_confidence = self.knowledge, self.skill, self.confidence
        self.start_income, self.usual_income, self.start_assets = self.income, self.income, self.assets
        self.knowledge_from = dict.fromkeys(SOURCES, 0.0)
        self.skill_from = dict.fromkeys(SOURCES, 0.0)
        self.taught_by: dict[Villager, float] = {}
        self.tasks: deque[tuple[int, int]] = deque(maxlen=TASK_MONTHS)
        for _ in range(TASK_MONTHS):
            self.does_tasks()
        self.counts_indicators()
        self.empowered_month = 0 if self.empowered else None
        self.parent: Villager | None = None
        self.wave = 0

    # what can be read off a villager

    def presence(self) -> float:
        """How far a facilitator is at hand (section 7)."""
        mentored = self.client or (self.group is not None and self.group.facilitator is not None)
        return self.model.presence if mentored else 0.0

    def own_performance(self) -> float:
        """What one does without the facilitator (7.7)."""
        return self.start_skill + (self.skill - self.start_skill) * (1 - self.reliance)

    def gained(self) -> float:
        """Knowledge and skill above their start."""
        return self.knowledge - self.start_knowledge + self.skill - self.start_skill

    def match(self, topic: int) -> float:
        """How well a lesson on a topic serves one's need (7.2)."""
        p = self.model.p
        return p.content_fit * (1 if topic == self.need else p.other_need)

    def floor(self, support: float = 0.0) -> float:
        """Chance to speak in a meeting of ten (7.3); `support` is sensitivity x worth of a facilitator."""
        p = self.model.p
        return logistic(
            p.voice
            + p.voice_by_status * (self.status - 0.5)
            + p.voice_by_confidence * (self.confidence - 0.5)
            + p.voice_by_sensitivity * support
        )

    def readiness(self) -> float:
        """What a stakeholder sees of one person (7.5)."""
        return (self.skill + self.confidence + self.participation) / 3 - self.model.p.bar_alone

    def room(self) -> float:
        """Part of a group's room that one person fills at a stakeholder."""
        return 1 / self.model.p.group_size

    def fellows(self) -> "list[Villager]":
        """The other members of a group that has met often enough to make ties (7.6)."""
        if self.group is None or self.group.meetings < self.model.p.meetings_to_tie:
            return []
        return [member for member in self.group.members if member is not self]

    def known(self) -> "set[Villager]":
        """Neighbours and fellow members, each once."""
        return {neighbour for neighbour, _ in self.ties} | set(self.fellows())

    def success(self) -> float:
        """How visibly the practice pays, without what is borrowed (7.8)."""
        gain = (self.usual_income - self.borrowed) / self.start_income - 1
        return self.use * clip(gain / self.model.p.success_visible)

    # learning (section 7)

    def learns(self, share: float, match: float, source: str) -> float:
        """Close a share of the gap; returns what was learned, knowledge and skill together."""
        p = self.model.p
        knowledge = share * (1 - self.knowledge)
        skill = (
            share * (1 - self.skill) * (p.skill_without_knowledge + (1 - p.skill_without_knowledge) * self.knowledge)
        )
        self.knowledge += knowledge
        self.knowledge_from[source] += knowledge
        self.gains_skill(skill, source)
        self.model.learned[source] += knowledge
        if self.gained() > 0:
            self.relevance += min(1, (knowledge + skill) / self.gained()) * (match - self.relevance)
        return knowledge + skill

    def gains_skill(self, skill: float, source: str) -> None:
        """Skill, with its entry in the ledgers."""
        self.skill += skill
        self.skill_from[source] += skill
        self.model.learned[source] += skill

    def learns_from(self, fellow: "Villager", rate: float, source: str) -> None:
        """Learn from a fellow who is ahead, and remember who it was."""
        p = self.model.p
        lead = max(0, (fellow.knowledge + fellow.skill - self.knowledge - self.skill) / 2)
        match = fellow.relevance * (1 if fellow.need == self.need else p.other_need)
        if 0 < lead <= p.reach_of_a_teacher:
            self.remembers(fellow, self.learns(rate * self.trust * min(1, lead / p.lead_of_a_teacher), match, source))

    def remembers(self, fellow: "Villager", learned: float) -> None:
        """The four who taught most; a new one replaces the least."""
        if fellow not in self.taught_by and len(self.taught_by) == TEACHERS_REMEMBERED:
            del self.taught_by[min(self.taught_by, key=self.taught_by.__getitem__)]
        self.taught_by[fellow] = self.taught_by.get(fellow, 0) + learned

    def is_shown(self) -> None:
        """A person teaches the practice: whoever had given it up gets a second chance at the first time (7.2)."""
        if not self.taught:
            self.gave_up = False
        self.taught = self.aware = True

    def is_taught(self, topic: int, worth: float, n: int = 1, spoke: bool = True) -> None:
        """A session of a facilitator with n people (7.2)."""
        p, handed, match = self.model.p, self.model.handed, self.match(topic)
        share = p.learning * worth
        share *= p.learning_without_trust + (1 - p.learning_without_trust) * self.trust_facilitator
        share *= 1 - p.directive_teaching * (1 - handed)
        share *= 1 - p.learning_by_match * (1 - match)
        share *= 1 / (1 + (n - 1) / p.congestion)
        share *= 1 if spoke else p.learning_silent
        self.learns(share, match, "facilitator")
        attention = p.confidence_by_attention * worth * self.trust_facilitator / sqrt(n)
        self.confidence += attention * (1 - self.confidence)
        grown = p.reliance_gain * (1 - handed) * (1 - self.reliance)
        self.reliance += (grown - p.reliance_handed_back * handed * self.reliance) / sqrt(n)
        self.judges(match * worth)
        self.is_shown()
        self.sessions += 1

    def judges(self, served: float) -> None:
        """Trust in the facilitator after a session that served so well (7.2)."""
        p = self.model.p
        if served >= p.served_well:
            self.trust_facilitator += p.facilitator_trust_gain * (1 - self.trust_facilitator)
        else:
            self.trust_facilitator -= p.facilitator_trust_loss * self.trust_facilitator * (1 - served / p.served_well)

    def is_served(self, served: float) -> None:
        """Satisfaction after a visit or meeting."""
        self.satisfaction += self.model.p.satisfaction_memory * (served - self.satisfaction)

    def gains_trust(self) -> None:
        """Trust in fellow villagers after a good experience."""
        self.trust += self.model.p.trust_gain * (1 - self.trust)

    # joining (7.1) and visits (7.2)

    def accepts_visits(self) -> bool:
        """Asked to be visited."""
        p = self.model.p
        return self.model.chance(logistic(p.visits_readiness + p.visits_by_trust * (self.trust_facilitator - 0.5)))

    def joins_group(self) -> bool:
        """Asked to join a group."""
        p = self.model.p
        return self.model.chance(
            logistic(
                p.groups_readiness
                + p.groups_by_trust * (self.trust - 0.5)
                + p.groups_by_participation * (self.participation - 0.5)
                + p.groups_by_trust_facilitator * (self.trust_facilitator - 0.5)
                + p.groups_by_confidence * (self.confidence - 0.5)
            )
        )

    def enters(self, group: Any) -> None:
        """A new member expects something of the others."""
        p = self.model.p
        self.group = group
        self.belief = clip(p.first_belief + p.first_belief_by_trust * (self.trust - 0.5))

    def is_visited(self) -> None:
        """The month's planned sessions of a client, some cut by overload."""
        for _ in range(self.model.sessions if self.client else 0):
            if self.model.chance(self.model.held):
                worth = self.facilitator.worth(1)
                topic = self.facilitator.assesses(self, worth)
                self.is_taught(topic, worth)
                self.is_served(self.match(topic) * worth)

    # meeting (7.3)

    def attends(self) -> None:
        """Come to a meeting or not."""
        p, group = self.model.p, self.group
        km = hypot(self.x - group.x, self.y - group.y) / 1000
        self.present = self.model.chance(
            logistic(
                p.attendance
                + p.attendance_by_participation * (self.participation - 0.5)
                + p.attendance_by_trust * (self.trust - 0.5)
                + p.attendance_by_novelty * (0.5 - self.knowledge)
                - p.attendance_by_km * km
                - (p.attendance_when_busy if self.model.is_busy() else 0)
            )
        )

    def speaks(self, n: int, concentration: float, support: float, alone: bool) -> None:
        """Say something or not among n people; concentrated leadership silences those who do not lead."""
        p = self.model.p
        under = concentration if self.lead * n < 1 else -concentration
        self.spoke = self.model.chance(self.floor(support) ** max(0, log10(n) * (1 + p.voice_under_leaders * under)))
        self.meetings += 1
        if alone:
            self.voice += p.voice_memory * (self.spoke - self.voice)
        if self.spoke:
            self.confidence += p.confidence_by_speaking * (1 - self.confidence)
        else:
            self.silent_meetings += 1

    # cooperating (7.4)

    def contributes(self, norm: float) -> None:
        """As much as one's kind gives, or as the norm asks."""
        p = self.model.p
        own = {
            "conditional": p.reciprocity * self.belief,
            "free rider": p.free_rider_gives,
            "hump-shaped": min(self.belief, p.hump),
        }[self.cooperator]
        self.contribution = (1 - norm) * own + norm * max(own, p.norm_asks)

    def sees(self, others: float) -> None:
        """Trust and belief after the mean contribution of the others is seen."""
        p = self.model.p
        shortfall = self.belief - others
        if shortfall <= p.shortfall_forgiven:
            self.gains_trust()
        else:
            self.trust -= p.trust_loss * self.trust * min(1, shortfall / p.shortfall_serious)
        self.belief += p.belief_revision * (others - self.belief)

    # stakeholders (7.5)

    def meets_stakeholders(self) -> None:
        """One person alone is looked at as groups are; in a group one's own links end."""
        p, model = self.model.p, self.model
        for stakeholder in model.stakeholders if self.links and self.group is not None else ():
            stakeholder.withdraws(self)
        if self.group is None and (self.client or self.agent or self.links):
            brokered = p.brokerage / p.group_size * model.held if self.client and model.sessions > 0 else 0.0
            self.dividend = 0.0
            for stakeholder in model.stakeholders:
                stakeholder.looks_at(self, brokered, int(self.agent))

    def is_granted(self, grant: float) -> None:
        """Government's grant to one person."""
        self.assets += grant

    def is_trained_by_an_ngo(self) -> None:
        """Knowledge that is not yet skill becomes skill."""
        self.gains_skill(self.model.p.ngo_training * max(0, self.knowledge - self.skill), "stakeholder")

    def sells(self) -> None:
        """A buyer's contract with one person."""
        self.dividend = self.model.p.dividend * self.model.p.contract_premium * self.use

    # spreading (7.6)

    def tells(self) -> None:
        """Pass on the news to neighbours and fellow members who have not heard it."""
        p, month = self.model.p, self.model.month
        if not self.aware:
            return
        if self.heard is None:
            self.heard = month
        if self.heard == month:
            return
        telling = p.tells_adopter if self.adopted else p.tells_informed * exp(-p.news_goes_stale * (month - self.heard))
        for other, weight in [*self.ties, *((fellow, 1.0) for fellow in self.fellows())]:
            if not other.aware and self.model.chance(weight * telling):
                other.aware, other.heard = True, month
                other.told_by = "told by an adopter" if self.adopted else "told by one who only heard"

    def takes_up(self) -> None:
        """Take up the practice if enough people vouch for it and one is open to it."""
        p = self.model.p
        if not self.aware or self.adopted or self.gave_up:
            return
        users = sum(other.adopted for other in self.known())
        vouchers = max(1, users * min(1, self.trust / p.trusted_enough))
        if self.sessions > 0:
            vouchers += p.teacher_counts_as * self.trust_facilitator
        elif self.taught:
            vouchers += p.teacher_counts_as * self.trust
        if vouchers >= self.threshold and self.openness < (p.take_up_taught if self.taught else p.take_up_informed):
            self.adopted = True
            self.adopted_through = self.adopted_through or ("taught" if self.taught else self.told_by)
            self.use = p.first_use
            if not self.taught:
                self.relevance = p.content_fit * p.copied_fit

    def teaches_others(self) -> None:
        """Become a change agent, stop being one, or go on: an agent teaches and may found a group."""
        p, chance = self.model.p, self.model.chance
        if not self.agent:
            starting = p.agent_start * (1 + (p.recognition_starts - 1) * p.recognition)
            self.agent = self.empowered and self.taught and chance(starting)
        elif not self.empowered or chance(p.agent_stop * (1 - (1 - p.recognition_stops) * p.recognition)):
            self.agent = False
        else:
            self.teaches_contacts()
            if self.group is None and chance(p.agent_founds):
                self.founds()

    def teaches_contacts(self) -> None:
        """Sit down with the contacts of the spell."""
        p = self.model.p
        for contact in self.contacts_of_the_spell():
            contact.learns_from(self, p.agent_teaching * p.agent_sessions, "change agent")
            contact.is_shown()

    def contacts_of_the_spell(self) -> "list[Villager]":
        """The few of those one knows whom one likes best in this spell; liking is drawn anew for each."""
        spell = self.model.month // int(self.model.p.agent_spell)
        if spell != self.spell:
            self.spell, self.liking = spell, {}
        around = sorted(self.known(), key=lambda other: other.unique_id)
        for other in around:
            self.liking.setdefault(other, self.random.random())
        return sorted(around, key=self.liking.__getitem__)[: self.model.p.agent_effort]

    def founds(self) -> None:
        """Ask all neighbours without a group to form one."""
        if not self.model.room_for_groups():
            return
        willing = [other for other, _ in self.ties if other.group is None and other.joins_group()]
        if len(willing) + 1 >= self.model.p.smallest_group:
            self.model.form_group([self, *willing], founder=self)

    # earning (7.7)

    def earns(self) -> None:
        """Income of the month and of a normal season, assets, and how far the practice is used from now on."""
        p, model = self.model.p, self.model
        performance = self.own_performance()
        borrowed = self.reliance * self.presence() * max(0, p.facilitator_skill - performance)
        full = p.practice_return * self.scale() * self.relevance
        gross = full * (performance + borrowed)
        factor, cost = 1 + self.dividend + self.use * gross, self.use * p.practice_cost
        if p.livelihood == "commons":
            factor += p.commons_share * (self.stock_term() - 1)
        made = p.asset_yield * (self.assets - self.start_assets)
        self.usual_income = max(0, self.start_income * (factor - cost) + made)
        self.income = max(0, self.start_income * (factor * model.season - cost) + made)
        self.borrowed = self.start_income * self.use * full * borrowed
        self.assets += p.saving * max(0, self.usual_income - self.start_income) / 12
        self.assets -= p.asset_wear * max(0, self.assets - self.start_assets)
        if self.adopted:
            self.changes_use(gross * model.season - p.practice_cost)

    def scale(self) -> float:
        """How far an enterprise is held back by capital and by custom."""
        p = self.model.p
        if p.livelihood != "enterprise":
            return 1.0
        credit = p.credit_from_fund * min(1, self.group.fund / p.fund_enough) if self.group is not None else 0.0
        links = self.links if self.group is None else self.group.links
        credit += p.private_credit if any(stakeholder.kind == "private sector" for stakeholder in links) else 0.0
        scale = min(1, (self.assets + credit) / p.capital_needed)
        return scale * (1 - p.time_norm * (1 - self.participation)) if self.female else scale

    def restraint(self) -> float:
        """Keeping the rules of the commons."""
        return self.contribution if self.group is not None else self.model.p.local_rules

    def stock_term(self) -> float:
        """What the commons yield to one who restrains oneself so much."""
        p = self.model.p
        return self.model.stock / p.start_stock * (1 - p.restraint_costs * (self.restraint() - p.local_rules))

    def changes_use(self, net: float) -> None:
        """Use follows what the practice returned and what fellow members do."""
        p = self.model.p
        seen = self.group.use * self.group.turnout if self.group is not None else 0.0
        wanted = clip(p.use_at_no_return + p.use_by_return * net / p.practice_cost + p.use_in_group * seen)
        self.use += p.use_change * (sqrt(self.confidence) * wanted - self.use)
        if self.use < p.use_given_up:
            self.adopted, self.gave_up, self.use = False, True, 0.0

    # practising (7.8)

    def practises(self) -> None:
        """The month's tasks, voice, learning by doing, forgetting, participation."""
        self.does_tasks()
        if self.group is None or not self.group.alone:
            self.voice += self.model.p.voice_memory * (self.floor() - self.voice)
        self.learns_by_doing()
        if self.gained() > 0:
            self.forgets()
        self.participation += self.model.p.participation_change * (self.participation_target() - self.participation)

    def does_tasks(self) -> None:
        """Own tasks done well and without the facilitator, and a share in those of the group."""
        p, chance = self.model.p, self.model.chance
        due, done = TASKS_A_MONTH, 0
        for _ in range(TASKS_A_MONTH):
            by_facilitator = chance(self.reliance * self.presence())
            standard = p.task_standard + p.task_spread * self.random.uniform(-1, 1)
            done += not by_facilitator and self.own_performance() >= standard
        if self.group is not None:
            due += TASKS_A_MONTH
            done += self.group.tasks_done if self.contribution >= p.share_of_work else 0
        self.tasks.append((due, done))

    def learns_by_doing(self) -> None:
        """Confidence from fellows' and one's own success, skill from use; confidence returns to its start."""
        p = self.model.p
        if self.group is not None:
            self.confidence += p.confidence_by_peers * self.group.success * (1 - self.confidence)
        if self.use > 0:
            self.gains_skill(
                p.practice * self.use * max(0, self.knowledge - self.skill) * (1 - self.reliance), "own practice"
            )
            self.confidence += p.confidence_by_success * self.success() * (1 - self.confidence)
            self.reliance -= p.reliance_worn_by_use * self.use * self.reliance * (1 - self.presence())
        self.confidence += p.confidence_return * (self.start_confidence - self.confidence)

    def forgets(self) -> None:
        """What is neither used nor rehearsed fades, from every source alike."""
        p = self.model.p
        rehearsed = self.group.agenda[self.need] * self.group.turnout if self.group is not None else 0.0
        share = p.forgetting * (1 - (1 - p.forgetting_in_use) * max(self.use, rehearsed))
        before = self.gained()
        self.skill -= share * (self.skill - self.start_skill)
        self.knowledge -= p.knowledge_fades * share * (self.knowledge - self.start_knowledge)
        for source in SOURCES:
            self.skill_from[source] *= 1 - share
            self.knowledge_from[source] *= 1 - p.knowledge_fades * share
        for teacher in self.taught_by:
            self.taught_by[teacher] *= self.gained() / before

    def participation_target(self) -> float:
        """Participation toward which standing, trust and voice move a villager."""
        p = self.model.p
        return clip(
            p.participation
            + p.participation_by_confidence * self.confidence
            + p.participation_by_trust * self.trust
            + p.participation_by_status * self.status
            + p.participation_by_voice * self.voice
            + (p.participation_by_group_work * self.contribution * self.voice if self.group is not None else 0)
        )

    # leaving and the indicators (7.9)

    def may_leave(self) -> None:
        """Drop out of a programme or group one is not content with."""
        p, group = self.model.p, self.group
        if not self.client and group is None:
            return
        discontent = 0.5 - self.satisfaction - p.content_by_contribution * self.contribution
        discontent += p.content_by_conflict * (group.conflict if group is not None else 0)
        if self.model.chance(min(1, p.leaving * exp(p.leaving_by_discontent * discontent))):
            self.stops()

    def stops(self) -> None:
        """No client and no member any more; while the programme runs this is drop-out."""
        if self.client or (self.group is not None and self.group.facilitator is not None):
            self.left = True
        if self.group is not None:
            self.group.members.remove(self)
        self.group, self.client = None, False
        self.contribution = self.dividend = self.lead = 0.0

    def counts_indicators(self) -> None:
        """The five indicators, and whether enough of them are adequate."""
        p = self.model.p
        due, done = sum(due for due, _ in self.tasks), sum(done for _, done in self.tasks)
        self.adequate = {
            "knowledge": self.knowledge >= p.adequate_knowledge,
            "skill": self.skill >= p.adequate_skill,
            "income": self.usual_income >= p.adequate_income,
            "participation": self.participation >= p.adequate_participation,
            "independence": done >= p.adequate_independence * due,
        }
        self.empowered = sum(self.adequate.values()) >= p.cutoff * len(self.adequate) - 1e-9

    def is_counted(self) -> None:
        """The indicators of the month; who is empowered for the first time has a parent and a wave."""
        self.counts_indicators()
        if self.empowered and self.empowered_month is None:
            self.empowered_month = self.model.month
            self.parent = self.main_teacher()
            self.wave = max(1, self.parent.wave) + 1 if self.parent else int(self.taught)

    def main_teacher(self) -> "Villager | None":
        """The villager who taught most, if this outweighs every other kind of source and that one was empowered."""
        if not self.taught_by:
            return None
        most = max(self.taught_by, key=self.taught_by.__getitem__)
        others = (self.knowledge_from[s] + self.skill_from[s] for s in ("facilitator", "stakeholder", "own practice"))
        return most if most.empowered_month is not None and self.taught_by[most] > max(others) else None
