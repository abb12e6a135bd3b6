"""Whether the plain version and the compiled model do the same: the distributions of what both record, compared."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from agents.columns import SOURCES
from benchmarks.mesa_reference import ReferenceModel
from scenarios.scenario import Scenario, make_scenario
from simulation.engine import start_run

CASES: dict[str, Scenario] = {
    "individual": make_scenario(strategy="individual"),
    "group": make_scenario(strategy="group"),
    "individual-then-group": make_scenario(strategy="individual-then-group"),
    "linked": make_scenario(strategy="group-linked"),
    "cascade": make_scenario(strategy="cascade"),
    "enterprise": make_scenario("womens-enterprise-group", "group-rotating"),
    "commons": make_scenario("forest-and-water-commons", "individual-then-group"),
    "low trust, the poorest invited": make_scenario(
        "fragmented-low-trust-village",
        "facilitator-does-it-all",
        invited=60,
        targeting="poorest",
        asset_grant=0.1,
        facilitators=2,
        budget=200.0,
    ),
    "few sessions, brokerage for one person": make_scenario(
        strategy="individual-then-group",
        sessions_per_month=0.8,
        fading=1.0,
        facilitators=2,
        brokerage=2.0,
        recognition=0.5,
        caseload=1.3,
    ),
    "many change agents who found groups": make_scenario(
        "close-knit-small-village",
        "cascade",
        targeting="volunteers",
        agent_start=0.08,
        agent_founds=0.06,
        brokerage=2.0,
    ),
}
"""What is compared in full."""

type Sample = dict[tuple[str, int], np.ndarray]
"""Values over seeds, float64 (seeds,), of a series at the end of a month; the sources of learning stand at month -1."""


def months_of(scenario: Scenario) -> list[int]:
    """Months at which series are compared: the first, the middle and end of the programme, later on."""
    exit_month, last = scenario.values["months"], scenario.values["months"] + scenario.values["months_after"]
    return sorted({0, 1, 2, exit_month // 2, exit_month, (exit_month + last) // 2, last})


def plain(scenario: Scenario, seeds: Iterable[int]) -> Sample:
    """What the plain version records."""
    runs = []
    for seed in seeds:
        model = ReferenceModel(scenario, seed)
        for _ in range(months_of(scenario)[-1]):
            model.step()
        runs.append((model.datacollector.model_vars, list(model.learned.values())))
    return sample(runs, months_of(scenario))


def compiled(scenario: Scenario, seeds: Iterable[int]) -> Sample:
    """What the compiled model records."""
    runs = []
    for seed in seeds:
        run = start_run(scenario, seed).finish()
        runs.append((run.series(), list(run.world.learned[run.horizon])))
    return sample(runs, months_of(scenario))


def sample(runs: list[tuple[Any, list[float]]], months: list[int]) -> Sample:
    """Runs' series and sources of learning, put together by what they are."""
    values = {
        (name, month): np.array([float(series[name][month]) for series, _ in runs])
        for name in runs[0][0]
        for month in months
    }
    learned = {(f"learned: {name}", -1): np.array([by[k] for _, by in runs]) for k, name in enumerate(SOURCES)}
    return {**values, **learned}


def deviations(one: Sample, other: Sample) -> dict[tuple[str, int], float]:
    """Differences of means in their standard errors (pooled), of all that varies; the first sample less the second."""
    found = {}
    for what, a in one.items():
        b = other[what]
        variance = (len(a) * a.var() + len(b) * b.var()) / (len(a) + len(b) - 2)
        if max(np.ptp(a), np.ptp(b), abs(a.mean() - b.mean())) > 1e-12:
            found[what] = float((a.mean() - b.mean()) / np.sqrt(variance * (1 / len(a) + 1 / len(b)) + 1e-30))
    return found


def agreement(n: int, cases: Iterable[str] = CASES) -> list[dict[str, Any]]:
    """Each case with n seeds of the plain version and 3n of the compiled model, no seed used twice."""
    rows = []
    for k, name in enumerate(cases):
        first = 10_000 * (k + 1)
        found = deviations(
            plain(CASES[name], range(first, first + n)), compiled(CASES[name], range(first + n, first + 4 * n))
        )
        largest = max(found, key=lambda what: abs(found[what]))
        rows.append(
            {
                "what": name,
                "compared": len(found),
                "largest": round(abs(found[largest]), 2),
                "of": f"{largest[0]}, month {largest[1]}",
                "beyond_2": round(float(np.mean([abs(z) > 2 for z in found.values()])), 3),
            }
        )
    return rows
