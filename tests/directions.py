"""The directions: what theory, or the rule's own purpose, says about every lever and every uncertainty.

A row reads as a sentence: raising a parameter, from the low to the high end of its plausible range unless `between`
says otherwise, raises or lowers a measure, because of what stands beside it. The measure is the one nearest to the
mechanism; what follows from it, and may go either way, is the model's business. The setting is one in which the
mechanism has something to do: a column of quarrels says nothing about people who are visited one by one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scenarios.parameter import Value
from scenarios.parameters import BY_NAME
from tests.measured import (
    Measure,
    acceptance,
    agenda,
    attendance,
    between_facilitators,
    between_hamlets,
    contacts_of_invited,
    coverage,
    everyone,
    fit_of_copies,
    founded,
    from_agents,
    from_fellows,
    from_practice,
    gain,
    gap,
    groups,
    hours_of,
    linked_to,
    others,
    participants,
    rank_of_invited,
    selection,
    shown_by_villagers,
    silence,
    silence_of_followers,
    spent_on,
    spread,
    swing,
    village,
    way_to_meeting,
    women,
)

Setting = Mapping[str, Any]

YEAR = 12
"""Months of the programme, after which most rows look; the others say `until` which month they run."""

VILLAGE: Setting = {"households": 80, "hamlets": 3, "months": YEAR, "budget": 200.0}
UNTREATED: Setting = {**VILLAGE, "strategy": "none"}
VISITS: Setting = {**VILLAGE, "strategy": "individual", "invited": 24}
GROUPS: Setting = {**VILLAGE, "strategy": "group", "invited": 45}

QUARRELSOME: Setting = {**GROUPS, "need_diversity": 0.9, "quarrel": 0.25}
LINKED: Setting = {**GROUPS, "brokerage": 6.0, "government_bar": 0.3, "ngo_bar": 0.3, "private_bar": 0.4}
WORN: Setting = {
    **{**LINKED, "government_bar": 0.6, "ngo_bar": 0.6, "private_bar": 0.6, "ngo_training": 0.0},
    **{"handing_over": 0.3, "forgetting": 0.1, "management_wear": 0.06, "meets_alone": 0.05},
}
AGENTS: Setting = {**GROUPS, "agent_start": 0.08, "agent_effort": 4}
BUSINESS: Setting = {**GROUPS, "livelihood": "enterprise"}
FOREST: Setting = {**GROUPS, "livelihood": "commons"}
OPEN_FOREST: Setting = {**FOREST, "strategy": "none"}
GIFTS: Setting = {**VISITS, "asset_grant": 1.0, "budget": 2000.0}
BAD_FIT: dict[str, Any] = {"content_fit": 0.2}
SELF_TAUGHT: Setting = {**VISITS, "informants_needed": 3.0, "trust_facilitator": 0.25}


@dataclass(frozen=True)
class Direction:
    """A row: the sign of what raising a parameter does to a measure after `until` months of a setting."""

    parameter: str
    sign: int
    measure: Measure
    because: str
    setting: Setting
    until: int
    ends: tuple[Value, Value]

    def __str__(self) -> str:
        return f"{self.parameter} {'raises' if self.sign > 0 else 'lowers'} {self.measure.name}"


def rows_of(sign: int) -> Callable[..., Direction]:
    """Makes rows of a sign; `values` are parameters that differ from the setting's."""

    def row(
        parameter: str,
        measure: Measure,
        because: str,
        setting: Setting,
        *,
        until: int = YEAR,
        between: tuple[Value, Value] | None = None,
        **values: Any,
    ) -> Direction:
        ends = between or (BY_NAME[parameter].low, BY_NAME[parameter].high)
        return Direction(parameter, sign, measure, because, {**setting, **values}, until, ends)

    return row


raises, lowers = rows_of(1), rows_of(-1)

# fmt: off

