"""What tests let rules do as ordinary Python: run as `python -m tests.interpreted TASK FILE`, nothing compiled."""

import sys
from collections.abc import Callable

import numpy as np

from simulation.engine import Run, start_run
from simulation.month.meet import gathers
from simulation.month.plan import lists_members, plan, shares_leadership
from simulation.month.visit import is_visited
from tests.miniature import lonely, small

Arrays = dict[str, np.ndarray]


def everything(run: Run) -> Arrays:
    """All columns of all kinds, the series and the books."""
    w = run.world
    kinds = {"villagers": w.villagers, "facilitators": w.facilitators, "groups": w.groups}
    columns = {f"{kind}.{name}": rows[name] for kind, rows in kinds.items() for name in rows.dtype.names}
    return {**columns, "series": w.series, "hours": w.books.hours, "money": w.books.money, "learned": w.learned}


def year() -> Arrays:
    """A year of a small village with visits, then groups, change agents and what they found."""
    scenario = small(recognition=1.0, agent_start=0.08, agent_founds=0.06, cutoff=0.6)
    return everything(start_run(scenario, 5).finish())


def alone(meets: bool) -> Arrays:
    """One person with a facilitator, visited or the only one at a meeting; nothing is left to luck."""
    run = start_run(small("group", households=8), 2, lonely(8))
    w = run.world
    w.p["attendance"], w.p["confidence_by_speaking"], w.p["assessment"] = 100.0, 0.0, 1.0
    plan(w, run.seed, 0)
    w.villagers["group"][1:] = -1
    lists_members(w)
    shares_leadership(w)
    w.facilitators["load"] = 1.5
    if meets:
        gathers(w, 0, run.seed, 0, 0, True)
    else:
        is_visited(w, w.facilitators[0], w.villagers[0], 0, 0.5)
    return {name: w.villagers[name][:1] for name in w.villagers.dtype.names}


def visit() -> Arrays:
    """The person visited."""
    return alone(meets=False)


def meeting() -> Arrays:
    """The person who was the only one at the meeting."""
    return alone(meets=True)


TASKS: dict[str, Callable[[], Arrays]] = {task.__name__: task for task in (year, visit, meeting)}

if __name__ == "__main__":
    np.savez(sys.argv[2], allow_pickle=False, **TASKS[sys.argv[1]]())
