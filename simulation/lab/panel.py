"""The Lab's left column: community, strategies, levers, seed, undo, link and files."""

from collections.abc import Callable
from typing import Any

import solara

from scenarios.language import current_language, tr
from scenarios.presets import communities, strategies
from simulation.lab.bench import Bench, command_line, problem_title
from simulation.lab.levers import levers
from simulation.lab.looks import looks
from simulation.lab.session import spoken


@solara.component_vue("panel.vue", vuetify=False)
def PanelView(
    chosen: dict[str, Any],
    communities: list[dict[str, str]],
    strategies: list[dict[str, str]],
    looks: list[dict[str, Any]],
    levers: list[dict[str, Any]],
    problems: list[str],
    undoable: bool,
    link: dict[str, str],
    file: dict[str, Any] | None,
    words: dict[str, str],
    event_choose: Callable[[Any], None],
    event_move: Callable[[Any], None],
    event_undo: Callable[[Any], None],
    event_download: Callable[[Any], None],
) -> None:
    """Draws the column."""


@solara.component
def Panel(bench: Bench) -> None:
    """The column, in the visitor's language."""
    lang = spoken()
    settings = bench.settings.value
    chosen = {"community": settings.community, "a": settings.a, "b": settings.b}
    PanelView(
        chosen={**chosen, "equal": settings.equal, "seed": settings.seed, "command": command_line(settings)},
        communities=[_option(preset) for preset in communities().values()],
        strategies=[_option(preset) for preset in strategies().values()],
        looks=solara.use_memo(lambda: looks(settings), [settings, lang]),
        levers=solara.use_memo(lambda: levers(settings), [settings, lang]),
        problems=solara.use_memo(bench.problems, [bench.refused.value, lang]),
        undoable=bool(bench.before.value),
        link=settings.query(),
        file=bench.file.value,
        words=words(),
        event_choose=bench.choose,
        event_move=bench.move,
        event_undo=bench.undo,
        event_download=bench.download,
    )


def _option(preset: Any) -> dict[str, str]:
    lang = current_language()
    return {"name": preset.name, "label": preset.label_in(lang), "about": preset.description_in(lang)}


def words() -> dict[str, str]:
    """What the column says."""
    return {
        "panel": tr("What to compare"),
        "community": tr("Community"),
        "strategy": tr("Strategy {letter}"),
        "same": tr("Same people, same ties, same luck."),
        "compare": tr("What both have alike"),
        "budget": tr("Equal budget"),
        "dose": tr("Equal dose"),
        "dose_about": tr("Both invite the same people and give them as many sessions."),
        "budget_about": tr("Both have the same money and hours; who reaches more people differs."),
        "levers": tr("Levers"),
        "undo": tr("Undo"),
        "about": tr("About {lever}"),
        "range": tr("Range"),
        "seen": tr("seen or plausible: {usual}"),
        "known": tr("How well known"),
        "source": tr("Source"),
        "close": tr("Close"),
        "unseen": tr("not seen in the field"),
        "thick": tr("thick part: range seen or plausible in the field"),
        "fixed": tr("set by strategy {letters} itself"),
        "more": tr("{n} more levers"),
        "start": tr("back to {value}"),
        "seed": tr("Seed"),
        "dice": tr("Another seed"),
        "seed_about": tr("Another seed is another village of the same kind, with other luck."),
        "link": tr("Copy link"),
        "copied": tr("Link copied"),
        "copy_this": tr("Copy this link"),
        "csv": tr("Save the months as CSV"),
        "png": tr("Save a picture"),
        "toml": tr("Save the scenario file"),
        "command": tr("The same on the command line"),
        "wrong": problem_title(),
    }
