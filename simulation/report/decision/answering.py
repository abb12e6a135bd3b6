"""The question, the answer and how strong it is, and the table of strategies."""

from collections.abc import Iterator, Sequence

from scenarios.language import tr
from simulation.report.answer import Answer, answer, people, sentence
from simulation.report.decision.charts import look, strength_bars
from simulation.report.decision.document import Cell, Picture, Row, Span, Table, Verdict, Words, joined, plain, said
from simulation.report.diagnosis import main_modes, mode_label
from simulation.report.drawing import sample
from simulation.report.palette import text_colour, tint
from simulation.report.table import two_lines
from simulation.report.wording import NOTHING, decimals_for, in_a_row, interval, money, number, rupiah, strategy_label
from simulation.study.compare import Comparison
from simulation.study.decision import Decision, best_two, gaps, strength, switch
from simulation.study.diagnosis import Diagnosis
from simulation.study.statistics import Estimate

BARS = {"undecided": 0, "likely": 2, "clear": 3}
"""Of three bars, how many an answer's strength fills."""


def question(comparison: Comparison) -> str:
    """What the planner wants to know, with what there is."""
    scenario = comparison.arms.scenario
    n = int(scenario.values["facilitators"])
    words = {
        "budget": money(scenario.values["budget"]),
        "facilitators": tr("one facilitator") if n == 1 else tr("{n} facilitators").format(n=number(n)),
        "months": number(scenario.values["months"]),
    }
    if comparison.arms.equal == "budget":
        text = tr(
            "With {budget}, {facilitators} and {months} months: which programme leaves most people empowered, and "
            "still empowered 24 months after the facilitator leaves?"
        )
    else:
        words["invited"] = number(max(plan.places for plan in comparison.arms.plans))
        text = tr(
            "With the same {invited} people invited to the same number of sessions in {months} months: which "
            "programme leaves most people empowered, and still empowered 24 months after the facilitator leaves?"
        )
    return text.format(**words)


def answer_sentence(decision: Decision) -> str:
    """The answer in a sentence; where plausible worlds speak for another strategy than luck alone, both."""
    comparison = decision.comparison
    found = answer(comparison)
    worlds = decision.worlds
    if worlds is None or found.strength == "undecided" or strength(decision) != "undecided":
        return sentence(comparison)
    text = tr(
        "No clear winner: with the village as assumed here {strategy} leaves {more} more people empowered than "
        "{rival}, but over all plausible worlds {other} leaves {extra} more than {strategy}."
    )
    assert found.difference is not None
    return text.format(
        strategy=strategy_label(found.leader),
        more=people(found.difference.mean),
        rival=strategy_label(found.rival or ""),
        other=strategy_label(worlds.choice),
        extra=people(worlds.lead(worlds.choice, found.leader).mean),
    )


def verdict(decision: Decision) -> Verdict | None:
    """How strong the answer is and why; None where nothing was compared."""
    found, strong = answer(decision.comparison), strength(decision)
    if found.rival is None:
        return None
    word = {"clear": tr("Clear"), "likely": tr("Likely"), "undecided": tr("Undecided")}[strong]
    alt = tr("{n} of 3").format(n=BARS[strong])
    return Verdict(word, Picture.of(strength_bars(BARS[strong]), alt), " ".join(_reasons(decision, found)))


def _reasons(decision: Decision, found: Answer) -> Iterator[str]:
    words = {"leader": strategy_label(found.leader), "rival": strategy_label(found.rival or "")}
    yield tr("Ahead of {rival} in {ahead} of 100 pairs with the same luck.").format(ahead=number(found.ahead), **words)
    if decision.worlds is not None:
        share = decision.worlds.best_in(found.leader)
        yield tr("Best in {share} of 100 plausible worlds.").format(share=number(100 * share))
    elif not decision.ranges:
        yield tr("Only luck is counted.")


def lead(decision: Decision) -> Words:
    """What else speaks for or against the leading strategy, against the best other: cost, the worst-off, failure."""
    comparison = decision.comparison
    found = answer(comparison)
    sentences = []
    if found.rival is not None and found.leader in _active(comparison):
        sentences += list(_beside(comparison, found.leader, found.rival))
        sentences += [plain(text) for text in [other_money(decision)] if text]
    return joined([*sentences, said("{forecast}", forecast=Span(tr("This is a simulation, not a forecast."), True))])


def _beside(comparison: Comparison, leader: str, rival: str) -> Iterator[Words]:
    words: dict[str, str | Span] = {"leader": name_of(leader), "rival": name_of(rival)}
    cost = comparison.estimate(leader, "cost_total")
    words["cost"] = rupiah(cost.mean, decimals_for(cost.mean))
    if rival not in _active(comparison):
        words["interval"] = interval(cost, decimals_for(cost.mean))
        yield said(tr("{leader} costs {cost} ({interval})."), **words)
        return
    more = comparison.difference(leader, rival, "cost_total")
    decimals = decimals_for(more.mean)
    words |= {"difference": rupiah(abs(more.mean), decimals), "interval": interval(_positive(more), decimals)}
    if not more.excludes_zero:
        yield said(tr("{leader} costs {cost}, about as much as {rival}."), **words)
    elif more.mean > 0:
        yield said(tr("{leader} costs {cost}, {difference} more ({interval}) than {rival}."), **words)
    else:
        yield said(tr("{leader} costs {cost}, {difference} less ({interval}) than {rival}."), **words)
    yield _worst_off(comparison, leader, rival)
    yield _failing(comparison, leader, rival)