COMMUNITY = (
    lowers("households", coverage, "one budget reaches a smaller part of a larger village", GROUPS, until=1),
    raises("hamlets", hours_of("travel"), "fewer live in the middle, where the facilitator starts from", VISITS),
    raises("mean_degree", everyone("aware"), "more ties carry more news", VISITS, until=6),
    lowers("clustering", everyone("aware"), "where contacts know each other, news goes round in circles",
           VISITS, until=9, households=225, invited=40),
    raises("kin_share", between_hamlets, "kin live side by side: fewer ties, and less news, leave the hamlet",
           VISITS, until=8, households=225, hamlets=4, invited=12),
    raises("furthest_km", hours_of("travel"), "the way to far houses", VISITS, until=6),
    raises("scatter", way_to_meeting, "houses of one hamlet lie far apart", GROUPS, until=1, hamlets=2),
    raises("trust_fellows", acceptance, "who trusts the others joins a group with them", GROUPS, until=1),
    raises("trust_facilitator", acceptance, "who trusts an outsider opens the door", VISITS, until=1),
    raises("trust_facilitator", gain, "people learn from those they trust", VISITS, until=6),
    lowers("need_diversity", participants("relevance"), "a meeting has one topic, members have many needs",
           GROUPS, until=6),
    raises("mean_schooling", everyone("knowledge"), "schooling is where knowledge begins", UNTREATED, until=1),
    raises("start_income", village("income_adequate"), "fewer lie below the line", UNTREATED, until=1),
    raises("start_skill", village("independence_adequate"), "the able do the month's tasks alone", UNTREATED, until=1),
    lowers("start_confidence", silence, "the confident speak", GROUPS, until=4),
    lowers("share_women", everyone("income"), "custom holds back more of the businesses", BUSINESS),
    lowers("share_free_riders", groups("contribution"), "they give little whatever others do", GROUPS, until=4),
    raises("share_conditional", groups("contribution"), "they give much where much is expected",
           GROUPS, until=1, trust_fellows=0.85),
    lowers("informants_needed", others("adopted"), "a complex practice needs several who vouch for it",
           VISITS, until=24),
    raises("livelihood", attendance, "a business knows no harvest", GROUPS, between=("farming", "enterprise"), until=2),
    lowers("livelihood", village("stock"), "a forest is used up", UNTREATED, between=("farming", "commons")),
    lowers("time_norm", women("income"), "custom takes women's time for a business", BUSINESS),
    raises("start_stock", village("stock"), "more is left of more", FOREST),
    raises("local_rules", groups("norm"), "groups start from the norms of their village", GROUPS, until=3),
    raises("local_rules", village("stock"), "custom restrains those in no group", OPEN_FOREST),
    raises("weather_spread", swing, "harvests differ from season to season", UNTREATED, until=36),
)

PROGRAMME = (
    raises("budget", coverage, "money buys places", GROUPS, until=1, invited=0),
    raises("facilitators", coverage, "hours cap how many can be visited", VISITS, until=1, invited=0, budget=300.0),
    raises("months", participants("sessions"), "a longer programme has more sessions", VISITS, until=24, budget=400.0),
    raises("sessions_per_month", gain, "more sessions teach more", GROUPS, until=6),
    lowers("fading", participants("reliance"), "as sessions fade, tasks pass to the villagers", VISITS),
    lowers("individual_share", coverage, "a visit reaches one, a meeting fifteen", GROUPS, budget=40.0, invited=0),
    raises("group_size", silence, "fewer get the floor in a crowd", GROUPS, until=4),
    raises("invited", coverage, "only who is asked can join; 0 asks as many as the budget allows",
           GROUPS, until=1, between=(20, 60)),
    lowers("caseload", gain, "too many promises: sessions get short, then fall out", VISITS, invited=0, budget=80.0),
    raises("caseload", coverage, "more people for the same hours", VISITS, until=1, invited=0, budget=80.0),
    lowers("targeting", rank_of_invited, "the poorest first", GROUPS, until=1, between=("random", "poorest")),
    raises("targeting", contacts_of_invited, "the best connected first",
           GROUPS, until=1, between=("random", "best_connected")),
    raises("targeting", acceptance, "those first who want it", GROUPS, until=1, between=("random", "volunteers")),
    raises("content_fit", participants("usual_income"), "what fits a need pays", GROUPS),
    lowers("rotation", groups("concentration"), "roles pass to everybody", GROUPS, until=2),
    raises("rotation", groups("monitored"), "everybody has seen the books", GROUPS, until=2),
    raises("recognition", village("agents"), "those who are honoured start to teach and go on", AGENTS, until=24),
    raises("agent_effort", shown_by_villagers, "each change agent accompanies more neighbours", AGENTS, until=24),
    raises("brokerage", village("links"), "somebody brings groups and stakeholders together", LINKED),
    lowers("preparation", coverage, "what is spent beforehand buys no places", GROUPS, until=1, budget=40, invited=0),
    raises("asset_grant", participants("assets"), "an asset is given", GIFTS, until=2),
)

