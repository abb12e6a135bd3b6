"""Figures of a decision for machines: those of its comparison, and all that stands beside it."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from scenarios.figures import Figures
from simulation.report.figures import estimate_of, figures
from simulation.study.compare import MAIN, Comparison
from simulation.study.decision import Decision, strength, switch
from simulation.study.screening import Screening
from simulation.study.statistics import mean_interval, quantile_interval, share_interval
from simulation.study.worlds import Information, Worlds


def figures_of(decision: Decision) -> dict[str, Any]:
    """All of a decision; what was not run is null. Luck stands in intervals, what is unknown under `worlds`."""
    comparison = decision.comparison
    all_figures = figures(comparison, decision.dose)
    all_figures["answer"]["strength"] = strength(decision)
    return {
        "command": decision.command,
        **all_figures,
        "known": _known(decision.known) if decision.known else None,
        "considered": _considered(decision.screening) if decision.screening else None,
        "budgets": [_at_budget(budget, other) for budget, other in sorted(decision.budgets.items())],
        "switch": switch(decision),
        "worlds": _worlds(decision.worlds) if decision.worlds else None,
        "ranges": [
            {"parameter": r.name, "low": r.low, "high": r.high, "lead": dict(zip(("low", "high"), ends, strict=True))}
            for r in decision.ranges
            for ends in [[estimate_of(e) for e in r.estimates]]
        ],
    }


def _known(known: Figures) -> dict[str, Any]:
    """What the planner answered, what became of it, and over what range it is tried."""
    return {
        "answers": dict(known.given),
        "unknown": list(known.unknown),
        "values": dict(known.values),
        "ranges": {name: list(ends) for name, ends in known.ranges.items()},
    }


def _considered(screening: Screening) -> dict[str, Any]:
    """Every candidate: whether it is compared, and how many people fewer than the best it leaves."""
    considered = {
        name: {
            "compared": name in screening.chosen,
            "behind": dict(zip(("as_said", "in_worlds"), map(estimate_of, screening.behind(name)), strict=True)),
        }
        for name in screening.names
    }
    return considered | {name: {"impossible": list(why)} for name, why in screening.impossible.items()}


def _at_budget(budget: float, comparison: Comparison) -> dict[str, Any]:
    return {
        "budget": budget,
        "winner": comparison.winner(),
        "strategies": {
            name: {key: estimate_of(comparison.estimate(name, key)) for key in (MAIN, "cost_total")}
            for name in comparison.names
        },
    }


def _worlds(worlds: Worlds) -> dict[str, Any]:
    return {
        "note": "plausible worlds, each with all that is unknown drawn anew; luck is taken out of their spread",
        "worlds": worlds.n,
        "runs_in_each": worlds.replicates,
        "unknown": {name: _ends(values) for name, values in worlds.design.items()},
        "choice": worlds.choice,
        "rupiah_million_a_person": worlds.pays,
        "strategies": {name: _in_worlds(worlds, name) for name in worlds.names},
        "value_of_knowing_all": _worth([worlds.perfect_information()])[0],
        "value_of_knowing": {found["name"]: found for found in _worth(worlds.information())},
    }


def _ends(values: np.ndarray) -> list[float]:
    return [float(values.min()), float(values.max())]


def _in_worlds(worlds: Worlds, name: str) -> dict[str, Any]:
    k, regret = worlds.names.index(name), worlds.regret(name)
    return {
        MAIN: estimate_of(worlds.mean(name)),
        "best": estimate_of(share_interval((worlds.extra.argmax(axis=1) == k).astype(float))),
        "regret": estimate_of(mean_interval(regret)),
        "regret_in_one_of_ten": estimate_of(quantile_interval(regret, 0.9)),
        "failed": estimate_of(mean_interval(worlds.failed[:, k])),
        "cost_total": estimate_of(mean_interval(worlds.cost[:, k])),
    }


def _worth(information: Iterable[Information]) -> list[dict[str, Any]]:
    return [
        {"name": found.name, "people": estimate_of(found.people), "rupiah_million": estimate_of(found.rupiah)}
        for found in information
    ]
