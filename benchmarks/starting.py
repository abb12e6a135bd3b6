"""What a user waits for at the command line, each in a process of its own: help, a first result, a study, a compile."""

import tempfile
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.measuring import berdaya, summary

FIRST = ("compare", "--replicates", "2")
STUDY = ("compare", "--strategies", "individual,group", "--months", "51", "--seed", "1")


def start_up(n_rounds: int) -> list[dict[str, Any]]:
    """Seconds until `--help` and a warm `compare` have given their answer, and until all their files are written."""
    berdaya(*FIRST)  # whatever has still to be compiled
    found = []
    for words in (("--help",), FIRST):
        taken = [berdaya(*words) for _ in range(n_rounds)]
        found.append({"command": " ".join(words), **_summaries(taken, "answer", "wall")})
    return found


def study(replicates: int, n_rounds: int) -> dict[str, Any]:
    """Paired replicates of individual against group, with their twins, tables and process start, on two cores."""
    berdaya(*FIRST)
    taken = [berdaya(*STUDY, "--replicates", str(replicates), "--workers", "2") for _ in range(n_rounds)]
    memory = max(one["memory_mb"] for one in taken)
    return {"replicates": replicates, **_summaries(taken, "answer", "wall", "processor"), "memory_mb": memory}


def _summaries(taken: Sequence[Mapping[str, float]], *names: str) -> dict[str, dict[str, float]]:
    return {name: summary([one[name] for one in taken]) for name in names}


def first_compile() -> dict[str, Any]:
    """The first result where nothing has been compiled yet."""
    with tempfile.TemporaryDirectory() as folder:
        taken = berdaya(*FIRST, NUMBA_CACHE_DIR=folder)
    return {name: round(value, 1) for name, value in taken.items()}
