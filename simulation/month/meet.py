"""Meet: who comes, who speaks, whose need sets the topic, what is learned, and what a debate leaves behind."""

import numpy as np

from agents.columns import FACILITATOR, N_TOPICS, NOBODY, PEER
from agents.compiled import rule
from agents.facilitator import Row, assesses, hands_over, match_of, p_holds_session, quality, teaches
from agents.group import identifies, keeps_managing, learns_to_manage, p_meets_alone, p_new_idea, quarrels, works_on
from agents.villager import (
    clip,
    feels_served,
    finds_voice,
    gains_confidence,
    learns,
    learns_from,
    p_attends,
    p_speaks,
)
from simulation.chance import decision, lowest, pair, stream, stream_of, uniform
from simulation.month.earn import is_busy
from simulation.month.plan import travel_hours
from simulation.world import ATTENDANCE, World, members_of

HOLD_MEETING = decision("meeting takes place")
ATTEND = decision("attends a meeting")
SPEAK = decision("speaks at a meeting")
FLOOR = decision("whose need sets the topic")
ASSESS_MEETING = decision("need assessed at a meeting")
PARTNER = decision("works with a fellow member")
DEBATE = decision("debate over needs")
IDEA = decision("debate ends in an idea")


@rule
def meet(w: World, seed: int, month: int) -> None:
    """Every living group meets as often as its facilitator comes, or by itself if it can."""
    held = stream(seed, HOLD_MEETING, month)
    for g in range(w.books.n_groups):
        group = w.groups[g]
        if group.alive:
            group.turnout = 0.0
            group.alone = False
            accompanied = group.facilitator != NOBODY and w.calendar[month].sessions > 0
            chance = p_meets_alone(group, w.p)
            if accompanied:
                chance = p_holds_session(w.facilitators[group.facilitator], w.p)
            for k in range(w.calendar[month].sessions if accompanied else 1):
                if uniform(held, pair(k, g)) < chance:
                    gathers(w, g, seed, month, k, accompanied)
            keeps_managing(group, w.p)
            group.emptiness += w.p.emptiness_memory * (1.0 - group.turnout - group.emptiness)


@rule
def gathers(w: World, g: int, seed: int, month: int, k: int, accompanied: bool) -> None:
    """One meeting of one group, with its facilitator or alone."""
    group = w.groups[g]
    members = members_of(w, g)
    n = who_comes(w, members, stream(seed, ATTEND, month), k, is_busy(month, w.p))
    present = w.gathered[:n]
    group.turnout = max(group.turnout, n / len(members))
    group.meetings += 1
    if n == 0:
        return
    facilitator = w.facilitators[max(0, group.facilitator)]
    worth = quality(facilitator, n, w.p) if accompanied else 0.0
    who_speaks(w, group, present, facilitator.sensitivity * worth, stream(seed, SPEAK, month), k)
    if not accompanied:
        group.alone = True
        are_heard(w, present)
    chosen = whose_need(w, g, present, facilitator.sensitivity if accompanied else 0.0, stream(seed, FLOOR, month), k)
    topic = w.villagers[chosen].need
    if accompanied:
        draw = uniform(stream(seed, ASSESS_MEETING, month), pair(k, chosen))
        topic = assesses(facilitator, w.villagers[chosen], worth, draw, w.p)
        is_taught(w, present, worth, topic, month)
        learns_to_manage(group, hands_over(w.p, month / w.p.months), worth, w.p)
        w.books.money[ATTENDANCE] += n * w.p.cost_per_attendance
    works_on(group, topic, w.p)
    if n > 1:
        learn_together(w, members, present, worth, seed, month, k)
        debates(w, g, present, worth, facilitator.sensitivity if accompanied else 0.0, seed, month, k)
    are_served(w, present, topic, worth, accompanied)
    identifies(group, w.p)


@rule
def who_comes(w: World, members: np.ndarray, s: int, k: int, busy: bool) -> int:
    """Members come or not, at the cost of their own time and way. Gathers those present and returns their number."""
    n = 0
    for i in members:
        me = w.villagers[i]
        me.present = uniform(s, pair(k, i)) < p_attends(me, busy, w.p)
        w.gathered[n] = i
        n += me.present
        w.books.members_hours += me.present * (w.p.meeting_hours + travel_hours(me.metres, w.p))
    return n


