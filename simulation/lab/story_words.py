"""What the scenes say: before the guess, and after it, as the run turned out. *Words* so marked stand out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scenarios.language import later, tr
from simulation.lab.story_telling import Telling
from simulation.report.wording import number, percent, rupiah

MOST, LITTLE = 0.8, 0.5
"""Shares of a gain from which on "most of it" stayed, and below which "more than half" went."""


@dataclass(frozen=True)
class Words:
    """A title and its paragraphs."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """How a run turned out: its title, paragraphs (English, with places), and what stands in the places."""

    title: str
    paragraphs: tuple[str, ...]
    words: Mapping[str, str]


def before(telling: Telling) -> Words:
    """The situation and the question."""
    title, *paragraphs = BEFORE[telling.scene.name]
    known = telling.known()
    values, plan = telling.scene.scenario().values, telling.run.plan
    given = {
        "n": number(values["households"]),
        "start": number(known[0]),
        "now": number(known[-1]),
        "places": number(plan.places),
        "months": number(values["months"]),
        "sessions": number(values["sessions_per_month"]),
        "size": number(values["group_size"]),
        "budget": rupiah(values["budget"]),
        "trust": number(values["trust_fellows"], 2),
        "usual": number(0.5, 2),
    }
    return Words(tr(title), tuple(tr(text).format(**given) for text in paragraphs))


def after(telling: Telling) -> Words:
    """What came out, against the guess, and why, from what was counted in this run."""
    line, band = telling.line, telling.band()
    outcome = AFTER[telling.scene.name](telling, telling.facts)
    given = {
        "n": number(len(telling.run.village.ids)),
        "now": number(line[telling.scene.start]),
        "end": number(line[-1]),
        "twin": number(telling.untreated[-1]) if telling.untreated else "",
        "month": number(telling.scene.end),
        **outcome.words,
    }
    first, *rest = (tr(text).format(**given) for text in outcome.paragraphs)
    if telling.guess:
        first = f"{tr('You expected {guess} people.').format(guess=number(telling.guess[-1]))} {first}"
    if band:
        luck = tr("In {runs} villages with other people and other luck: between {low} and {high} in 80 of 100.")
        ends = {key: number(band[key][-1]) for key in ("low", "high")}
        first = f"{first} {luck.format(runs=number(band['n']), **ends)}"
    return Words(outcome.title, (first, *rest))


BEFORE = {
    "visits": (
        later("One household after the other"),
        later(
            "A village of {n} households. A villager with four or five of the five petals is *empowered*: a flower. "
            "Before anybody comes, {start} are."
        ),
        later(
            "Then a facilitator visits {places} households, _one by one_, {sessions} times a month for {months} "
            "months. That is what {budget} and one person's hours pay for."
        ),
        later("*How many will be empowered when the visits end?* Draw it before you see it."),
    ),
    "groups": (
        later("The same money, in groups"),
        later(
            "Again {budget}, {months} months, the same people. But now they meet _in groups_ of {size}. An hour of the "
            "facilitator serves many, so there are places for {places} instead of a few dozen."
        ),
        later("Each one gets less attention, and not everyone dares to speak. But members can learn from each other."),
        later("*Does it empower more people than the visits, or fewer?* The thin line is the village with visits."),
    ),
    "exit": (
        later("The day the facilitator leaves"),
        later(
            "The same groups, another facilitator: one who does _everything for them_. The facilitator runs the "
            "meetings, keeps the books, finds the buyer, to the last day."
        ),
        later(
            "After {months} months {now} people are empowered. Next month the money ends and the facilitator goes. "
            "Nobody replaces this person."
        ),
        later("*What happens to the line?* Place your guess before you see it."),
    ),
    "trust": (
        later("The same programme, another village"),
        later(
            "In this village people keep to their kin. Trust among villagers is {trust}; in the first village it was "
            "{usual}. And what each of them needs differs more."
        ),
        later(
            "_The same groups_, the same money, a facilitator who hands over part of the work as in scene 2. At exit "
            "{now} are empowered."
        ),
        later("*How many are left three years later?* The thin line is the first village."),
    ),
    "snowball": (
        later("Does the snowball roll?"),
        later(
            "People say: empower some, and they empower the others. So let us count only those who became empowered "
            "mainly through what _an empowered villager_ taught them, not through the facilitator."
        ),
        later(
            "{places} of {n} people are in the groups. Everybody has about nine people to talk with about work and "
            "money."
        ),
        later("*How many does the snowball reach in four years?*"),
    ),
}
"""By scene: a title and paragraphs (English). _Words_ so marked carry the strategy's line."""


