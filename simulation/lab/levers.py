"""The levers of the Lab, from the declared parameters: meaning, unit, range, source, and how well each is known."""

import math
from typing import Any

from scenarios.explain import explain
from scenarios.language import later, tr
from scenarios.parameter import Parameter
from scenarios.parameters import BY_NAME
from scenarios.presets import strategies
from scenarios.scenario import STRATEGY, make_scenario
from simulation.lab.limits import LIMITS
from simulation.lab.settings import Settings

FIRST = ("budget", "facilitators", "sessions_per_month", "months", "handing_over", "trust_fellows", "need_diversity")
"""Levers in sight; the others of the same sections open below them."""
SECTIONS = {"community": later("Community"), "programme": later("Programme"), "facilitator": later("Facilitator")}
_SAID = ("months", "km", "hours/month")
"""Units that a lever's name does not say already."""
WIDER = 0.35
"""A slider reaches so far beyond the range seen in the field, as a share of it, where more is accepted."""
STEPS = 50


def levers(settings: Settings) -> list[dict[str, Any]]:
    """Every lever as the page draws it, in the language in use, the first ones first."""
    words = {row.name: row for row in explain()}
    ordered = [*FIRST, *(n for n, p in BY_NAME.items() if p.section in SECTIONS and n not in FIRST)]
    start = make_scenario(settings.community).values
    changed = dict(settings.changed)
    return [
        {
            **_lever(BY_NAME[name], words[name]),
            "value": changed.get(name, start[name]),
            "start": start[name],
            "fixed": _fixed(name, settings),
        }
        for name in ordered
    ]


def _lever(parameter: Parameter, words: Any) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "first": parameter.name in FIRST,
        "section": tr(SECTIONS[parameter.section]),
        "label": words.label,
        "meaning": words.meaning,
        "usual": _usual(parameter, words),
        "grade": words.grade,
        "source": words.source,
        **(_choices(parameter) if parameter.kind == "choice" else _range(parameter)),
    }


def _choices(parameter: Parameter) -> dict[str, Any]:
    return {"choices": [{"value": choice, "label": tr(choice)} for choice in parameter.choices]}


def _range(parameter: Parameter) -> dict[str, Any]:
    """Where the slider begins and ends, in which steps, and how its value is written."""
    low, high = slider(parameter)
    step = 1.0 if parameter.kind == "int" else nice_step((parameter.high - parameter.low) / STEPS)
    return {
        "choices": None,
        "low": low,
        "high": high,
        "seen": [parameter.low, parameter.high],
        "step": step,
        **writing(parameter, step),
    }


def writing(parameter: Parameter, step: float) -> dict[str, Any]:
    """How the page writes a value that moves in such steps: its decimals, whether zeros at the end go, its unit."""
    decimals = 0 if step >= 1 else math.ceil(-math.log10(step) - 1e-9)
    return {"decimals": decimals, "short": parameter.unit not in ("0-1", "share"), "written": _written(parameter)}


def slider(parameter: Parameter) -> tuple[float, float]:
    """Ends of a slider: the range seen in the field and a little more, within what is accepted."""
    more = WIDER * (parameter.high - parameter.low)
    most = LIMITS.households if parameter.name in ("households", "invited") else parameter.limits[1]
    low, high = max(parameter.limits[0], parameter.low - more), min(most, parameter.high + more)
    if parameter.kind == "int":
        return math.ceil(low), math.floor(high)
    step = nice_step((parameter.high - parameter.low) / STEPS)
    return max(parameter.limits[0], step * math.floor(low / step)), min(most, step * math.ceil(high / step))


def nice_step(roughly: float) -> float:
    """1, 2 or 5 times a power of ten, not above what is asked for."""
    power = 10.0 ** math.floor(math.log10(roughly) + 1e-9)
    return float(max(nice * power for nice in (1, 2, 5) if nice * power <= roughly * (1 + 1e-9)))


def _written(parameter: Parameter) -> str:
    if parameter.unit == "Rp million":
        return tr("Rp {amount} million")
    return f"{{amount}} {tr(parameter.unit)}" if parameter.unit in _SAID else "{amount}"


def _usual(parameter: Parameter, words: Any) -> str:
    """The range seen or plausible, with its unit."""
    written = _written(parameter)
    if written == "{amount}" and words.unit not in ("0-1", ""):
        written += f" {words.unit}"
    return written.format(amount=words.usual)


def _fixed(name: str, settings: Settings) -> str:
    """Which side's strategy sets this lever itself, so that moving it changes only the other."""
    sides = zip("AB", settings.sides, strict=True)
    return "".join(side for side, s in sides if s != STRATEGY and name in strategies()[s].values)
