"""A villager: what one undergoes and decides. Every rule reads and writes one row; `p` is the record of parameters."""

import math
from typing import Any

from agents.columns import (
    CHANGE_AGENT,
    CONDITIONAL,
    FREE_RIDER,
    NOBODY,
    OWN_PRACTICE,
    PEER,
    TASK_MONTHS,
    TEACHERS_KEPT,
)
from agents.compiled import rule

Row = Any
"""One row of a structured array: numpy's record in Python, a pointer in compiled code."""


@rule
def logistic(x: float) -> float:
    """The logistic function, 1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + math.exp(-x))


@rule
def clip(x: float) -> float:
    """x within [0, 1]."""
    return min(1.0, max(0.0, x))


# --- joining -------------------------------------------------------------------------------------------------------


@rule
def p_accepts_visits(me: Row, p: Row) -> float:
    """Chance of opening one's door to the facilitator: trust in the facilitator."""
    return logistic(p.visits_readiness + p.visits_by_trust * (me.trust_facilitator - 0.5))


@rule
def p_joins_group(me: Row, p: Row) -> float:
    """Chance of joining a group when asked: trust in fellows above all, participation, the facilitator, confidence."""
    return logistic(
        p.groups_readiness
        + p.groups_by_trust * (me.trust - 0.5)
        + p.groups_by_participation * (me.participation - 0.5)
        + p.groups_by_trust_facilitator * (me.trust_facilitator - 0.5)
        + p.groups_by_confidence * (me.confidence - 0.5)
    )


# --- learning and forgetting ---------------------------------------------------------------------------------------


@rule
def gained(me: Row) -> float:
    """Knowledge and skill held beyond the start."""
    return me.knowledge - me.start_knowledge + me.skill - me.start_skill


@rule
def learns(me: Row, share: float, source: int, match: float, p: Row) -> float:
    """Close a share of the gap to full knowledge and skill; skill follows understanding. Returns what was learned.

    Relevance, the part of what was learned that fits the need, moves toward this lesson's match.
    """
    to_knowledge = share * (1.0 - me.knowledge)
    to_skill = share * (1.0 - me.skill) * (p.skill_without_knowledge + (1.0 - p.skill_without_knowledge) * me.knowledge)
    me.knowledge += to_knowledge
    me.knowledge_from[source] += to_knowledge
    return to_knowledge + gains_skill(me, to_skill, source) + keeps_relevant(me, to_knowledge + to_skill, match)


@rule
def gains_skill(me: Row, amount: float, source: int) -> float:
    """Skill goes up, with its entry in the ledger."""
    me.skill += amount
    me.skill_from[source] += amount
    return amount


@rule
def keeps_relevant(me: Row, amount: float, match: float) -> float:
    """Relevance is the average match of what is known, weighted by how much was learned each time. Returns 0."""
    if amount > 0.0:
        me.relevance += min(1.0, amount / gained(me)) * (match - me.relevance)
    return 0.0


@rule
def forgets(me: Row, keep: float, p: Row) -> None:
    """Lose part of what was gained, from every source alike; `keep` (0-1) is what use and rehearsal protect."""
    held = gained(me)
    share = p.forgetting * (1.0 - (1.0 - p.forgetting_in_use) * keep)
    me.forgotten_skill += share * (me.skill - me.start_skill)
    me.skill -= share * (me.skill - me.start_skill)
    me.forgotten_knowledge += p.knowledge_fades * share * (me.knowledge - me.start_knowledge)
    me.knowledge -= p.knowledge_fades * share * (me.knowledge - me.start_knowledge)
    for source in range(len(me.skill_from)):
        me.skill_from[source] *= 1.0 - share
        me.knowledge_from[source] *= 1.0 - p.knowledge_fades * share
    for k in range(TEACHERS_KEPT):
        me.taught_by[k] *= gained(me) / held


@rule
def practises(me: Row, p: Row) -> None:
    """Using the practice turns knowledge into skill, unless the facilitator does the work."""
    lead = max(0.0, me.knowledge - me.skill)
    amount = p.practice * me.use * lead * (1.0 - me.reliance)
    gains_skill(me, amount, OWN_PRACTICE)


