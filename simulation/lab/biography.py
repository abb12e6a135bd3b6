"""One villager's story: who taught them what and when, and what became of them, in dated lines."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from agents.columns import NOBODY, STAKEHOLDERS
from scenarios.language import later, tr
from simulation.lab.chronicle import (
    ADOPTED,
    AGENT,
    CLIENT,
    EMPOWERED,
    LEFT,
    Chronicle,
    group_of,
    has,
    petals,
)
from simulation.lab.events import person, stakeholder_name
from simulation.measures.empowerment import INDICATORS
from simulation.report.wording import in_a_row

THIRDS = (later("poorest third"), later("middle third"), later("richest third"))
LEAST_TAUGHT = 0.02
"""Knowledge and skill below which a teacher is not worth a line."""
NAMED = 3

type Line = tuple[int, str]


def biography(chronicle: Chronicle, who: int) -> dict[str, Any]:
    """A villager's dated lines and, month by month, what was learned from which source; in the language in use."""
    return {
        "lines": [{"month": month, "text": text[:1].upper() + text[1:]} for month, text in lines(chronicle, who)],
        "learned": [[round(float(x), 4) for x in kept["from"][who]] for kept in chronicle.months],
    }


def introduction(chronicle: Chronicle, who: int) -> dict[str, Any]:
    """Who it is: the same in both villages."""
    v, ids = chronicle.run.world.villagers, chronicle.run.village.ids
    third = THIRDS[int((v["status"] < v["status"][who]).sum()) * 3 // len(v)]
    sex = tr("a woman") if v["female"][who] else tr("a man")
    text = tr("{sex} · hamlet {hamlet} · {third}")
    return {
        "who": who,
        "name": person(ids, who)[:1].upper() + person(ids, who)[1:],
        "about": text.format(sex=sex, hamlet=int(v["hamlet"][who]) + 1, third=tr(third)),
    }


def lines(c: Chronicle, who: int) -> list[Line]:
    """All dated lines, in order."""
    told = [*_programme(c, who), *_groups(c, who), *_teachers(c, who), *_practice(c, who), *_empowered(c, who)]
    return sorted(told, key=lambda line: line[0])


def _first(c: Chronicle, who: int, bit: int) -> int | None:
    """The first month in which a bit is set, if it was not from the start."""
    months = [month for month, kept in enumerate(c.months) if has(kept[who : who + 1], bit)[0]]
    return months[0] if months and months[0] > 0 else None


def _programme(c: Chronicle, who: int) -> Iterator[Line]:
    if opened := _first(c, who, CLIENT):
        yield opened, tr("opens the door to the facilitator")
    if left := _first(c, who, LEFT):
        yield left, tr("leaves the programme")


def _groups(c: Chronicle, who: int) -> Iterator[Line]:
    groups = [int(group_of(kept[who : who + 1])[0]) for kept in c.months]
    for month in range(1, len(groups)):
        before, now = groups[month - 1], groups[month]
        if now != before and now != NOBODY:
            founded = c.groups[month]["founder"][now] == who
            yield month, (tr("founds group {g}") if founded else tr("joins group {g}")).format(g=now + 1)
        elif now != before and c.groups[month]["alive"][before]:
            yield month, tr("leaves group {g}").format(g=before + 1)
        elif now != before:
            yield month, tr("group {g} ends").format(g=before + 1)
    spoken = [int(kept["spoken"][who]) for kept in c.months]
    if first := next((month for month, n in enumerate(spoken) if n > 0), 0):
        silent = int(c.months[first]["meetings"][who]) - spoken[first]
        if silent >= 2:
            yield first, tr("speaks at a meeting, after {n} in silence").format(n=silent)
        else:
            yield first, tr("speaks at a meeting for the first time")


def _teachers(c: Chronicle, who: int) -> Iterator[Line]:
    """The first lesson by the facilitator, and by each villager who taught something worth a line."""
    learned = np.array([kept["from"][who] for kept in c.months])
    if first := int(np.argmax(learned[:, 0] > 0)):
        yield first, tr("learns from the facilitator")
    last = c.months[-1][who]
    for teacher, amount in zip(last["teacher"], last["taught_by"], strict=True):
        if teacher != NOBODY and amount > LEAST_TAUGHT:
            first = next(month for month, kept in enumerate(c.months) if teacher in kept["teacher"][who])
            yield first, tr("begins to learn from {who}").format(who=person(c.run.village.ids, int(teacher)))


def _practice(c: Chronicle, who: int) -> Iterator[Line]:
    if taken_up := _first(c, who, ADOPTED):
        yield taken_up, tr("takes up the practice")
    if gave_up := next((month for month, kept in enumerate(c.months) if kept["gave_up"][who]), None):
        yield gave_up, tr("gives the practice up")


def _empowered(c: Chronicle, who: int) -> Iterator[Line]:
    for month in range(1, len(c.months)):
        before, now = (c.months[m][who : who + 1] for m in (month - 1, month))
        was, is_now = bool(has(before, EMPOWERED)[0]), bool(has(now, EMPOWERED)[0])
        if is_now and not was:
            yield month, tr("{n} of 5 indicators reached: empowered").format(n=int(petals(now)[0]))
        if was and not is_now:
            yield month, tr("no longer empowered: {what} no longer adequate").format(what=_lost(before, now))
        if has(now, AGENT)[0] and not has(before, AGENT)[0]:
            yield month, tr("becomes a change agent")
    yield from _taught_others(c, who)
    yield from _helpers(c, who)


def _lost(before: np.ndarray, now: np.ndarray) -> str:
    gone = int(before["bits"][0] & ~now["bits"][0])
    return in_a_row([tr(name) for k, name in enumerate(INDICATORS) if gone >> k & 1])


def _taught_others(c: Chronicle, who: int) -> Iterator[Line]:
    v = c.run.world.villagers
    pupils = np.flatnonzero(v["parent"] == who)
    for month in sorted({int(m) for m in v["empowered_month"][pupils]}):
        names = [person(c.run.village.ids, int(i)) for i in pupils if v["empowered_month"][i] == month]
        shown = names[:NAMED] + ([tr("{n} more").format(n=len(names) - NAMED)] if len(names) > NAMED else [])
        yield month + 1, tr("{who} becomes empowered through what this household taught").format(who=in_a_row(shown))


def _helpers(c: Chronicle, who: int) -> Iterator[Line]:
    """Stakeholders who support this one household."""
    for k in range(len(STAKEHOLDERS)):
        if first := next((month for month, kept in enumerate(c.months) if kept["links"][who] >> k & 1), 0):
            yield first, tr("{who} begins to support this household").format(who=stakeholder_name(k))
