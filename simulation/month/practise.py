"""Practise or forget: tasks done, skill kept by use and rehearsal, confidence from success."""

from agents.columns import NOBODY
from agents.compiled import rule
from agents.facilitator import Row
from agents.villager import (
    finds_voice,
    floor_share,
    forgets,
    gained,
    gains_confidence,
    own_task_done,
    practises,
    records_tasks,
    settles,
    takes_part,
)
from simulation.chance import decision, stream, uniform
from simulation.month.cooperate import N_TASKS
from simulation.month.earn import presence_for
from simulation.world import World

DIFFICULTY = decision("difficulty of the month's task")
HELPED = decision("facilitator does the task")


@rule
def practise(w: World, seed: int, month: int) -> None:
    """Everyone runs the household's livelihood, members run their group; use keeps skill."""
    difficult = stream(seed, DIFFICULTY, month)
    helped = stream(seed, HELPED, month)
    successes_in_groups(w)
    for i in range(len(w.villagers)):
        me = w.villagers[i]
        in_group = me.group != NOBODY
        by_facilitator = me.reliance > 0.0 and uniform(helped, i) < me.reliance * presence_for(w, me, month)
        done = own_task_done(me, by_facilitator, difficulty(w.p, uniform(difficult, i)))
        if in_group:
            in_group = True
            takes_share = me.contribution >= w.p.share_of_work
            records_tasks(me, month, 1 + N_TASKS, done + (w.groups[me.group].tasks_done if takes_share else 0))
        else:
            records_tasks(me, month, 1, done)
            finds_voice(me, floor_share(me, 0.0, w.p), w.p)
        learns_by_doing(w, me, month)
        takes_part(me, in_group, w.p)


@rule
def difficulty(p: Row, draw: float) -> float:
    """Performance that this month's own task asks for."""
    return p.task_standard + p.task_spread * (2.0 * draw - 1.0)


@rule
def success(me: Row, p: Row) -> float:
    """How visibly the practice pays, 0-1."""
    gain = (me.usual_income - me.borrowed) / me.start_income - 1.0
    return me.use * min(1.0, max(0.0, gain / p.success_visible))


@rule
def successes_in_groups(w: World) -> None:
    """Each group's mean success, which its members see."""
    for g in range(w.n_groups[0]):
        group = w.groups[g]
        if group.alive:
            group.success = 0.0
            for i in w.members[w.member_starts[g] : w.member_starts[g + 1]]:
                group.success += success(w.villagers[i], w.p) / group.members


@rule
def learns_by_doing(w: World, me: Row, month: int) -> None:
    """Use turns knowledge into skill and success into confidence; what is neither used nor rehearsed fades."""
    rehearsed = 0.0
    if me.group != NOBODY:
        group = w.groups[me.group]
        rehearsed = group.agenda[me.need] * group.turnout
        gains_confidence(me, w.p.confidence_by_peers * group.success)
    if me.use > 0.0:
        before = me.skill
        practises(me, w.p)
        w.learned[month + 1, 4] += me.skill - before
        gains_confidence(me, w.p.confidence_by_success * success(me, w.p))
        me.reliance -= w.p.reliance_worn_by_use * me.use * me.reliance * (1.0 - presence_for(w, me, month))
    settles(me, w.p)
    if gained(me) > 0.0:
        forgets(me, max(me.use, rehearsed), w.p)
