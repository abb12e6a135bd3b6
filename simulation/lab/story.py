"""The tab Story: six scenes; a guess first, then the run, then a small experiment; the last is a challenge."""

import math
import threading
from collections.abc import Callable
from typing import Any

import solara

from scenarios.errors import BerdayaError
from scenarios.explain import explain
from scenarios.language import tr
from scenarios.parameters import BY_NAME
from simulation.lab.levers import writing
from simulation.lab.limits import LIMITS
from simulation.lab.looks import look
from simulation.lab.session import spoken
from simulation.lab.story_challenge import (
    LEVERS,
    NEED,
    START,
    VILLAGES,
    WAYS,
    Attempt,
    attempt_of,
    programme_of,
    scenario_of,
    settings_of,
    trial,
)
from simulation.lab.story_scenes import BY_SCENE, CHALLENGE, NAMES, Scene
from simulation.lab.story_telling import Telling, line_of
from simulation.lab.story_words import BEFORE, after, before, challenge_words, experiment, page_words
from simulation.lab.workers import WORKERS
from simulation.report.wording import strategy_label

MOST_ATTEMPTS = 40
BAND_RUNS = min(40, LIMITS.runs)
"""Villages with other luck behind the one shown."""
BAND_STEPS = (10, 25, BAND_RUNS)
"""Numbers of them at which the band is drawn anew."""


class Shelf:
    """One visitor's story: the scene in sight, what was guessed and run in each, and the tries of the challenge."""

    def __init__(self) -> None:
        self.scene = solara.reactive(NAMES[0])
        self.turn = solara.reactive(0)
        self.tellings: dict[str, Telling] = {}
        self.attempts: solara.Reactive[tuple[Attempt, ...]] = solara.reactive(())
        self.running = solara.reactive(0)
        self.gone = threading.Event()

    def telling(self, name: str) -> Telling:
        """A scene as far as it has been told."""
        if name not in self.tellings:
            self.tellings[name] = Telling(BY_SCENE[name])
        return self.tellings[name]

    def go(self, name: Any) -> None:
        """To another scene."""
        if name in NAMES:
            self.scene.value = name

    def guess(self, given: Any) -> None:
        """The guessed line, one number a month, or None for none; then the model runs."""
        name = self.scene.value
        if name not in BY_SCENE or self.telling(name).shown:
            return
        telling = self.telling(name)
        telling.reveal(guess_of(given, telling))
        self.turn.value += 1
        threading.Thread(target=self._luck, args=(telling,), daemon=True).start()

    def again(self, _: Any = None) -> None:
        """Forget a scene's guess and run."""
        self.tellings.pop(self.scene.value, None)
        self.turn.value += 1

    def experiment(self, value: Any) -> None:
        """Run the scene's village once more with the lever at a value."""
        name = self.scene.value
        if name not in BY_SCENE or not self.telling(name).shown:
            return
        scene = BY_SCENE[name]
        if (tried := lever_value(scene, value)) is not None:
            self.telling(name).attempt(tried)
            self.turn.value += 1

    def attempt(self, asked: Any) -> None:
        """Try a programme of the challenge in all its villages."""
        try:
            programme = programme_of(asked)
            scenario = scenario_of(programme)
        except BerdayaError:
            return
        if self.running.value == 0:
            self.running.value = 1
            threading.Thread(target=self._try, args=(programme, scenario), daemon=True).start()

    def _try(self, programme: dict[str, Any], scenario: Any) -> None:
        trials = []
        try:
            for done in WORKERS.each(trial, range(VILLAGES), lambda: not self.gone.is_set(), scenario):
                trials.append(done)
                self.running.value = 1 + len(trials)
            if len(trials) == VILLAGES:
                self.attempts.value = (*self.attempts.value, attempt_of(programme, trials))[-MOST_ATTEMPTS:]
        finally:
            self.running.value = 0

    def _luck(self, telling: Telling) -> None:
        """Other villages behind the one shown; the page hears of them a few times."""

        def wanted() -> bool:
            return not self.gone.is_set() and telling in self.tellings.values()

        shared = telling.scene.scenario(), telling.scene.counted
        for run in WORKERS.each(line_of, range(BAND_RUNS), wanted, *shared):
            telling.runs.append(run)
            if len(telling.runs) in BAND_STEPS and wanted():
                self.turn.value += 1

    def leave(self) -> None:
        """Nobody is looking any more: stop what is under way."""
        self.gone.set()


