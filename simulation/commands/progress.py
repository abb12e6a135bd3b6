"""Progress on stderr, with the time left, and only where a person watches a terminal."""

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.status import Status

from scenarios.language import later, ntr, tr
from simulation.report.wording import duration, number, runs, strategy_label
from simulation.study.compare import Comparison, Precision

if TYPE_CHECKING:
    from simulation.study.planning import Planning
    from simulation.study.sweep import Tally

_EVERY = 0.2
_STAGES = {
    "screening": later("which strategies and mixtures are worth comparing"),
    "runs": later("comparing them at the same budget"),
    "failures": later("what failing runs died of"),
    "dose": later("comparing them at the same dose"),
    "budgets": later("at three quarters and five quarters of the budget"),
    "worlds": later("over plausible worlds"),
    "ranges": later("one unknown at a time"),
}


class Progress:
    """One line that says how many villages are done, how many are needed, the time left, and who is ahead so far."""

    def __init__(self) -> None:
        self.console = Console(stderr=True, highlight=False)
        self.status = Status("", console=self.console) if sys.stderr.isatty() else None
        self._started = self._said = time.perf_counter()

    def __enter__(self) -> "Progress":
        if self.status:
            self.status.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.status:
            self.status.stop()

    def villages(self, comparison: Comparison) -> None:
        """Tell of the main comparison."""
        if self._due():
            self._say(self.words(comparison))

    def dose(self, comparison: Comparison) -> None:
        """Tell of the comparison at equal dose."""
        if self._due():
            text = ntr("{n} run at equal dose", "{n} runs at equal dose", comparison.n)
            self._say(text.format(n=number(comparison.n)))

    def study(self, tally: "Tally") -> None:
        """Tell of a study."""
        if self._due():
            self._say(self.study_words(tally))

    def plan(self, planning: "Planning") -> None:
        """Tell of a decision in the making."""
        if self._due():
            self._say(self.plan_words(planning))

    def plan_words(self, planning: "Planning") -> str:
        """How far a decision is: its stage, the steps of it, and the time left for all stages."""
        from simulation.study.planning import STAGES

        words = {
            "stage": number(STAGES.index(planning.stage) + 1),
            "stages": number(len(STAGES)),
            "what": tr(_STAGES[planning.stage]),
            "done": number(planning.done),
            "of": number(planning.of),
        }
        said = tr("{stage} of {stages}: {what}, {done} of about {of}").format(**words)
        if planning.made:
            left = (time.perf_counter() - self._started) / planning.made * planning.left
            said += tr("; {time} left").format(time=duration(left))
        return said

    def study_words(self, tally: "Tally") -> str:
        """How far a study is: runs, those that failed, and the time left."""
        said = tr("{n} of {of} runs, {failed} failed").format(
            n=number(tally.wanted - tally.left), of=number(tally.wanted), failed=number(tally.failed)
        )
        if tally.made:
            said += tr("; {time} left").format(time=duration(tally.seconds_left))
        return said

    def words(self, comparison: Comparison) -> str:
        """How far a comparison is. Who is ahead is said once there are enough villages to look at."""
        n, least = comparison.n, Precision().least
        if comparison.wanted != comparison.wanted or n < 2:
            return runs(n)
        needed = min(max(least, comparison.needed()), Precision().most) if n >= least else least
        left = (time.perf_counter() - self._started) / n * max(0, needed - n)
        said = tr("{n} of about {needed} runs, about {seconds} s left").format(
            n=number(n), needed=number(max(n, needed)), seconds=number(left)
        )
        if n >= least:
            said += tr("; ahead so far: {strategy}").format(strategy=strategy_label(comparison.ranking()[0]))
        return said

    def _due(self) -> bool:
        now = time.perf_counter()
        if self.status is None or now - self._said < _EVERY:
            return False
        self._said = now
        return True

    def _say(self, text: str) -> None:
        if self.status:
            self.status.update(text)
