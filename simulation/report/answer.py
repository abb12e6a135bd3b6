"""The answer in a sentence, how strong it is, and what it depends on."""

from dataclasses import dataclass
from typing import Any

from scenarios.language import later, tr
from simulation.report.wording import in_a_row, interval, number, percent, strategy_label
from simulation.study.compare import MAIN, OTHER_DEFINITIONS, Comparison
from simulation.study.statistics import Estimate

INVITED = "extra_invited_24"
_DEFINITIONS = {
    "extra_24_k60": later("three of five indicators are enough (k = .60)"),
    "extra_24_without_independence": later("independence does not count"),
}


@dataclass(frozen=True)
class Answer:
    """leader: highest mean. tied: strategies the data cannot tell from it. strength: likely or undecided.

    Without a trial over the plausible ranges of what nobody has measured, no answer is more than likely.
    """

    leader: str
    tied: tuple[str, ...]
    rival: str | None
    difference: Estimate | None
    ahead: float
    strength: str


def answer(comparison: Comparison, measure: str = MAIN) -> Answer:
    """Which strategy leaves most people empowered, and how strongly the replicates say so."""
    leader, *others = comparison.tied(measure)
    rival = comparison.rival(leader, measure)
    return Answer(
        leader=leader,
        tied=(leader, *others),
        rival=rival,
        difference=comparison.difference(leader, rival, measure) if rival else None,
        ahead=comparison.ahead(leader, rival, measure) if rival else float("nan"),
        strength="likely" if rival and not others else "undecided",
    )


def people(value: float) -> str:
    """A number of people, with a decimal where it is small."""
    return number(value, 0 if abs(value) >= 10 else 1)


def sentence(comparison: Comparison) -> str:
    """The answer: how many of how many, at which horizon, against what."""
    found = answer(comparison)
    kept = people(comparison.estimate(found.leader, "empowered_24").mean)
    words: dict[str, Any] = {
        "strategy": strategy_label(found.leader),
        "kept": kept,
        "of": number(comparison.estimate(found.leader, "n_villagers").mean),
        "extra": people(comparison.estimate(found.leader, MAIN).mean),
    }
    if found.rival is None or found.difference is None:
        text = tr(
            "{strategy}: about {kept} of {of} people are empowered 24 months after the facilitator leaves, "
            "{extra} more than without a programme."
        )
        return text.format(**words)
    words |= {"more": people(found.difference.mean), "rival": strategy_label(found.rival)}
    if found.strength == "undecided":
        words |= {
            "tied": in_a_row([strategy_label(name) for name in found.tied]),
            "interval": interval(found.difference, 1, sign=True),
        }
        text = tr(
            "No clear winner between {tied}: {strategy} leaves about {kept} of {of} people empowered 24 months after "
            "the facilitator leaves, {more} more than {rival}; luck alone could make it {interval}."
        )
        return text.format(**words)
    text = tr(
        "{strategy}: about {kept} of {of} people are empowered 24 months after the facilitator leaves, "
        "{more} more than with the next best ({rival}) and {extra} more than without a programme."
    )
    return text.format(**words)


def strength(comparison: Comparison) -> str:
    """How strong the answer is, and what was not tried; empty where nothing was compared."""
    found = answer(comparison)
    if found.rival is None:
        return ""
    word = {"likely": tr("Likely"), "undecided": tr("Undecided")}[found.strength]
    text = tr(
        "{word}: ahead of {rival} in {ahead} of 100 pairs with the same luck. Only luck is counted: whether a "
        "plausible value of what nobody has measured turns the answer around was not tried here."
    )
    return text.format(word=word, rival=strategy_label(found.rival), ahead=number(found.ahead))


def changes_with_definition(comparison: Comparison) -> list[str]:
    """One sentence for every other definition of being empowered under which another strategy leads."""
    said = []
    main = answer(comparison)
    for measure in OTHER_DEFINITIONS:
        other = answer(comparison, measure)
        if other.leader == main.leader or other.difference is None or other.rival is None:
            continue
        if other.leader in main.tied and other.strength == "undecided":
            continue
        text = tr("The answer depends on the definition: where {definition}, {strategy} leads by {more} ({interval}).")
        said.append(
            text.format(
                definition=tr(_DEFINITIONS[measure]),
                strategy=strategy_label(other.leader),
                more=people(other.difference.mean),
                interval=interval(other.difference, 1, sign=True),
            )
        )
    return said


def equal_dose(dose: Comparison) -> str:
    """One sentence: of the same people invited to the same number of sessions, how many each strategy empowers."""
    active = [dose.names[k] for k in dose.arms.active]
    found = answer(dose, INVITED)
    shares = [
        f"{strategy_label(name)}: {percent(share.mean)} ({interval(share, scale=100)})"
        for name in dose.ranking(INVITED)
        if name in active
        for share in [dose.estimate(name, INVITED)]
    ]
    text = tr(
        "At equal dose ({invited} people invited, the same sessions, {n} runs), empowered 24 months later of those "
        "invited: {shares}. {verdict}."
    )
    return text.format(
        invited=number(max(plan.places for plan in dose.arms.plans)),
        n=number(dose.n),
        shares="; ".join(shares),
        verdict=_verdict(found),
    )


def _verdict(found: Answer) -> str:
    if found.difference is None or found.strength == "undecided":
        return tr("No clear winner between {tied}").format(tied=in_a_row([strategy_label(name) for name in found.tied]))
    words = tr("{strategy} is ahead by {points} points ({interval})")
    return words.format(
        strategy=strategy_label(found.leader),
        points=number(100 * found.difference.mean, 1),
        interval=interval(found.difference, 1, sign=True, scale=100),
    )
