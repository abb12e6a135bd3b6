"""What a preset is: a named start for a scenario."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scenarios.language import tr
from scenarios.parameter import Value


@dataclass(frozen=True)
class Preset:
    """A named start: its words by language, the values it sets, and how it is drawn.

    `look` holds `light` and `dark` (colours on a light and a dark ground), `dash` (line pattern in pixels, empty is
    solid), `marker`, `letter` and `hatch`. `choice`: whether a planner would choose it; others stand for comparison.
    """

    name: str
    label: str
    description: str
    values: Mapping[str, Value]
    labels: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    look: Mapping[str, Any] = field(default_factory=dict)
    extends: str | None = None
    choice: bool = True

    def label_in(self, language: str) -> str:
        """The label in a language: the file's own, else the catalogue's, else English."""
        return self.labels.get(language) or tr(self.label, language)

    def description_in(self, language: str) -> str:
        """The description in a language: the file's own, else the catalogue's, else English."""
        return self.descriptions.get(language) or tr(self.description, language)
