"""Earn: the month's income from the livelihood, own capability and what is borrowed from the facilitator."""

from agents.columns import COMMONS, ENTERPRISE, NOBODY, PAST, PRIVATE_SECTOR
from agents.compiled import reach, rule
from agents.facilitator import Row, at_hand
from agents.villager import adjusts_use, gross_return, help_borrowed, own_performance
from simulation.chance import decision, normal, stream
from simulation.world import MONTHS_A_YEAR, World

WEATHER = decision("weather")
SEASON = 6  # months


@rule
def weather(seed: int, month: int, p: Row) -> float:
    """The season's harvest against a normal one, the same for all: two seasons a year."""
    return max(p.worst_season, 1.0 + p.weather_spread * normal(stream(seed, WEATHER, month // SEASON), 0))


@rule
def is_busy(month: int, p: Row) -> bool:
    """Whether it is a month of planting or harvest, when farmers and foresters have little time."""
    return p.livelihood != ENTERPRISE and month % SEASON < p.busy_months


@rule
def presence_for(w: World, me: Row, month: int) -> float:
    """How far a facilitator is at hand for a villager, 0-1."""
    accompanied = me.client or (me.group != NOBODY and w.groups[me.group].facilitator != NOBODY)
    return at_hand(w.facilitators[me.facilitator], w.calendar[month].rate, w.p) if accompanied else 0.0


@rule
def earn(w: World, seed: int, month: int) -> None:
    """Income from the livelihood as practised, the practice as far as it is used and pays, and the group's dividend."""
    season = weather(seed, month, w.p) if w.p.livelihood != ENTERPRISE else 1.0
    if w.p.livelihood == COMMONS:
        is_harvested(w)
    for i in range(len(w.villagers)):
        me = reach(w.villagers, i, PAST)
        me.borrowed = 0.0
        factor = 1.0 + me.dividend
        cost = me.use * w.p.practice_cost
        if me.adopted:
            factor += uses_practice(w, me, presence_for(w, me, month), season)
        if w.p.livelihood == COMMONS:
            factor += w.p.commons_share * (from_commons(me, w) - 1.0)
        takes_home(me, factor, cost, season, w.p)


@rule
def takes_home(me: Row, factor: float, cost: float, season: float, p: Row) -> None:
    """Income this month, and part of what is added saved as assets. Costs are paid whatever the harvest."""
    yielded = p.asset_yield * (me.assets - me.start_assets)
    me.usual_income = max(0.0, me.start_income * (factor - cost) + yielded)
    me.income = max(0.0, me.start_income * (factor * season - cost) + yielded)
    me.assets += p.saving * max(0.0, me.usual_income - me.start_income) / MONTHS_A_YEAR
    me.assets -= p.asset_wear * max(0.0, me.assets - me.start_assets)


@rule
def uses_practice(w: World, me: Row, presence: float, season: float) -> float:
    """What the practice adds before its cost, as a share of starting income; use follows what it returned."""
    scale = business_scale(w, me) if w.p.livelihood == ENTERPRISE else 1.0
    borrowed = help_borrowed(me, presence, w.p)
    gross = gross_return(me, scale * (own_performance(me) + borrowed), w.p)
    me.borrowed = me.start_income * me.use * w.p.practice_return * scale * borrowed * me.relevance
    added = me.use * gross
    seen_use = w.groups[me.group].use * w.groups[me.group].turnout if me.group != NOBODY else 0.0
    adjusts_use(me, gross * season - w.p.practice_cost, seen_use, w.p)
    return added


@rule
def business_scale(w: World, me: Row) -> float:
    """Enterprise: how much of one's skill a business can use, limited by capital and by the norm on women's time.

    A savings-and-loan fund and a bank or buyer lend; taking part in village life loosens the norm.
    """
    credit = w.p.private_credit * me.links[PRIVATE_SECTOR]
    if me.group != NOBODY:
        group = w.groups[me.group]
        credit = w.p.credit_from_fund * min(1.0, group.fund / w.p.fund_enough)
        credit += w.p.private_credit * group.links[PRIVATE_SECTOR]
    capital = min(1.0, (me.assets + credit) / w.p.capital_needed)
    return capital * (1.0 - w.p.time_norm * (1.0 - me.participation) if me.female else 1.0)


@rule
def restraint(me: Row, w: World) -> float:
    """Commons: how far a villager keeps to rules of use: what members give, what custom asks of the others."""
    return me.contribution if me.group != NOBODY else w.p.local_rules


@rule
def is_harvested(w: World) -> None:
    """The stock regrows, slowly near what the land carries, not at all when run down; who keeps no rules takes."""
    pressure = 0.0
    for i in range(len(w.villagers)):
        pressure += (1.0 - restraint(w.villagers[i], w)) / len(w.villagers)
    stock = w.books.stock
    grown = w.p.regrowth * stock * (1.0 - stock) if stock >= w.p.collapse_below else 0.0
    w.books.stock = min(1.0, max(0.0, stock + grown - w.p.harvest * pressure * stock))


@rule
def from_commons(me: Row, w: World) -> float:
    """Income from the stock against the start: it follows the stock, and those who keep rules forgo some."""
    forgone = w.p.restraint_costs * (restraint(me, w) - w.p.local_rules)
    return w.books.stock / w.p.start_stock * (1.0 - forgone)