@rule
def lead_over(better: Row, me: Row) -> float:
    """How far someone is ahead of me in knowledge and skill, 0 if not."""
    return max(0.0, 0.5 * (better.knowledge + better.skill - me.knowledge - me.skill))


@rule
def learns_from(me: Row, better: Row, who: int, rate: float, source: int, p: Row) -> float:
    """Learn from a fellow villager who is ahead, as far as one trusts fellows; remember who it was.

    Someone too far ahead is beyond one's reach (Vygotsky's zone of proximal development, sign). What a fellow teaches
    fits one's need as far as it fits theirs and needs are shared. Returns what was learned.
    """
    lead = lead_over(better, me)
    if lead == 0.0 or lead > p.reach_of_a_teacher:
        return 0.0
    share = rate * me.trust * min(1.0, lead / p.lead_of_a_teacher)
    match = better.relevance if better.need == me.need else better.relevance * p.other_need
    amount = learns(me, share, source, match, p)
    remembers_teacher(me, who, amount)
    return amount


@rule
def remembers_teacher(me: Row, who: int, amount: float) -> None:
    """Add to what a villager taught; of the few teachers remembered the least is replaced by a new one."""
    if amount <= 0.0:
        return
    slot = 0
    for k in range(TEACHERS_KEPT):
        if me.teacher[k] == who:
            me.taught_by[k] += amount
            return
        if me.taught_by[k] < me.taught_by[slot]:
            slot = k
    me.teacher[slot] = who
    me.taught_by[slot] = amount


# --- feeling -------------------------------------------------------------------------------------------------------


@rule
def gains_confidence(me: Row, share: float) -> None:
    """Self-efficacy rises by a share of what is missing."""
    me.confidence += share * (1.0 - me.confidence)


@rule
def settles(me: Row, p: Row) -> None:
    """Without new experience self-efficacy drifts back toward where it started."""
    me.confidence += p.confidence_return * (me.start_confidence - me.confidence)


@rule
def trusts_fellows(me: Row, seen: float, p: Row) -> None:
    """Trust in fellows rises a little when they gave what one expected, and falls faster when they did not."""
    shortfall = me.belief - seen
    if shortfall <= p.shortfall_forgiven:
        me.trust += p.trust_gain * (1.0 - me.trust)
    else:
        me.trust -= p.trust_loss * me.trust * min(1.0, shortfall / p.shortfall_serious)


@rule
def trusts_facilitator(me: Row, served: float, p: Row) -> None:
    """Trust in the facilitator follows whether sessions serve one: slowly up, faster down."""
    if served >= p.served_well:
        me.trust_facilitator += p.facilitator_trust_gain * (1.0 - me.trust_facilitator)
    else:
        me.trust_facilitator -= p.facilitator_trust_loss * me.trust_facilitator * (1.0 - served / p.served_well)


@rule
def relies(me: Row, handing_over: float, attention: float, p: Row) -> None:
    """What the facilitator does for a person raises reliance; handing over lowers it."""
    up = p.reliance_gain * (1.0 - handing_over) * (1.0 - me.reliance)
    down = p.reliance_handed_back * handing_over * me.reliance
    me.reliance += attention * (up - down)


@rule
def feels_served(me: Row, served: float, p: Row) -> None:
    """Satisfaction is a moving average of how well sessions serve."""
    me.satisfaction += p.satisfaction_memory * (clip(served) - me.satisfaction)


# --- in a group ----------------------------------------------------------------------------------------------------


@rule
def p_attends(me: Row, busy: bool, p: Row) -> float:
    """Chance of coming: participation and trust, less from far, in the busy season and when little is new to learn."""
    return logistic(
        p.attendance
        + p.attendance_by_participation * (me.participation - 0.5)
        + p.attendance_by_trust * (me.trust - 0.5)
        + p.attendance_by_novelty * (0.5 - me.knowledge)
        - p.attendance_by_km * me.metres / 1000.0
        - (p.attendance_when_busy if busy else 0.0)
    )


