"""A facilitator (pendamping): how well one works, sees needs, teaches and hands over."""

import math

from agents.columns import FACILITATOR, N_TOPICS
from agents.compiled import rule
from agents.villager import Row, gains_confidence, is_shown, learns, relies, trusts_facilitator


@rule
def quality(facilitator: Row, n: int, p: Row) -> float:
    """Quality of a session with n people, 0-1: one person asks for communication, a crowd for facilitation.

    Knowing the subject counts too. Overload lowers quality first.
    """
    with_people = facilitator.communication / n + facilitator.facilitation * (1.0 - 1.0 / n)
    competence = (1.0 - p.subject_counts) * with_people + p.subject_counts * facilitator.subject_knowledge
    return (p.quality_floor + (1.0 - p.quality_floor) * competence) / min(
        max(1.0, facilitator.load), p.load_before_cuts
    )


@rule
def p_holds_session(facilitator: Row, p: Row) -> float:
    """Chance that a planned session takes place: sessions first get shorter, then are cut."""
    return min(1.0, p.load_before_cuts / max(1e-9, facilitator.load))


@rule
def at_hand(facilitator: Row, sessions: float, p: Row) -> float:
    """How far a facilitator who comes so many times a month is at hand, 0-1; one who cuts sessions is less so."""
    return min(1.0, sessions * p_holds_session(facilitator, p) / p.sessions_at_hand)


@rule
def hands_over(p: Row, elapsed: float) -> float:
    """How far tasks are with the villagers; where sessions fade, more is handed over as the programme goes on."""
    return p.handing_over + (1.0 - p.handing_over) * p.fading * p.fading_hands_over * min(1.0, elapsed)


@rule
def p_sees_need(facilitator: Row, quality: float, p: Row) -> float:
    """Chance of assessing a person's need right."""
    return p.assessment + (1.0 - p.assessment) * facilitator.sensitivity * quality


@rule
def assesses(facilitator: Row, me: Row, quality: float, draw: float, p: Row) -> int:
    """The topic a session takes up for a person: the need if seen or already known, else another topic."""
    seen = p_sees_need(facilitator, quality, p)
    if me.need_known or draw < seen:
        me.need_known = True
        return me.need
    other = int((draw - seen) / (1.0 - seen) * (N_TOPICS - 1))
    return other if other < me.need else other + 1


@rule
def match_of(me: Row, topic: int, p: Row) -> float:
    """How well a session on a topic serves a person: the content's fit, little of it if it is not their need."""
    little = p.content_fit * p.other_need
    return p.content_fit if topic == me.need else little


@rule
def attention(n: int, p: Row) -> float:
    """What is left for one of n people of the facilitator's teaching: 1 alone, half at the congestion size."""
    return 1.0 / (1.0 + (n - 1.0) / p.congestion)


@rule
def teaches(me: Row, worth: float, n: int, topic: int, handing_over: float, p: Row) -> float:
    """The facilitator's part of a session of so much worth (`quality`) for one of n people present. Returns the gain.

    A visit is a session with one.
    Learning rises with trust in the facilitator and hands-on work, weakly with match; match decides what it earns.
    """
    match = match_of(me, topic, p)
    silent = p.learning_silent
    share = (
        p.learning
        * worth
        * (p.learning_without_trust + (1.0 - p.learning_without_trust) * me.trust_facilitator)
        * (1.0 - p.directive_teaching * (1.0 - handing_over))
        * (1.0 - p.learning_by_match * (1.0 - match))
        * attention(n, p)
        * (1.0 if me.spoke else silent)
    )
    gain = learns(me, share, FACILITATOR, match, p)
    personal = 1.0 / math.sqrt(n)
    gains_confidence(me, p.confidence_by_attention * personal * worth * me.trust_facilitator)
    relies(me, handing_over, personal, p)
    trusts_facilitator(me, match * worth, p)
    is_shown(me)
    me.sessions += 1
    return gain
