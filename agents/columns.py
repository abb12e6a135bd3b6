"""State as columns: what one villager, facilitator and group consists of, declared once.

All rows of a kind lie in one structured array. ``rows["skill"]`` is a column, a plain numpy view of one variable;
``rows[i]`` is one of the kind, and a rule reads and writes it by name: ``me.skill += gain``.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from agents.compiled import LINE

N_TOPICS = 5
"""Topics a need can be: a handful (kinds of advice a village asks for)."""

SOURCES = ("facilitator", "peer", "change agent", "stakeholder", "own practice")
FACILITATOR, PEER, CHANGE_AGENT, STAKEHOLDER, OWN_PRACTICE = range(len(SOURCES))
"""Where something learned came from."""

CONDITIONAL, FREE_RIDER, HUMP_SHAPED = range(3)
"""Cooperator types of Fischbacher, Gaechter & Fehr (2001)."""

STAKEHOLDERS = ("government", "NGO", "private sector")
GOVERNMENT, NGO, PRIVATE_SECTOR = range(len(STAKEHOLDERS))

FARMING, ENTERPRISE, COMMONS = range(3)
"""Livelihoods, in the order of the parameter's choices."""

NOBODY = -1
"""No group, no teacher, no month yet."""

OWN_TASKS = 3
"""Tasks a month in running one's livelihood: to prepare, to tend, to sell."""

GROUP_TASKS = 3
"""Tasks a month in running a group: to meet, to keep the books, to sell."""

TASK_MONTHS = 6
"""Months over which independence is observed (docs/ODD.md, 7.10)."""

TEACHERS_KEPT = 4
"""Teachers a villager remembers by name, the ones who taught most."""


@dataclass(frozen=True, eq=False)
class Column:
    """One variable of a kind: name, numpy type, unit, bounds, what it starts from, meaning. Each is declared once."""

    name: str
    dtype: object
    unit: str
    low: float
    high: float
    start: str
    meaning: str


def _level(name: str, start: str, meaning: str) -> Column:
    return Column(name, "f8", "0-1", 0, 1, start, meaning)


def _number(name: str, unit: str, start: str, meaning: str, low: float = 0, high: float = np.inf) -> Column:
    return Column(name, "f8", unit, low, high, start, meaning)


def _flag(name: str, start: str, meaning: str) -> Column:
    return Column(name, "?", "yes/no", 0, 1, start, meaning)


def _count(name: str, unit: str, start: str, meaning: str, low: float = 0) -> Column:
    return Column(name, "i4", unit, low, np.inf, start, meaning)


def _few(name: str, unit: str, start: str, meaning: str, low: float = 0) -> Column:
    return Column(name, "i2", unit, low, 2**15 - 1, start, meaning)


def _kind(name: str, unit: str, start: str, meaning: str) -> Column:
    return Column(name, "u1", unit, 0, 2**8 - 1, start, meaning)


