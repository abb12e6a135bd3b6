"""How the two sides look: letter, name and the strategy's own colour, line and marker."""

from typing import Any

from scenarios.language import current_language
from scenarios.presets import strategies
from simulation.lab.settings import Settings

_GREY, _GREY_TEXT = {"light": "#90877D", "dark": "#928981"}, {"light": "#6A6259", "dark": "#B3AAA0"}


def looks(settings: Settings) -> list[dict[str, Any]]:
    """For each side: letter, strategy, label in the language in use, colours for marks and for text, dash, marker."""
    return [look(letter, name) for letter, name in zip("AB", settings.sides, strict=True)]


def look(letter: str, name: str) -> dict[str, Any]:
    """How one strategy looks, under a letter."""
    preset = strategies()[name]
    colour = {tone: preset.look[tone] for tone in ("light", "dark")}
    return {
        "letter": letter,
        "name": name,
        "label": preset.label_in(current_language()),
        "colour": colour,
        "text": {tone: _GREY_TEXT[tone] if colour[tone] == _GREY[tone] else colour[tone] for tone in colour},
        "dash": list(preset.look["dash"]),
        "marker": preset.look["marker"],
        "hatch": bool(preset.look["hatch"]),
    }