def guess_of(given: Any, telling: Telling) -> list[float] | None:
    """A guessed line from what a page sends, within the village; None where it is no such line."""
    scene, most = telling.scene, len(telling.run.village.ids)
    if not isinstance(given, list) or len(given) != scene.end - scene.start + 1:
        return None
    if not all(isinstance(v, int | float) and not isinstance(v, bool) and math.isfinite(v) for v in given):
        return None
    return [min(float(most), max(0.0, float(v))) for v in given]


def lever_value(scene: Scene, given: Any) -> float | int | None:
    """A value of the scene's lever from what a page sends; None where it is none."""
    low, high = scene.slider
    if isinstance(given, bool) or not isinstance(given, int | float) or not low <= given <= high:
        return None
    return round(given) if BY_NAME[scene.lever].kind == "int" else round(float(given), 4)


@solara.component_vue("story.vue", vuetify=False)
def StoryView(
    scene: dict[str, Any],
    words: dict[str, Any],
    event_guess: Callable[[Any], None],
    event_experiment: Callable[[Any], None],
    event_again: Callable[[Any], None],
    event_go: Callable[[Any], None],
) -> None:
    """A scene: prose, the chart to guess in, two pictures of the village, the experiment."""


@solara.component_vue("story_challenge.vue", vuetify=False)
def ChallengeView(
    scene: dict[str, Any],
    words: dict[str, Any],
    event_attempt: Callable[[Any], None],
    event_go: Callable[[Any], None],
) -> None:
    """The challenge: a programme to put together, and what became of every one tried."""


@solara.component
def StoryTab() -> None:
    """The tab Story."""
    lang = spoken()
    shelf = solara.use_memo(Shelf, [])
    solara.use_effect(lambda: shelf.leave, [])
    name = shelf.scene.value
    words = {**page_words(), "names": [scene_title(n) for n in NAMES]}
    if name == CHALLENGE:
        ChallengeView(
            scene=challenge_for_page(shelf.attempts.value, shelf.running.value, lang),
            words={**words, **challenge_words()},
            event_attempt=shelf.attempt,
            event_go=shelf.go,
        ).key("challenge")
        return
    StoryView(
        scene=scene_for_page(shelf.telling(name), shelf.turn.value, lang),
        words=words,
        event_guess=shelf.guess,
        event_experiment=shelf.experiment,
        event_again=shelf.again,
        event_go=shelf.go,
    ).key(name)


def scene_title(name: str) -> str:
    """A scene's title before its guess."""
    return tr(BEFORE[name][0]) if name in BEFORE else tr("The challenge")


def scene_for_page(telling: Telling, turn: int, lang: str) -> dict[str, Any]:
    """Everything the page draws of a scene. `turn` counts the changes."""
    scene, shown = telling.scene, telling.shown
    said = after(telling) if shown else before(telling)
    return {
        "name": scene.name,
        "names": list(NAMES),
        "turn": turn,
        "lang": lang,
        "title": said.title,
        "prose": list(said.paragraphs),
        "look": look("", scene.strategy),
        "counted": scene.counted,
        "start": scene.start,
        "end": scene.end,
        "exit": int(scene.scenario().values["months"]),
        "handles": list(scene.handles),
        "top": scene.top,
        "n": len(telling.run.village.ids),
        "known": telling.known(),
        "beside": _beside(telling),
        "picks": picks(telling),
        "shown": shown,
        "line": telling.line if shown else [],
        "untreated": telling.untreated if shown else [],
        "guess": telling.guess,
        "band": telling.band() if shown else None,
        "village": telling.village(),
        "pictures": [telling.picture(m) for m in ((scene.start, scene.end) if shown else (scene.start,))],
        "lever": _lever(scene),
        "tried": [{"value": value, "line": line} for value, line in telling.tried],
        "experiment": experiment(telling),
        "link": scene.settings(telling.tried[-1][0] if telling.tried else scene.tried).link(),
    }


