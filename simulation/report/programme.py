"""A programme in words: what it does, whom it invites, what is bought for it beforehand."""

from collections.abc import Iterator, Mapping
from typing import Any

from scenarios.language import later, tr
from scenarios.parameter import Value
from simulation.report.wording import NOTHING, in_a_row, number, rupiah
from simulation.study.levers import CONTENT
from simulation.study.preparation import COMPETENCES, GOOD

INVITES = {
    "random": later("people are invited by lot"),
    "poorest": later("the poorest are invited first"),
    "best_connected": later("those who know most people are invited first"),
    "volunteers": later("those who are keenest are invited first"),
}
INVITED = {
    "random": later("by lot"),
    "poorest": later("poorest"),
    "best_connected": later("well known"),
    "volunteers": later("keenest"),
}
COURSES = {
    "handing_over": later("handing over"),
    "facilitation": later("facilitation"),
    "sensitivity": later("sensitivity"),
    "communication": later("communication"),
    "subject_knowledge": later("their subject"),
}


def in_words(values: Mapping[str, Any]) -> str:
    """All that makes a programme, in one sentence."""
    return f"{'; '.join(_parts(values))}."


def _parts(v: Mapping[str, Any]) -> Iterator[str]:
    yield _form(v)
    text = tr("sessions a month: {n} on average, {fading}")
    yield text.format(n=_figure(v["sessions_per_month"]), fading=_fading(v["fading"]))
    yield tr(INVITES[v["targeting"]])
    if v["rotation"] >= 0.5:
        yield tr("leading a group passes from member to member")
    if v["brokerage"] > 0:
        text = tr("{hours} hours a group and month bring it together with government, NGOs and buyers")
        yield text.format(hours=_figure(v["brokerage"]))
    if v["recognition"] > 0:
        yield tr("villagers who teach others are honoured ({share} of full)").format(share=_figure(v["recognition"]))
    text = tr("each is asked to accompany {n} neighbours at a time")
    yield text.format(n=number(v["agent_effort"]))
    if v["preparation"] > 0:
        yield _preparation(v)


def _form(v: Mapping[str, Any]) -> str:
    share, words = v["individual_share"], {"months": number(v["months"]), "size": number(v["group_size"])}
    if share >= 1:
        return tr("{months} months of visits one by one").format(**words)
    if share <= 0:
        return tr("{months} months in groups of {size}").format(**words)
    text = tr("{months} months: visits one by one for {share} of 100 months, then groups of {size}")
    return text.format(share=number(100 * share), **words)


def _fading(fading: float) -> str:
    if fading < 0.25:
        return tr("about as many at the end as at the start")
    return tr("fewer and fewer towards the end") if fading >= 0.75 else tr("somewhat fewer towards the end")


def _preparation(v: Mapping[str, Any]) -> str:
    bought = []
    if courses := [tr(COURSES[name]) for name in COMPETENCES if v[name] == GOOD]:
        bought.append(tr("courses for facilitators in {skills}").format(skills=in_a_row(courses)))
    if v[CONTENT] == GOOD:
        bought.append(tr("content that fits people's needs"))
    text = tr("{money} are spent beforehand on {what}")
    return text.format(money=rupiah(v["preparation"]), what=in_a_row(bought or [tr("preparation")]))


def lever_value(name: str, value: Value | None) -> str:
    """A lever's value as a table shows it; a dash where it stays as it is found."""
    if value is None:
        return NOTHING
    return tr(INVITED[str(value)]) if name == "targeting" else _figure(float(value))


def _figure(value: float) -> str:
    decimals = next(d for d in range(3) if d == 2 or abs(round(value, d) - value) < 1e-9)
    return number(value, decimals)
