"""A group: how its norm, conflict, leadership and common work move, and when it ends."""

import math

from agents.columns import N_TOPICS, PRIVATE_SECTOR
from agents.compiled import rule
from agents.villager import Row, clip


@rule
def capable(group: Row, presence: float, p: Row) -> float:
    """Whether meetings and books get done, 0-1: able leaders, self-management, or a facilitator who helps."""
    return group.ability * (p.capable_alone + (1.0 - p.capable_alone) * max(group.self_management, presence))


@rule
def p_meets_alone(group: Row, p: Row) -> float:
    """Chance that the group meets in a month without the facilitator."""
    return clip(
        p.meets_alone
        + p.meets_by_management * group.self_management * group.ability
        + p.meets_by_contribution * group.contribution
    )


@rule
def monitors(group: Row, supervision: float, legal_standing: float, p: Row) -> float:
    """How closely contributions are seen, 0-1: by a facilitator, rotating leaders, members who identify, the law."""
    group.monitored = clip(
        p.monitoring_by_facilitator * supervision
        + p.monitoring_by_rotation * p.rotation
        + p.monitoring_by_management * group.self_management
        + p.monitoring_by_identity * group.identity
        + legal_standing
    )
    return group.monitored


@rule
def firms_norm(group: Row, p: Row) -> None:
    """The norm of contribution grows where contributions are seen, and wears away unseen and in conflict."""
    seen = group.monitored
    group.norm += p.norm_growth * seen * (1.0 - group.norm)
    group.norm -= (p.norm_wear * (1.0 - seen) + p.norm_by_conflict * group.conflict) * group.norm


@rule
def identifies(group: Row, p: Row) -> None:
    """Meeting together without quarrel makes a shared identity."""
    group.identity += p.identity_growth * group.turnout * (1.0 - group.conflict) * (1.0 - group.identity)


@rule
def learns_to_manage(group: Row, handing_over: float, worth: float, p: Row) -> None:
    """Members who run things themselves under a good facilitator learn to; few do where few lead."""
    gain = p.management_growth * handing_over * worth * (1.0 - p.management_by_few * group.concentration)
    group.self_management += gain * (1.0 - group.self_management)


@rule
def keeps_managing(group: Row, p: Row) -> None:
    """Managing is learned by doing and lost by not meeting; once a month."""
    group.self_management += p.management_by_doing * group.ability * group.turnout * (1.0 - group.self_management)
    group.self_management -= p.management_wear * (1.0 - group.turnout) * group.self_management


@rule
def quarrels(group: Row, sensitivity: float, p: Row) -> None:
    """A debate that went wrong; a sensitive facilitator cushions it."""
    group.conflict += p.quarrel * (1.0 - group.conflict) * (1.0 - p.quarrel_by_sensitivity * sensitivity)


@rule
def p_new_idea(trust: float, worth: float, p: Row) -> float:
    """Chance that a debate over different needs ends in a new idea rather than a quarrel."""
    skilled = p.idea_without_facilitator + (1.0 - p.idea_without_facilitator) * worth
    return clip(p.idea + p.idea_by_trust * trust * skilled)


@rule
def adds_to_fund(group: Row, skill: float, n: int, handing_over: float, presence: float, p: Row) -> None:
    """The common product: contributions and skill, less by loafing in larger groups, as far as work gets organised."""
    helped = (1.0 - group.self_management) * (1.0 - handing_over) * presence
    organised = p.fund_unorganised + (1.0 - p.fund_unorganised) * (group.self_management + helped)
    group.fund += group.contribution * skill * n ** (-p.loafing) * organised


@rule
def dividend(group: Row, contribution: float, lead: float, p: Row) -> float:
    """What the common work adds to a member's income, tilted to those who lead where leadership is narrow.

    A buyer's contract raises it.
    """
    tilt = 1.0 + group.concentration * (lead * group.members - 1.0)
    price = 1.0 + p.contract_premium if group.links[PRIVATE_SECTOR] else 1.0
    return p.dividend * price * contribution * min(1.0, group.fund / p.fund_enough) * max(0.0, tilt)


@rule
def works_on(group: Row, topic: int, p: Row) -> None:
    """The agenda is a moving average of the topics that meetings took up."""
    for k in range(N_TOPICS):
        group.agenda[k] += p.agenda_memory * ((1.0 if k == topic else 0.0) - group.agenda[k])


@rule
def p_dissolves(group: Row, presence: float, p: Row) -> float:
    """Chance a month that the group ends: nobody able to lead and keep the books, conflict, empty meetings."""
    unable = max(0.0, p.capable_enough - capable(group, presence, p))
    return min(
        1.0,
        p.dissolving
        * math.exp(
            p.dissolving_by_inability * unable
            + p.dissolving_by_conflict * group.conflict
            + p.dissolving_by_emptiness * group.emptiness
        ),
    )
