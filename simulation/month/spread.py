"""Spread: word of mouth along ties, taking up the practice, change agents, and the groups they found."""

import math

import numpy as np

from agents.columns import CHANGE_AGENT, NOBODY, STANDING
from agents.compiled import reach, rule, view
from agents.facilitator import Row
from agents.villager import is_open, is_shown, learns_from, p_becomes_agent, p_joins_group, p_stops_as_agent
from simulation.chance import decision, pair, stream, stream_of, uniform
from simulation.month.plan import joins, opens
from simulation.world import World, members_of

TELL = decision("tells a neighbour")
START_AGENT = decision("becomes a change agent")
STOP_AGENT = decision("stops as a change agent")
CONTACT = decision("whom a change agent teaches")
FOUND = decision("change agent founds a group")
JOIN_FOUNDED = decision("joins a founded group")

TAUGHT, TOLD_BY_ADOPTER, TOLD_BY_INFORMED = 1, 2, 3

NO_NEWS, USES = 0, 1
"""What one has to tell: nothing, that one uses the practice; higher, for 1 + so many months since one heard of it."""


@rule
def spread(w: World, seed: int, month: int) -> None:
    """News, practice and skill travel from villager to villager."""
    told = stream(seed, TELL, month)
    any_news = looks_around(w, month)
    n = 0
    for i in range(len(w.villagers)):
        me = reach(w.villagers, i, STANDING)
        if any_news and not me.aware:
            hears(w, i, me, month, told)
        considers(w, i, me)
        w.gathered[n] = i
        n += me.agent or me.empowered
    change_agents(w, w.gathered[:n], seed, month)


@rule
def looks_around(w: World, month: int) -> bool:
    """What each has to tell, who uses the practice, and how many users each group has. Returns whether any tells."""
    any_news = False
    knows_chances(w, month)
    for g in range(w.books.n_groups):
        w.groups[g].users = 0
    for i in range(len(w.villagers)):
        me = reach(w.villagers, i, STANDING)
        if me.aware and me.heard == NOBODY:
            me.heard = month
            me.told_by = TAUGHT
        w.news[i] = news_of(me, month)
        w.uses[i] = me.adopted
        any_news |= w.news[i] != NO_NEWS
        if me.group != NOBODY:
            w.groups[me.group].users += me.adopted
    return any_news


@rule
def news_of(me: Row, month: int) -> int:
    """What one has to tell: who has just heard of the practice tells from next month on."""
    if not me.aware or me.heard == month:
        return NO_NEWS
    return USES if me.adopted else USES + month - me.heard


@rule
def knows_chances(w: World, month: int) -> None:
    """Chance a month of telling one neighbour: users tell often, others while the news is fresh."""
    w.tells[USES] = w.p.tells_adopter
    for age in range(1, month + 1):
        w.tells[USES + age] = w.p.tells_informed * math.exp(-w.p.news_goes_stale * age)


@rule
def hears(w: World, i: int, me: Row, month: int, s: int) -> None:
    """News from neighbours, the more the more one talks with them, and from fellow members; the first in line tells."""
    teller = len(w.villagers)
    for tie in range(w.starts[i], w.starts[i + 1]):
        j = w.neighbours[tie]
        told = uniform(s, pair(j, i)) < w.tells[w.news[j]] * w.weights[tie]
        teller = min(teller, j) if told else teller
    for j in fellows_of(w, me):
        told = uniform(s, pair(j, i)) < w.tells[w.news[j]]
        teller = min(teller, j) if told else teller
    if teller < len(w.villagers):
        me.aware = True
        me.heard = month
        me.told_by = TOLD_BY_ADOPTER if w.news[teller] == USES else TOLD_BY_INFORMED


@view
def fellows_of(w: World, me: Row) -> np.ndarray:
    """Members of one's group, oneself too, once meeting often enough has made them contacts outside it; else nobody."""
    if me.group == NOBODY or w.groups[me.group].meetings < w.p.meetings_to_tie:
        return w.members[:0]
    return members_of(w, me.group)


@rule
def users_known(w: World, i: int, me: Row) -> float:
    """Users of the practice among neighbours and fellow members, each counted once."""
    count = 0
    for tie in range(w.starts[i], w.starts[i + 1]):
        count += w.uses[w.neighbours[tie]]
    if len(fellows_of(w, me)) > 0:
        count += w.groups[me.group].users
        for tie in range(w.starts[i], w.starts[i + 1]):
            j = w.neighbours[tie]
            count -= w.uses[j] and w.villagers[j].group == me.group
    return float(count)