def _visits(t: Telling, facts: Mapping[str, float]) -> Outcome:
    joined, others = facts["empowered_joined"], facts["empowered_others"]
    return Outcome(
        tr("Those who were visited, and few others") if joined > t.line[0] / 2 else tr("Few were reached"),
        (
            later("In this village {end} are empowered in month {month}. Without the visits it would be {twin}."),
            later(
                "Of the {joined} visited, {yes} are empowered; of the {rest} not visited, {others}. One by one, an "
                "hour serves one household."
            ),
            later("Would twice as many visits help? The money then pays for fewer households."),
        ),
        {
            "joined": number(facts["n_joined"]),
            "yes": number(joined),
            "rest": number(len(t.run.village.ids) - facts["n_joined"]),
            "others": number(others),
        },
    )


def _groups(t: Telling, facts: Mapping[str, float]) -> Outcome:
    visits = t.beside[-1]
    return Outcome(
        tr("More, because more were reached") if t.line[-1] > visits else tr("Not more than the visits"),
        (
            later("In groups {end} are empowered in month {month}; with visits it was {visits}."),
            later(
                "Of the {joined} in groups, {share} are empowered. In {silent} of all attendances a member said "
                "nothing: a group hears some better than others."
            ),
            later("Would larger groups reach still more? In a crowd fewer dare to speak."),
        ),
        {
            "visits": number(visits),
            "joined": number(facts["n_joined"]),
            "share": percent(facts["empowered_joined"] / max(1, facts["n_joined"])),
            "silent": percent(facts["silent"]),
        },
    )


def _exit(t: Telling, facts: Mapping[str, float]) -> Outcome:
    gain, left = t.line[t.scene.start] - t.untreated[t.scene.start], t.line[-1] - t.untreated[-1]
    some = tr("Part of it left too") if left >= LITTLE * gain else tr("More than half of it left too")
    return Outcome(
        tr("Most of it stayed") if left >= MOST * gain else some,
        (
            later("Of {now} people {end} are empowered three years later. Had nobody ever come, it would be {twin}."),
            later(
                "Of what participants earned more at exit, {borrowed} was _borrowed from the facilitator_: not their "
                "own skill. Of {groups} groups {later} still met two years later. Skill that is not used fades."
            ),
            later("Would it have been different had the villagers done the tasks themselves, with support?"),
        ),
        {
            "borrowed": percent(facts["borrowed_share"]),
            "groups": number(facts["groups_exit"]),
            "later": number(facts["groups_24"]),
        },
    )


def _trust(t: Telling, facts: Mapping[str, float]) -> Outcome:
    return Outcome(
        tr("It holds less here") if t.line[-1] < t.beside[-1] else tr("It holds here too"),
        (
            later(
                "Of {now} people {end} are empowered three years later; without a programme it would be {twin}, and in "
                "the first village it is {first}."
            ),
            later(
                "{asked} had to be asked until {joined} joined. Conflict in the groups stood at {conflict} of 1 at "
                "exit; of {groups} groups {later} still met two years later. What works in one village need not in "
                "another."
            ),
            later("Would more trust among villagers be enough?"),
        ),
        {
            "first": number(t.beside[-1]),
            "asked": number(facts["n_invited"]),
            "joined": number(facts["n_joined"]),
            "conflict": number(facts["conflict_exit"], 2),
            "groups": number(facts["groups_exit"]),
            "later": number(facts["groups_24"]),
        },
    )


def _snowball(t: Telling, facts: Mapping[str, float]) -> Outcome:
    return Outcome(
        tr("It rolls") if facts["r_first"] >= 1 else tr("It starts, and comes to rest"),
        (
            later("After {month} months the snowball has reached {end} of {n} people."),
            later(
                "{first} became empowered through the programme; they empowered {second} more, and those {third}. A "
                "snowball rolls when each one empowers at least one other; here it is {r}. Yet {peers} of all learning "
                "came from villagers: they teach much, but seldom is that alone enough."
            ),
            later("Would honouring those who teach others help?"),
        ),
        {
            "first": number(facts["wave_1"]),
            "second": number(facts["wave_2"]),
            "third": number(facts["wave_3"] + facts["wave_4_on"]),
            "r": number(facts["r_first"], 2),
            "peers": percent(facts["share_from_peers"]),
        },
    )


