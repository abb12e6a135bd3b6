"""The tab Decide: a planner's question, answered by many runs, with all that is uncertain about it."""

import math
from collections.abc import Callable
from typing import Any

import solara

from scenarios.language import current_language, ntr, tr
from scenarios.presets import communities, strategies
from scenarios.scenario import make_scenario
from simulation.lab.decide_desk import Desk, Study, most_runs
from simulation.lab.decide_question import MOST_STRATEGIES, Question
from simulation.lab.decide_table import (
    answer_for_page,
    notes_for_page,
    plane_for_page,
    ranges_for_page,
    rows_for_page,
)
from simulation.lab.decide_village import OwnVillage
from simulation.lab.limits import LIMITS
from simulation.lab.looks import look
from simulation.lab.session import spoken
from simulation.report.wording import number, village_note
from simulation.village import tie_list
from simulation.village.roster import COLUMNS


@solara.component_vue("decide.vue", vuetify=False)
def DecideView(
    start: dict[str, Any],
    choices: dict[str, Any],
    own: dict[str, Any] | None,
    own_problems: list[str],
    problems: list[str],
    progress: dict[str, Any] | None,
    found: dict[str, Any] | None,
    file: dict[str, Any] | None,
    words: dict[str, str],
    event_ask: Callable[[Any], None],
    event_stop: Callable[[Any], None],
    event_upload: Callable[[Any], None],
    event_forget: Callable[[Any], None],
    event_download: Callable[[Any], None],
) -> None:
    """Question, answer, table, plane, and what could change the answer."""


@solara.component
def DecideTab() -> None:
    """The tab Decide."""
    lang = spoken()
    desk = solara.use_memo(Desk, [])
    solara.use_effect(lambda: desk.leave, [])
    study, turn = desk.study.value, desk.turn.value
    own = desk.own.value
    DecideView(
        start=solara.use_memo(lambda: start_for_page(Question()), []),
        choices=solara.use_memo(choices, [lang]),
        own=solara.use_memo(lambda: own_for_page(own), [id(own), lang]),
        own_problems=list(desk.own_problems.value),
        problems=list(desk.problems.value),
        progress=progress_for_page(study) if study else None,
        found=solara.use_memo(lambda: found_for_page(study) if study else None, [id(study), turn, lang]),
        file=desk.file.value,
        words=solara.use_memo(words, [lang]),
        event_ask=desk.ask,
        event_stop=desk.stop,
        event_upload=desk.upload,
        event_forget=desk.forget,
        event_download=desk.download,
    )


def start_for_page(question: Question) -> dict[str, Any]:
    """The question as it is before the planner changes it."""
    names = ("community", "budget", "facilitators", "months", "seed")
    return {**{name: getattr(question, name) for name in names}, "strategies": list(question.strategies)}


def choices() -> dict[str, Any]:
    """What can be chosen, in the language in use."""
    lang = current_language()
    return {
        "communities": [
            {"name": name, "label": c.label_in(lang), "about": c.description_in(lang)}
            | {"households": make_scenario(name).values["households"]}
            for name, c in communities().items()
        ],
        "strategies": [
            {"name": name, "label": s.label_in(lang), "about": s.description_in(lang), "look": look("", name)}
            for name, s in strategies().items()
        ],
        "most": MOST_STRATEGIES,
        "upload_kb": LIMITS.upload_kb,
        "months": [4, LIMITS.months - 36],
    }


def own_for_page(own: OwnVillage | None) -> dict[str, Any] | None:
    """What was read of the planner's own village."""
    if own is None:
        return None
    text = tr("{n} households read; ties {ties}.")
    ties = tr("as given") if own.ties else tr("made, not given")
    return {"households": own.households, "text": text.format(n=number(own.households), ties=ties)} | {
        "notes": [village_note(note) for note in own.notes]
    }


def progress_for_page(study: Study) -> dict[str, Any]:
    """How far the study is, in words, and what its button does."""
    stages = {
        "runs": tr("Run {n} of about {of}"),
        "failures": tr("Looking into failing runs: {n} of {of}"),
        "dose": tr("The same at equal dose: {n} of {of} runs"),
        "budgets": tr("Other budgets: {n} of {of} runs"),
        "ranges": tr("What nobody has measured: {n} of {of} runs"),
        "": tr("{n} runs"),
    }
    n, of = (study.seen.n, study.seen.n) if study.done else (study.n, study.of)
    said = stages[study.stage].format(n=number(n), of=number(of))
    if not study.done and math.isfinite(study.seconds) and study.n > 1:
        seconds = max(1, round(study.seconds))
        left = ntr(", about {seconds} second left", ", about {seconds} seconds left", seconds)
        said += left.format(seconds=number(seconds))
    stop = tr("Stop and keep {n}") if study.stage == "runs" else tr("Skip this")
    return {
        "text": said,
        "share": n / of if of else 0.0,
        "stage": study.stage,
        "done": study.done,
        "stop": stop.format(n=number(study.seen.n)),
        "stoppable": study.stage != "runs" or study.seen.n > 1,
    }