FACILITATION = (
    raises("facilitator_hours", gain, "there is time for everyone", VISITS, until=6, invited=40),
    raises("facilitation", gain, "meetings that are run well teach more", GROUPS, until=6),
    raises("communication", gain, "one person learns from who explains well", VISITS, until=6),
    raises("subject_knowledge", gain, "a teacher has to know the field", VISITS, until=6),
    lowers("sensitivity", groups("conflict"), "brewing quarrels are seen", GROUPS, until=6),
    lowers("sensitivity", silence, "the silent are seen", GROUPS, until=6),
    lowers("handing_over", participants("reliance"), "who does the task owns it", VISITS),
    raises("handing_over", groups("self_management"), "groups learn to run themselves by doing it", GROUPS, until=6),
    raises("facilitator_skill", participants("borrowed"), "much is borrowed from an able helper", VISITS),
    raises("facilitator_spread", between_facilitators, "some teach better than others",
           VISITS, until=6, facilitators=4, households=140, hamlets=4, invited=120, budget=900.0),
)

PEOPLE = (
    raises("start_spread", spread("confidence"), "people differ", UNTREATED, until=1),
    raises("schooling_by_status", gap("schooling", "status"), "the better-off went to school", UNTREATED, until=1),
    raises("start_knowledge", everyone("knowledge"), "what people know without school", UNTREATED, until=1),
    raises("knowledge_by_schooling", everyone("knowledge"), "what school adds", UNTREATED, until=1),
    raises("skill_by_schooling", everyone("skill"), "what school adds", UNTREATED, until=1),
    raises("confidence_by_status", gap("confidence", "status"), "rank gives confidence", UNTREATED, until=1),
    raises("trust_spills", gap("trust_facilitator", "trust"), "who trusts fellows trusts outsiders",
           UNTREATED, until=1),
    raises("income_by_status", gap("income", "status"), "rank is wealth", UNTREATED, until=1),
    raises("income_spread", spread("income"), "luck and land differ within a rank", UNTREATED, until=1),
    raises("assets_per_income", everyone("assets"), "who earns owns", UNTREATED, until=1),
    raises("visits_readiness", acceptance, "doors stand open", VISITS, until=1),
    raises("visits_by_trust", selection("trust_facilitator"), "trust decides whose door opens",
           VISITS, until=1, invited=60),
    raises("groups_readiness", acceptance, "people like to meet", GROUPS, until=1),
    raises("groups_by_trust", selection("trust"), "the trusting join", GROUPS, until=1, invited=80),
    raises("groups_by_participation", selection("participation"), "those join who join in anyway",
           GROUPS, until=1, invited=80),
    raises("groups_by_trust_facilitator", selection("trust_facilitator"), "some come for the facilitator",
           GROUPS, until=1, invited=80),
    raises("groups_by_confidence", selection("confidence"), "a group asks for courage", GROUPS, until=1, invited=80),
    raises("participation", everyone("participation"), "what anybody takes part in", UNTREATED, until=1),
    raises("participation_by_confidence", everyone("participation"), "the confident take part", UNTREATED, until=1),
    raises("participation_by_trust", everyone("participation"), "the trusting take part", UNTREATED, until=1),
    raises("participation_by_status", gap("participation", "status"), "rank has a seat", UNTREATED, until=1),
    raises("participation_by_voice", everyone("participation"), "who is heard comes again", UNTREATED, until=1),
    raises("participation_by_group_work", participants("participation"), "a group is a school of taking part", GROUPS),
    raises("participation_change", participants("participation"), "new standing shows sooner", GROUPS, until=6),
    lowers("confidence_return", participants("confidence"), "encouragement wears off", VISITS, until=24),
    lowers("satisfaction_memory", participants("satisfaction"), "bad sessions are felt sooner",
           VISITS, until=3, **BAD_FIT),
    lowers("content_by_contribution", participants("left"), "people stay with what they work for", GROUPS, **BAD_FIT),
    raises("content_by_conflict", participants("left"), "conflict drives people out", QUARRELSOME, sensitivity=0.1),
    raises("leaving", participants("left"), "more leave, for whatever reason", GROUPS, **BAD_FIT),
    raises("leaving_by_discontent", participants("left"), "the badly served leave", GROUPS, **BAD_FIT),
)

