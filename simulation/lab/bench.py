"""What one visitor works at in the Lab: the settings, how they came about, the two villages, and what is behind them.

Made inside the tab's component, one for each visitor; nothing here is shared.
"""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, cast

import solara

from scenarios.errors import BerdayaError
from scenarios.language import tr
from scenarios.parameters import BY_NAME
from scenarios.presets import communities, strategies
from simulation.lab.bands import bands, growing
from simulation.lab.downloads import DOWNLOADS
from simulation.lab.limits import LIMITS
from simulation.lab.pair import Pair, chunk_for_page, make_pair, staying
from simulation.lab.session import spoken
from simulation.lab.settings import MOST_DIGITS, Settings, read_settings
from simulation.study.compare import Comparison

MOST_UNDONE = 50
BETWEEN_PICTURES = 0.7
"""Seconds between two pictures of the growing bands: a page draws one before it gets the next."""


class Bench:
    """State in Solara's reactive values, so that a part of the tab is drawn again only when what it reads changes."""

    def __init__(self, asked: Mapping[str, str]) -> None:
        self.refused: solara.Reactive[Callable[[], object] | None] = solara.reactive(None)
        settings = self._opened(asked)
        self.settings = solara.reactive(settings)
        self.before: solara.Reactive[tuple[Settings, ...]] = solara.reactive(())
        self.pair = solara.reactive(make_pair(settings))
        self.chunk = solara.reactive({**chunk_for_page(self.pair.value, 0), "sent": 0})
        self.who = solara.reactive(-1)
        self.twins: solara.Reactive[list[list[float]]] = solara.reactive([[], []])
        self.bands: solara.Reactive[dict[str, Any] | None] = solara.reactive(None)
        self.file: solara.Reactive[dict[str, Any] | None] = solara.reactive(None)
        self.comparison: Comparison | None = None

    def _opened(self, asked: Mapping[str, str]) -> Settings:
        """The settings of the link; where it is wrong, the settings of the start."""

        def read() -> Settings:
            settings = read_settings(asked)
            settings.arms()
            return settings

        try:
            return read()
        except BerdayaError:
            self.refused.value = read
            return Settings()

    def problems(self) -> list[str]:
        """Why what was asked for last cannot be set, in the language in use; empty where it can."""
        try:
            if self.refused.value is not None:
                self.refused.value()
        except BerdayaError as error:
            return list(error.problems)
        return []

    # --- what the page asks for

    def choose(self, asked: Any) -> None:
        """Community, strategies, what is equal, or the seed: {"name": ..., "value": ...}."""
        name, value = _named(asked)
        settings = self.settings.value
        known: dict[str, Callable[[], bool]] = {
            "community": lambda: value in communities(),
            "a": lambda: value in strategies(),
            "b": lambda: value in strategies(),
            "equal": lambda: value in ("budget", "dose"),
            "seed": lambda: isinstance(value, int) and 0 <= value < 10**MOST_DIGITS,
        }
        if name not in known or not isinstance(value, str | int) or isinstance(value, bool) or not known[name]():
            return
        changes = {name: value}
        if name in ("a", "b") and value == getattr(settings, "b" if name == "a" else "a"):
            changes = {"a": settings.b, "b": settings.a}
        kept = {field: getattr(settings, field) for field in ("community", "a", "b", "equal", "seed", "changed")}
        self._set(Settings(**{**kept, **changes}))

    def move(self, asked: Any) -> None:
        """A lever: {"name": ..., "value": ...}."""
        name, value = _named(asked)
        if name not in BY_NAME or not isinstance(value, int | float | str | bool):
            return
        if BY_NAME[name].kind == "float" and isinstance(value, int):
            value = float(value)
        self._set(self.settings.value.with_value(name, value))

    def undo(self, _: Any = None) -> None:
        """Back to the settings before the last change."""
        if self.before.value:
            *earlier, last = self.before.value
            self._set(last, remember=False)
            self.before.value = tuple(earlier)

    def more(self, asked: Any) -> None:
        """Run both villages on to the end of a month: {"first": the first month the page lacks, "to": ...}."""
        first, to = (asked.get(name) if isinstance(asked, dict) else None for name in ("first", "to"))
        pair = self.pair.value
        if isinstance(first, int) and isinstance(to, int) and 0 <= first <= pair.month + 1:
            pair.advance(to)
            self.chunk.value = {**chunk_for_page(pair, first), "sent": self.chunk.value["sent"] + 1}

    def look(self, who: Any) -> None:
        """Whose story to tell, -1 for nobody's."""
        if isinstance(who, int) and -1 <= who < len(self.pair.value.sides[0].run.village.ids):
            self.who.value = who

    def download(self, kind: Any) -> None:
        """Make a file for the visitor: its name, kind and content go to the page, nothing to a disk."""
        if isinstance(kind, str) and kind in DOWNLOADS:
            spoken()
            self.file.value = {**DOWNLOADS[kind](self.pair.value, self.comparison), "at": time.monotonic()}

    def _set(self, settings: Settings, remember: bool = True) -> None:
        """Begin again with other settings, or say why that cannot be and leave everything as it is."""
        if settings == self.settings.value:
            return
        try:
            pair = make_pair(settings)
        except BerdayaError:
            self.refused.value = settings.arms
            return
        self.refused.value = None
        if remember:
            self.before.value = (*self.before.value, self.settings.value)[-MOST_UNDONE:]
        self.settings.value = settings
        self.bands.value, self.comparison = None, None
        self.twins.value = [[], []]
        self.pair.value = pair
        self.chunk.value = {**chunk_for_page(pair, 0), "sent": 0}

    # --- what goes on behind

    def watch(self) -> Callable[[], None]:
        """Work out, in a thread, what luck can do to the pair there is now. Returns what stops it."""
        pair, stopped = self.pair.value, threading.Event()

        def wanted() -> bool:
            return not stopped.is_set() and self.pair.value is pair

        threading.Thread(target=self._behind, args=(pair, wanted), daemon=True).start()
        return stopped.set

    def _behind(self, pair: Pair, wanted: Callable[[], bool]) -> None:
        twins = staying(pair)
        if wanted():
            self.twins.value = twins
        drawn = time.monotonic()
        for comparison in growing(pair.arms, pair.settings.seed, LIMITS.runs, wanted):
            enough = comparison.n > 2 and time.monotonic() - drawn > BETWEEN_PICTURES
            if wanted() and (enough or comparison.n == LIMITS.runs):
                self.comparison = comparison
                self.bands.value = bands(comparison)
                drawn = time.monotonic()


def _named(asked: Any) -> tuple[str, Any]:
    if not isinstance(asked, dict):
        return "", None
    return str(asked.get("name", "")), cast(Any, asked.get("value"))


def command_line(settings: Settings) -> str:
    """The line that gives the same figures: of the presets as they are, or of the scenario file that can be saved."""
    scenario = "laboratory.toml" if settings.changed else settings.community
    equal = "" if settings.equal == "budget" else " --equal dose"
    start = f"python run.py compare {scenario} --strategies {','.join(settings.sides)}{equal}"
    return f"{start} --seed {settings.seed} --replicates {LIMITS.runs}"


def problem_title() -> str:
    """Above the problems of a setting."""
    return tr("That cannot be set")
