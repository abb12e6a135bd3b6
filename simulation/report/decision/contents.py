"""The whole report of a decision in the language in use, part after part."""

from scenarios.language import current_language, tr
from simulation.report.decision import afterwards, answering, doubts, grounds
from simulation.report.decision.charts import flower, narrow
from simulation.report.decision.document import Band, Part, Picture, Report, plain
from simulation.report.wording import number, village_label
from simulation.study.decision import Decision
from simulation.study.store import berdaya_version


def report_of(decision: Decision) -> Report:
    """Everything that a decision has to say; parts that were not run are left out."""
    comparison = decision.comparison
    return Report(
        language=current_language(),
        title=tr("Decision report"),
        place=village_label(decision.scenario),
        logo=Picture.of(flower()),
        question=answering.question(comparison),
        answer=answering.answer_sentence(decision),
        open=comparison.winner() is None or answering.strength(decision) == "undecided",
        verdict=answering.verdict(decision),
        lead=answering.lead(decision),
        table=answering.table(decision),
        notes=plain(" ".join([_intervals(), _empowered()])),
        bands=tuple(_bands(decision)),
        command=decision.command,
        made=_made(decision),
        said={
            "question": tr("Question"),
            "answer": tr("Answer"),
            "strength": tr("Strength of this answer"),
            "again": tr("Make this report again:"),
            "page": tr("Page {n} of {of}"),
            "forecast": tr("A simulation, not a forecast."),
        },
    )


def _intervals() -> str:
    return tr("Below each mean its 95 % interval: how well the mean is known, not how runs differ.")


def _empowered() -> str:
    return tr(
        "Empowered: adequate in four of five indicators (knowledge, skills, income, participation, independence). "
        "Worst-off third, gain, cost per person and failure count people beyond the same village without a programme."
    )


def _bands(decision: Decision) -> list[Band]:
    """Parts in their order, some side by side."""
    comparison, worlds = decision.comparison, decision.worlds
    bands = list(afterwards.pictures(decision))
    if comparison.arms.active:
        bands += [(afterwards.left(comparison),)]
        fails, money = afterwards.failing(comparison), afterwards.other_budgets(decision)
        bands += _beside(fails, money) if narrow(comparison.names) else [*_beside(fails), *_beside(money)]
    bands += _beside(doubts.what_matters(decision))
    if worlds is not None:
        bands += [(doubts.regret(worlds),)]
    bands += _beside(doubts.find_out(worlds) if worlds is not None else None, doubts.two_kinds(decision))
    return [*bands, (grounds.assumptions(decision),), (grounds.limits(decision),)]


def _beside(*parts: Part | None) -> list[Band]:
    """Those parts that there are, side by side."""
    there = tuple(part for part in parts if part is not None)
    return [there] if there else []


def _made(decision: Decision) -> tuple[str, ...]:
    comparison = decision.comparison
    runs = tr("{n} runs").format(n=number(comparison.n))
    seed = tr("seed {seed}").format(seed=decision.root_seed)
    return f"berdaya {berdaya_version()} · {seed} · {runs}", grounds.evidence_line()
