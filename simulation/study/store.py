"""The results folder, which appears whole or not at all and never over another, and how its results were made.

All files hold the same bytes for the same comparison, except manifest.json, which tells when, where and with what they
were made.
"""

import json
import os
import platform
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from scenarios.errors import BerdayaError
from scenarios.language import tr

if TYPE_CHECKING:
    from simulation.study.compare import Comparison

RESULTS = Path("results")
_HOUSE = Path(__file__).resolve().parents[2]
_PACKAGES = ("matplotlib", "mesa", "numba", "numpy", "pyarrow", "pydantic")


def berdaya_version() -> str:
    """The version that pyproject.toml states."""
    with open(_HOUSE / "pyproject.toml", "rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def refuse_used_folder(folder: Path) -> None:
    """Raise BerdayaError if results cannot go into a folder because something stands there already."""
    if folder.is_dir() and any(folder.iterdir()):
        text = tr("--out {folder}: there are files in it already; name a new or an empty folder")
        raise BerdayaError(text.format(folder=folder))
    if folder.exists() and not folder.is_dir():
        raise BerdayaError(tr("--out {folder}: is a file, not a folder").format(folder=folder))


@contextmanager
def results_folder(out: Path | None, name: str) -> Iterator[tuple[Path, Callable[[], Path]]]:
    """Give a folder to write into and a function that puts it in its place and tells where.

    The place is `out`, or else results/<name>-<n> with the first free n. Whatever was not put in its place is removed.
    Raises BerdayaError if the place is taken or cannot be written.
    """
    home = (out or RESULTS / name).absolute().parent
    try:
        home.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{(out or Path(name)).name}-", dir=home))
    except OSError as error:
        text = tr("the results cannot be written to {folder}: {error}")
        raise BerdayaError(text.format(folder=home, error=error.strerror)) from error
    try:
        yield folder, lambda: _put(folder, out, name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _put(folder: Path, out: Path | None, name: str) -> Path:
    folder.chmod(0o777 & ~_umask())
    if out is not None:
        refuse_used_folder(out)
        if out.exists():
            out.rmdir()
        folder.rename(out)
        return out
    n = 1
    while True:
        place = RESULTS / f"{name}-{n}"
        if not place.exists():
            try:
                folder.rename(place)
            except OSError:
                if not place.exists():
                    raise
            else:
                return place
        n += 1


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def as_json(figures: Any) -> str:
    """JSON text with a final newline; what is undefined or infinite becomes null."""
    return json.dumps(_finite(figures), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    if isinstance(value, float | np.floating):
        return float(value) if np.isfinite(value) else None
    return value


def manifest(comparison: "Comparison", command: str, seconds: float) -> dict[str, Any]:
    """What made these results: versions, digests, seeds, machine, time, and the command that repeats it."""
    arms = comparison.arms
    return {
        "command": command,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "wall_seconds": round(seconds, 2),
        "interrupted": comparison.interrupted,
        "root_seed": comparison.root_seed,
        "replicates": comparison.n,
        "seeds": {str(f.number): f.replicate.seed for f in comparison.results},
        "broken": {str(b.number): {"seed": b.seed, "error": b.error, "details": b.details} for b in comparison.broken},
        "scenario": arms.scenario.digest,
        "strategies": {name: s.digest for name, s in zip(arms.names, arms.scenarios, strict=True)},
        **surroundings(),
    }


def surroundings() -> dict[str, Any]:
    """Versions of what computes, and the machine it computes on."""
    versions = {package: metadata.version(package) for package in _PACKAGES}
    return {
        "versions": {"berdaya": berdaya_version(), "python": platform.python_version(), **versions},
        "machine": {"system": platform.platform(), "processor": _processor(), "cores": os.cpu_count()},
    }


def _processor() -> str:
    """The processor's name, as well as this system tells it."""
    if sys.platform == "linux":
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            for line in file:
                if line.startswith("model name"):
                    return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
