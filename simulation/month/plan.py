"""Plan: who joins, how groups form, and whether the hours suffice."""

import math

from agents.columns import N_TOPICS, NOBODY, STANDING
from agents.compiled import reach, rule
from agents.facilitator import Row
from agents.group import clip
from agents.villager import first_belief, p_accepts_visits, p_joins_group, standing
from simulation.chance import decision, stream, uniform
from simulation.world import (
    ADMINISTRATION,
    ASSETS,
    BROKERAGE,
    MEETINGS,
    MONTHS_A_YEAR,
    PAY,
    RECOGNITION,
    TRAVEL,
    VISITS,
    World,
    members_of,
)

JOIN_VISITS = decision("accepts visits")
JOIN_GROUP = decision("joins a group")


@rule
def plan(w: World, seed: int, month: int) -> None:
    """The facilitators' month: invitations, groups, and each one's load."""
    if month == 0 and w.p.first_group_month > 0:
        opens_doors(w, seed, month)
    if month == w.p.first_group_month and w.p.places > 0:
        forms_groups(w, seed, month)
    if month == w.p.exit_month:
        closes_visits(w)
    begins_empty(w)
    if w.calendar[month].rate > 0.0:
        w.books.money[RECOGNITION] += w.p.recognition * w.p.cost_of_recognition
    if w.calendar[month].sessions > 0 or w.calendar[month].bought > 0:
        allots_hours(w, month)


@rule
def invites_next(w: World) -> int:
    """Ask the next one on the list. Returns the row."""
    i = w.invitation[w.books.asked]
    w.books.asked += 1
    w.villagers[i].invited = True
    return i


@rule
def opens_doors(w: World, seed: int, month: int) -> None:
    """People on the list are asked, one after the other, until all places are taken."""
    s = stream(seed, JOIN_VISITS, month)
    taken = 0
    while taken < w.p.places and w.books.asked < len(w.invitation):
        i = invites_next(w)
        me = w.villagers[i]
        if not me.left and uniform(s, i) < p_accepts_visits(me, w.p):
            enrols(me, w)
            me.client = True
            taken += 1


@rule
def enrols(me: Row, w: World) -> None:
    """A participant; the programme may give an asset, one for each place."""
    if not me.joined:
        me.joined = True
        if w.books.granted < w.p.places:
            w.books.granted += 1
            me.assets += w.p.asset_grant
            w.books.money[ASSETS] += w.p.asset_grant * w.p.poverty_line * MONTHS_A_YEAR


@rule
def closes_visits(w: World) -> None:
    """The facilitator says goodbye."""
    for i in w.invitation[: w.books.asked]:
        w.villagers[i].client = False


@rule
def finds_willing(w: World, s: int) -> int:
    """Clients are asked to join a group, then the next on the list until all places are taken.

    Gathers those who are willing, in rows' order, and returns their number.
    """
    willing = 0
    for i in range(len(w.villagers)):
        w.villagers[i].present = False
    for i in w.invitation[: w.books.asked]:
        me = w.villagers[i]
        me.present = me.client and me.group == NOBODY and uniform(s, i) < p_joins_group(me, w.p)
        me.left = me.left or (me.client and not me.present)
        me.client = False
        willing += me.present
    while willing < w.p.places and w.books.asked < len(w.invitation):
        i = invites_next(w)
        me = w.villagers[i]
        me.present = me.group == NOBODY and not me.left and uniform(s, i) < p_joins_group(me, w.p)
        willing += me.present
    n = 0
    for i in range(len(w.villagers)):
        w.gathered[n] = i
        n += w.villagers[i].present
    return n


