"""Communities and strategies to start from: one TOML file each, the file's name is the preset's name.

A new strategy or community is one new file in `scenarios/strategies` or `scenarios/communities`, nothing else.
A strategy sets only what a programme decides; a community sets only what a programme finds.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from scenarios.errors import ScenarioError, nearest
from scenarios.look import PLAIN_LOOK, wrong_look
from scenarios.parameter import SECTIONS, Value
from scenarios.parameters import BY_NAME

COMMUNITIES = Path(__file__).parent / "communities"
STRATEGIES = Path(__file__).parent / "strategies"

STRATEGY_SECTIONS = ("programme", "facilitator")
COMMUNITY_SECTIONS = tuple(section for section in SECTIONS if section not in STRATEGY_SECTIONS)
_TYPES: dict[str, tuple[type, str]] = {
    "label": (str, "text"),
    "description": (str, "text"),
    "extends": (str, "text"),
    "order": (int, "a whole number"),
    "labels": (dict, "a table"),
    "descriptions": (dict, "a table"),
    "values": (dict, "a table"),
    "look": (dict, "a table"),
}
_LAST = 1000


@dataclass(frozen=True)
class Preset:
    """A named start: its words by language, the values it sets, and how it is drawn.

    `look` holds `light` and `dark` (colours on a light and a dark ground), `dash` (line pattern in pixels, empty is
    solid), `marker`, `letter` and `hatch`.
    """

    name: str
    label: str
    description: str
    values: Mapping[str, Value]
    labels: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    look: Mapping[str, Any] = field(default_factory=dict)
    extends: str | None = None

    def label_in(self, language: str) -> str:
        """The label in a language, English where there is none."""
        return self.labels.get(language, self.label)

    def description_in(self, language: str) -> str:
        """The description in a language, English where there is none."""
        return self.descriptions.get(language, self.description)


def communities() -> dict[str, Preset]:
    """All communities by name, in their files' `order`. Raises ScenarioError naming the file that is wrong."""
    return dict(_presets(COMMUNITIES, COMMUNITY_SECTIONS))


def strategies() -> dict[str, Preset]:
    """All strategies by name, in their files' `order`. Raises ScenarioError naming the file that is wrong."""
    return dict(_presets(STRATEGIES, STRATEGY_SECTIONS))


def unknown(kind: str, name: str, presets: Mapping[str, Preset]) -> list[str]:
    """The complaint that no such preset exists, with the nearest name and all names; empty if it does."""
    there_are = ", ".join(presets)
    return [] if name in presets else [f"unknown {kind} '{name}'{nearest(name, presets)}; there are: {there_are}"]


@cache
def _presets(folder: Path, sections: tuple[str, ...]) -> dict[str, Preset]:
    texts = {path.stem: _read(path, sections) for path in sorted(folder.glob("*.toml"))}
    return {name: _preset(name, texts, ()) for name in sorted(texts, key=lambda name: texts[name].get("order", _LAST))}


def _read(path: Path, sections: tuple[str, ...]) -> dict[str, Any]:
    try:
        text = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{path.name}: {error}") from error
    problems = [f"{key} is missing" for key in ("label", "description") if key not in text]
    problems += filter(None, (_wrong_key(key, value) for key, value in text.items()))
    values, look = text.get("values"), text.get("look")
    problems += filter(None, (_misplaced(name, sections) for name in (values if isinstance(values, dict) else ())))
    problems += wrong_look(look) if isinstance(look, dict) else []
    if problems:
        raise ScenarioError(f"{path.name}: {problem}" for problem in problems)
    return text


def _wrong_key(key: str, value: object) -> str:
    if key not in _TYPES:
        return f"unknown key '{key}'{nearest(key, _TYPES)}"
    kind, words = _TYPES[key]
    return "" if isinstance(value, kind) else f"{key} must be {words}, not {value!r}"


def _misplaced(name: str, sections: tuple[str, ...]) -> str:
    if name not in BY_NAME:
        return f"[values] {name}: unknown parameter{nearest(name, BY_NAME)}"
    section = BY_NAME[name].section
    return "" if section in sections else f"[values] {name} belongs to {section}; allowed are {', '.join(sections)}"


def _preset(name: str, texts: Mapping[str, dict[str, Any]], heirs: tuple[str, ...]) -> Preset:
    """Build a preset on the one it extends: values and look are inherited, words are not."""
    text = texts[name]
    parent = text.get("extends")
    if parent is not None and (parent not in texts or parent in (name, *heirs)):
        raise ScenarioError(f"{name}.toml: extends '{parent}', which is unknown or extends {name} itself")
    start = _preset(parent, texts, (name, *heirs)) if parent else None
    return Preset(
        name=name,
        label=text["label"],
        description=text["description"],
        values={**(start.values if start else {}), **text.get("values", {})},
        labels={"en": text["label"], **text.get("labels", {})},
        descriptions={"en": text["description"], **text.get("descriptions", {})},
        look={"letter": name[0].upper(), **(start.look if start else PLAIN_LOOK), **text.get("look", {})},
        extends=parent,
    )