VILLAGER = (
    # where they stand: what most rules ask first
    _level("openness", "drawn", "fixed draw: takes up a practice if it lies below the share who do"),
    _count("group", "group", "none", "group one is a member of", NOBODY),
    _count("facilitator", "facilitator", "nearest", "facilitator responsible for the villager's hamlet", NOBODY),
    _few("sessions", "sessions", "0", "sessions with a facilitator so far"),
    _few("meetings", "meetings", "0", "meetings attended so far"),
    _few("silent_meetings", "meetings", "0", "meetings attended without a word so far"),
    _few("heard", "month", "never", "month the villager last heard news of the practice", NOBODY),
    _few("empowered_month", "month", "never", "month of first becoming empowered", NOBODY),
    _few("wave", "wave", "0", "0 not through teaching, 1 through a facilitator, 2 through one of wave 1, and so on"),
    _kind("need", "topic", "drawn", "topic the villager needs advice on"),
    _kind("cooperator", "type", "drawn", "0 conditional cooperator, 1 free rider, 2 hump-shaped"),
    _kind("threshold", "people", "drawn", "trusted users one must know before taking up the practice"),
    _kind("adopted_through", "kind", "0", "0 not yet, 1 taught, 2 told by an adopter, 3 told by one who only heard"),
    _kind("told_by", "kind", "0", "who first told: as adopted_through"),
    _kind(
        "indicators",
        "bits",
        "measured",
        "indicators adequate: 1 knowledge 2 skills 4 income 8 participation 16 independence",
    ),
    Column(
        "due",
        ("u1", (TASK_MONTHS,)),
        "tasks",
        0,
        OWN_TASKS + GROUP_TASKS,
        "warm-up",
        "own and group tasks due in recent months",
    ),
    Column(
        "done",
        ("u1", (TASK_MONTHS,)),
        "tasks",
        0,
        OWN_TASKS + GROUP_TASKS,
        "warm-up",
        "of these, done well and without a facilitator",
    ),
    Column("links", ("u1", (len(STAKEHOLDERS),)), "yes/no", 0, 1, "no", "stakeholders who support this one person"),
    _flag("female", "drawn", "a woman"),
    _flag("invited", "no", "invited by the programme"),
    _flag("joined", "no", "accepted the invitation"),
    _flag("left", "no", "left the programme before its end"),
    _flag("client", "no", "is visited by a facilitator"),
    _flag("granted", "no", "has had the government's grant as one person"),
    _flag("need_known", "no", "the facilitator knows the villager's need"),
    _flag("taught", "no", "has been taught the practice by a person, at a session or at home"),
    _flag("present", "no", "attends the meeting under way"),
    _flag("spoke", "no", "spoke at the last meeting attended"),
    _flag("aware", "no", "has heard of the practice"),
    _flag("adopted", "no", "has taken up the practice"),
    _flag("agent", "no", "is a change agent"),
    _flag("gave_up", "no", "tried the practice and gave it up"),
    _flag("empowered", "measured", "adequate in enough indicators"),
    # what they know, can, feel and do
    _level("knowledge", "drawn", "knowledge of the practice"),
    _level("skill", "drawn", "skill in the practice"),
    _level("confidence", "drawn", "self-efficacy"),
    _level("trust", "drawn", "trust in fellow villagers"),
    _level("trust_facilitator", "drawn", "trust in the facilitator"),
    _level("reliance", "0", "share of the practice that the facilitator carries"),
    _level("participation", "drawn", "taking part, with voice, in village and group affairs"),
    _level("use", "0", "extent to which the practice is used"),
    # what they live on
    _number("income", "x poverty line", "drawn", "income this month"),
    _number(
        "usual_income", "x poverty line", "drawn", "the same in a season of normal weather, as a survey asks for it"
    ),
    _number("borrowed", "x poverty line", "0", "part of the income that rests on the facilitator's presence"),
    _number("assets", "x poverty line of a year", "drawn", "productive assets"),
    _number("start_income", "x poverty line", "drawn", "income from the livelihood as practised at the start"),
    _number("start_assets", "x poverty line of a year", "drawn", "productive assets at the start"),
    _number("dividend", "share of income", "0", "what the group's common work adds to income"),
    _level("contribution", "0", "share of the common work last contributed"),
    # where they come from, and how the programme and the group have served them
    _level("status", "drawn", "wealth rank in the village, 1 the richest"),
    _level("start_knowledge", "drawn", "knowledge at the start"),
    _level("start_skill", "drawn", "skill at the start"),
    _level("start_confidence", "drawn", "self-efficacy at the start, to which it returns"),
    _level("voice", "drawn", "share of recent occasions at which the villager spoke"),
    _level("relevance", "0", "share of what was learned that fits the need"),
    _level("belief", "drawn", "contribution expected of the other members"),
    _level("satisfaction", "drawn", "moving average of how well sessions served the villager"),
    # ledgers
    Column("knowledge_from", ("f8", (len(SOURCES),)), "0-1", 0, 1, "0", "knowledge held, by source"),
    Column("skill_from", ("f8", (len(SOURCES),)), "0-1", 0, 1, "0", "skill held, by source"),
    _number("forgotten_knowledge", "0-1", "0", "knowledge learned and forgotten so far"),
    _number("forgotten_skill", "0-1", "0", "skill learned and forgotten so far"),
    Column("taught_by", ("f8", (TEACHERS_KEPT,)), "0-1", 0, np.inf, "0", "what each teacher remembered taught"),
    # who taught them, and where they live
    Column("teacher", ("i4", (TEACHERS_KEPT,)), "villager", NOBODY, np.inf, "none", "villagers who taught most"),
    _count("parent", "villager", "none", "villager who was the main source of learning when first empowered", NOBODY),
    _count("hamlet", "hamlet", "village", "hamlet lived in"),
    _number("x", "m", "village", "east of the village centre", -np.inf),
    _number("y", "m", "village", "north of the village centre", -np.inf),
    _number("metres", "m", "0", "from home to the meeting place of the group"),
    _level("schooling", "drawn", "schooling, 1 = secondary school finished"),
    _level("lead", "0", "share of the group's leadership held"),
)
STANDING, LEVELS, LIVELIHOOD, PAST, WHOLE = 1, 2, 3, 4, 7
"""Lines of a villager's row up to each part of it: a part fills lines, so that no more is fetched than is asked for."""

