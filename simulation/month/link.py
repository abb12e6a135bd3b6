"""Link: government, NGOs and buyers meet groups, give, ask, and withdraw."""

from agents.columns import GOVERNMENT, NGO, NOBODY, STAKEHOLDER
from agents.compiled import rule
from agents.facilitator import Row
from agents.stakeholder import p_brought_together, part_of_grant, readiness, would_link, would_withdraw
from agents.villager import gains_skill
from simulation.chance import decision, pair, stream, uniform
from simulation.world import World, members_of

BRING_TOGETHER = decision("group and stakeholder brought together")


@rule
def link(w: World, seed: int, month: int) -> None:
    """Every living group against every stakeholder: brought together, supported, or left."""
    s = stream(seed, BRING_TOGETHER, month)
    for g in range(w.books.n_groups):
        group = w.groups[g]
        for k in range(len(w.stakeholders)):
            stakeholder = w.stakeholders[k]
            if group.links[k] and (not group.alive or would_withdraw(stakeholder, readiness(group), w.p)):
                group.links[k] = 0
                stakeholder.linked -= 1
            elif meets(w, g, k, month, uniform(s, pair(k, g))):
                group.links[k] = 1
                stakeholder.linked += 1
                starts_giving(w, g, k)
            if group.links[k]:
                keeps_giving(w, g, k, month)


@rule
def meets(w: World, g: int, k: int, month: int, draw: float) -> bool:
    """Whether a group and a stakeholder come together this month and the stakeholder takes it on."""
    group = w.groups[g]
    if group.links[k] or not group.alive or not would_link(w.stakeholders[k], readiness(group)):
        return False
    return draw < p_brought_together(brokered(w, group, month), agents_in(w, g), w.p)


@rule
def brokered(w: World, group: Row, month: int) -> float:
    """Hours that a facilitator gives this month to bringing the group together with others."""
    return w.p.brokerage if group.facilitator != NOBODY and w.calendar[month].sessions > 0 else 0.0


@rule
def agents_in(w: World, g: int) -> int:
    """Change agents among a group's members."""
    count = 0
    for i in members_of(w, g):
        count += w.villagers[i].agent
    return count


@rule
def starts_giving(w: World, g: int, k: int) -> None:
    """Government gives a grant once; leaders may capture part of it."""
    group = w.groups[g]
    if k == GOVERNMENT and not group.granted:
        group.granted = True
        for i in members_of(w, g):
            me = w.villagers[i]
            me.assets += w.p.government_grant * group.members * part_of_grant(group, me.lead)


@rule
def keeps_giving(w: World, g: int, k: int, month: int) -> None:
    """An NGO trains members and how the group runs. A buyer's contract shows in the dividend, the law in monitoring."""
    if k == NGO:
        group = w.groups[g]
        group.self_management += w.p.ngo_training * (1.0 - group.self_management)
        for i in members_of(w, g):
            me = w.villagers[i]
            amount = gains_skill(me, w.p.ngo_training * max(0.0, me.knowledge - me.skill), STAKEHOLDER)
            w.learned[month + 1, STAKEHOLDER] += amount
