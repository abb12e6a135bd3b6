"""A stakeholder: government, NGO or private sector. What it asks of a group, what it gives, when it withdraws."""

from agents.compiled import rule
from agents.villager import Row, clip


@rule
def readiness(group: Row) -> float:
    """How organised, able and contributing a group is, 0-1: the one thing a stakeholder looks at."""
    return (group.self_management + group.ability + group.contribution) / 3.0


@rule
def readiness_alone(me: Row, p: Row) -> float:
    """How able, confident and active one person is, less what a stakeholder asks beyond its bar for groups."""
    return (me.skill + me.confidence + me.participation) / 3.0 - p.bar_alone


@rule
def would_link(stakeholder: Row, shown: float) -> bool:
    """Whether a stakeholder takes on who shows so much, with the capacity it has left."""
    return stakeholder.linked < stakeholder.capacity and shown >= stakeholder.bar


@rule
def would_withdraw(stakeholder: Row, shown: float, p: Row) -> bool:
    """A stakeholder leaves who has fallen clearly below what it asked for."""
    return shown < stakeholder.bar - p.link_patience


@rule
def p_brought_together(hours: float, agents: int, p: Row) -> float:
    """Chance a month that someone and a stakeholder are brought together, by a broker's hours or by change agents."""
    return clip(p.link_by_brokerage * hours + p.link_by_agent * agents)


@rule
def part_of_grant(group: Row, lead: float) -> float:
    """A member's part of what comes from outside: even shares, captured by leaders where leadership is narrow."""
    return (1.0 - group.concentration) / group.members + group.concentration * lead
