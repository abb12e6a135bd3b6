"""The stakeholder: government, an NGO or the private sector supports groups and people that meet its bar (7.5)."""

from typing import Any

import mesa


class Stakeholder(mesa.Agent):
    """One of each kind. Groups and villagers are looked at alike: each has a readiness and fills some room."""

    def __init__(self, model: Any, kind: str, bar: float) -> None:
        super().__init__(model)
        self.kind, self.bar = kind, bar
        self.supported: list[Any] = []

    def looks_at(self, other: Any, brokered: float, agents: int) -> None:
        """Withdraw, or come to terms if hours of brokerage or agents bring the two together, or go on; then give."""
        p = self.model.p
        if other in self.supported:
            if other.readiness() < self.bar - p.link_patience:
                self.withdraws(other)
        elif self.would_support(other) and self.model.chance(
            min(1, p.link_by_brokerage * brokered + p.link_by_agent * agents)
        ):
            self.supported.append(other)
            other.links.add(self)
        if other in self.supported:
            self.gives(other)

    def would_support(self, other: Any) -> bool:
        """There is room, and the other is ready."""
        filled = sum(one.room() for one in self.supported)
        return filled < self.model.p.link_capacity and other.readiness() >= self.bar

    def withdraws(self, other: Any) -> None:
        """The link ends."""
        if other in self.supported:
            self.supported.remove(other)
            other.links.remove(self)

    def gives(self, other: Any) -> None:
        """Government grants an asset once, an NGO trains, the private sector buys."""
        if self.kind == "government" and not other.granted:
            other.granted = True
            other.is_granted(self.model.p.government_grant)
        elif self.kind == "NGO":
            other.is_trained_by_an_ngo()
        elif self.kind == "private sector":
            other.sells()
