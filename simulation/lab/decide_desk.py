"""What one planner works at: the question, their village, and the study under way. Nothing here is shared."""

import base64
import csv
import io
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import solara

from scenarios.errors import BerdayaError
from scenarios.language import current_language, use_language
from simulation.lab.decide_question import Question, question_from
from simulation.lab.decide_village import OwnVillage, received, take_in
from simulation.lab.limits import LIMITS
from simulation.lab.workers import WORKERS
from simulation.report.answer import answer
from simulation.report.figures import figures
from simulation.study.arms import Arms
from simulation.study.compare import Comparison, Precision
from simulation.study.decision import Decision, Range
from simulation.study.hands import Hands
from simulation.study.stages import (
    BUDGET_RUNS,
    BUDGETS,
    RANGE_RUNS,
    RANGES,
    at_equal_dose,
    at_other_budgets,
    deciding,
    dose_runs,
    failures,
    over_ranges,
    runs_left,
    to_look_into,
    without_gaps,
)

BETWEEN_PICTURES = 0.7
"""Seconds between two pictures of what grows: a page draws one before it gets the next."""
STAGES = ("runs", "failures", "dose", "budgets", "ranges")
_one_at_a_time = threading.Lock()
"""Matplotlib's settings are shared by all threads."""


def most_runs() -> int:
    """Runs of one decision at most."""
    return min(Precision().most, LIMITS.decide_runs)


class Study:
    """One question being answered, in a thread of its own. `seen`: the comparison as the page was last told of it."""

    def __init__(self, question: Question, arms: Arms) -> None:
        self.question = question
        self.seen = Comparison(arms, question.seed)
        self.decision = Decision(arms.scenario, question.seed, question.command(0), self.seen)
        self.stage, self.n, self.of, self.seconds = STAGES[0], 0, 0, float("nan")
        self.stopped = threading.Event()
        self.gone = threading.Event()

    @property
    def comparison(self) -> Comparison:
        """The comparison at the planner's budget."""
        return self.decision.comparison

    @property
    def hands(self) -> Hands:
        """The workers of this server, for as long as the present stage should go on."""
        return Hands(WORKERS, self.wanted, most_runs())

    @property
    def done(self) -> bool:
        """Whether all of it has been run, or given up."""
        return self.stage == ""

    def wanted(self) -> bool:
        """Whether the present stage should go on."""
        return not (self.stopped.is_set() or self.gone.is_set())


class Desk:
    """State in Solara's reactive values, so that the tab is drawn again when it changes."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.problems: solara.Reactive[tuple[str, ...]] = solara.reactive(())
        self.own: solara.Reactive[OwnVillage | None] = solara.reactive(None)
        self.own_problems: solara.Reactive[tuple[str, ...]] = solara.reactive(())
        self.study: solara.Reactive[Study | None] = solara.reactive(None)
        self.turn = solara.reactive(0)
        self.file: solara.Reactive[dict[str, Any] | None] = solara.reactive(None)

    # --- what the page asks for

    def ask(self, asked: Any) -> None:
        """Begin to answer a question; one under way ends."""
        try:
            question = question_from(asked, self.own.value)
            arms = question.arms()
        except BerdayaError as error:
            self.problems.value = tuple(error.problems)
            return
        self.problems.value = ()
        if self.study.value:
            self.study.value.gone.set()
        study = Study(question, arms)
        self.study.value = study
        threading.Thread(target=self._work, args=(study, current_language()), daemon=True).start()

    def stop(self, _: Any = None) -> None:
        """Keep what the present stage has, and go on to the next."""
        if self.study.value:
            self.study.value.stopped.set()

    def upload(self, asked: Any) -> None:
        """Take a village in: {"roster": base64, "ties": base64 or null, "community": ...}."""
        self.own_problems.value = ()
        if self.study.value:
            self.study.value.gone.set()
            self.study.value = None
        try:
            files = received(asked)
            self.folder = self.folder or Path(tempfile.mkdtemp(prefix="berdaya-village-"))
            self.own.value = take_in(files, self.folder, str(asked.get("community", "")))
        except BerdayaError as error:
            self.own.value = None
            self.own_problems.value = tuple(error.problems)

    def forget(self, _: Any = None) -> None:
        """Back to a village from the presets."""
        self.own.value, self.own_problems.value = None, ()

    def download(self, kind: Any) -> None:
        """Make a file for the visitor: its name, kind and content go to the page, nothing to a disk."""
        study = self.study.value
        if study and study.comparison.n > 1 and kind in DOWNLOADS:
            self.file.value = {**DOWNLOADS[kind](study), "at": time.monotonic()}

    def leave(self) -> None:
        """Nobody is looking any more: stop what is under way and remove the visitor's files."""
        if self.study.value:
            self.study.value.gone.set()
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    # --- what goes on behind

    def _work(self, study: Study, language: str) -> None:
        use_language(language)
        try:
            for stage, work in self._stages(study).items():
                study.stage, study.n, study.of, study.seconds = stage, 0, 0, float("nan")
                study.stopped.clear()
                work()
                if study.gone.is_set() or study.comparison.n < 2:
                    break
        finally:
            study.stage = ""
            self._tell(study)

    def _stages(self, study: Study) -> dict[str, Callable[[], None]]:
        return {
            "runs": lambda: self._runs(study),
            "failures": lambda: self._failures(study),
            "dose": lambda: self._dose(study),
            "budgets": lambda: self._budgets(study),
            "ranges": lambda: self._ranges(study),
        }

    def _runs(self, study: Study) -> None:
        decision = study.decision

        def left(comparison: Comparison) -> int:
            decision.comparison = comparison
            return runs_left(comparison, most_runs())

        self._watch(study, deciding(study.comparison.arms, study.question.seed, study.hands), left)
        whole = without_gaps(study.comparison)
        whole.wanted, whole.interrupted = study.comparison.wanted, not study.wanted()
        decision.comparison, decision.command = whole, study.question.command(whole.n)

    def _failures(self, study: Study) -> None:
        lost = to_look_into(study.comparison)
        done = iter(range(1, lost + 1))
        self._watch(study, failures(study.comparison, study.hands), lambda _: lost - next(done, lost))

    def _dose(self, study: Study) -> None:
        grown: list[Comparison] = []

        def left(dose: Comparison) -> int:
            grown[:] = [dose]
            return dose_runs(study.comparison) - dose.n

        self._watch(study, at_equal_dose(study.comparison, study.hands), left)
        if grown and grown[0].n > 1 and study.wanted():
            study.decision.dose = grown[0]

    def _budgets(self, study: Study) -> None:
        tried: dict[float, Comparison] = {}

        def left(step: tuple[float, Comparison]) -> int:
            tried[step[0]] = step[1]
            each = min(BUDGET_RUNS, most_runs())
            return len(BUDGETS) * each - sum(c.n for c in tried.values())

        self._watch(study, at_other_budgets(study.comparison.arms, study.question.seed, study.hands), left)
        study.decision.budgets = {budget: other for budget, other in tried.items() if other.n > 1}

    def _ranges(self, study: Study) -> None:
        found = answer(study.comparison)
        if found.rival is None:
            return
        of = 2 * len(RANGES) * min(RANGE_RUNS, most_runs())

        def left(tried: list[Range]) -> int:
            study.decision.ranges = tried
            return of - sum(len(gaps) for r in tried for gaps in r.gaps)

        arms, seed = study.comparison.arms, study.question.seed
        self._watch(study, over_ranges(arms, found.leader, found.rival, seed, study.hands), left)

    def _watch(self, study: Study, steps: Iterable[Any], left: Callable[[Any], int]) -> None:
        """Go through the steps of a stage, telling the page now and then how far it is and how long it takes."""
        started = told = time.monotonic()
        for done, step in enumerate(steps, start=1):
            remaining, now = left(step), time.monotonic()
            study.n, study.of = done, done + max(0, remaining)
            study.seconds = (now - started) / done * max(0, remaining)
            if now - told > BETWEEN_PICTURES:
                told = now
                self._tell(study)
        self._tell(study)

    def _tell(self, study: Study) -> None:
        if self.study.value is study and not study.gone.is_set():
            now = study.comparison
            lists = list(now.results), list(now.broken), now.interrupted, dict(now.diagnoses), now.wanted
            study.seen = Comparison(now.arms, now.root_seed, *lists)
            self.turn.value += 1