LEARNING = (
    raises("learning", gain, "each session teaches more", VISITS, until=6),
    raises("learning_without_trust", gain, "the distrustful learn too", VISITS, until=6, trust_facilitator=0.25),
    lowers("directive_teaching", gain, "who only watches learns little", VISITS, until=6, handing_over=0.2),
    lowers("learning_by_match", gain, "what does not fit is not learned", VISITS, until=6, **BAD_FIT),
    raises("learning_silent", gain, "the silent learn too", GROUPS, until=6),
    raises("congestion", gain, "it takes a larger crowd to halve what each one gets", GROUPS, until=6),
    raises("other_need", participants("relevance"), "another's topic serves too", GROUPS, until=6, need_diversity=0.9),
    raises("skill_without_knowledge", participants("skill"), "hands learn before heads", VISITS, until=6),
    raises("quality_floor", gain, "anyone can teach a little", VISITS, until=6, communication=0.2),
    raises("subject_counts", gain, "it favours the expert who explains badly",
           VISITS, until=6, communication=0.2, subject_knowledge=0.95),
    raises("load_before_cuts", participants("sessions"), "under load sessions get shorter before any falls out",
           VISITS, until=6, invited=60),
    raises("assessment", participants("need_known"), "needs are seen by anyone who asks", VISITS, until=1),
    lowers("fading_hands_over", participants("reliance"), "fading passes tasks on",
           VISITS, fading=1.0, handing_over=0.2),
    raises("peer_learning", from_fellows, "fellows teach", GROUPS, until=6),
    raises("peers_alone", from_fellows, "they do so without a facilitator too", GROUPS, until=24),
    lowers("lead_of_a_teacher", from_fellows, "it takes one who is further ahead", GROUPS, until=6),
    raises("reach_of_a_teacher", from_fellows, "even one far ahead can be understood",
           GROUPS, until=6, start_spread=0.2),
    raises("idea_teaches", from_fellows, "debate brings ideas", GROUPS, until=6, need_diversity=0.9),
    raises("confidence_by_attention", participants("confidence"), "being taken seriously", VISITS, until=6),
    raises("confidence_by_speaking", participants("confidence"), "having spoken before others", GROUPS, until=6),
    raises("confidence_by_success", participants("confidence"), "mastery (Bandura)", VISITS),
    raises("confidence_by_peers", participants("confidence"), "the success of people like oneself (Bandura)", GROUPS),
    lowers("success_visible", participants("confidence"), "small gains do not count as success", VISITS),
    lowers("served_well", participants("trust_facilitator"), "more is asked before trust grows", GROUPS, until=6),
    raises("served_alone", participants("satisfaction"), "meetings serve without a facilitator", GROUPS, until=24),
    raises("facilitator_trust_gain", participants("trust_facilitator"), "good sessions earn trust", VISITS, until=6),
    lowers("facilitator_trust_loss", participants("trust_facilitator"), "bad sessions cost it",
           VISITS, until=6, **BAD_FIT),
    raises("reliance_gain", participants("reliance"), "what is done for one is not learned", VISITS, until=6),
    lowers("reliance_handed_back", participants("reliance"), "what is handed back is one's own", VISITS, until=6),
    lowers("reliance_worn_by_use", participants("reliance"), "doing it alone ends leaning", VISITS, until=24),
    lowers("forgetting", gain, "what is not used is lost", VISITS, until=24),
    lowers("forgetting_in_use", gain, "use protects less", VISITS, until=24),
    lowers("knowledge_fades", participants("knowledge"), "knowledge fades as fast as skill", VISITS, until=24),
    raises("practice", from_practice, "learning by doing", VISITS),
)