@rule
def forms_groups(w: World, seed: int, month: int) -> None:
    """Groups form by the needs that are known, then by hamlet (rows lie by hamlet); who declines is not visited on."""
    willing = finds_willing(w, stream(seed, JOIN_GROUP, month))
    first = w.books.n_groups
    n_groups = max(1, int(willing / w.p.group_size + 0.5)) if willing >= w.p.smallest_group else 0
    placed = 0
    for topic in range(N_TOPICS + 1):
        for i in w.gathered[:willing]:
            me = w.villagers[i]
            if me.present and topic == (me.need if me.need_known else N_TOPICS):
                me.present = False
                if n_groups > 0:
                    enrols(me, w)
                    joins(w, i, first + placed * n_groups // willing)
                placed += 1
    for g in range(first, first + n_groups):
        opens(w, g, month, NOBODY)
    w.books.n_groups = first + n_groups


@rule
def joins(w: World, i: int, g: int) -> None:
    """A villager becomes a member."""
    me = w.villagers[i]
    me.group = g
    me.belief = first_belief(me, w.p)
    group = w.groups[g]
    group.members += 1
    group.x += (me.x - group.x) / group.members
    group.y += (me.y - group.y) / group.members
    group.facilitator = me.facilitator


@rule
def opens(w: World, g: int, month: int, founder: int) -> None:
    """A group starts: near its members' homes, with the norms of contribution the community brings along."""
    group = w.groups[g]
    group.alive = True
    group.founded = month
    group.ended = NOBODY
    group.founder = founder
    group.norm = w.p.local_rules
    if founder != NOBODY:
        group.facilitator = NOBODY


@rule
def begins_empty(w: World) -> None:
    """Nothing to do yet for any facilitator this month."""
    for f in range(len(w.facilitators)):
        facilitator = w.facilitators[f]
        facilitator.clients = 0
        facilitator.groups = 0
        facilitator.hours = 0.0
        facilitator.needed = 0.0
        facilitator.travelling = 0.0
        facilitator.load = 0.0


@rule
def allots_hours(w: World, month: int) -> None:
    """Each facilitator's hours against what this month's sessions, travel and books need."""
    n_sessions = w.calendar[month].sessions
    for i in w.invitation[: w.books.asked]:
        me = w.villagers[i]
        if me.client:
            needs_visits(w.facilitators[me.facilitator], me, n_sessions, w.p)
    for g in range(w.books.n_groups):
        group = w.groups[g]
        if group.alive and group.facilitator != NOBODY:
            needs_meetings(w.facilitators[group.facilitator], group, n_sessions, w.p)
    needed = 0.0
    for f in range(len(w.facilitators)):
        needed += w.facilitators[f].needed
    for f in range(len(w.facilitators)):
        books_hours(w, w.facilitators[f], month, w.calendar[month].bought / max(1e-9, needed))


@rule
def travel_hours(metres: float, p: Row) -> float:
    """Hours to go so far and back."""
    return 2.0 * metres / 1000.0 / p.travel_speed


@rule
def needs_visits(facilitator: Row, me: Row, n_sessions: int, p: Row) -> None:
    """Hours for a client's visits this month, and for a client's part of what a group gets of brokerage."""
    facilitator.clients += 1
    travel = travel_hours(math.hypot(me.x - facilitator.x, me.y - facilitator.y), p)
    facilitator.needed += n_sessions * (p.visit_hours + p.visit_preparation + travel) + p.brokerage / p.group_size
    facilitator.travelling += n_sessions * travel


@rule
def needs_meetings(facilitator: Row, group: Row, n_sessions: int, p: Row) -> None:
    """Hours for a group's meetings and books this month."""
    facilitator.groups += 1
    travel = travel_hours(math.hypot(group.x - facilitator.x, group.y - facilitator.y), p)
    facilitator.needed += (
        n_sessions * (p.meeting_hours + p.meeting_preparation + travel) + p.group_administration + p.brokerage
    )
    facilitator.travelling += n_sessions * travel


@rule
def books_hours(w: World, facilitator: Row, month: int, covered: float) -> None:
    """Load, and the hours and pay of the month: no more than was bought. A team shares its hours as they are needed."""
    facilitator.hours = facilitator.needed * covered
    facilitator.load = 1.0 / max(1e-9, covered)
    part = min(1.0, covered)
    spent = part * facilitator.needed
    facilitator.spent += spent
    w.books.hours[VISITS] += (
        part * facilitator.clients * w.calendar[month].sessions * (w.p.visit_hours + w.p.visit_preparation)
    )
    w.books.hours[MEETINGS] += (
        part * facilitator.groups * w.calendar[month].sessions * (w.p.meeting_hours + w.p.meeting_preparation)
    )
    w.books.hours[TRAVEL] += part * facilitator.travelling
    w.books.hours[ADMINISTRATION] += part * facilitator.groups * w.p.group_administration
    w.books.hours[BROKERAGE] += part * (facilitator.groups + facilitator.clients / w.p.group_size) * w.p.brokerage
    w.books.money[PAY] += spent * w.p.pay / w.p.paid_hours


@rule
def lists_members(w: World) -> None:
    """Members of each group, in rows' order: counted, then put in place. Those of a new group learn the way."""
    n = counts_members(w)
    first = 0
    for g in range(w.books.n_groups):
        w.groups[g].first = first
        first += w.groups[g].members
        w.groups[g].listed = 0
    for i in w.gathered[:n]:
        group = w.groups[w.villagers[i].group]
        w.members[group.first + group.listed] = i
        group.listed += 1
        if group.meetings == 0:
            me = w.villagers[i]
            me.metres = math.hypot(me.x - group.x, me.y - group.y)


@rule
def counts_members(w: World) -> int:
    """How many members each group has. Gathers all of them, in rows' order, and returns their number."""
    for g in range(w.books.n_groups):
        w.groups[g].members = 0
    n = 0
    for i in range(len(w.villagers)):
        me = reach(w.villagers, i, STANDING)
        if me.group != NOBODY:
            w.groups[me.group].members += 1
            w.gathered[n] = i
            n += 1
    return n


@rule
def shares_leadership(w: World) -> None:
    """Standing decides who leads a group, unless roles rotate; the few who lead decide how able the group is."""
    for g in range(w.books.n_groups):
        group = w.groups[g]
        if group.alive:
            members = members_of(w, g)
            total = 0.0
            for i in members:
                w.villagers[i].lead = math.exp(standing(w.villagers[i], w.p))
                total += w.villagers[i].lead
            group.concentration = 0.0
            group.ability = 0.0
            for i in members:
                me = w.villagers[i]
                me.lead = (1.0 - w.p.rotation) * me.lead / total + w.p.rotation / len(members)
                group.concentration += me.lead**2
                group.ability += me.lead * clip(0.5 * (me.skill + me.confidence) / w.p.able_leader)
