"""What a study can keep of every run: each column of its result with unit and meaning, the data dictionary."""

from collections.abc import Iterator
from typing import NamedTuple

MAIN = "extra_24"
"""The outcome that decides: villagers empowered 24 months after exit beyond the untreated twin."""
STAYS = ("stays_", "dependency_", "income_dependency_", "confidence_dependency_")
"""How the names of outcomes begin that need the twin in which the facilitator stays."""

_WHEN = {
    "exit": "at exit",
    "12": "12 months after exit",
    "24": "24 months after exit",
    "36": "36 months after exit",
}
_EXIT_AND_24 = ("exit", "24")
_LATER = ("12", "24", "36")
_LEVELS = {
    "income": "x poverty line",
    "confidence": "0-1",
    "skill": "0-1",
    "knowledge": "0-1",
    "assets": "x poverty line of a year",
    "use": "0-1",
}
_INDICATORS = ("knowledge", "skills", "income", "participation", "independence")
_PARTS = {
    "women": "women",
    "men": "men",
    "poorest": "the poorest third",
    "middle": "the middle third",
    "richest": "the richest third",
}


class Column(NamedTuple):
    """A column of a result: its name, unit and meaning."""

    name: str
    unit: str
    meaning: str


def _empowerment() -> Iterator[Column]:
    yield Column("empowered_start", "villagers", "empowered at the start")
    for when, words in _WHEN.items():
        yield Column(f"empowered_{when}", "villagers", f"empowered {words}")
        yield Column(f"extra_{when}", "villagers", f"empowered {words} beyond the untreated twin")
        yield Column(f"extra_invited_{when}", "share", f"the same of those invited {words}")
        yield Column(f"extra_{when}_k60", "villagers", f"the same {words}, adequate in three of five indicators")
        meaning = f"the same {words}, adequate in three of the four indicators without independence"
        yield Column(f"extra_{when}_without_independence", "villagers", meaning)
    for when in _EXIT_AND_24:
        for indicator in _INDICATORS:
            meaning = f"adequate in {indicator} {_WHEN[when]} beyond the untreated twin"
            yield Column(f"{indicator}_extra_{when}", "villagers", meaning)
        yield Column(f"headcount_{when}", "share", f"villagers not empowered {_WHEN[when]} (H)")
        yield Column(f"intensity_{when}", "share", f"their mean share of inadequate indicators {_WHEN[when]} (A)")
        yield Column(f"m0_{when}", "0-1", f"headcount x intensity {_WHEN[when]} (M0)")


def _snowball() -> Iterator[Column]:
    waves = {"first": "whom a facilitator empowered", "later": "whom a villager empowered", "all": "empowered at all"}
    for wave, whom in waves.items():
        yield Column(f"r_{wave}", "people", f"others empowered within 24 months by each one {whom}")
    yield Column("share_from_peers", "share", "of all learning, from peers and change agents")
    yield Column("agents_24", "villagers", "change agents 24 months after exit")
    yield Column("doubling_months", "months", "after exit until twice as many had become empowered as by exit")
    yield Column("never_mentored", "villagers", "who did not join")
    yield Column("never_mentored_independent", "share", "of them, adequate in independence 24 months after exit")
    for k in (1, 2, 3):
        yield Column(f"wave_{k}", "villagers", f"empowered in wave {k} of the snowball")
    yield Column("wave_4_on", "villagers", "empowered in wave 4 of the snowball or later")
    for when in _EXIT_AND_24:
        meaning = f"of those who did not join, empowered {_WHEN[when]} beyond the untreated twin"
        yield Column(f"never_mentored_extra_{when}", "villagers", meaning)


def _dependency() -> Iterator[Column]:
    for level, unit in _LEVELS.items():
        yield Column(f"{level}_gain_exit", unit, f"participants' mean gain in {level} at exit over the untreated twin")
        for when in _LATER:
            yield Column(f"{level}_gain_{when}", unit, f"the same {_WHEN[when]}")
            yield Column(f"{level}_kept_{when}", "share", f"of the gain in {level} at exit, left {_WHEN[when]}")
    for when in _LATER:
        yield Column(f"stays_{when}", "villagers", f"empowered {_WHEN[when]} had the facilitator stayed")
        yield Column(f"dependency_{when}", "villagers", f"more would be empowered {_WHEN[when]} had he or she stayed")
        for level in ("income", "confidence"):
            meaning = f"more {level} participants would have {_WHEN[when]} had he or she stayed"
            yield Column(f"{level}_dependency_{when}", _LEVELS[level], meaning)
    yield Column("groups_formed", "groups", "formed before exit")
    yield Column("groups_exit", "groups", "alive at exit")
    yield Column("groups_24", "groups", "of these, alive 24 months after exit")
    yield Column("groups_founded", "groups", "founded by change agents at any time")
    yield Column("reliance_exit", "0-1", "participants' mean reliance on the facilitator at exit")
    yield Column("borrowed_share", "share", "of participants' income gain at exit, borrowed from the facilitator")
    yield Column("conflict_exit", "0-1", "mean conflict of living groups at exit")


