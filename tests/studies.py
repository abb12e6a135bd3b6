"""Small studies for tests: a tiny village, few months, seconds in all."""

from pathlib import Path

from scenarios.study import Study, load_study
from simulation.study.pool import Pool
from simulation.study.sweep import Tally, prepare, sweep

BASE = """name = "Tiny"
[base]
strategies = ["individual", "group"]
[base.values]
households = 30
months = 6
months_after = 24
budget = 20.0
group_size = 8
"""
GRID = """[uncertainties]
trust_fellows = [0.2, 0.5, 0.8]
[design]
kind = "grid"
"""
RUNS = "[runs]\nreplicates = 3\n"
KEEP = '[keep]\noutcomes = ["extra_24", "cost_total", "failed"]\nseries = true\n'
TABLES = ("outcomes.parquet", "series.parquet", "failures.parquet", "design.parquet", "design.csv", "dictionary.csv")


def study(folder: Path, *parts: str, name: str = "tiny.toml") -> Study:
    """A study of these parts, by way of its file."""
    file = folder / name
    file.write_text("\n".join(parts or (BASE, GRID, RUNS, KEEP)))
    return load_study(file)


def run(made: Study, place: Path, workers: int = 1, chunk: int | None = None) -> Tally:
    """A sweep, start to end."""
    with Pool(workers, chunk=chunk) as pool:
        return sweep(prepare(made), place, pool)


def files(place: Path) -> dict[str, bytes]:
    """All that a sweep leaves, but for the manifest."""
    return {name: (place / name).read_bytes() for name in TABLES if (place / name).is_file()}
