"""The full model timed: with nobody, some and everybody in groups, under Mesa, against objects, in large villages."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np

from benchmarks.measuring import command, ratios, rounds, scaled
from benchmarks.mesa_reference import ReferenceModel
from scenarios.scenario import Scenario, make_scenario
from simulation.engine import Run, start_run
from simulation.model import EmpowermentModel
from simulation.village import Village, village_of

SEED = 1
MONTHS = 24
HOUSEHOLDS = 225
PEOPLE = {"nobody in groups": 0, "45 in groups": 45, "everybody in groups": HOUSEHOLDS}
"""Places in groups that accompany the village for all the months timed."""


def village_with(places: int, households: int = HOUSEHOLDS, months: int = MONTHS) -> Scenario:
    """Groups for so many from the first month to the last, in a village that trusts them."""
    hamlets = max(1, households // 45)
    if places == 0:
        return make_scenario(strategy="none", households=households, hamlets=hamlets, months=months, months_after=0)
    found = make_scenario(
        strategy="group",
        households=households,
        hamlets=hamlets,
        months=months,
        months_after=0,
        trust_fellows=0.85,
        trust_facilitator=0.85,
        facilitators=max(1, places // 45),
        budget=1e7,
    )
    most = start_run(found, SEED, horizon=1).plan
    return found.with_values(budget=most.planned * (places + 0.5) / most.places)


def run_of(scenario: Scenario, village: Village) -> Callable[[], Any]:
    """A run to its horizon, ready to start."""
    return start_run(scenario, SEED, village).finish


def compiled(n_rounds: int) -> list[dict[str, Any]]:
    """ns per villager-month at 225 villagers by how many are in groups."""
    scenarios = {name: village_with(places) for name, places in PEOPLE.items()}
    villages = {name: village_of(scenario, SEED) for name, scenario in scenarios.items()}
    seconds = rounds({name: partial(run_of, scenarios[name], villages[name]) for name in scenarios}, n_rounds)
    return [
        {
            "what": name,
            "members": round(
                float(start_run(scenarios[name], SEED, villages[name]).finish().series()["members"][1:].mean())
            ),
            "ns": scaled(seconds[name], 1e9 / MONTHS / HOUSEHOLDS),
        }
        for name in scenarios
    ]


def month_by_month(run: Run) -> None:
    """The engine's months, one call each."""
    for _ in range(run.horizon):
        run.advance()


def step_by_step(model: EmpowermentModel) -> None:
    """The same as steps of Mesa's model."""
    while model.running:
        model.step()


def mesa_step(n_rounds: int) -> dict[str, Any]:
    """Microseconds a month that Mesa's own step adds to the engine's month."""
    scenario = village_with(45)
    village = village_of(scenario, SEED)
    seconds = rounds(
        {
            "engine": lambda: partial(month_by_month, start_run(scenario, SEED, village)),
            "mesa": lambda: partial(step_by_step, EmpowermentModel(scenario, rng=SEED)),
        },
        n_rounds,
    )
    more = [mesa - engine for mesa, engine in zip(seconds["mesa"], seconds["engine"], strict=True)]
    return {"microseconds": scaled(more, 1e6 / MONTHS)}


def all_steps(model: ReferenceModel) -> None:
    """The plain version to its horizon."""
    for _ in range(model.p.months + model.p.months_after):
        model.step()


def plain_of(scenario: Scenario) -> Callable[[], None]:
    """A run of the plain version, ready to start."""
    return partial(all_steps, ReferenceModel(scenario, SEED))


def against_objects(n_rounds: int) -> list[dict[str, Any]]:
    """ns per villager-month of objects and of compiled code, and their ratio round by round."""
    rows = []
    for name, places in PEOPLE.items():
        scenario = village_with(places)
        village = village_of(scenario, SEED)
        seconds = rounds(
            {
                "objects": partial(plain_of, scenario),
                "compiled": partial(run_of, scenario, village),
            },
            n_rounds,
        )
        factor = 1e9 / MONTHS / HOUSEHOLDS
        rows.append(
            {
                "what": name,
                "objects_ns": scaled(seconds["objects"], factor),
                "compiled_ns": scaled(seconds["compiled"], factor),
                "ratio": ratios(seconds["objects"], seconds["compiled"]),
            }
        )
    return rows


def growth(sizes: tuple[int, ...], n_rounds: int) -> list[dict[str, Any]]:
    """ns per villager-month in villages of many sizes, a fifth of the people in groups; a year each."""
    rows = []
    for n in sizes:
        scenario = village_with(n // 5, n, 12)
        village = village_of(scenario, SEED)
        seconds = rounds({"run": partial(run_of, scenario, village)}, n_rounds)
        rows.append({"n": n, "ns": scaled(seconds["run"], 1e9 / 12 / n)})
    return rows


LARGE = """
import sys, time
from benchmarks.villages import SEED, village_with
from simulation.engine import start_run
scenario = village_with({n} // 5, {n}, {months})
began = time.perf_counter()
run = start_run(scenario, SEED)
ready = time.perf_counter()
run.finish()
print(ready - began, time.perf_counter() - ready)
"""


def large(n: int, months: int) -> dict[str, Any]:
    """One large village in a process of its own: seconds and memory, village and start included."""
    taken = command("-c", LARGE.format(n=n, months=months))
    return {"n": n, "months": months, **{name: round(value, 1) for name, value in taken.items()}}


def two_threads(n: int, months: int, n_rounds: int) -> dict[str, Any]:
    """A run and its untreated twin one after the other, and in two threads; whether every byte is the same."""
    scenario = village_with(n // 5, n, months)
    village = village_of(scenario, SEED)
    pair = (scenario, scenario.with_strategy("none"))
    ends: dict[str, list[bytes]] = {}

    def prepare(threads: int) -> Callable[[], None]:
        runs = [start_run(one, SEED, village, months) for one in pair]

        def work() -> None:
            with ThreadPoolExecutor(threads) as pool:
                done = list(pool.map(lambda run: run.finish(), runs))
            ends[str(threads)] = [run.world.villagers.tobytes() + run.world.series.tobytes() for run in done]

        return work

    seconds = rounds({"1": lambda: prepare(1), "2": lambda: prepare(2)}, n_rounds)
    same = bool(np.all([a == b for a, b in zip(ends["1"], ends["2"], strict=True)]))
    return {"n": n, "months": months, "times_faster": ratios(seconds["1"], seconds["2"]), "same_bytes": same}
