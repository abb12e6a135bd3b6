"""What is recorded of the village each month (7.10): counts, means over villagers or living groups, totals so far."""

from collections.abc import Callable, Iterable
from statistics import fmean
from typing import Any


def count(test: Callable[[Any], Any]) -> Callable[[Any], int]:
    """How many villagers pass a test."""
    return lambda model: sum(bool(test(villager)) for villager in model.villagers)


def mean(name: str) -> Callable[[Any], float]:
    """Mean of a level over all villagers."""
    return lambda model: fmean(getattr(villager, name) for villager in model.villagers)


def mean_of_groups(name: str) -> Callable[[Any], float]:
    """Mean of a level over living groups, 0 without any."""
    return lambda model: mean_or_0([getattr(group, name) for group in model.groups])


def mean_or_0(values: Iterable[float]) -> float:
    """The mean, or 0 of nothing."""
    listed = list(values)
    return fmean(listed) if listed else 0.0


SERIES: dict[str, Callable[[Any], float]] = {
    "empowered": count(lambda v: v.empowered),
    "knowledge_adequate": count(lambda v: v.adequate["knowledge"]),
    "skill_adequate": count(lambda v: v.adequate["skill"]),
    "income_adequate": count(lambda v: v.adequate["income"]),
    "participation_adequate": count(lambda v: v.adequate["participation"]),
    "independence_adequate": count(lambda v: v.adequate["independence"]),
    "invited_empowered": count(lambda v: v.invited and v.empowered),
    "women_empowered": count(lambda v: v.female and v.empowered),
    "poorest_empowered": count(lambda v: v.status < 1 / 3 and v.empowered),
    "never_mentored_empowered": count(lambda v: not v.joined and v.empowered),
    "aware": count(lambda v: v.aware),
    "adopted": count(lambda v: v.adopted),
    "agents": count(lambda v: v.agent),
    "clients": count(lambda v: v.client),
    "members": count(lambda v: v.group is not None),
    "groups": lambda model: len(model.groups),
    "knowledge": mean("knowledge"),
    "skill": mean("skill"),
    "confidence": mean("confidence"),
    "trust": mean("trust"),
    "trust_facilitator": mean("trust_facilitator"),
    "reliance": mean("reliance"),
    "participation": mean("participation"),
    "use": mean("use"),
    "income": mean("income"),
    "borrowed": mean("borrowed"),
    "assets": mean("assets"),
    "contribution": mean_of_groups("contribution"),
    "conflict": mean_of_groups("conflict"),
    "self_management": mean_of_groups("self_management"),
    "hours": lambda model: sum(model.hours.values()),
    "money": lambda model: sum(model.money.values()),
    "links": lambda model: sum(one.room() for s in model.stakeholders for one in s.supported),
    "stock": lambda model: model.stock,
}