def _csv(study: Study) -> dict[str, Any]:
    """Every measure of every programme with its interval, and its difference from the best other one."""
    said = figures(study.comparison, study.decision.dose)
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["strategy", "measure", "mean", "low", "high", "against", "difference", "diff_low", "diff_high"])
    for name, measures in said["strategies"].items():
        paired = said["paired"].get(name, {})
        for measure, estimate in measures.items():
            other = paired.get(measure)
            gap = [other[k] for k in ("mean", "low", "high")] if other else ["", "", ""]
            against = said["against"][name] if other else ""
            numbers = [*(estimate[k] for k in ("mean", "low", "high")), against, *gap]
            rows.writerow([name, measure, *(f"{v:.12g}" if isinstance(v, float) else v for v in numbers)])
    return {"name": "decision.csv", "kind": "text/csv", "content": text.getvalue(), "base64": False}


def _png(study: Study) -> dict[str, Any]:
    """The picture that the command line draws."""
    from simulation.report.picture import draw

    with _one_at_a_time, tempfile.TemporaryDirectory() as folder:
        draw(study.comparison, Path(folder) / "compare.png")
        content = base64.b64encode((Path(folder) / "compare.png").read_bytes()).decode()
    return {"name": "decision.png", "kind": "image/png", "content": content, "base64": True}


def _toml(study: Study) -> dict[str, Any]:
    """The scenario that the command line reads as this question, to lie beside the village's files, if any."""
    own = study.question.own
    text = study.comparison.arms.scenario.to_toml(own.folder if own else None)
    return {"name": "decision.toml", "kind": "application/toml", "content": text, "base64": False}


def _pdf(study: Study) -> dict[str, Any]:
    """The decision report in print, in the visitor's language."""
    from simulation.report.decision import press, report_of

    content = base64.b64encode(press(report_of(study.decision))).decode()
    return {"name": "report.pdf", "kind": "application/pdf", "content": content, "base64": True}


def _html(study: Study) -> dict[str, Any]:
    """The decision report as a page that stands alone."""
    from simulation.report.decision import page, report_of

    return {"name": "report.html", "kind": "text/html", "content": page(report_of(study.decision)), "base64": False}


DOWNLOADS: dict[str, Callable[[Study], dict[str, Any]]] = {
    "csv": _csv,
    "png": _png,
    "toml": _toml,
    "pdf": _pdf,
    "html": _html,
}
"""What a page can ask for."""
