"""The facilitator: competences, what a session is worth, and how a need is seen (7.2)."""

from typing import Any

import mesa

from benchmarks.mesa_reference.villager import TOPICS, Villager, clip


class Facilitator(mesa.Agent):
    """Mentors villagers or groups from the village centre for as long as the programme lasts."""

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        p = model.p
        self.facilitation = self.near(p.facilitation)
        self.communication = self.near(p.communication)
        self.subject_knowledge = self.near(p.subject_knowledge)
        self.sensitivity = self.near(p.sensitivity)

    def near(self, mean: float) -> float:
        """A competence that differs between facilitators."""
        return clip(mean + self.model.p.facilitator_spread * self.random.gauss(0, 1))

    def worth(self, n: int) -> float:
        """Quality of a session with n people, shorter under load."""
        p = self.model.p
        people = self.communication / n + self.facilitation * (1 - 1 / n)
        competence = (1 - p.subject_counts) * people + p.subject_counts * self.subject_knowledge
        return (p.quality_floor + (1 - p.quality_floor) * competence) / min(max(1, self.model.load), p.load_before_cuts)

    def assesses(self, villager: Villager, worth: float) -> int:
        """The topic of a session for this villager: the need if it is known or seen, else another topic."""
        p = self.model.p
        if not villager.need_known:
            villager.need_known = self.model.chance(p.assessment + (1 - p.assessment) * self.sensitivity * worth)
        if villager.need_known:
            return villager.need
        return self.random.choice([topic for topic in range(TOPICS) if topic != villager.need])
