"""Leave or stay: who drops out, and which groups end."""

from agents.columns import NOBODY, STANDING
from agents.compiled import reach, rule
from agents.group import p_dissolves
from agents.villager import leaves_group, p_leaves
from simulation.chance import decision, stream, uniform
from simulation.month.cooperate import presence_at
from simulation.world import PARTICIPANTS, World, members_of

LEAVE = decision("leaves the programme")
DISSOLVE = decision("group dissolves")


@rule
def leave(w: World, seed: int, month: int) -> None:
    """Drop-out and dissolution."""
    drops_out(w, seed, month)
    dissolves(w, seed, month)


@rule
def drops_out(w: World, seed: int, month: int) -> None:
    """Participants and members leave who are served badly or live with conflict; participants cost until they do."""
    s = stream(seed, LEAVE, month)
    running = w.calendar[month].sessions > 0 or w.calendar[month].bought > 0
    for i in range(len(w.villagers)):
        me = reach(w.villagers, i, STANDING)
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
