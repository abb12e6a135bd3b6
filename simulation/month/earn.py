"""Earn: the month's income from the livelihood, own capability and what is borrowed from the facilitator."""

from agents.columns import NOBODY
from agents.compiled import rule
from agents.facilitator import Row
from agents.villager import adjusts_use, help_borrowed, net_return, own_performance
from simulation.chance import decision, normal, stream
from simulation.world import World

WEATHER = decision("weather")
SEASON = 6  # months


@rule
def weather(seed: int, month: int, p: Row) -> float:
    """The season's harvest against a normal one, the same for all: two seasons a year."""
    return max(0.2, 1.0 + p.weather_spread * normal(stream(seed, WEATHER, month // SEASON), 0))


@rule
def presence_for(w: World, me: Row, month: int) -> float:
    """How far a facilitator is at hand for a villager, 0-1."""
    accompanied = me.client or (me.group != NOBODY and w.groups[me.group].facilitator != NOBODY)
    return min(1.0, w.rate[month] / w.p.sessions_at_hand) if accompanied else 0.0


@rule
def earn(w: World, seed: int, month: int) -> None:
    """Farming: base income, the practice as far as it is used and pays, the group's dividend, all under one weather."""
    season = weather(seed, month, w.p)
    for i in range(len(w.villagers)):
        me = w.villagers[i]
        me.borrowed = 0.0
        factor = 1.0 + me.dividend
        if me.adopted:
            factor += uses_practice(w, me, presence_for(w, me, month))
        yielded = w.p.asset_yield * (me.assets - me.start_assets)
        me.usual_income = me.start_income * factor + yielded
        me.income = me.start_income * factor * season + yielded
        me.assets += w.p.saving * max(0.0, me.usual_income - me.start_income)
        me.assets -= w.p.asset_wear * max(0.0, me.assets - me.start_assets)


@rule
def uses_practice(w: World, me: Row, presence: float) -> float:
    """What the practice adds, as a share of starting income; use follows what it returned."""
    borrowed = help_borrowed(me, presence, w.p)
    net = net_return(me, own_performance(me) + borrowed, w.p)
    me.borrowed = me.start_income * me.use * w.p.practice_return * borrowed * me.relevance
    added = me.use * net
    in_group = me.group != NOBODY and w.groups[me.group].alive
    adjusts_use(me, net, in_group, w.p)
    return added
