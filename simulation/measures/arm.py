"""What measures look at: a run, its untreated twin, and its twin in which the facilitator stays."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulation.engine import Run

AFTER = (12, 24, 36)
"""Months after exit at which what is left is measured."""


@dataclass(frozen=True)
class Arm:
    """One strategy in one village with one luck, beside its two twins (same villagers, ties and luck)."""

    run: Run
    untreated: Run
    stays: Run

    @cached_property
    def exit(self) -> int:
        """Months from the start until the facilitator leaves."""
        return int(self.run.scenario.values["months"])

    @cached_property
    def months(self) -> dict[str, int]:
        """The months measured, by name: exit, 12, 24, 36 (after exit)."""
        return {"exit": self.exit, **{str(after): self.exit + after for after in AFTER}}

    @cached_property
    def villagers(self) -> np.ndarray:
        """Rows of everybody (n,), as a plain array: its columns are found many times faster."""
        return np.asarray(self.run.world.villagers)

    @cached_property
    def series(self) -> np.ndarray:
        """The run month by month, the same."""
        return np.asarray(self.run.world.series)

    @cached_property
    def invited(self) -> np.ndarray:
        """bool (n,): asked to take part."""
        return np.asarray(self.villagers["invited"])

    @cached_property
    def joined(self) -> np.ndarray:
        """bool (n,): took part."""
        return np.asarray(self.villagers["joined"])

    def at(self, series: str, month: int) -> float:
        """A monthly series of the run at the end of a month; nan beyond the horizon."""
        return float(self.series[series][month]) if month <= self.run.month else float("nan")

    def gain(self, column: str, month: int, who: np.ndarray) -> float:
        """Mean over `who` of a column beyond the untreated twin at the end of a month; nan if nobody or not reached."""
        return self._beyond(self.run, self.untreated, column, month, who)

    def lost(self, column: str, month: int, who: np.ndarray) -> float:
        """The same for what the facilitator's staying would have added."""
        return self._beyond(self.stays, self.run, column, month, who)

    def _beyond(self, one: Run, other: Run, column: str, month: int, who: np.ndarray) -> float:
        n = np.count_nonzero(who)
        if month not in one.snapshots or n == 0:
            return float("nan")
        ours, theirs = one.snapshots[month][column], other.snapshots[month][column]
        return float((ours[who] - theirs[who]).sum() / n)


def ratio(above: float, below: float, least: float = 1e-9) -> float:
    """above / below, nan where `below` is smaller than `least`."""
    return above / below if below > least else float("nan")
