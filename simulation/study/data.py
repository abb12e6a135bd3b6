"""A comparison as data: every run and month as Parquet, the figures, and the scenario as run."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from scenarios.language import tr
from scenarios.outcomes import MAIN
from simulation.study.arrow import named, numbers
from simulation.study.compare import Comparison
from simulation.study.store import as_json, berdaya_version
from simulation.study.worlds import Worlds


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