MEETINGS = (
    raises("attendance", attendance, "people come", GROUPS, until=4),
    raises("attendance_by_participation", gap("meetings", "participation"), "those come who join in anyway",
           GROUPS, until=3),
    raises("attendance_by_trust", gap("meetings", "trust"), "the trusting come", GROUPS, until=3),
    lowers("attendance_by_novelty", gap("meetings", "knowledge"), "those who know it already stay away",
           GROUPS, until=6),
    lowers("attendance_by_km", attendance, "the far stay at home", GROUPS, until=4, furthest_km=12.0),
    lowers("attendance_when_busy", attendance, "planting comes first", GROUPS, until=2),
    lowers("voice", silence, "people speak", GROUPS, until=4),
    lowers("voice_by_status", gap("silent_meetings", "status"), "the better-off have the floor", GROUPS, until=4),
    lowers("voice_by_confidence", gap("silent_meetings", "start_confidence"), "the confident have it", GROUPS, until=4),
    lowers("voice_by_sensitivity", silence, "the silent are drawn in", GROUPS, until=4, sensitivity=0.95),
    raises("voice_under_leaders", silence_of_followers, "leaders talk, the others listen",
           GROUPS, until=4, rotation=0.0),
    raises("voice_memory", participants("voice"), "new confidence is heard sooner", VISITS, until=6),
    raises("leading_by_status", gap("lead", "status"), "the better-off lead", GROUPS, until=2),
    raises("leading_by_voice", gap("lead", "voice"), "those who speak lead", GROUPS, until=2),
    raises("leading_by_confidence", gap("lead", "confidence"), "the confident lead", GROUPS, until=2),
    lowers("able_leader", groups("ability"), "more is asked of a leader", GROUPS, until=2),
    raises("agenda_memory", agenda, "what was on the agenda lately is rehearsed", GROUPS, until=4),
    lowers("idea", groups("conflict"), "debates end in ideas", QUARRELSOME, until=6),
    lowers("idea_by_trust", groups("conflict"), "among the trusting they do", QUARRELSOME, until=6),
    lowers("idea_without_facilitator", groups("conflict"), "even if run badly they do",
           QUARRELSOME, until=6, facilitation=0.2, subject_knowledge=0.2),
    raises("quarrel", groups("conflict"), "debates go wrong", QUARRELSOME, until=6),
    lowers("quarrel_by_sensitivity", groups("conflict"), "a sensitive facilitator cushions quarrels",
           QUARRELSOME, until=6),
    lowers("quarrel_costs_trust", participants("trust"), "quarrels leave marks", QUARRELSOME, until=6),
    lowers("conflict_fades", groups("conflict"), "time heals", QUARRELSOME, until=6),
)

