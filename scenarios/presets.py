"""Communities and strategies to start from: one TOML file each, the file's name is the preset's name.

A new strategy or community is one new file in `scenarios/strategies` or `scenarios/communities`, nothing else.
A strategy sets only what a programme decides; a community sets only what a programme finds.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from scenarios.errors import ScenarioError
from scenarios.language import later, nearest, tr
from scenarios.look import PLAIN_LOOK, wrong_look
from scenarios.mixtures import Strategies
from scenarios.parameter import SECTIONS
from scenarios.parameters import BY_NAME
from scenarios.preset import Preset

__all__ = ["Preset", "communities", "own_strategy", "strategies", "unknown"]

COMMUNITIES = Path(__file__).parent / "communities"
STRATEGIES = Path(__file__).parent / "strategies"

STRATEGY_SECTIONS = ("programme", "facilitator")
COMMUNITY_SECTIONS = tuple(section for section in SECTIONS if section not in STRATEGY_SECTIONS)
_TYPES: dict[str, tuple[type, str]] = {
    "label": (str, later("text")),
    "description": (str, later("text")),
    "extends": (str, later("text")),
    "order": (int, later("a whole number")),
    "choice": (bool, later("true or false")),
    "labels": (dict, later("a table")),
    "descriptions": (dict, later("a table")),
    "values": (dict, later("a table")),
    "look": (dict, later("a table")),
}
_LAST = 1000
_own: dict[str, Preset] = {}
"""Strategies from files of the user's own, as far as they were named."""


def communities() -> dict[str, Preset]:
    """All communities by name, in their files' `order`. Raises ScenarioError naming the file that is wrong."""
    return dict(_presets(COMMUNITIES, COMMUNITY_SECTIONS))


def strategies() -> Strategies:
    """All strategies by name, in their files' `order`. Raises ScenarioError naming the file that is wrong.

    Mixtures of them, such as `individual-20-then-group`, are found by their names too, but not listed.
    """
    return Strategies(_presets(STRATEGIES, STRATEGY_SECTIONS) | _own)


def own_strategy(file: Path) -> str:
    """Take in a strategy file of the user's own; from here on it is known by its file's name, which is given.

    Raises ScenarioError with all that is wrong with it, and where its name is taken.
    """
    if not file.is_file():
        raise ScenarioError(tr("{file}: there is no such strategy file").format(file=file))
    name, listed = file.stem, _texts(STRATEGIES, STRATEGY_SECTIONS)
    if name in Strategies(_presets(STRATEGIES, STRATEGY_SECTIONS)):
        raise ScenarioError(
            tr("{file}: there is a strategy '{name}' already; rename the file").format(file=file, name=name)
        )
    _own[name] = _preset(name, listed | {name: _read(file, STRATEGY_SECTIONS)}, ())
    return name


def unknown(kind: str, name: str, presets: Mapping[str, Preset]) -> list[str]:
    """The complaint that no such preset exists, with the nearest name and all names; empty if it does."""
    if name in presets:
        return []
    text = tr(_UNKNOWN[kind])
    return [text.format(name=name, hint=nearest(name, presets), there_are=", ".join(presets))]


_UNKNOWN = {
    "community": later("unknown community '{name}'{hint}; there are: {there_are}"),
    "strategy": later("unknown strategy '{name}'{hint}; there are: {there_are}"),
}


@cache
def _presets(folder: Path, sections: tuple[str, ...]) -> dict[str, Preset]:
    texts = _texts(folder, sections)
    return {name: _preset(name, texts, ()) for name in sorted(texts, key=lambda name: texts[name].get("order", _LAST))}


def _texts(folder: Path, sections: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    return {path.stem: _read(path, sections) for path in sorted(folder.glob("*.toml"))}


def _read(path: Path, sections: tuple[str, ...]) -> dict[str, Any]:
    try:
        text = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{path.name}: {error}") from error
    problems = [tr("{place} is missing").format(place=key) for key in ("label", "description") if key not in text]
    problems += filter(None, (_wrong_key(key, value) for key, value in text.items()))
    values, look = text.get("values"), text.get("look")
    problems += filter(None, (_misplaced(name, sections) for name in (values if isinstance(values, dict) else ())))
    problems += wrong_look(look) if isinstance(look, dict) else []
    if problems:
        raise ScenarioError(f"{path.name}: {problem}" for problem in problems)
    return text


def _wrong_key(key: str, value: object) -> str:
    if key not in _TYPES:
        return tr("unknown key '{key}'{hint}").format(key=key, hint=nearest(key, _TYPES))
    kind, words = _TYPES[key]
    said = tr("{key} must be {kind}, not {given}").format(key=key, kind=tr(words), given=repr(value))
    return "" if isinstance(value, kind) else said


def _misplaced(name: str, sections: tuple[str, ...]) -> str:
    if name not in BY_NAME:
        said = tr("[{table}] {name}: unknown parameter{hint}")
        return said.format(table="values", name=name, hint=nearest(name, BY_NAME))
    section = BY_NAME[name].section
    said = tr("[values] {name} belongs to {section}; allowed are {allowed}")
    return "" if section in sections else said.format(name=name, section=section, allowed=", ".join(sections))


def _preset(name: str, texts: Mapping[str, dict[str, Any]], heirs: tuple[str, ...]) -> Preset:
    """Build a preset on the one it extends: values and look are inherited, words are not."""
    text = texts[name]
    parent = text.get("extends")
    if parent is not None and (parent not in texts or parent in (name, *heirs)):
        said = tr("{name}.toml: extends '{parent}', which is unknown or extends {name} itself")
        raise ScenarioError(said.format(name=name, parent=parent))
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
        choice=text.get("choice", True),
    )
