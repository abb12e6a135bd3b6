"""The stakeholder: government, an NGO or the private sector supports groups that meet its bar (7.5)."""

from typing import Any

import mesa

from benchmarks.mesa_reference.group import Group


class Stakeholder(mesa.Agent):
    """One of each kind."""

    def __init__(self, model: Any, kind: str, bar: float) -> None:
        super().__init__(model)
        self.kind, self.bar = kind, bar
        self.groups: set[Group] = set()

    def looks_at(self, group: Group, meeting: float) -> None:
        """Withdraw, or come to terms if the two are brought together (chance `meeting`), or go on; then give."""
        p = self.model.p
        readiness = (group.self_management + group.ability + group.contribution) / 3
        if group in self.groups:
            if readiness < self.bar - p.link_patience:
                self.groups.remove(group)
                group.links.remove(self)
        elif len(self.groups) < p.link_capacity and readiness >= self.bar and self.model.chance(meeting):
            self.groups.add(group)
            group.links.add(self)
        if group in self.groups:
            self.gives(group)

    def gives(self, group: Group) -> None:
        """Government grants an asset once, an NGO trains; a buyer's contract is felt in the dividend (7.4)."""
        p, n = self.model.p, len(group.members)
        if self.kind == "government" and not group.granted:
            group.granted = True
            for member in group.members:
                part = (1 - group.concentration) / n + group.concentration * member.lead
                member.assets += p.government_grant * n * part
        elif self.kind == "NGO":
            group.self_management += p.ngo_training * (1 - group.self_management)
            for member in group.members:
                member.gains_skill(p.ngo_training * max(0, member.knowledge - member.skill), "stakeholder")
