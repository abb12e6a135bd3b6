"""Chores for workers of a pool: light to import, so that what a worker imports by itself can be seen."""

import os
import signal
import sys
from collections.abc import Sequence


def doubled(jobs: Sequence[int], factor: int) -> list[int]:
    return [factor * job for job in jobs]


def dying(jobs: Sequence[int]) -> list[int]:
    """Squares; 5 ends the process."""
    if 5 in jobs:
        os.kill(os.getpid(), signal.SIGKILL)
    return [job * job for job in jobs]


def dying_at_5(job: int) -> int:
    """The square; 5 ends the process."""
    return dying([job])[0]


def imported(jobs: Sequence[int]) -> list[list[str]]:
    """What a worker has imported once it has what it needs."""
    import simulation.study.jobs  # noqa: F401

    return [sorted({name.split(".")[0] for name in sys.modules}) for _ in jobs]
