"""A scenario: one community, one programme, every parameter checked; read-only, and the same values have one digest."""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from scenarios.combinations import impossible
from scenarios.errors import ScenarioError
from scenarios.figures import FIGURES, TABLE, Figures, figures_of, known
from scenarios.form import as_toml, check_values, flatten, read_form
from scenarios.language import tr
from scenarios.parameter import SECTIONS, Value
from scenarios.parameters import BY_NAME, PARAMETERS
from scenarios.presets import Preset, communities, strategies, unknown
from scenarios.reading import read_tables, word
from scenarios.village_files import VillageFiles, open_village

__all__ = ["Preset", "Scenario", "VillageFiles", "communities", "load_scenario", "make_scenario", "strategies"]

COMMUNITY = "farmers-group-village"
STRATEGY = "group"
_DEFAULTS = MappingProxyType({parameter.name: parameter.default for parameter in PARAMETERS})


@dataclass(frozen=True)
class Scenario:
    """Made by `load_scenario` or `make_scenario`, changed by `with_values` and `with_strategy`, which check again.

    `values` holds every parameter by name; `stated` holds those the user gave, as against defaults and presets;
    `figures` are what a planner answered, if they were asked.
    """

    name: str
    community_name: str
    strategy_name: str
    stated: Mapping[str, Value]
    values: Mapping[str, Any]
    village_files: VillageFiles | None = None
    figures: Figures | None = None

    def __post_init__(self) -> None:
        for field in ("stated", "values"):
            object.__setattr__(self, field, MappingProxyType(dict(getattr(self, field))))

    def __reduce__(self) -> tuple[type["Scenario"], tuple[Any, ...]]:
        words = (self.name, self.community_name, self.strategy_name)
        return Scenario, (*words, dict(self.stated), dict(self.values), self.village_files, self.figures)

    def __hash__(self) -> int:
        return hash(self.digest)

    @cached_property
    def digest(self) -> str:
        """16 hexadecimal digits of SHA-256 over all values and the contents of the village's files; no names."""
        files = self.village_files.digests if self.village_files else []
        text = json.dumps([dict(self.values), files], sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def with_values(self, **changes: Value) -> "Scenario":
        """The same scenario with other values, which count as stated. Raises ScenarioError."""
        given, problems = check_values(changes)
        _refuse(problems)
        changed = self._checked_with({**self.values, **given}, {**self.stated, **given}, self.strategy_name)
        return replace(changed, figures=self.figures.without(given)) if self.figures else changed

    def with_strategy(self, name: str) -> "Scenario":
        """The same community under another strategy. Raises ScenarioError.

        A strategy is what its preset sets: all else is as the user stated it, or the default, for every strategy;
        the scenario's own strategy stays as it was stated.
        """
        if name == self.strategy_name:
            return self
        start = _start(self.community_name, name)
        preset = _preset_values(strategies()[name])
        return self._checked_with({**start, **self.stated, **preset}, self.stated, name)

    def to_toml(self, folder: Path | None = None) -> str:
        """The scenario file that reads as this scenario; the village's files relative to `folder`, else absolute."""
        start = _start(self.community_name, self.strategy_name)
        kept = [n for n, value in self.values.items() if value != start[n] or self.stated.get(n) == value]
        words = {"community": {"preset": self.community_name}, "programme": {"strategy": self.strategy_name}}
        if self.village_files:
            words["community"] |= self.village_files.words(folder)
        lines = [f"name = {as_toml(self.name)}"]
        if self.figures is not None:
            kept = [n for n in kept if n not in self.figures.values]
            lines += ["", f"[{TABLE}]", *(f"{key} = {as_toml(said)}" for key, said in self.figures.answers.items())]
        for section in SECTIONS:
            rows = {**words.get(section, {}), **{n: self.values[n] for n in kept if BY_NAME[n].section == section}}
            lines += ["", f"[{section}]", *(f"{key} = {as_toml(value)}" for key, value in rows.items())] if rows else []
        return "\n".join(lines) + "\n"

    def _checked_with(self, values: Mapping[str, Value], stated: Mapping[str, Value], strategy: str) -> "Scenario":
        _refuse(_impossible(values, self.village_files))
        return replace(self, values=values, stated=stated, strategy_name=strategy)


def make_scenario(community: str = COMMUNITY, strategy: str = STRATEGY, **values: Value) -> Scenario:
    """A scenario from presets and values. Raises ScenarioError with every problem."""
    stated, problems = check_values(values)
    _refuse(_unknown_presets(community, strategy) + problems)
    return _scenario(communities()[community].label, community, strategy, stated, None)


def load_scenario(path: str | os.PathLike[str]) -> Scenario:
    """Read a scenario file (TOML). Raises ScenarioError with every problem, the file's name before each."""
    file = Path(path)
    try:
        return _read(file)
    except ScenarioError as error:
        raise ScenarioError(f"{file}: {problem}" for problem in error.problems) from error


def _read(file: Path) -> Scenario:
    tables = read_tables(file)
    form, problems = read_form(tables)
    community = word(tables, "community", "preset") or COMMUNITY
    strategy = word(tables, "programme", "strategy") or STRATEGY
    problems += _unknown_presets(community, strategy)
    roster, ties = word(tables, "community", "roster"), word(tables, "community", "ties")
    files, faults = open_village(file.parent, roster, ties)
    _refuse(problems + faults)
    counted: dict[str, Value] = {"households": files.households} if files else {}
    stated = {**counted, **flatten(form)}
    if TABLE not in form:
        return _scenario(form.get("name", file.stem), community, strategy, stated, files)
    figures = _answered(form[TABLE], community, strategy, stated)
    scenario = _scenario(form.get("name", file.stem), community, strategy, {**stated, **figures.values}, files)
    return replace(scenario, figures=figures)


def _answered(given: Mapping[str, Any], community: str, strategy: str, stated: Mapping[str, Value]) -> Figures:
    """A planner's figures beside what else is stated, which must not say the same. Raises ScenarioError."""
    answers = known(given)
    twice = [figure for figure in FIGURES if figure.name in answers and figure.parameter in stated]
    text = tr("[{table}] {name} and [{section}] {parameter} say the same: leave one of them out")
    _refuse(
        text.format(table=TABLE, name=f.name, section=BY_NAME[f.parameter].section, parameter=f.parameter)
        for f in twice
    )
    start = {**_start(community, strategy), **stated}
    return figures_of(given, start, stated, _preset_values(communities()[community]))


def _scenario(
    name: str, community: str, strategy: str, stated: Mapping[str, Value], files: VillageFiles | None
) -> Scenario:
    values = {**_start(community, strategy), **stated}
    _refuse(_impossible(values, files))
    return Scenario(name, community, strategy, stated, values, files)


def _start(community: str, strategy: str) -> dict[str, Value]:
    """All values before the user states any: defaults, then the community's, then the strategy's."""
    _refuse(_unknown_presets(community, strategy))
    presets = communities()[community], strategies()[strategy]
    return {**_DEFAULTS, **_preset_values(presets[0]), **_preset_values(presets[1])}


def _preset_values(preset: Preset) -> dict[str, Value]:
    values, problems = check_values(preset.values)
    _refuse(f"{preset.name}.toml: {problem}" for problem in problems)
    return values


def _impossible(values: Mapping[str, Value], files: VillageFiles | None) -> list[str]:
    problems = impossible(values, has_roster=files is not None, has_ties=files is not None and files.ties is not None)
    return problems + (files.contradicts(values) if files else [])


def _unknown_presets(community: str, strategy: str) -> list[str]:
    return unknown("community", community, communities()) + unknown("strategy", strategy, strategies())


def _refuse(problems: Iterable[str]) -> None:
    if listed := list(problems):
        raise ScenarioError(listed)