@rule
def floor_share(me: Row, invited_to_speak: float, p: Row) -> float:
    """Chance of speaking if the floor were free: status and confidence, and a facilitator who draws people in."""
    return logistic(
        p.voice
        + p.voice_by_status * (me.status - 0.5)
        + p.voice_by_confidence * (me.confidence - 0.5)
        + p.voice_by_sensitivity * invited_to_speak
    )


@rule
def p_speaks(me: Row, n: int, concentration: float, invited_to_speak: float, p: Row) -> float:
    """Chance of speaking among n present. Alone one always speaks; with more people fewer get the floor.

    Where leadership is concentrated, those who hold it speak more and the others less.
    """
    crowd = math.log10(n) * (1.0 + p.voice_under_leaders * (concentration if me.lead * n < 1.0 else -concentration))
    return floor_share(me, invited_to_speak, p) ** max(0.0, crowd)


@rule
def contributes(me: Row, norm: float, p: Row) -> float:
    """Share of the common work given: by type and by what one believes the others give, lifted by the group's norm.

    Types of Fischbacher, Gaechter & Fehr (2001): conditional, free rider, hump-shaped (rises with others, then stops).
    """
    if me.cooperator == CONDITIONAL:
        own = p.reciprocity * me.belief
    elif me.cooperator == FREE_RIDER:
        own = p.free_rider_gives
    else:
        own = min(me.belief, p.hump)
    me.contribution = (1.0 - norm) * own + norm * max(own, p.norm_asks)
    return me.contribution


@rule
def first_belief(me: Row, p: Row) -> float:
    """What a new member expects the others to give."""
    return clip(p.first_belief + p.first_belief_by_trust * (me.trust - 0.5))


@rule
def believes(me: Row, seen: float, p: Row) -> None:
    """Beliefs follow what was seen, with inertia."""
    me.belief += p.belief_revision * (seen - me.belief)


@rule
def standing(me: Row, p: Row) -> float:
    """Standing by which a group lets someone lead: status, voice and confidence."""
    return p.leading_by_status * me.status + p.leading_by_voice * me.voice + p.leading_by_confidence * me.confidence


@rule
def p_leaves(me: Row, conflict: float, p: Row) -> float:
    """Chance a month of leaving the programme: little satisfaction, little common work, conflict."""
    content = me.satisfaction + p.content_by_contribution * me.contribution - p.content_by_conflict * conflict
    return min(1.0, p.leaving * math.exp(p.leaving_by_discontent * (0.5 - content)))


@rule
def leaves_group(me: Row) -> None:
    """Out of the group; what was learned stays."""
    me.group = NOBODY
    me.lead = 0.0
    me.contribution = 0.0
    me.dividend = 0.0
    me.present = False


# --- the practice --------------------------------------------------------------------------------------------------


@rule
def is_shown(me: Row) -> None:
    """Someone shows the practice by hand; the first time this gives a practice given up before a second chance."""
    if not me.taught:
        me.gave_up = False
    me.taught = True
    me.aware = True


@rule
def is_open(me: Row, p: Row) -> bool:
    """Whether one would take up the practice if enough others vouch for it: not tried in vain, more so if shown it."""
    share = p.take_up_taught if me.taught else p.take_up_informed
    return not me.gave_up and me.openness < share


@rule
def own_performance(me: Row) -> float:
    """What one does alone: the starting skill, and the gained skill that does not rest on the facilitator."""
    return me.start_skill + (me.skill - me.start_skill) * (1.0 - me.reliance)


@rule
def help_borrowed(me: Row, presence: float, p: Row) -> float:
    """Performance that rests on a facilitator who is at hand (presence 0-1)."""
    return me.reliance * presence * max(0.0, p.facilitator_skill - own_performance(me))


@rule
def gross_return(me: Row, performance: float, p: Row) -> float:
    """What the practice adds to income when fully used, before its cost; it earns as far as it fits the need."""
    return p.practice_return * performance * me.relevance