@rule
def informants_of(w: World, i: int, me: Row) -> float:
    """Users known, as far as one trusts fellows, at least the one who told; who showed it by hand counts as several."""
    shown = 0.0
    if me.sessions > 0:
        shown = w.p.teacher_counts_as * me.trust_facilitator
    elif me.taught:
        shown = w.p.teacher_counts_as * me.trust
    return max(1.0, users_known(w, i, me) * min(1.0, me.trust / w.p.trusted_enough)) + shown


@rule
def considers(w: World, i: int, me: Row) -> None:
    """Those who know of the practice and do not use it take it up if enough others vouch for it."""
    if me.aware and not me.adopted and is_open(me, w.p) and informants_of(w, i, me) >= me.threshold:
        me.adopted = True
        w.uses[i] = True
        if me.group != NOBODY:
            w.groups[me.group].users += 1
        me.use = w.p.first_use
        if me.adopted_through == 0:
            me.adopted_through = TAUGHT if me.taught else me.told_by
        if not me.taught:
            me.relevance = w.p.content_fit * w.p.copied_fit


@rule
def change_agents(w: World, able: np.ndarray, seed: int, month: int) -> None:
    """Of those able to, empowered villagers may start to teach others, and change agents stop again."""
    starts = stream(seed, START_AGENT, month)
    stops = stream(seed, STOP_AGENT, month)
    contacts = stream(seed, CONTACT, month // int(w.p.agent_spell))
    for i in able:
        me = w.villagers[i]
        if me.agent:
            if not me.empowered or uniform(stops, i) < p_stops_as_agent(me, w.p):
                me.agent = False
            else:
                teaches_others(w, i, me, month, contacts)
                may_found_group(w, i, me, seed, month)
        elif me.empowered and me.taught and uniform(starts, i) < p_becomes_agent(me, w.p):
            me.agent = True


@rule
def teaches_others(w: World, i: int, me: Row, month: int, s: int) -> None:
    """A change agent accompanies the same few neighbours and fellow members for a spell of months."""
    rate = w.p.agent_teaching * w.p.agent_sessions
    own = stream_of(s, i)
    last = -1.0
    for _ in range(int(w.p.agent_effort)):
        j = next_contact(w, i, me, own, last)
        if j == NOBODY:
            return
        last = uniform(own, j)
        w.learned[month + 1, CHANGE_AGENT] += learns_from(w.villagers[j], me, i, rate, CHANGE_AGENT, w.p)
        is_shown(w.villagers[j])


@rule
def next_contact(w: World, i: int, me: Row, s: int, last: float) -> int:
    """The contact whose number comes next above `last`: each neighbour and fellow member is as likely as any other."""
    chosen = NOBODY
    least = 1.0
    for j in w.neighbours[w.starts[i] : w.starts[i + 1]]:
        if last < uniform(s, j) < least:
            chosen = j
            least = uniform(s, j)
    for j in fellows_of(w, me):
        if j != i and last < uniform(s, j) < least:
            chosen = j
            least = uniform(s, j)
    return chosen


@rule
def may_found_group(w: World, i: int, me: Row, seed: int, month: int) -> None:
    """With enough willing neighbours who are in no group, a change agent founds one."""
    g = w.books.n_groups
    if me.group != NOBODY or g >= len(w.groups) or uniform(stream(seed, FOUND, month), i) >= w.p.agent_founds:
        return
    willing = asks_neighbours(w, i, stream(seed, JOIN_FOUNDED, month))
    founds = willing + 1 >= w.p.smallest_group
    for tie in range(w.starts[i], w.starts[i + 1]):
        j = w.neighbours[tie]
        if w.villagers[j].present and founds:
            joins(w, j, g)
        w.villagers[j].present = False
    if founds:
        joins(w, i, g)
        opens(w, g, month, i)
        w.books.n_groups += 1


@rule
def asks_neighbours(w: World, i: int, s: int) -> int:
    """Neighbours in no group who are willing to found one. Returns their number."""
    willing = 0
    for tie in range(w.starts[i], w.starts[i + 1]):
        j = w.neighbours[tie]
        other = w.villagers[j]
        other.present = other.group == NOBODY and uniform(s, pair(i, j)) < p_joins_group(other, w.p)
        willing += other.present
    return willing
