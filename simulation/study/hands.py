"""Who does the runs of a decision, whether they are still wanted, and how many there may be."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from simulation.study.arms import Arms
from simulation.study.compare import Precision
from simulation.study.runner import Result, attempt


class Workers(Protocol):
    """Whoever does tasks: processes of a command, or those that all visitors of a server share."""

    def each[Item, Done](
        self, task: Callable[..., Done], items: Iterable[Item], wanted: Callable[[], bool], *shared: Any
    ) -> Iterator[Done]:
        """What `task(*shared, item)` gives for each item, in whatever order, until it is no longer `wanted`."""


@dataclass(frozen=True)
class Hands:
    """Workers, whether what they do is still wanted, and how many runs of one kind there may be."""

    workers: Workers
    wanted: Callable[[], bool] = lambda: True
    most: int = Precision().most

    def each[Item, Done](self, task: Callable[..., Done], items: Iterable[Item], *shared: Any) -> Iterator[Done]:
        """What `task(*shared, item)` gives for each item, in whatever order."""
        return self.workers.each(task, items, self.wanted, *shared)

    def attempts(self, arms: Arms, root_seed: int, numbers: Iterable[int]) -> Iterator[Result]:
        """Replicates of these numbers, as many as there may be."""
        kept = [number for number in numbers if number < self.most]
        return self.each(attempt, kept, arms.scenarios, root_seed)