@rule
def adjusts_use(me: Row, net: float, seen_use: float, p: Row) -> None:
    """Use moves toward what pays, for those who dare; seeing fellow members use it helps. What never pays is left."""
    target = p.use_at_no_return + p.use_by_return * net / p.practice_cost + p.use_in_group * seen_use
    me.use += p.use_change * (math.sqrt(me.confidence) * clip(target) - me.use)
    if me.use < p.use_given_up:
        me.adopted = False
        me.gave_up = True
        me.use = 0.0


@rule
def p_becomes_agent(me: Row, p: Row) -> float:
    """Chance a month that an empowered villager starts to teach others; recognition raises it."""
    return p.agent_start * (1.0 + (p.recognition_starts - 1.0) * p.recognition)


@rule
def p_stops_as_agent(me: Row, p: Row) -> float:
    """Chance a month that a change agent stops teaching; recognition lowers it."""
    return p.agent_stop * (1.0 - (1.0 - p.recognition_stops) * p.recognition)


# --- village life and empowerment ----------------------------------------------------------------------------------


@rule
def takes_part(me: Row, in_group: bool, p: Row) -> None:
    """Participation in village affairs follows confidence, trust, status and voice, and the group's own work if done.

    Neither attending the programme's sessions nor speaking there counts by itself.
    """
    group_work = p.participation_by_group_work * me.contribution * me.voice if in_group else 0.0
    me.participation += p.participation_change * (clip(participation_target(me, p) + group_work) - me.participation)


@rule
def participation_target(me: Row, p: Row) -> float:
    """The participation in village affairs toward which a villager moves."""
    return (
        p.participation
        + p.participation_by_confidence * me.confidence
        + p.participation_by_trust * me.trust
        + p.participation_by_status * me.status
        + p.participation_by_voice * me.voice
    )


@rule
def finds_voice(me: Row, speaking: float, p: Row) -> None:
    """Voice is a moving average of having spoken when there was an occasion."""
    me.voice += p.voice_memory * (speaking - me.voice)


@rule
def does_own_task(me: Row, difficulty: float) -> bool:
    """Whether one of the month's own tasks, in running the livelihood, is done to standard without help."""
    return own_performance(me) >= difficulty


@rule
def records_tasks(me: Row, month: int, due: int, done: int) -> None:
    """Keep the tasks of the last six months."""
    me.due[month % TASK_MONTHS] = due
    me.done[month % TASK_MONTHS] = done


@rule
def independence(me: Row) -> float:
    """Share of the tasks due in the last six months that were done to standard and without a facilitator."""
    due = 0
    done = 0
    for k in range(TASK_MONTHS):
        due += me.due[k]
        done += me.done[k]
    return done / due if due > 0 else 0.0


@rule
def counts_indicators(me: Row, p: Row) -> int:
    """The five indicators as bits, and whether one is empowered (Alkire & Foster 2011). Returns their number."""
    bits = 0
    number = 0
    if me.knowledge >= p.adequate_knowledge:
        bits |= 1
        number += 1
    if me.skill >= p.adequate_skill:
        bits |= 2
        number += 1
    if me.usual_income >= p.adequate_income:
        bits |= 4
        number += 1
    if me.participation >= p.adequate_participation:
        bits |= 8
        number += 1
    if independence(me) >= p.adequate_independence:
        bits |= 16
        number += 1
    me.indicators = bits
    me.empowered = number >= p.cutoff * 5.0 - 1e-9
    return number


@rule
def main_teacher(me: Row) -> int:
    """The villager who taught me most, if no facilitator, stakeholder or own practice taught more; else nobody."""
    best = 0
    for k in range(TEACHERS_KEPT):
        if me.taught_by[k] > me.taught_by[best]:
            best = k
    held = me.taught_by[best]
    for source in range(len(me.skill_from)):
        if source != PEER and source != CHANGE_AGENT and me.knowledge_from[source] + me.skill_from[source] >= held:
            return NOBODY
    return me.teacher[best] if held > 0.0 else NOBODY
