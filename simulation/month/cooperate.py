"""Cooperate: members contribute to the common work, see what others gave, and the group's product grows or not."""

from agents.columns import GOVERNMENT, GROUP_TASKS, NOBODY
from agents.compiled import rule
from agents.facilitator import Row, at_hand, hands_over
from agents.group import adds_to_fund, capable, dividend, firms_norm, monitors
from agents.villager import believes, contributes, own_performance, trusts_fellows
from simulation.chance import decision, pair, stream, uniform
from simulation.world import World, members_of

GROUP_TASK = decision("group task")


@rule
def cooperate(w: World, seed: int, month: int) -> None:
    """The common work of every group that met this month."""
    tasks = stream(seed, GROUP_TASK, month)
    for g in range(w.books.n_groups):
        group = w.groups[g]
        if group.alive:
            presence = presence_at(w, group, month)
            handing_over = hands_over(w.p, month / w.p.months)
            group.fund *= 1.0 - w.p.fund_wear
            group.conflict *= 1.0 - w.p.conflict_fades
            standing = w.p.legal_standing if group.links[GOVERNMENT] else 0.0
            monitors(group, presence * supervision(w, group), standing, w.p)
            if group.turnout > 0.0:
                works_together(w, g, handing_over, presence)
                does_tasks(w, g, handing_over, presence, tasks)
            else:
                lies_idle(w, g)


@rule
def presence_at(w: World, group: Row, month: int) -> float:
    """How far a facilitator is at hand for a group, 0-1."""
    if group.facilitator == NOBODY:
        return 0.0
    return at_hand(w.facilitators[group.facilitator], w.calendar[month].rate, w.p)


@rule
def supervision(w: World, group: Row) -> float:
    """How well a facilitator sees who contributes: part of it asks for skill in running a group."""
    unskilled = w.p.supervision_without_skill
    return unskilled + (1.0 - unskilled) * w.facilitators[max(0, group.facilitator)].facilitation


@rule
def works_together(w: World, g: int, handing_over: float, presence: float) -> None:
    """One round: contributions, what each saw, trust, the norm, the product and each one's part of it."""
    group = w.groups[g]
    members = members_of(w, g)
    total = 0.0
    skill = 0.0
    for i in members:
        total += contributes(w.villagers[i], group.norm, w.p)
        skill += own_performance(w.villagers[i])
    group.contribution = total / len(members)
    for i in members:
        me = w.villagers[i]
        seen = (total - me.contribution) / max(1, len(members) - 1)
        trusts_fellows(me, seen, w.p)
        believes(me, seen, w.p)
    firms_norm(group, w.p)
    adds_to_fund(group, skill / len(members), len(members), handing_over, presence, w.p)
    for i in members:
        w.villagers[i].dividend = dividend(group, w.villagers[i].contribution, w.villagers[i].lead, w.p)


@rule
def lies_idle(w: World, g: int) -> None:
    """A month without a meeting: no common work, nothing shared out, no task of the group done."""
    w.groups[g].tasks_done = 0
    for i in members_of(w, g):
        w.villagers[i].contribution = 0.0
        w.villagers[i].dividend = 0.0


@rule
def does_tasks(w: World, g: int, handing_over: float, presence: float, s: int) -> None:
    """The month's meeting, books and selling: done by the facilitator, done well by members who work, or not."""
    group = w.groups[g]
    by_facilitator = presence * (1.0 - handing_over) * (1.0 - group.self_management)
    shouldered = min(1.0, group.contribution / w.p.work_enough)
    done_well = (1.0 - by_facilitator) * shouldered * capable(group, presence * handing_over, w.p)
    group.tasks_done = 0
    for task in range(GROUP_TASKS):
        group.tasks_done += uniform(s, pair(task, g)) < done_well