COMMON_WORK = (
    raises("first_belief", groups("contribution"), "who expects much gives much", GROUPS, until=2),
    raises("first_belief_by_trust", groups("contribution"), "the trusting expect much",
           GROUPS, until=2, trust_fellows=0.75),
    raises("reciprocity", groups("contribution"), "gifts are returned", GROUPS, until=3),
    raises("free_rider_gives", groups("contribution"), "even free riders give", GROUPS, until=3),
    raises("hump", groups("contribution"), "hump-shaped contributors stop later", GROUPS, until=3),
    lowers("belief_revision", groups("contribution"), "illusions about others go sooner, and cooperation with them",
           GROUPS, until=3),
    raises("norm_asks", groups("contribution"), "the norm asks more of everyone", GROUPS, until=6),
    raises("norm_growth", groups("norm"), "norms firm where work is seen", GROUPS, until=6),
    lowers("norm_wear", groups("norm"), "norms wear where it is not", GROUPS, until=24),
    lowers("norm_by_conflict", groups("norm"), "conflict breaks norms", QUARRELSOME, until=6),
    raises("monitoring_by_facilitator", groups("monitored"), "a facilitator sees who works", GROUPS, until=2),
    raises("supervision_without_skill", groups("monitored"), "even an unskilled one does",
           GROUPS, until=2, facilitation=0.2),
    raises("monitoring_by_rotation", groups("monitored"), "those who took their turn see it",
           GROUPS, until=2, rotation=0.5),
    raises("monitoring_by_management", groups("monitored"), "the books show it", GROUPS, until=6),
    raises("monitoring_by_identity", groups("monitored"), "members who belong look", GROUPS, until=6),
    raises("identity_growth", groups("identity"), "meeting makes a group", GROUPS, until=6),
    raises("trust_gain", participants("trust"), "kept expectations earn trust", GROUPS, until=6),
    lowers("trust_loss", participants("trust"), "broken ones cost it", GROUPS, until=6),
    raises("shortfall_forgiven", participants("trust"), "a little less is forgiven", GROUPS, until=6),
    raises("shortfall_serious", participants("trust"), "only much less is held against others", GROUPS, until=6),
    raises("management_growth", groups("self_management"), "groups learn to run themselves", GROUPS, until=6),
    lowers("management_by_few", groups("self_management"), "not where a few do it all", GROUPS, until=6, rotation=0.0),
    raises("management_by_doing", groups("self_management"), "every meeting is practice", GROUPS, until=6),
    lowers("management_wear", groups("self_management"), "idle groups forget", GROUPS, until=24),
    raises("capable_alone", groups("tasks_done"), "able leaders do without organisation", GROUPS),
    lowers("work_enough", groups("tasks_done"), "the same work gets less done",
           GROUPS, until=4, norm_growth=0.1, share_free_riders=0.4),
    lowers("loafing", groups("fund"), "effort hides in a crowd (Karau & Williams)", GROUPS, until=6),
    raises("fund_unorganised", groups("fund"), "even a muddle produces", GROUPS, until=6),
    lowers("fund_wear", groups("fund"), "a fund is used up", GROUPS),
    lowers("fund_enough", participants("dividend"), "more capital is needed for the same dividend", GROUPS, until=6),
    raises("dividend", participants("usual_income"), "selling together pays", GROUPS),
)

GROUPS_ALONE = (
    raises("meets_alone", groups("meetings"), "some groups meet anyway", GROUPS, until=24),
    raises("meets_by_management", groups("meetings"), "those that run themselves meet", GROUPS, until=24),
    raises("meets_by_contribution", groups("meetings"), "those with common work meet", GROUPS, until=24),
    raises("emptiness_memory", groups("emptiness"), "empty chairs are felt sooner", GROUPS, until=3),
    lowers("dissolving", groups("alive"), "groups end", GROUPS, until=36),
    lowers("capable_enough", groups("alive"), "more is needed to go on", GROUPS, until=36),
    lowers("dissolving_by_inability", groups("alive"), "nobody learned to keep the books",
           GROUPS, until=36, handing_over=0.2),
    lowers("dissolving_by_conflict", groups("alive"), "conflict ends groups", QUARRELSOME, until=36),
    lowers("dissolving_by_emptiness", groups("alive"), "nobody comes any more", GROUPS, until=36, attendance=1.0),
)

