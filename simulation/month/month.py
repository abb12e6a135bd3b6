"""A month, line by line."""

from agents.compiled import entry
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
from simulation.world import World


@entry
def run_months(w: World, seed: int, first: int, last: int) -> None:
    """Run the months from `first` up to, not including, `last`; with `last` 0 only the start is recorded, in row 0."""
    if last == 0:
        record(w, 0)
    for month in range(first, last):
        w.learned[month + 1] = w.learned[month]
        plan(w, seed, month)
        lists_members(w)
        shares_leadership(w)
        visit(w, seed, month)
        meet(w, seed, month)
        cooperate(w, seed, month)
        link(w, seed, month)
        spread(w, seed, month)
        earn(w, seed, month)
        practise(w, seed, month)
        leave(w, seed, month)
        record(w, month + 1)
