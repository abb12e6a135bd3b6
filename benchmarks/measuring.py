"""How timings are taken: in rounds in which all contestants take turns, so that noise falls on all alike."""

import gc
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

HOUSE = Path(__file__).resolve().parent.parent

type Work = Callable[[], Any]
"""Something to time, or a preparation (not timed) that returns it."""


def rounds(prepare: Mapping[str, Work], n: int) -> dict[str, list[float]]:
    """Seconds of each contestant in each of n rounds; everybody's first run is left out.

    Each value of `prepare` is called right before every run, untimed, and returns what is then timed: what is run has
    just been made, as in a study.
    """
    seconds: dict[str, list[float]] = {name: [] for name in prepare}
    for turn in range(n + 1):
        for name, make in prepare.items():
            gc.collect()
            work = make()
            began = time.perf_counter()
            work()
            if turn > 0:
                seconds[name].append(time.perf_counter() - began)
    return seconds


def summary(values: list[float], digits: int = 3) -> dict[str, float]:
    """Least, median and most, to so many significant digits."""
    return {
        name: float(f"{value:.{digits}g}")
        for name, value in (("least", min(values)), ("median", median(values)), ("most", max(values)))
    }


def scaled(values: list[float], factor: float) -> dict[str, float]:
    """The summary of values times a factor."""
    return summary([value * factor for value in values])


def ratios(above: list[float], below: list[float]) -> dict[str, float]:
    """The summary of the ratio in each round."""
    return summary([a / b for a, b in zip(above, below, strict=True)])


def command(*words: str, **environment: str) -> dict[str, float]:
    """Run a Python command from the root in a process of its own.

    Wall seconds until it says something on standard output and until its end, processor seconds, largest memory in MB.
    Raises RuntimeError with what it wrote, if it fails.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            [sys.executable, *words],
            cwd=HOUSE,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        assert process.stdout is not None
        said = process.stdout.read(1)
        answer = time.perf_counter() - began
        said += process.stdout.read()
        code = process.wait()
        seconds = time.perf_counter() - began
        if code:
            errors.seek(0)
            raise RuntimeError(f"{' '.join(words)}: {said}{errors.read()}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"answer": answer, "wall": seconds, "processor": processor, "memory_mb": after.ru_maxrss / 1024}


def berdaya(*words: str, **environment: str) -> dict[str, float]:
    """The same for berdaya's command line; what it writes is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        more = () if "--help" in words else ("--out", str(Path(folder) / "out"))
        return command("run.py", *words, *more, **environment)


@contextmanager
def environment_with(requirement: str) -> Iterator[tuple[Path | None, str]]:
    """The Python of a virtual environment with a package, thrown away afterwards; None and the reason if pip fails."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        words = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement]
        done = subprocess.run(words, capture_output=True, text=True)
        if done.returncode:
            yield None, f"pip could not install {requirement}"
        else:
            yield python, ""


def machine() -> dict[str, Any]:
    """What the figures were taken on, and how busy it was."""
    names = ("mesa", "numba", "numpy")
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "load_average": [round(load, 2) for load in os.getloadavg()],
        "python": platform.python_version(),
        "versions": {name: installed(name) for name in names},
    }


def processor() -> str:
    """The processor's name, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def installed(name: str) -> str | None:
    """A package's version, if it is there."""
    try:
        return version(name)
    except ImportError:
        return None