def found_for_page(study: Study) -> dict[str, Any] | None:
    """What is known so far; the answer only once there are enough runs to look at."""
    comparison = study.seen
    if comparison.n < 2:
        return None
    enough = study.stage != "runs"
    plane = study.done or study.stage == "ranges"
    return {
        "n": comparison.n,
        "villagers": comparison.arms.scenario.values["households"],
        "answer": answer_for_page(comparison) if enough else None,
        "rows": rows_for_page(comparison, enough),
        "equal": tr("Equal budget"),
        "runs": tr("{n} runs, 95 % intervals").format(n=number(comparison.n)),
        **notes_for_page(comparison, study.decision.dose),
        "plane": plane_for_page(comparison, study.decision) if plane else None,
        "ranges": ranges_for_page(comparison, study.decision.ranges) if study.done else None,
        "command": study.question.command(comparison.n),
        "from_file": study.question.from_file,
        "own": study.question.own is not None,
        "most": most_runs(),
    }


def words() -> dict[str, str]:
    """What the page itself says."""
    return {
        "question": tr("The question"),
        "with": tr("With"),
        "and": tr("and"),
        "for": tr("for"),
        "in": tr("in a"),
        "ask": tr(", which programme leaves most people empowered?"),
        "rupiah_before": tr("Rp"),
        "rupiah_after": tr("million"),
        "one_facilitator": tr("facilitator"),
        "facilitators": tr("facilitators"),
        "months": tr("months"),
        "budget": tr("Budget, Rp million"),
        "n_facilitators": tr("Facilitators"),
        "n_months": tr("Months until the facilitator leaves"),
        "community": tr("Community"),
        "own": tr("your own village"),
        "run": tr("Run it"),
        "again": tr("Run it again"),
        "programmes": tr("Programmes compared"),
        "programmes_about": tr("2 to {most} of these"),
        "your_village": tr("Your own village"),
        "your_about": tr(
            "Two files from a spreadsheet (CSV). roster.csv: a row for each household, with a column id and any others "
            "you know. ties.csv, if you have it: two ids a row, from and to. They stay on this computer's server while "
            "the page is open."
        ),
        "roster": tr("roster.csv"),
        "ties": tr("ties.csv (if you have it)"),
        "like": tr("What the files do not say is as in the community chosen above."),
        "choose_file": tr("Choose a file"),
        "no_file": tr("none chosen"),
        "read": tr("Read the files"),
        "forget": tr("Use a preset instead"),
        "too_large": tr("{file}: is larger than {most} kB, the most this page takes; the command line takes more"),
        "columns": tr("Columns known: {roster} in roster.csv; {ties} in ties.csv.").format(
            roster=", ".join(COLUMNS), ties=", ".join(tie_list.COLUMNS)
        ),
        "wrong_village": tr("These files cannot be used as they are"),
        "wrong": tr("That cannot be run"),
        "nothing": tr("Nothing has happened yet"),
        "nothing_about": tr("Every programme meets the same villages, people and luck, in as many runs as it takes."),
        "wait": tr("The answer comes when there are enough runs."),
        "answer": tr("Answer"),
        "strength": tr("Strength of this answer"),
        "bars": tr("{n} of 3"),
        "table": tr("Programmes compared on equal budget"),
        "programme": tr("Programme"),
        "exit": tr("People empowered when the facilitator leaves"),
        "later": tr("Still empowered 24 months later"),
        "difference": tr("Difference from the best other, same luck"),
        "poorest": tr("Of the worst-off third"),
        "cost": tr("Cost, Rp million"),
        "person": tr("Rp million per person kept"),
        "fails": tr("Fails, of 100 runs"),
        "invited": tr("{invited} invited, {joined} joined"),
        "best": tr("leads"),
        "cells": tr("{n} of 100 runs fail"),
        "plane": tr("What the money buys"),
        "plane_about": tr("each programme at three budgets: 25 % less, yours, 25 % more; small marks: single runs"),
        "plane_x": tr("cost, Rp million"),
        "plane_y": tr("people more than without a programme, 24 months after exit"),
        "plane_wait": tr("comes after the runs"),
        "your_budget": tr("your budget"),
        "a_person": tr("Rp {n} million a person"),
        "change": tr("What could change the answer"),
        "change_about": tr("people more or fewer between the two, over the range seen in the field, one at a time"),
        "low_high": tr("{low} to {high}"),
        "doubt": tr("Two kinds of doubt"),
        "luck": tr("luck: how well the difference is known"),
        "unknown": tr("what nobody has measured here: over all ranges tried"),
        "never_added": tr("the two are not to be added"),
        "notes": tr("What to know beside the figures"),
        "command": tr("The same on the command line"),
        "command_file": tr("Save decision.toml first (and put your files beside it)."),
        "csv": tr("Figures as CSV"),
        "png": tr("Picture as PNG"),
        "toml": tr("Scenario as TOML"),
        "download": tr("Download"),
        "report": tr("The decision report"),
        "report_about": tr("Two to four pages to print or send on, with all that stands here and what it rests on."),
        "pdf": tr("Report to print (PDF)"),
        "html": tr("Report as a page (HTML)"),
    }