AFTER: dict[str, Callable[[Telling, Mapping[str, float]], Outcome]] = {
    "visits": _visits,
    "groups": _groups,
    "exit": _exit,
    "trust": _trust,
    "snowball": _snowball,
}


def experiment(telling: Telling) -> str:
    """What the experiment gave, beside the run before it; empty before there is one."""
    if not telling.tried:
        return ""
    _, tried = telling.tried[-1]
    text = tr("{end} people in month {month} instead of {was}.")
    month = number(telling.scene.end)
    return text.format(end=number(tried[-1]), month=month, was=number(telling.line[-1]))


def page_words() -> dict[str, Any]:
    """What the page itself says, whatever the scene."""
    return {
        "scene": tr("Scene {n} of {of}"),
        "scenes": tr("Scenes"),
        "people": tr("People empowered, out of {n}"),
        "through": tr("People empowered through a villager, out of {n}"),
        "draw": tr("Draw on the hatched area, or move the three handles with the arrow keys"),
        "finger": tr("Draw the rest with your finger"),
        "pick": tr("No pen? Pick the nearest:"),
        "run": tr("That is my guess. Run it"),
        "skip": tr("Skip the guess"),
        "clear": tr("Erase"),
        "guess": tr("your guess"),
        "the_run": tr("the run"),
        "untreated": tr("without a programme"),
        "leaves": tr("Facilitator leaves"),
        "month": tr("month"),
        "handle": tr("Your guess for month {month}"),
        "value": tr("people: {n}"),
        "person": tr("person"),
        "persons": tr("people"),
        "chart": tr("{title}, month by month. {known}"),
        "known_to": tr("Month {month}: {n}."),
        "read": tr("How to read a villager"),
        "petals": tr("Five petals, five indicators:"),
        "five": tr("knowledge, skills, income, participation, independence."),
        "seed": tr("0 to 3 petals: a seed. Four or five:"),
        "bloom": tr("empowered, in bloom."),
        "map": tr("The village in month {month}: {n} of {of} empowered"),
        "in_month": tr("Month {month}"),
        "in_bloom": tr("{n} in bloom"),
        "try": tr("Try it"),
        "try_run": tr("Run it with that"),
        "tried": tr("tried: {value}"),
        "lab": tr("Open this in the Lab"),
        "new_tab": tr("opens in a new tab"),
        "next": tr("Next: {title}"),
        "again": tr("Guess again"),
        "luck": tr("One village; band: 80 of 100 others ({n} were run)"),
        "wait": tr("One village; others are being run ..."),
    }


def challenge_words() -> dict[str, str]:
    """What the challenge says."""
    return {
        "title": tr("Still standing"),
        "task": tr(
            "*Find the cheapest programme that is still standing 24 months after the facilitator has left:* {need} "
            "people more empowered than in the same village without a programme, on average over {villages} villages. "
            "At most {budget} can be spent, and there is one facilitator."
        ),
        "advice": tr("The start is the facilitator of scene 3. What you have seen in the scenes before is enough."),
        "rupiah": tr("Rp {amount} million"),
        "way": tr("Way of mentoring"),
        "try": tr("Run it in {villages} villages"),
        "running": tr("Village {k} of {villages} ..."),
        "none_yet": tr("Nothing has happened yet: put a programme together and run it."),
        "stands": tr("Still standing"),
        "falls": tr("Not standing"),
        "cost_of": tr("It costs {cost}."),
        "result": tr(
            "At exit {exit} people more were empowered than without it; 24 months later {later} ({low} to {high})."
        ),
        "fell": tr("It stood on the day the facilitator left, and then fell: what was done together stopped alone."),
        "never": tr("It stood at no time: too little was learned by too few."),
        "cheapest": tr("The cheapest of your programmes that stands costs {cost}."),
        "chart": tr("Your programmes: what they cost, and what is left"),
        "chart_about": tr("each mark a programme; filled: still standing; bar: 95 % interval of the mean"),
        "x": tr("cost, Rp million"),
        "y": tr("people more than without it, 24 months after exit"),
        "line": tr("still standing"),
        "tries": tr("Your programmes"),
        "number": tr("Try"),
        "cost": tr("Cost, Rp million"),
        "at_exit": tr("At exit"),
        "later": tr("24 months later"),
        "take": tr("Go on from this one"),
    }