def _worst_off(comparison: Comparison, leader: str, rival: str) -> Words:
    gap = comparison.difference(leader, rival, "poorest_extra_24")
    if not gap.excludes_zero:
        text = tr("For the worst-off third the two do not differ clearly ({interval} people).")
        return plain(text.format(interval=interval(gap, 1, sign=True)))
    words = {"more": people(abs(gap.mean)), "interval": interval(_positive(gap), 1)}
    if gap.mean > 0:
        return plain(tr("Of the worst-off third it keeps {more} more people empowered ({interval}).").format(**words))
    return plain(tr("Of the worst-off third it keeps {more} fewer people empowered ({interval}).").format(**words))


def _failing(comparison: Comparison, leader: str, rival: str) -> Words:
    shares = [comparison.estimate(name, "failed") for name in (leader, rival)]
    if not any(share.mean for share in shares):
        return plain(tr("Neither failed in any of {n} runs.").format(n=number(comparison.n)))
    one, other = (f"{number(100 * share.mean)} ({interval(share, scale=100)})" for share in shares)
    return said(tr("It fails in {one} of 100 runs, {rival} in {other}."), one=one, rival=name_of(rival), other=other)


def _positive(estimate: Estimate) -> Estimate:
    """An estimate of a difference without its sign."""
    mean, low, high = estimate
    return estimate if mean >= 0 else Estimate(-mean, -high, -low)


def other_money(decision: Decision) -> str:
    """Which of the best two leaves more at which budget, as far as luck does not explain it; empty for one budget."""
    found = gaps(decision)
    if not found:
        return ""
    leader, rival = best_two(decision)
    ahead = [budget for budget, gap in found.items() if gap.low > 0]
    behind = [budget for budget, gap in found.items() if gap.high < 0]
    if behind and not ahead:
        leader, rival, ahead, behind = rival, leader, behind, ahead
    words = {"leader": strategy_label(leader), "rival": strategy_label(rival)}
    at = switch(decision)
    if at is not None:
        words |= {"budget": money(at), "below": strategy_label(leader if min(ahead) < min(behind) else rival)}
        text = tr("At about {budget} {leader} and {rival} change places; below it {below} leaves more.")
    elif len(ahead) == len(found):
        text = tr("{leader} leaves more than {rival} at every budget tried.")
    elif not ahead:
        text = tr("At every budget tried luck alone could explain which of {leader} and {rival} leaves more.")
    else:
        words["level"] = in_a_row([money(budget) for budget in found if budget not in ahead])
        words["budgets"] = in_a_row([money(budget) for budget in ahead])
        text = tr("{leader} leaves more than {rival} at {budgets}; at {level} luck alone could explain which does.")
    return text.format(**words)


def name_of(name: str) -> Span:
    """A strategy's name in its colour."""
    return Span(strategy_label(name), strong=True, colour=text_colour(str(look(name)["light"])))


def name_cell(name: str, below: str = "") -> Cell:
    """A strategy's line, mark and name."""
    return Cell(strategy_label(name), below, Picture.of(sample(look(name))))


def table(decision: Decision) -> Table:
    """A row for every strategy, best first: means, and below each its interval."""
    comparison = decision.comparison
    winner = comparison.winner()
    equal, caption = {
        "budget": (tr("Equal budget"), tr("Programmes compared on equal budget")),
        "dose": (tr("Equal dose"), tr("Programmes compared at equal dose")),
    }[comparison.arms.equal]
    heads = (
        f"{equal}\n" + tr("{n} runs, 95 % intervals").format(n=number(comparison.n)),
        tr("Empowered\nat exit"),
        tr("24 months\nlater"),
        tr("Against\nbest other,\nsame luck"),
        tr("Worst-off\nthird"),
        tr("Cost,\nRp\nmillion"),
        tr("Rp million\na person\nkept"),
        tr("Fails, of\n100 runs;\nmostly by"),
    )
    rows = tuple(_row(comparison, name, name == winner) for name in comparison.ranking())
    return Table(caption, heads, rows, "lrrrrrrl", (1.9, 0, 0, 0, 0, 0, 0, 1))


def _row(comparison: Comparison, name: str, wins: bool) -> Row:
    active = name in _active(comparison)

    def of(measure: str) -> Estimate:
        return comparison.estimate(name, measure)

    rival = comparison.rival(name)
    joined_words = tr("{invited} invited, {joined} joined")
    below = (
        joined_words.format(invited=number(of("n_invited").mean), joined=number(of("n_joined").mean)) if active else ""
    )
    cells = (
        name_cell(name, below),
        figure(of("empowered_exit")),
        figure(of("empowered_24")),
        figure(comparison.difference(name, rival), sign=True) if rival else Cell(NOTHING),
        figure(of("poorest_extra_24")) if active else Cell(NOTHING),
        figure(of("cost_total")) if active else Cell(number(0)),
        figure(of("cost_per_extra_24")) if active else Cell(NOTHING),
        _fails(comparison, name) if active else Cell(NOTHING),
    )
    return Row(cells, tint(str(look(name)["light"])) if wins else "")


def figure(estimate: Estimate, sign: bool = False) -> Cell:
    """A mean above its interval."""
    mean, below = two_lines(estimate, sign).split("\n")
    return Cell(mean, below if below != NOTHING else "")


def _fails(comparison: Comparison, name: str) -> Cell:
    share, looked = comparison.estimate(name, "failed"), comparison.diagnoses.get(name, [])
    below = interval(share, scale=100)
    if looked and share.mean > 0:
        below += "\n" + (mode_words(looked) or tr("no known way"))
    return Cell(number(100 * share.mean), below)


def mode_words(looked: Sequence[Diagnosis]) -> str:
    """What most of the failing runs looked into died of; empty where nothing is known."""
    modes = main_modes(looked)
    return tr("several ways") if len(modes) > 2 else in_a_row([mode_label(mode) for mode in modes])


def _active(comparison: Comparison) -> list[str]:
    return [comparison.names[k] for k in comparison.arms.active]
