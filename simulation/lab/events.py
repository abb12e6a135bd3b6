"""What happens in a village in a month, first as facts, then in words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from agents.columns import NOBODY, STAKEHOLDERS
from scenarios.language import later, ntr, tr
from simulation.lab.chronicle import AGENT, CLIENT, EMPOWERED, LEFT, Chronicle, has
from simulation.report.wording import in_a_row, number

NAMED = 2
"""So many people are named; more are counted."""
OPEN_CONFLICT = 0.5
"""Conflict above which a group that ends is said to have fallen out."""
OVERLOADED = 1.05


@dataclass(frozen=True)
class Event:
    """Something worth a line: month, kind (which decides icon and words), people and numbers in it."""

    month: int
    kind: str
    who: tuple[int, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)


def events(chronicle: Chronicle, month: int) -> list[Event]:
    """What happened in a month (from 1), from what was kept at its end and at the end of the month before."""
    return [*_programme(chronicle, month), *_groups(chronicle, month), *_people(chronicle, month)]


def _programme(c: Chronicle, month: int) -> Iterator[Event]:
    before, now = c.months[month - 1], c.months[month]
    if month == 1 and c.run.plan.places:
        yield Event(month, "arrives", facts={"n": len(c.run.world.facilitators)})
    if opened := int((has(now, CLIENT) & ~has(before, CLIENT)).sum()):
        yield Event(month, "clients", facts={"n": opened})
    formed = c.groups[month][len(c.groups[month - 1]) :]
    if by_programme := int((formed["founder"] == NOBODY).sum()):
        members = int(formed["members"][formed["founder"] == NOBODY].sum())
        yield Event(month, "groups", facts={"n": by_programme, "members": members})
    if c.loads[month] > OVERLOADED and not any(load > OVERLOADED for load in c.loads[1:month]):
        yield Event(month, "overload", facts={"share": 1 / c.loads[month]})
    if c.run.plan.places and month == c.run.plan.exit_month:
        formed = c.groups[month][c.groups[month]["founder"] == NOBODY]
        yield Event(month, "leaves", facts={"n": int(formed["alive"].sum()), "of": len(formed)})


def _groups(c: Chronicle, month: int) -> Iterator[Event]:
    before, now = c.groups[month - 1], c.groups[month]
    old = len(before)
    for founded in np.flatnonzero(now["founder"][old:] != NOBODY) + old:
        yield Event(month, "founded", (int(now["founder"][founded]),), {"group": int(founded)})
    for ended in np.flatnonzero(before["alive"] & ~now["alive"][:old]):
        kind = "quarrelled" if before["conflict"][ended] > OPEN_CONFLICT else "dissolved"
        yield Event(month, kind, facts={"group": int(ended), "members": int(before["members"][ended])})
    first = [g for g in np.flatnonzero(now["alone"]) if not _met_alone_before(c, month, int(g))]
    if first:
        yield Event(month, "alone", facts={"groups": [int(g) for g in first]})
    for g in range(old):
        gained, lost = now["links"][g] & ~before["links"][g], before["links"][g] & ~now["links"][g]
        for k in range(len(STAKEHOLDERS)):
            if gained >> k & 1:
                yield Event(month, "linked", facts={"group": g, "stakeholder": k})
            if lost >> k & 1 and now["alive"][g]:
                yield Event(month, "withdrew", facts={"group": g, "stakeholder": k})


def _met_alone_before(c: Chronicle, month: int, g: int) -> bool:
    return any(bool(rows["alone"][g]) for rows in c.groups[:month] if len(rows) > g)


def _people(c: Chronicle, month: int) -> Iterator[Event]:
    before, now = c.months[month - 1], c.months[month]
    v = c.run.world.villagers
    new = np.flatnonzero(v["empowered_month"] == month - 1)
    through = [new[v["wave"][new] == 1], new[v["wave"][new] >= 2]]
    for kind, who in zip(("empowered_by_facilitator", "empowered_by_villager"), through, strict=True):
        if len(who):
            teachers = tuple(int(v["parent"][i]) for i in who)
            facts = {"teachers": teachers, "waves": tuple(int(v["wave"][i]) for i in who)}
            yield Event(month, kind, _people_of(who), facts)
    for k in range(len(STAKEHOLDERS)):
        if (helped := (now["links"] & ~before["links"]) >> k & 1).any():
            yield Event(month, "helped", _people_of(np.flatnonzero(helped)), {"stakeholder": k})
    turns = {
        "agents": has(now, AGENT) & ~has(before, AGENT),
        "lapsed": has(before, EMPOWERED) & ~has(now, EMPOWERED),
        "left": has(now, LEFT) & ~has(before, LEFT),
        "gave_up": now["gave_up"] & ~before["gave_up"],
    }
    for kind, who in turns.items():
        if who.any():
            yield Event(month, kind, _people_of(np.flatnonzero(who)))


def _people_of(rows: np.ndarray) -> tuple[int, ...]:
    return tuple(int(i) for i in rows)


ICONS = {
    "arrives": "fac",
    "clients": "fac",
    "groups": "ring",
    "overload": "fac",
    "leaves": "exit",
    "founded": "ring",
    "quarrelled": "fail",
    "dissolved": "fail",
    "alone": "ring",
    "linked": "stake",
    "withdrew": "stake",
    "helped": "stake",
    "empowered_by_facilitator": "flower",
    "empowered_by_villager": "flower",
    "agents": "agent",
    "lapsed": "fail",
    "left": "exit",
    "gave_up": "fail",
}
"""The icon beside each kind of event."""


def stakeholder_name(k: int) -> str:
    """Government, an NGO or the private sector."""
    return (tr("Government"), tr("An NGO"), tr("A buyer"))[k]


def person(ids: tuple[str, ...], i: int) -> str:
    """A villager as the log names one."""
    return tr("household {id}").format(id=ids[i])


def in_words(event: Event, ids: tuple[str, ...]) -> str:
    """An event in one sentence, in the language in use."""
    sentence = _WORDS[event.kind](event, ids) if event.kind in _WORDS else _people_words(event, ids)
    return sentence[:1].upper() + sentence[1:]


def _people_words(event: Event, ids: tuple[str, ...]) -> str:
    one, many = {
        "agents": (later("{who} becomes a change agent"), later("{n} households become change agents")),
        "lapsed": (later("{who} is no longer empowered"), later("{n} households are no longer empowered")),
        "left": (later("{who} leaves the programme"), later("{n} households leave the programme")),
        "gave_up": (
            later("{who} tries the practice and gives it up"),
            later("{n} households try the practice and give it up"),
        ),
        "empowered_by_facilitator": (
            later("{who} is empowered, taught by the facilitator"),
            later("{n} households are empowered, taught by the facilitator"),
        ),
    }[event.kind]
    if len(event.who) == 1:
        return tr(one).format(who=person(ids, event.who[0]))
    return tr(many).format(n=number(len(event.who)))


def _by_villager(event: Event, ids: tuple[str, ...]) -> str:
    if len(event.who) > NAMED:
        text = tr("{n} households are empowered, taught by other villagers (wave {waves})")
        waves = in_a_row([str(wave) for wave in sorted(set(event.facts["waves"]))])
        return text.format(n=number(len(event.who)), waves=waves)
    text = tr("{who} is empowered, taught by {teacher} (wave {wave})")
    each = zip(event.who, event.facts["teachers"], event.facts["waves"], strict=True)
    return "; ".join(text.format(who=person(ids, i), teacher=person(ids, j), wave=wave) for i, j, wave in each)


def _arrives(event: Event, ids: tuple[str, ...]) -> str:
    n = event.facts["n"]
    text = ntr("A facilitator begins to work here", "{n} facilitators begin to work here", n)
    return text.format(n=number(n))


def _opened(event: Event, ids: tuple[str, ...]) -> str:
    n = event.facts["n"]
    return ntr("{n} household opens its door", "{n} households open their doors", n).format(n=number(n))


def _of_group(text: str) -> Any:
    return lambda event, ids: tr(text).format(g=event.facts["group"] + 1)


def _groups_formed(event: Event, ids: tuple[str, ...]) -> str:
    n = event.facts["n"]
    text = ntr("{members} villagers join {n} group", "{members} villagers join {n} groups", n)
    return text.format(members=number(event.facts["members"]), n=number(n))


def _leaves(event: Event, ids: tuple[str, ...]) -> str:
    if not event.facts["of"]:
        return tr("The facilitator leaves")
    text = tr("The facilitator leaves; groups that still exist: {n} of {of}")
    return text.format(n=number(event.facts["n"]), of=number(event.facts["of"]))


def _meet_alone(event: Event, ids: tuple[str, ...]) -> str:
    groups = [str(g + 1) for g in event.facts["groups"]]
    if len(groups) == 1:
        return tr("Group {g} meets without the facilitator for the first time").format(g=groups[0])
    return tr("Groups {groups} meet without the facilitator for the first time").format(groups=in_a_row(groups))


def _supported(text: str) -> Any:
    def say(event: Event, ids: tuple[str, ...]) -> str:
        return tr(text).format(who=stakeholder_name(event.facts["stakeholder"]), g=event.facts["group"] + 1)

    return say


def _helped(event: Event, ids: tuple[str, ...]) -> str:
    who = stakeholder_name(event.facts["stakeholder"])
    if len(event.who) == 1:
        return tr("{who} begins to support {other}").format(who=who, other=person(ids, event.who[0]))
    return tr("{who} begins to support {n} households").format(who=who, n=number(len(event.who)))


_WORDS: dict[str, Any] = {
    "arrives": _arrives,
    "clients": _opened,
    "groups": _groups_formed,
    "overload": lambda event, ids: tr("The facilitator has hours for only {share} of 100 sessions promised").format(
        share=number(100 * event.facts["share"])
    ),
    "leaves": _leaves,
    "founded": lambda event, ids: tr("{who} founds group {g}, without the facilitator").format(
        who=person(ids, event.who[0]), g=event.facts["group"] + 1
    ),
    "quarrelled": _of_group(later("Group {g} falls out and ends")),
    "dissolved": _of_group(later("Group {g} ends: too few still come")),
    "alone": _meet_alone,
    "linked": _supported(later("{who} begins to support group {g}")),
    "withdrew": _supported(later("{who} withdraws from group {g}")),
    "helped": _helped,
    "empowered_by_villager": _by_villager,
}
