"""Practise or forget: tasks done, skill kept by use and rehearsal, confidence from success."""

from agents.columns import GROUP_TASKS, NOBODY, OWN_PRACTICE, OWN_TASKS, WHOLE
from agents.compiled import reach, rule
from agents.facilitator import Row
from agents.villager import (
    does_own_task,
    finds_voice,
    floor_share,
    forgets,
    gained,
    gains_confidence,
    practises,
    records_tasks,
    settles,
    takes_part,
)
from simulation.chance import decision, pair, stream, uniform
from simulation.month.earn import presence_for
from simulation.world import World, members_of

DIFFICULTY = decision("difficulty of the month's task")
HELPED = decision("facilitator does the task")


@rule
def practise(w: World, seed: int, month: int) -> None:
    """Everyone runs the household's livelihood, members run their group; use keeps skill."""
    difficult = stream(seed, DIFFICULTY, month)
    helped = stream(seed, HELPED, month)
    successes_in_groups(w)
    for i in range(len(w.villagers)):
        me = reach(w.villagers, i, WHOLE)
        in_group = me.group != NOBODY
        carried = me.reliance * presence_for(w, me, month)
        done = 0
        for k in range(OWN_TASKS):
            alone = carried == 0.0 or uniform(helped, pair(k, i)) >= carried
            done += alone & does_own_task(me, difficulty(w.p, uniform(difficult, pair(k, i))))
        if in_group:
            takes_share = me.contribution >= w.p.share_of_work
            done += takes_share * w.groups[me.group].tasks_done
        records_tasks(me, month, OWN_TASKS + GROUP_TASKS if in_group else OWN_TASKS, done)
        if not in_group or not w.groups[me.group].alone:
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
    """Each group's mean success and use, which its members see."""
    for g in range(w.books.n_groups):
        group = w.groups[g]
        if group.alive:
            group.success = 0.0
            group.use = 0.0
            for i in members_of(w, g):
                group.success += success(w.villagers[i], w.p) / group.listed
                group.use += w.villagers[i].use / group.listed


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
        w.learned[month + 1, OWN_PRACTICE] += me.skill - before
        gains_confidence(me, w.p.confidence_by_success * success(me, w.p))
        me.reliance -= w.p.reliance_worn_by_use * me.use * me.reliance * (1.0 - presence_for(w, me, month))
    settles(me, w.p)
    if gained(me) > 0.0:
        forgets(me, max(me.use, rehearsed), w.p)
