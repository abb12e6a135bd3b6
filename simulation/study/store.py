"""The results folder: every run and month as Parquet, the scenario as run, the figures, and how it was made.

A folder appears whole or not at all, and never over another. All files hold the same bytes for the same comparison,
except manifest.json, which tells when, where and with what they were made.
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
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from scenarios.errors import BerdayaError
from scenarios.language import tr
from scenarios.outcomes import MAIN
from simulation.study.arrow import named, numbers
from simulation.study.compare import Comparison
from simulation.study.worlds import Worlds

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


def write_data(
    folder: Path, comparison: Comparison, figures: dict[str, Any], place: Path | None = None, name: str = "comparison"
) -> None:
    """Write runs.parquet, months.parquet, NAME.json and scenario.toml; `place`: where the folder will stand."""
    _write_parquet(folder / "runs.parquet", runs_table(comparison))
    _write_parquet(folder / "months.parquet", months_table(comparison))
    (folder / f"{name}.json").write_text(as_json(figures), encoding="utf-8")
    (folder / "scenario.toml").write_text(scenario_text(comparison, place or folder), encoding="utf-8")


def write_worlds(folder: Path, worlds: Worlds) -> None:
    """Write worlds.parquet: one row a world and strategy, with what is unknown there and what the strategy gives."""
    w, names = worlds.n, worlds.names
    columns: dict[str, Any] = {"world": numbers(np.repeat(np.arange(w, dtype=np.int32), len(names)))}
    columns["strategy"] = named(np.tile(np.arange(len(names), dtype=np.int32), w), names)
    for name, values in worlds.design.items():
        columns[name] = numbers(np.repeat(values, len(names)))
    given = {MAIN: worlds.runs.mean(axis=2), "failed": worlds.failed, "cost_total": worlds.cost}
    columns |= {name: numbers(values.ravel()) for name, values in given.items()}
    _write_parquet(folder / "worlds.parquet", pa.table(columns))


def runs_table(comparison: Comparison) -> pa.Table:
    """One row a run: strategy, replicate, seed and every outcome."""
    columns = _keys(comparison, 1)
    for key in comparison.columns[0] if comparison.n else ():
        columns[key] = np.concatenate([arm[key] for arm in comparison.columns])
    return _table(columns, comparison)


def months_table(comparison: Comparison) -> pa.Table:
    """One row a run and month: strategy, replicate, seed, month (0 is the start) and every series."""
    if not comparison.n:
        return _table({}, comparison)
    series = [[f.replicate.series[arm] for f in comparison.results] for arm in range(len(comparison.names))]
    months = [[len(run["empowered"]) for run in arm] for arm in series]
    columns = _keys(comparison, [n for arm in months for n in arm])
    columns["month"] = np.concatenate([np.arange(n, dtype=np.int32) for arm in months for n in arm])
    for key in series[0][0]:
        columns[key] = np.concatenate([run[key] for arm in series for run in arm])
    return _table(columns, comparison)


def _keys(comparison: Comparison, times: int | list[int]) -> dict[str, Any]:
    """The columns that name a row's run, each repeated as often as the run has rows."""
    names, results = comparison.names, comparison.results
    strategy = np.repeat(np.arange(len(names), dtype=np.int32), len(results))
    number = np.tile(np.array([f.number for f in results], dtype=np.int64), len(names))
    seed = np.tile(np.array([f.replicate.seed for f in results], dtype=np.int64), len(names))
    return {
        "strategy": named(np.repeat(strategy, times), names),
        "replicate": np.repeat(number, times),
        "seed": np.repeat(seed, times),
    }


def _table(columns: dict[str, Any], comparison: Comparison) -> pa.Table:
    about = {
        "berdaya": berdaya_version(),
        "scenario": comparison.arms.scenario.digest,
        "equal": comparison.arms.equal,
        "root_seed": str(comparison.root_seed),
    }
    arrays = [column if isinstance(column, pa.Array) else numbers(column) for column in columns.values()]
    return pa.Table.from_arrays(arrays, names=list(columns)).replace_schema_metadata(about)


def _write_parquet(file: Path, table: pa.Table) -> None:
    pq.write_table(table, file, compression="zstd", store_schema=True)


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


def scenario_text(comparison: Comparison, place: Path) -> str:
    """The scenario as a file that can be run again, under a comment that says how."""
    arms = comparison.arms
    how = tr("equal {equal}, root seed {seed}, replicates {n}")
    compared = tr("strategies compared: {names}").format(names=", ".join(arms.names))
    words = [
        f"# {compared}",
        f"# {how.format(equal=arms.equal, seed=comparison.root_seed, n=comparison.n)}",
        f"# python run.py compare scenario.toml --strategies {','.join(arms.names)} --equal {arms.equal}"
        f" --seed {comparison.root_seed} --replicates {comparison.n}",
    ]
    return "\n".join([*words, "", arms.scenario.to_toml(place)])


def manifest(comparison: Comparison, command: str, seconds: float) -> dict[str, Any]:
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