def _cost() -> Iterator[Column]:
    people = {"villagers": "in the village", "places": "places planned", "invited": "asked", "joined": "participants"}
    for name, meaning in (people | {"left": "participants who left while the programme ran"}).items():
        yield Column(f"n_{name}", "people", meaning)
    yield Column("sessions_per_participant", "sessions", "with a facilitator, per participant")
    yield Column("hours_total", "hours", "of all facilitators")
    yield Column("cost_total", "Rp million", "spent on the programme")
    yield Column("members_hours", "hours", "that villagers gave to visits and meetings, on the way too")
    yield Column("cost_planned", "Rp million", "planned at full turnout")
    yield Column("left_over", "Rp million", "budget less spending")
    yield Column("cost_per_participant", "Rp million", "spent per participant")
    for when in _EXIT_AND_24:
        meaning = f"spent for each one empowered {_WHEN[when]} beyond the untreated twin"
        yield Column(f"cost_per_extra_{when}", "Rp million", meaning)
    for kind in ("visits", "meetings", "travel", "administration", "brokerage"):
        yield Column(f"hours_{kind}", "hours", f"of facilitators on {kind}")
    for kind in ("pay", "attendance", "participants", "assets", "recognition", "preparation"):
        yield Column(f"cost_{kind}", "Rp million", f"spent on {kind}")


def _equity() -> Iterator[Column]:
    for part, who in _PARTS.items():
        for when in _EXIT_AND_24:
            yield Column(f"{part}_extra_{when}", "villagers", f"of {who}, empowered {_WHEN[when]} beyond the twin")
    for when in _EXIT_AND_24:
        yield Column(f"gini_{when}", "Gini", f"inequality of income {_WHEN[when]}")
    yield Column("silent_poor", "share", "of meetings the poorest third attended, without a word said")
    yield Column("silent", "share", "of meetings attended, without a word said")


def _failure() -> Iterator[Column]:
    yield Column("failed", "0 or 1", "too few of those invited are empowered 24 months after exit")
    yield Column("passed_exit", "0 or 1", "enough of those invited are empowered at exit")
    yield Column("exit_collapse", "0 or 1", "passed at exit and failed 24 months later")
    yield Column("harmed_24", "people", "participants well below their untreated twin's income 24 months after exit")


FAMILIES: dict[str, tuple[Column, ...]] = {
    "Empowerment": tuple(_empowerment()),
    "Snowball": tuple(_snowball()),
    "Dependency": tuple(_dependency()),
    "Cost": tuple(_cost()),
    "Equity": tuple(_equity()),
    "Failure": tuple(_failure()),
}
"""Outcomes of a run by what they are about, in the order in which measures give them."""
OUTCOMES: dict[str, Column] = {column.name: column for family in FAMILIES.values() for column in family}
"""Every outcome of a run by name."""

_COUNTS = {
    "empowered": "empowered",
    "knowledge_adequate": "adequate in knowledge",
    "skill_adequate": "adequate in skills",
    "income_adequate": "adequate in income",
    "participation_adequate": "adequate in participation",
    "independence_adequate": "adequate in independence",
    "invited_empowered": "empowered among those invited",
    "women_empowered": "empowered among women",
    "poorest_empowered": "empowered among the poorest third",
    "never_mentored_empowered": "empowered among those who never took part",
    "aware": "who have heard of the practice",
    "adopted": "who have taken the practice up",
    "agents": "change agents",
    "clients": "visited one by one",
    "members": "in a group",
}
_MEANS = ("knowledge", "skill", "confidence", "trust", "trust_facilitator", "reliance", "participation", "use")
_MONEY = {"income": "x poverty line", "borrowed": "x poverty line", "assets": "x poverty line of a year"}
_GROUPS = ("contribution", "conflict", "self_management")
SERIES: dict[str, Column] = {
    column.name: column
    for column in (
        *(Column(name, "villagers", meaning) for name, meaning in _COUNTS.items()),
        Column("groups", "groups", "alive"),
        *(Column(name, "0-1", "mean of all villagers") for name in _MEANS),
        *(Column(name, unit, "mean of all villagers") for name, unit in _MONEY.items()),
        *(Column(name, "0-1", "mean of living groups") for name in _GROUPS),
        Column("hours", "hours", "of facilitators up to this month"),
        Column("money", "Rp million", "spent up to this month"),
        Column("links", "links", "of groups with government, NGOs and buyers"),
        Column("stock", "share", "of what the land can carry, left of the common stock"),
    )
}
"""Every monthly series by name, in the order in which the model records them."""

RUN = (
    Column("point", "", "row of design.parquet, from 0"),
    Column("strategy", "", "the arm: same village and luck for all strategies of a point and replicate"),
    Column("replicate", "", "number of the replicate, from 0"),
    Column("seed", "", "seed of the village and its luck: run(scenario, seed) repeats the run"),
)
"""Columns that name a run, in all three tables."""

KEY = Column("key", "", "digest of all values, seed, model version and columns: the same run is never made twice")
FAILURE = (
    Column("kind", "", "error: the model could not finish it; died: its process ended, and it is tried again"),
    Column("error", "", "what went wrong, in one line"),
    Column("traceback", "", "where"),
)
MONTH = Column("month", "month", "0 is the start, then the end of each month")