STAKES = (
    raises("link_by_brokerage", village("links"), "a broker opens doors", LINKED),
    raises("link_by_agent", village("links"), "change agents open doors",
           {**LINKED, **AGENTS}, until=36, brokerage=0.0),
    raises("ngo_brokers", village("links"), "an NGO brings others", LINKED, until=24, brokerage=0.5),
    raises("link_capacity", village("links"), "there is room for more groups", LINKED),
    raises("link_patience", village("links"), "weakened groups are kept", WORN, until=36),
    lowers("bar_alone", village("links"), "one person has to show more than a group", {**LINKED, **VISITS}),
    lowers("government_bar", linked_to("government"), "young groups do not qualify", LINKED, until=3),
    lowers("ngo_bar", linked_to("NGO"), "young groups do not qualify", LINKED, until=3),
    lowers("private_bar", linked_to("private sector"), "young groups do not qualify", LINKED),
    raises("government_grant", participants("assets"), "government gives", LINKED),
    raises("legal_standing", groups("monitored"), "the law asks for accounts", LINKED, until=18),
    raises("ngo_training", groups("self_management"), "an NGO trains", LINKED),
    raises("contract_premium", participants("dividend"), "a buyer pays more", LINKED),
)

SPREAD = (
    raises("tells_adopter", everyone("aware"), "users talk", VISITS, until=6),
    raises("tells_informed", everyone("aware"), "those who only heard talk too", VISITS, until=6),
    lowers("news_goes_stale", everyone("aware"), "old news is not told", VISITS),
    raises("take_up_informed", others("adopted"), "some copy what they heard of", VISITS, until=24),
    raises("take_up_taught", participants("adopted"), "most do what they were shown", VISITS, until=6),
    raises("teacher_counts_as", participants("adopted"), "seeing is believing", SELF_TAUGHT, until=2),
    raises("copied_fit", fit_of_copies, "a neighbour's practice may fit one's own need", VISITS, until=24),
    lowers("trusted_enough", others("adopted"), "the word of the distrusted counts less",
           VISITS, until=24, trust_fellows=0.3),
    raises("first_use", everyone("use"), "a bolder start", VISITS, until=2),
    raises("agent_start", village("agents"), "the empowered begin to teach", GROUPS, until=24),
    lowers("agent_stop", village("agents"), "teachers tire", AGENTS, until=24),
    raises("recognition_starts", village("agents"), "honour makes teachers", GROUPS, until=24, recognition=1.0),
    lowers("recognition_stops", village("agents"), "honour keeps them, the less the higher this ratio",
           AGENTS, until=24, recognition=1.0),
    raises("agent_teaching", from_agents, "each time more is learned", AGENTS, until=24),
    raises("agent_sessions", from_agents, "they sit down more often", AGENTS, until=24),
    lowers("agent_spell", shown_by_villagers, "staying with the same few reaches fewer", AGENTS, until=24),
    lowers("meetings_to_tie", participants("adopted"), "members vouch only once they know each other",
           GROUPS, until=4, teacher_counts_as=2.0, trust_facilitator=0.25),
    raises("agent_founds", founded, "change agents found groups", AGENTS, until=36),
)