FACILITATOR_COLUMNS = (
    _number("x", "m", "0", "home, east of the village centre", -np.inf),
    _number("y", "m", "0", "home, north of the village centre", -np.inf),
    _level("facilitation", "parameter", "skill in running a group"),
    _level("communication", "parameter", "skill in teaching one person"),
    _level("subject_knowledge", "parameter", "mastery of the field"),
    _level("sensitivity", "parameter", "sees who is silent, what each needs, where conflict brews"),
    _number("hours", "hours", "0", "hours bought this month"),
    _number("travelling", "hours", "0", "of the hours needed, on the road"),
    _number("needed", "hours", "0", "hours that this month's sessions need"),
    _number("load", "ratio", "0", "needed to available hours"),
    _number("spent", "hours", "0", "hours spent so far"),
    _count("clients", "people", "0", "people visited"),
    _count("groups", "groups", "0", "groups accompanied"),
)

GROUP = (
    _flag("alive", "no", "meets and keeps books"),
    _number("x", "m", "members", "meeting place, east of the village centre", -np.inf),
    _number("y", "m", "members", "meeting place, north of the village centre", -np.inf),
    _count("facilitator", "facilitator", "programme", "facilitator who accompanies the group", NOBODY),
    _count("founder", "villager", "none", "change agent who founded the group", NOBODY),
    _count("founded", "month", "programme", "month in which the group was formed", NOBODY),
    _count("ended", "month", "never", "month in which the group dissolved", NOBODY),
    _count("members", "people", "0", "members now"),
    _count("first", "place", "0", "where the group's members begin in the list of all members"),
    _count("listed", "people", "0", "members on that list: those at the start of the month"),
    _level("norm", "parameter", "how firmly members expect each other to contribute"),
    _level("identity", "0", "shared identity"),
    _level("conflict", "0", "open conflict"),
    _number("fund", "months of work", "0", "common fund and product"),
    _level("self_management", "0", "can run without the facilitator"),
    _level("concentration", "members", "concentration of leadership: sum of squared shares"),
    _level("ability", "members", "skill and confidence of those who lead"),
    _level("contribution", "0", "mean contribution at the last meeting"),
    _flag("alone", "no", "met this month without a facilitator"),
    _level("turnout", "0", "share of members present at the last meeting"),
    _level("emptiness", "0", "moving average of members absent"),
    _level("monitored", "0", "how closely contributions are seen"),
    _count("meetings", "meetings", "0", "meetings so far"),
    _count("users", "people", "0", "members who have taken up the practice"),
    _level("use", "0", "mean use of the practice among members"),
    _level("success", "0", "how visibly the practice pays for its members"),
    _count("tasks_done", "tasks", "0", "of this month's three tasks, done well and without a facilitator"),
    _flag("granted", "no", "has had the government's grant"),
    Column("links", ("u1", (len(STAKEHOLDERS),)), "yes/no", 0, 1, "no", "stakeholders who support the group"),
    Column("agenda", ("f8", (N_TOPICS,)), "0-1", 0, 1, "0", "share of recent meetings spent on each topic"),
    Column(
        "needs",
        ("i4", (N_TOPICS,)),
        "people",
        0,
        np.inf,
        "0",
        "those at the last meeting of two or more who need each topic",
    ),
)

STAKEHOLDER_COLUMNS = (
    _count("kind", "kind", "", "0 government, 1 NGO, 2 private sector"),
    _level("bar", "parameter", "how organised, able and contributing a group must be; more is asked of one person"),
    _count("capacity", "groups", "parameter", "groups it can support at a time"),
    _number("linked", "groups", "0", "groups it supports now; one person counts as a member's part of a group"),
)


@cache
def dtype_of(columns: tuple[Column, ...]) -> np.dtype:
    """The numpy type of one row made of these columns, in their order."""
    kinds = [(c.name, *c.dtype) if isinstance(c.dtype, tuple) else (c.name, c.dtype) for c in columns]
    return np.dtype(kinds, align=True)


def empty_rows(columns: tuple[Column, ...], n: int) -> np.recarray:
    """``n`` rows of zeros whose fields can be read by name, the first at the start of a line of memory."""
    size = n * dtype_of(columns).itemsize
    memory = np.zeros(size + LINE, np.uint8)
    first = -memory.ctypes.data % LINE
    return memory[first : first + size].view(dtype_of(columns)).view(np.recarray)


def copied_rows(rows: np.ndarray, columns: tuple[Column, ...]) -> np.recarray:
    """The same rows once more."""
    copy = empty_rows(columns, len(rows))
    copy[:] = rows
    return copy


def parameter_record(values: dict[str, float]) -> np.record:
    """One record of float64 with a field for each value, so that a rule reads ``p.name``."""
    row = np.array([tuple(values.values())], record_dtype(tuple(values)))
    return row.view(np.recarray)[0]


@cache
def record_dtype(names: tuple[str, ...]) -> np.dtype:
    """The numpy type of a record of float64 with these names."""
    return np.dtype([(name, "f8") for name in names])
