"""Leave or stay: who drops out, which groups end, and who is empowered at the end of the month."""

from agents.columns import NOBODY
from agents.compiled import rule
from agents.facilitator import Row
from agents.group import p_dissolves
from agents.villager import counts_indicators, leaves_group, main_teacher, p_leaves
from simulation.chance import decision, stream, uniform
from simulation.month.cooperate import presence_at
from simulation.world import PARTICIPANTS, World, members_of

LEAVE = decision("leaves the programme")
DISSOLVE = decision("group dissolves")


@rule
def leave(w: World, seed: int, month: int) -> None:
    """Drop-out, dissolution, and the count of the five indicators."""
    drops_out(w, seed, month)
    dissolves(w, seed, month)
    for i in range(len(w.villagers)):
        me = w.villagers[i]
        counts_indicators(me, w.p)
        if me.empowered and me.empowered_month == NOBODY:
            is_first_empowered(w, me, month)


@rule
def drops_out(w: World, seed: int, month: int) -> None:
    """Participants and members leave who are served badly or live with conflict; participants cost until they do."""
    s = stream(seed, LEAVE, month)
    running = w.calendar[month].sessions > 0 or w.calendar[month].bought > 0
    for i in range(len(w.villagers)):
        me = w.villagers[i]
        if me.client or me.group != NOBODY:
            conflict = w.groups[me.group].conflict if me.group != NOBODY else 0.0
            accompanied = me.client or w.groups[max(0, me.group)].facilitator != NOBODY
            if running and accompanied:
                w.books.money[PARTICIPANTS] += w.p.cost_per_participant
            if uniform(s, i) < p_leaves(me, conflict, w.p):
                me.left = me.left or (running and accompanied)
                me.client = False
                if me.group != NOBODY:
                    w.groups[me.group].members -= 1
                leaves_group(me)


@rule
def dissolves(w: World, seed: int, month: int) -> None:
    """A group ends when too few are left or by its own weakness; its members go on alone."""
    s = stream(seed, DISSOLVE, month)
    for g in range(w.books.n_groups):
        group = w.groups[g]
        if (
            group.alive
            and group.listed > 0
            and (
                group.members < w.p.smallest_group
                or uniform(s, g) < p_dissolves(group, presence_at(w, group, month), w.p)
            )
        ):
            group.alive = False
            group.ended = month
            for i in members_of(w, g):
                me = w.villagers[i]
                if me.group == g:
                    me.left = me.left or (group.facilitator != NOBODY and w.calendar[month].rate > 0.0)
                    leaves_group(me)


@rule
def is_first_empowered(w: World, me: Row, month: int) -> None:
    """The ledger of who empowered whom: the villager who taught most, or the facilitator, and the wave."""
    me.empowered_month = month
    teacher = main_teacher(me)
    if teacher != NOBODY and w.villagers[teacher].empowered_month != NOBODY:
        me.parent = teacher
        me.wave = max(1, w.villagers[teacher].wave) + 1
    elif me.taught:
        me.wave = 1
