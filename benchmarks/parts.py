"""Every part of the page, how it is measured, and the same in small to try."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from benchmarks.agreement import agreement
from benchmarks.contagion import peers
from benchmarks.lines import by_line
from benchmarks.starting import first_compile, start_up, study
from benchmarks.sweeping import killed, pace, planned
from benchmarks.villages import against_objects, compiled, growth, large, mesa_step, two_threads

FULL: dict[str, Callable[[], Any]] = {
    "compiled": lambda: compiled(200),
    "mesa": lambda: mesa_step(200),
    "objects": lambda: against_objects(9),
    "agreement": lambda: agreement(40),
    "growth": lambda: growth((225, 1_000, 10_000, 100_000, 1_000_000), 7),
    "large": lambda: large(1_000_000, 120),
    "threads": lambda: two_threads(100_000, 24, 5),
    "start": lambda: start_up(7),
    "study": lambda: study(1_000, 5),
    "pace": lambda: pace(10_000, 3),
    "million": lambda: planned(250_000),
    "killed": lambda: killed(2_500),
    "compile": first_compile,
    "lines": lambda: by_line(100),
    "peers": lambda: peers((1_000, 10_000, 100_000), 5),
}
QUICK: dict[str, Callable[[], Any]] = {
    **FULL,
    "compiled": lambda: compiled(5),
    "mesa": lambda: mesa_step(5),
    "objects": lambda: against_objects(2),
    "agreement": lambda: agreement(6, ["individual", "commons"]),
    "growth": lambda: growth((225, 1_000, 10_000), 2),
    "large": lambda: large(20_000, 12),
    "threads": lambda: two_threads(5_000, 12, 2),
    "start": lambda: start_up(1),
    "study": lambda: study(20, 1),
    "pace": lambda: pace(400, 1),
    "million": lambda: planned(2_500),
    "killed": lambda: killed(400),
    "lines": lambda: by_line(5),
    "peers": lambda: peers((300, 1_000), 2),
}


def alone(name: str, quick: bool) -> Any:
    """A part's figures, taken in a process of its own: one's memory would count as that of the processes it starts."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(take, name, quick).result()


def take(name: str, quick: bool) -> Any:
    """A part's figures."""
    return (QUICK if quick else FULL)[name]()
