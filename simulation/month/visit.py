"""Visit: the facilitator and one villager, at home."""

from agents.columns import FACILITATOR
from agents.compiled import rule
from agents.facilitator import Row, assesses, hands_over, match_of, p_holds_session, quality, teaches
from agents.villager import feels_served
from simulation.chance import decision, pair, stream, uniform
from simulation.world import World

HOLD_VISIT = decision("visit takes place")
ASSESS = decision("need assessed at a visit")


@rule
def visit(w: World, seed: int, month: int) -> None:
    """Each client gets the month's visits, unless the facilitator is too loaded to come."""
    held = stream(seed, HOLD_VISIT, month)
    assessed = stream(seed, ASSESS, month)
    for i in w.invitation[: w.books.asked]:
        me = w.villagers[i]
        if me.client:
            facilitator = w.facilitators[me.facilitator]
            for k in range(w.calendar[month].sessions):
                if uniform(held, pair(k, i)) < p_holds_session(facilitator, w.p):
                    is_visited(w, facilitator, me, month, uniform(assessed, pair(k, i)))


@rule
def is_visited(w: World, facilitator: Row, me: Row, month: int, draw: float) -> None:
    """A visit: a session with one, whose need sets the topic and who always has the floor."""
    me.spoke = True
    w.books.members_hours += w.p.visit_hours
    worth = quality(facilitator, 1, w.p)
    topic = assesses(facilitator, me, worth, draw, w.p)
    w.learned[month + 1, FACILITATOR] += teaches(me, worth, 1, topic, hands_over(w.p, month / w.p.months), w.p)
    feels_served(me, match_of(me, topic, w.p) * worth, w.p)