def _beside(telling: Telling) -> dict[str, Any] | None:
    if not telling.scene.beside:
        return None
    other = BY_SCENE[telling.scene.beside]
    label = strategy_label(other.strategy) if other.strategy != telling.scene.strategy else tr("the first village")
    return {"line": telling.beside, "label": label, "look": look("", other.strategy)}


def picks(telling: Telling) -> list[dict[str, Any]]:
    """Three guesses to pick from: a label, and the values at the three handles."""
    scene, now = telling.scene, telling.known()[-1]
    if scene.beside and scene.start == 0:
        beside = [telling.beside[m] for m in scene.handles]
        gains = [now + k * (b - now) for k in (0.5, 1, 2) for b in beside]
        labels = [tr("Fewer"), tr("About as many"), tr("More")]
        return [{"label": labels[k], "values": gains[3 * k : 3 * k + 3]} for k in range(3)]
    if scene.start == 0:
        top = scene.top
        rises = ((0.02, 0.03, 0.04), (0.12, 0.2, 0.25), (0.2, 0.45, 0.75))
        labels = [tr("Hardly anyone"), tr("Some"), tr("Many")]
        return [
            {"label": text, "values": [now + k * (top - now) for k in rise]}
            for text, rise in zip(labels, rises, strict=True)
        ]
    changes = ((1.1, 1.2, 1.3), (1.0, 1.0, 1.0), (0.75, 0.6, 0.5))
    labels = [tr("Goes on growing"), tr("Stays"), tr("Falls back")]
    return [{"label": text, "values": [now * k for k in change]} for text, change in zip(labels, changes, strict=True)]


def _lever(scene: Scene) -> dict[str, Any]:
    """The experiment's slider."""
    row = next(row for row in explain() if row.name == scene.lever)
    low, high = scene.slider
    step = 1 if BY_NAME[scene.lever].kind == "int" else 0.5 if high > 2 else 0.05
    return {
        "label": row.label,
        "meaning": row.meaning,
        "low": low,
        "high": high,
        "step": step,
        **writing(BY_NAME[scene.lever], step),
        "now": scene.scenario().values[scene.lever],
        "tried": scene.tried,
    }


def challenge_for_page(attempts: tuple[Attempt, ...], running: int, lang: str) -> dict[str, Any]:
    """The challenge as the page draws it."""
    words = {row.name: row for row in explain()}
    return {
        "names": list(NAMES),
        "lang": lang,
        "need": NEED,
        "villages": VILLAGES,
        "running": running,
        "budget": scenario_of(START).values["budget"],
        "start": START,
        "ways": [{"name": name, "label": strategy_label(name), "look": look("", name)} for name in WAYS],
        "levers": [
            {"name": name, "label": words[name].label, "meaning": words[name].meaning, "low": low, "high": high}
            | {"step": step, **writing(BY_NAME[name], step)}
            for name, (low, high, step) in LEVERS.items()
        ],
        "attempts": [
            {
                "programme": a.programme,
                "cost": a.cost,
                "exit": a.at_exit.mean,
                "later": a.later.mean,
                "low": a.later.low,
                "high": a.later.high,
                "stands": a.stands,
                "link": settings_of(a.programme).link(),
            }
            for a in attempts
        ],
    }
