"""How long each line of the month takes, measured inside compiled code by the processor's own counter."""

import time
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from agents.compiled import entry
from benchmarks.villages import HOUSEHOLDS, MONTHS, PEOPLE, SEED, village_with
from simulation.engine import Run, start_run
from simulation.month.cooperate import cooperate
from simulation.month.earn import earn
from simulation.month.leave import leave
from simulation.month.link import link
from simulation.month.meet import meet
from simulation.month.plan import lists_members, plan, shares_leadership
from simulation.month.practise import practise
from simulation.month.record import record
from simulation.month.spread import spread
from simulation.month.visit import visit
from simulation.village import village_of
from simulation.world import World

LINES = ("plan", "visit", "meet", "cooperate", "link", "spread", "earn", "practise", "leave", "record")


@intrinsic
def ticks(context: Any) -> Any:
    """The processor's counter."""

    def generate(context: Any, builder: Any, signature: Any, words: Any) -> Any:
        kind = ir.FunctionType(ir.IntType(64), [])
        return builder.call(builder.module.declare_intrinsic("llvm.readcyclecounter", (), kind), [])

    return types.int64(), generate


@entry
def timed_months(w: World, seed: int, first: int, last: int, spent: np.ndarray) -> None:
    """`run_months`, adding the ticks of each line to `spent`, int64 (len(LINES),)."""
    for month in range(first, last):
        t: Any = ticks()  # type: ignore[call-arg]  # numba passes the context
        w.learned[month + 1] = w.learned[month]
        plan(w, seed, month)
        lists_members(w)
        shares_leadership(w)
        t = adds_since(spent, 0, t)
        visit(w, seed, month)
        t = adds_since(spent, 1, t)
        meet(w, seed, month)
        t = adds_since(spent, 2, t)
        cooperate(w, seed, month)
        t = adds_since(spent, 3, t)
        link(w, seed, month)
        t = adds_since(spent, 4, t)
        spread(w, seed, month)
        t = adds_since(spent, 5, t)
        earn(w, seed, month)
        t = adds_since(spent, 6, t)
        practise(w, seed, month)
        t = adds_since(spent, 7, t)
        leave(w, seed, month)
        t = adds_since(spent, 8, t)
        record(w, month + 1)
        t = adds_since(spent, 9, t)


@entry
def adds_since(spent: np.ndarray, line: int, before: int) -> int:
    """Add the ticks since `before` to a line. Returns the counter."""
    now: Any = ticks()  # type: ignore[call-arg]
    spent[line] += now - before
    return now


def months_by_line(run: Run) -> dict[str, float]:
    """Run a fresh run to its end: seconds that each line took."""
    spent = np.zeros(len(LINES), np.int64)
    began = time.perf_counter()
    timed_months(run.world, run.seed, 0, run.horizon, spent)
    seconds = time.perf_counter() - began
    run.month = run.horizon
    return dict(zip(LINES, seconds * spent / spent.sum(), strict=True))


def by_line(n_rounds: int) -> list[dict[str, Any]]:
    """ns per villager-month of each line, in the fastest round, by how many are in groups."""
    rows = []
    for name, places in PEOPLE.items():
        scenario = village_with(places)
        village = village_of(scenario, SEED)
        taken = [months_by_line(start_run(scenario, SEED, village)) for _ in range(n_rounds + 1)][1:]
        best = min(taken, key=lambda seconds: sum(seconds.values()))
        factor = 1e9 / MONTHS / HOUSEHOLDS
        rows.append({"what": name, "ns": {line: round(seconds * factor, 2) for line, seconds in best.items()}})
    return rows
