"""Programmes built to fail in a known way, to see whether the diagnosis finds it: the test of the test."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from scenarios.scenario import Scenario, make_scenario
from simulation.study.diagnosis import Diagnosis, diagnose
from simulation.study.runner import replicate_seed, spread

UNSEEN: dict[str, Any] = {
    "local_rules": 0.0,
    "monitoring_by_facilitator": 0.3,
    "monitoring_by_rotation": 0.1,
    "monitoring_by_management": 0.1,
    "monitoring_by_identity": 0.0,
    "norm_growth": 0.1,
    "norm_wear": 0.08,
}
"""Hardly anybody sees what members give: each value an end of its plausible range."""
DISTRUST: dict[str, Any] = {"trust_fellows": 0.15, "trust_facilitator": 0.15}
DIRECTIVE: dict[str, Any] = {"handing_over": 0.0, "fading": 0.0}
CAPTURED: dict[str, Any] = {"rotation": 0.0, "leading_by_status": 4.0, "voice_by_status": 3.0, "sensitivity": 0.1}
USED_UP: dict[str, Any] = {"harvest": 0.07, "regrowth": 0.03, "local_rules": 0.0, "start_stock": 0.3}


@dataclass(frozen=True)
class Way:
    """A programme and the causes that were built into it; none in a healthy one."""

    name: str
    scenario: Scenario
    causes: tuple[str, ...]


def ways() -> tuple[Way, ...]:
    """One for each cause, two with two causes, two healthy ones."""

    def way(name: str, causes: Sequence[str], strategy: str = "group", **values: Any) -> Way:
        return Way(name, make_scenario(strategy=strategy, **values), tuple(causes))

    commons = make_scenario("forest-and-water-commons", "group", **USED_UP)
    return (
        way("facilitator who does it all", ["exit collapse"], "facilitator-does-it-all"),
        way("programme that does not fit needs", ["needs mismatch"], "unfit-programme"),
        way("insensitive facilitation", ["group breakdown"], "insensitive-facilitation"),
        way("the same where needs differ", ["group breakdown"], "insensitive-facilitation", need_diversity=0.9),
        way("a village without trust", ["never took off"], **DISTRUST),
        way("six times the caseload, visits", ["overload"], "individual", caseload=6.0),
        way("six times the caseload, groups", ["overload"], caseload=6.0),
        way("free riders unseen", ["free riding"], share_free_riders=0.9, share_conditional=0.1, **UNSEEN),
        way("the vocal few", ["elite capture"], need_diversity=0.9, **CAPTURED),
        Way("a commons used up", commons, ("resource collapse",)),
        way("unfit, and does it all", ["needs mismatch", "exit collapse"], "unfit-programme", **DIRECTIVE),
        way("unfit, in a village without trust", ["needs mismatch", "never took off"], "unfit-programme", **DISTRUST),
        way("group mentoring as it should be", []),
        way("individual mentoring as it should be", [], "individual"),
    )


def tried(way: Way, runs: int, root_seed: int, workers: int | None = None) -> list[Diagnosis]:
    """Diagnoses of the failing ones of so many runs."""
    seeds = [replicate_seed(root_seed, number) for number in range(runs)]
    return [d for d in spread(partial(diagnose, way.scenario), seeds, workers) if d is not None]


def named_right(way: Way, diagnoses: Sequence[Diagnosis]) -> int:
    """Failing runs in which every cause that was built in is named."""
    return sum(set(way.causes) <= set(diagnosis.causes) for diagnosis in diagnoses)


def main_right(way: Way, diagnoses: Sequence[Diagnosis]) -> int:
    """Failing runs whose main cause is one that was built in."""
    return sum(diagnosis.main in way.causes for diagnosis in diagnoses)