@rule
def who_speaks(w: World, group: Row, present: np.ndarray, drawn_in: float, s: int, k: int) -> None:
    """Those present speak or stay silent."""
    for i in present:
        me = w.villagers[i]
        me.spoke = uniform(s, pair(k, i)) < p_speaks(me, len(present), group.concentration, drawn_in, w.p)
    for i in present:
        me = w.villagers[i]
        me.meetings += 1
        me.silent_meetings += not me.spoke
        gains_confidence(me, w.p.confidence_by_speaking * me.spoke)


@rule
def are_heard(w: World, present: np.ndarray) -> None:
    """Speaking in the group's own affairs gives voice; speaking at the programme's sessions is practice for it."""
    for i in present:
        me = w.villagers[i]
        finds_voice(me, 1.0 if me.spoke else 0.0, w.p)


@rule
def weight_on_agenda(me: Row, sensitivity: float) -> float:
    """Pull of one person's need on the topic: the floor for those who spoke, the facilitator's eye for known needs."""
    return (1.0 - sensitivity) * me.spoke + sensitivity * me.need_known + 1e-6


@rule
def whose_need(w: World, g: int, present: np.ndarray, sensitivity: float, s: int, k: int) -> int:
    """The one whose need the meeting takes up. Without sensitivity the vocal decide: this is how elites capture."""
    total = 0.0
    for i in present:
        total += weight_on_agenda(w.villagers[i], sensitivity)
    left = uniform(s, pair(k, g)) * total
    for i in present:
        left -= weight_on_agenda(w.villagers[i], sensitivity)
        if left < 0.0:
            return i
    return present[-1]


@rule
def is_taught(w: World, present: np.ndarray, worth: float, topic: int, month: int) -> None:
    """The facilitator's part of a meeting, one by one."""
    handing_over = hands_over(w.p, month / w.p.months)
    for i in present:
        amount = teaches(w.villagers[i], worth, len(present), topic, handing_over, w.p)
        w.learned[month + 1, FACILITATOR] += amount


@rule
def learn_together(
    w: World, members: np.ndarray, present: np.ndarray, worth: float, seed: int, month: int, k: int
) -> None:
    """Everyone present works with one fellow, if there too, and learns if that one is ahead.

    Whom one would work with is drawn among all members, each as likely as any other, whoever else is there.
    """
    s = stream(seed, PARTNER, month)
    rate = w.p.peer_learning * (w.p.peers_alone + (1.0 - w.p.peers_alone) * worth)
    for i in present:
        j = lowest(stream_of(s, pair(k, i)), members, i)
        if j != NOBODY and w.villagers[j].present:
            w.learned[month + 1, PEER] += learns_from(w.villagers[i], w.villagers[j], j, rate, PEER, w.p)


@rule
def need_diversity_of(w: World, g: int, present: np.ndarray) -> float:
    """Chance that two of those present have different needs."""
    needs = w.groups[g].needs
    for topic in range(N_TOPICS):
        needs[topic] = 0
    for i in present:
        needs[w.villagers[i].need] += 1
    same = 0.0
    for topic in range(N_TOPICS):
        same += (needs[topic] / len(present)) ** 2
    return 1.0 - same


@rule
def debates(
    w: World, g: int, present: np.ndarray, worth: float, sensitivity: float, seed: int, month: int, k: int
) -> None:
    """Where needs differ there is debate: with trust and good facilitation a new idea, otherwise a quarrel."""
    group = w.groups[g]
    if uniform(stream(seed, DEBATE, month), pair(k, g)) >= need_diversity_of(w, g, present):
        return
    trust = 0.0
    for i in present:
        trust += w.villagers[i].trust / len(present)
    idea = uniform(stream(seed, IDEA, month), pair(k, g)) < p_new_idea(trust, worth, w.p)
    if not idea:
        quarrels(group, sensitivity * worth, w.p)
    for i in present:
        me = w.villagers[i]
        if idea:
            w.learned[month + 1, PEER] += learns(me, w.p.idea_teaches, PEER, me.relevance, w.p)
            me.trust += w.p.trust_gain * (1.0 - me.trust)
        else:
            me.trust -= w.p.quarrel_costs_trust * me.trust


@rule
def are_served(w: World, present: np.ndarray, topic: int, worth: float, accompanied: bool) -> None:
    """How well the meeting served each one who came: the topic, having been heard, the facilitator."""
    good = worth if accompanied else w.p.served_alone
    unheard = w.p.learning_silent
    for i in present:
        me = w.villagers[i]
        heard = 1.0 if me.spoke else unheard
        feels_served(me, clip(match_of(me, topic, w.p) * heard * good), w.p)
