"""What a programme can buy before it starts, at its declared price: training of its facilitators, content that fits."""

from collections.abc import Mapping
from typing import Any

from scenarios.parameter import Value

GOOD = 0.9
"""What good practice reaches, of 1: a facilitator's competence, handing over, fit."""
COMPETENCES = ("handing_over", "facilitation", "sensitivity", "communication", "subject_knowledge")
"""What facilitators can be trained in."""

type Changes = Mapping[str, Value]


def at_least(values: Mapping[str, Any], level: float, *names: str) -> Changes:
    """Those of the named parameters that lie below a level, lifted to it."""
    return {name: level for name in names if values[name] < level}


def trained(values: Mapping[str, Any], *competences: str) -> Changes:
    """Competences brought to good practice, those that are not there yet, in every facilitator and for their price."""
    lifted = at_least(values, GOOD, *competences)
    return _paid(values, lifted, len(lifted) * values["facilitators"] * values["cost_of_training"])


def fitted(values: Mapping[str, Any]) -> Changes:
    """Content made anew to serve people's needs, if it does not yet, for its price."""
    return _paid(values, at_least(values, GOOD, "content_fit"), values["cost_of_redesign"])


def _paid(values: Mapping[str, Any], changes: Changes, price: float) -> Changes:
    return {**changes, "preparation": float(values["preparation"] + price)} if changes else {}
