"""What a user waits for at the command line, each in a process of its own: help, a first result, a study, a compile."""

import tempfile
from typing import Any

from benchmarks.measuring import berdaya, summary

FIRST = ("compare", "--replicates", "2")
STUDY = ("compare", "--strategies", "individual,group", "--months", "51", "--seed", "1")


def start_up(n_rounds: int) -> list[dict[str, Any]]:
    """Seconds until `--help` is written, and until a warm `compare` has its first result."""
    berdaya(*FIRST)  # whatever has still to be compiled
    commands = {"--help": ("--help",), " ".join(FIRST): FIRST}
    return [
        {"command": name, "seconds": summary([berdaya(*words)["wall"] for _ in range(n_rounds)])}
        for name, words in commands.items()
    ]


def study(replicates: int, n_rounds: int) -> dict[str, Any]:
    """Paired replicates of individual against group, with their twins, tables and process start, on two cores."""
    berdaya(*FIRST)
    taken = [berdaya(*STUDY, "--replicates", str(replicates), "--workers", "2") for _ in range(n_rounds)]
    return {
        "replicates": replicates,
        "seconds": summary([one["wall"] for one in taken]),
        "processor": summary([one["processor"] for one in taken]),
        "memory_mb": max(one["memory_mb"] for one in taken),
    }


def first_compile() -> dict[str, Any]:
    """The first result where nothing has been compiled yet."""
    with tempfile.TemporaryDirectory() as folder:
        taken = berdaya(*FIRST, NUMBA_CACHE_DIR=folder)
    return {name: round(value, 1) for name, value in taken.items()}
