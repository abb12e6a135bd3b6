"""Link: government, NGOs and buyers meet groups, and at a much higher bar individuals; they ask, give and withdraw."""

from agents.columns import GOVERNMENT, NGO, NOBODY, PRIVATE_SECTOR, STAKEHOLDER, STANDING
from agents.compiled import reach, rule
from agents.facilitator import Row, p_holds_session
from agents.stakeholder import (
    p_brought_together,
    part_of_grant,
    readiness,
    readiness_alone,
    would_link,
    would_withdraw,
)
from agents.villager import gains_skill
from simulation.chance import decision, pair, stream, uniform
from simulation.world import World, members_of

BRING_TOGETHER = decision("group and stakeholder brought together")
BRING_ALONE = decision("one person and stakeholder brought together")


@rule
def link(w: World, seed: int, month: int) -> None:
    """Groups and people without a group against every stakeholder: brought together, supported, or left."""
    link_groups(w, seed, month)
    alone = stream(seed, BRING_ALONE, month)
    for i in range(len(w.villagers)):
        me = reach(w.villagers, i, STANDING)
        if me.client or me.agent or is_supported(me):
            for k in range(len(w.stakeholders)):
                links_alone(w, me, k, month, uniform(alone, pair(k, i)))


@rule
def link_groups(w: World, seed: int, month: int) -> None:
    """Every living group against every stakeholder."""
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
    """Hours given this month to bringing the group together with others, by its facilitator and its NGO."""
    hours = w.p.ngo_brokers if group.links[NGO] else 0.0
    if group.facilitator != NOBODY and w.calendar[month].sessions > 0:
        hours += w.p.brokerage * p_holds_session(w.facilitators[group.facilitator], w.p)
    return hours


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


@rule
def is_supported(me: Row) -> bool:
    """Whether any stakeholder supports this one person."""
    return me.links.sum() > 0


@rule
def links_alone(w: World, me: Row, k: int, month: int, draw: float) -> None:
    """One person without a group is taken on, supported, or left; in a group only the group counts."""
    stakeholder = w.stakeholders[k]
    shown = readiness_alone(me, w.p)
    if me.links[k] and (me.group != NOBODY or would_withdraw(stakeholder, shown, w.p)):
        me.links[k] = 0
        stakeholder.linked -= 1.0 / w.p.group_size
    elif meets_alone(w, me, k, month, draw):
        me.links[k] = 1
        stakeholder.linked += 1.0 / w.p.group_size
    supports(w, me, k, month)


@rule
def meets_alone(w: World, me: Row, k: int, month: int, draw: float) -> bool:
    """Whether one person and a stakeholder come together this month and the stakeholder takes the person on."""
    if me.links[k] or me.group != NOBODY or not would_link(w.stakeholders[k], readiness_alone(me, w.p)):
        return False
    return draw < p_brought_together(brokered_alone(w, me, month), me.agent, w.p)


@rule
def brokered_alone(w: World, me: Row, month: int) -> float:
    """A client's part of the hours that a group would get, if the facilitator finds the time."""
    if not me.client or w.calendar[month].sessions == 0:
        return 0.0
    return w.p.brokerage / w.p.group_size * p_holds_session(w.facilitators[me.facilitator], w.p)


@rule
def supports(w: World, me: Row, k: int, month: int) -> None:
    """What one person gets: government's grant once, an NGO's training, a buyer's price for the practice's yield."""
    if k == GOVERNMENT and me.links[k] and not me.granted:
        me.granted = True
        me.assets += w.p.government_grant
    elif k == NGO and me.links[k]:
        amount = gains_skill(me, w.p.ngo_training * max(0.0, me.knowledge - me.skill), STAKEHOLDER)
        w.learned[month + 1, STAKEHOLDER] += amount
    elif k == PRIVATE_SECTOR and me.group == NOBODY:
        me.dividend = w.p.dividend * w.p.contract_premium * me.use * me.links[k]