LIVELIHOOD = (
    raises("practice_return", participants("usual_income"), "the practice pays", VISITS),
    lowers("practice_cost", participants("usual_income"), "the practice costs", VISITS),
    raises("use_change", participants("use"), "what pays is used sooner", VISITS, until=6),
    raises("use_at_no_return", participants("use"), "it is used if it only covers its cost", VISITS),
    raises("use_by_return", participants("use"), "it is used for what it pays", VISITS),
    raises("use_in_group", participants("use"), "it is used because the others do", GROUPS),
    raises("use_given_up", everyone("gave_up"), "little use is no use", VISITS, until=24, **BAD_FIT),
    lowers("sessions_at_hand", participants("borrowed"), "a rare visitor lends less", VISITS),
    lowers("capital_needed", participants("usual_income"), "a business is held back by more", BUSINESS),
    raises("credit_from_fund", participants("usual_income"), "the group lends", BUSINESS),
    raises("private_credit", participants("usual_income"), "the bank lends", {**LINKED, **BUSINESS}, until=18),
    lowers("commons_share", everyone("usual_income"), "a shrinking forest feeds less", OPEN_FOREST, until=36),
    lowers("restraint_costs", participants("usual_income"), "who keeps the rules forgoes", FOREST),
    raises("regrowth", village("stock"), "the forest grows", FOREST),
    lowers("harvest", village("stock"), "the forest is cut", FOREST),
    lowers("collapse_below", village("stock"), "run down, it does not come back",
           OPEN_FOREST, until=36, start_stock=0.3, local_rules=0.0),
    lowers("busy_months", attendance, "planting and harvest take longer", GROUPS, until=6),
    raises("asset_yield", participants("usual_income"), "assets earn", GIFTS),
    lowers("asset_wear", participants("assets"), "assets wear", GIFTS, until=24),
    raises("saving", participants("assets"), "gains are put by", VISITS),
)

CONVENTIONS = (
    lowers("smallest_group", groups("alive"), "small groups count as ended",
           GROUPS, until=24, group_size=8, leaving=0.006),
    lowers("pay", coverage, "hours are dear", GROUPS, until=1, budget=40.0, invited=0),
    raises("paid_hours", coverage, "hours are cheap", GROUPS, until=1, budget=40.0, invited=0),
    raises("visit_hours", hours_of("visits"), "visits last", VISITS, until=6),
    raises("visit_preparation", hours_of("visits"), "visits are prepared", VISITS, until=6),
    raises("meeting_hours", hours_of("meetings"), "meetings last", GROUPS, until=6),
    raises("meeting_preparation", hours_of("meetings"), "meetings are prepared", GROUPS, until=6),
    raises("group_administration", hours_of("administration"), "books take time", GROUPS, until=6),
    lowers("travel_speed", hours_of("travel"), "roads are good", VISITS, until=6),
    raises("cost_per_attendance", spent_on("attendance"), "food and hall", GROUPS, until=6),
    raises("poverty_line", spent_on("assets"), "an asset is priced by it", GIFTS, until=2),
    raises("cost_of_recognition", spent_on("recognition"), "certificates", GROUPS, until=6, recognition=1.0),
    raises("cost_per_participant", spent_on("participants"), "material and insurance", GROUPS, until=6),
    lowers("cutoff", village("empowered"), "more is asked of the empowered", VISITS),
    lowers("adequate_knowledge", village("knowledge_adequate"), "more is asked", VISITS),
    lowers("adequate_skill", village("skill_adequate"), "more is asked", VISITS),
    lowers("adequate_income", village("income_adequate"), "more is asked", VISITS),
    lowers("adequate_participation", village("participation_adequate"), "more is asked", VISITS),
    lowers("adequate_independence", village("independence_adequate"), "more is asked", VISITS),
    lowers("share_of_work", participants("done"), "a group's tasks count for fewer of its members",
           GROUPS, norm_growth=0.1, share_free_riders=0.4),
    lowers("task_standard", village("independence_adequate"), "tasks are harder", UNTREATED, until=7),
    lowers("task_spread", village("independence_adequate"), "to do most tasks one has to do harder ones",
           UNTREATED, until=7),
)

# fmt: on

DIRECTIONS: tuple[Direction, ...] = (
    COMMUNITY
    + PROGRAMME
    + FACILITATION
    + PEOPLE
    + LEARNING
    + MEETINGS
    + COMMON_WORK
    + GROUPS_ALONE
    + STAKES
    + SPREAD
    + LIVELIHOOD
)
"""A row for every lever and every uncertainty; `CONVENTIONS` has those constants that point somewhere."""
