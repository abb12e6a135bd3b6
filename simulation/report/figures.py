"""Figures for machines: `strategies.<name>.<measure>.{mean,low,high}` and `paired.<name>.<measure>`."""

from collections import Counter
from typing import Any

from simulation.report.answer import INVITED, answer, sentence
from simulation.report.diagnosis import main_mode
from simulation.study.compare import MAIN, OTHER_DEFINITIONS, RATIOS, Comparison
from simulation.study.diagnosis import Diagnosis
from simulation.study.statistics import Estimate
from simulation.study.store import berdaya_version


def figures(comparison: Comparison, dose: Comparison | None = None) -> dict[str, Any]:
    """All estimates with 95 % intervals of the mean; numbers undefined are nan, which `as_json` writes as null."""
    arms = comparison.arms
    return {
        "berdaya": berdaya_version(),
        "note": "a simulation, not a forecast",
        "community": arms.scenario.community_name,
        "scenario": {"name": arms.scenario.name, "digest": arms.scenario.digest},
        "equal": arms.equal,
        "root_seed": comparison.root_seed,
        "replicates": comparison.n,
        "broken": len(comparison.broken),
        "interrupted": comparison.interrupted,
        "intervals": "95 % intervals of the mean over replicates",
        "main_measure": MAIN,
        "precision": {"wanted": comparison.wanted, "reached": comparison.reached()},
        "answer": {**_answer(comparison, MAIN), "sentence": sentence(comparison)},
        "other_definitions": {measure: _answer(comparison, measure) for measure in OTHER_DEFINITIONS},
        "strategies": {name: _strategy(comparison, name) for name in comparison.names},
        "against": {name: comparison.rival(name) for name in comparison.names},
        "paired": {name: _paired(comparison, name) for name in comparison.names if comparison.rival(name)},
        "plans": {
            name: {"places": plan.places, "capped_by": plan.capped_by, "planned": float(plan.planned)}
            for name, plan in zip(arms.names, arms.plans, strict=True)
        },
        "failures": {name: _failures(diagnoses) for name, diagnoses in comparison.diagnoses.items() if diagnoses},
        "equal_dose": _dose(dose) if dose is not None else None,
    }


def _answer(comparison: Comparison, measure: str) -> dict[str, Any]:
    found = answer(comparison, measure)
    return {
        "leader": found.leader,
        "winner": comparison.winner(measure),
        "not_told_apart": list(found.tied),
        "strength": found.strength,
        "against": found.rival,
        "difference": estimate_of(found.difference) if found.difference else None,
        "ahead_of_100": found.ahead,
    }


def _strategy(comparison: Comparison, name: str) -> dict[str, Any]:
    return {measure: estimate_of(comparison.estimate(name, measure)) for measure in comparison.measures}


def _paired(comparison: Comparison, name: str) -> dict[str, Any]:
    """Differences from the best other strategy, replicate by replicate."""
    rival = comparison.rival(name)
    if rival is None:
        return {}
    measures = [measure for measure in comparison.columns[0] if measure not in RATIOS]
    return {
        measure: {
            **estimate_of(comparison.difference(name, rival, measure)),
            "ahead_of_100": comparison.ahead(name, rival, measure),
        }
        for measure in measures
    }


def _failures(diagnoses: list[Diagnosis]) -> dict[str, Any]:
    """What the failing runs that were looked into died of."""
    return {
        "looked_into": len(diagnoses),
        "main": main_mode(diagnoses),
        "named": dict(Counter(cause for diagnosis in diagnoses for cause in diagnosis.causes)),
    }


def _dose(dose: Comparison) -> dict[str, Any]:
    return {
        "replicates": dose.n,
        "invited": max(plan.places for plan in dose.arms.plans),
        "measure": INVITED,
        "answer": _answer(dose, INVITED),
        "strategies": {name: {INVITED: estimate_of(dose.estimate(name, INVITED))} for name in dose.names},
    }


def estimate_of(estimate: Estimate) -> dict[str, float]:
    """An estimate by its parts."""
    return estimate._asdict()
