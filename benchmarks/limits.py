"""What is asked of the speed, each limit with the figure that is held against it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple


class Limit(NamedTuple):
    """One limit: the part that measures it, what is measured, how to find the figure, the bound and its unit."""

    part: str
    what: str
    figure: Callable[[Any], float]
    bound: float
    unit: str
    is_least: bool = False

    def asked(self) -> str:
        """The bound in words."""
        return f"at {'least' if self.is_least else 'most'} {self.bound:,g} {self.unit}".rstrip()

    def is_met(self, figure: float) -> bool:
        """Whether a figure lies on the right side."""
        return figure >= self.bound if self.is_least else figure <= self.bound


def least_of(row: int, name: str) -> Callable[[Any], float]:
    """The least of a figure in a row of a part."""
    return lambda rows: float(rows[row][name]["least"])


def median_of(row: int, name: str) -> Callable[[Any], float]:
    """The median of a figure in a row of a part."""
    return lambda rows: float(rows[row][name]["median"])


def growth_from_10_000(rows: list[dict[str, Any]]) -> float:
    """Time per villager in the largest village against that at 10,000. Raises KeyError if there is none."""
    of = {row["n"]: row["ns"]["least"] for row in rows}
    return float(of[max(of)] / of[10_000])


LIMITS = (
    Limit("compiled", "225 villagers, nobody in groups", least_of(0, "ns"), 60, "ns per villager-month"),
    Limit("compiled", "225 villagers, 45 in groups", least_of(1, "ns"), 150, "ns per villager-month"),
    Limit("compiled", "225 villagers, everybody in groups", least_of(2, "ns"), 350, "ns per villager-month"),
    Limit("mesa", "Mesa's own step on top", lambda part: part["microseconds"]["median"], 15, "microseconds a month"),
    Limit("objects", "against objects, 45 in groups", median_of(1, "ratio"), 50, "times as fast", True),
    Limit("growth", "the largest village", least_of(-1, "ns"), 400, "ns per villager-month"),
    Limit("growth", "the largest village against 10,000 villagers", growth_from_10_000, 1.3, "times per villager"),
    Limit("large", "the large village, start included", lambda part: part["wall"], 120, "s"),
    Limit("large", "the large village", lambda part: part["memory_mb"], 1500, "MB"),
    Limit("threads", "two threads", lambda part: part["times_faster"]["median"], 1, "times as fast", True),
    Limit("study", "the paired replicates and their table", lambda part: part["answer"]["least"], 10, "s"),
    Limit("start", "`--help`", least_of(0, "answer"), 0.6, "s"),
    Limit("start", "first result of a warm `compare`", least_of(1, "answer"), 3, "s"),
    Limit("pace", "a study's speed against the bare model's", lambda part: median_share(part["rounds"]), 85, "%", True),
)
"""All limits, in the page's order. Where there are rounds: the least of a time, the median of a ratio or difference."""


def median_share(taken: list[dict[str, float]]) -> float:
    """Per cent, the middle one of the rounds."""
    return 100 * sorted(row["share"] for row in taken)[len(taken) // 2]


def held(figures: Mapping[str, Any]) -> Iterator[tuple[Limit, float]]:
    """Each limit whose part was measured, and the figure."""
    for limit in LIMITS:
        if limit.part in figures:
            yield limit, limit.figure(figures[limit.part]["figures"])
