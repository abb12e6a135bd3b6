"""The results folder: whole or not at all, never over another, the same bytes for the same command."""

import json
import math
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from scenarios.errors import BerdayaError
from scenarios.scenario import load_scenario
from simulation.month.record import SERIES
from simulation.report.figures import figures
from simulation.study.compare import Comparison, compare
from simulation.study.data import months_table, runs_table, write_data
from simulation.study.runner import Runner
from simulation.study.store import as_json, manifest, refuse_used_folder, results_folder
from tests.comparisons import STANDARD, small_comparison

DATA = ("runs.parquet", "months.parquet", "comparison.json", "scenario.toml")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def stored(comparison: Comparison, folder: Path) -> dict[str, bytes]:
    folder.mkdir()
    write_data(folder, comparison, figures(comparison), Path("results/here"))
    return {name: (folder / name).read_bytes() for name in DATA}


def put_one(out: Path | None = None) -> Path:
    with results_folder(out, "village") as (folder, put):
        (folder / "runs.parquet").write_text("data")
        return put()


# What is in it


def test_every_run_is_there_with_every_outcome() -> None:
    comparison = small_comparison()
    rows = runs_table(comparison).to_pylist()
    assert len(rows) == 4 * 6
    assert [row["strategy"] for row in rows[::6]] == list(STANDARD)
    assert [row["replicate"] for row in rows[:6]] == list(range(6))
    assert [row["seed"] for row in rows[6:12]] == [f.replicate.seed for f in comparison.results]
    assert [row["extra_24"] for row in rows[12:18]] == comparison.values("group", "extra_24").tolist()
    assert comparison.columns[0].keys() <= rows[0].keys()


def test_every_month_of_every_run_is_there() -> None:
    comparison = small_comparison()
    table = months_table(comparison)
    horizon = 8 + 36
    assert table.num_rows == 4 * 6 * (horizon + 1)
    assert set(SERIES) <= set(table.column_names)
    run = table.slice((6 + 2) * (horizon + 1), horizon + 1)
    assert run["month"].to_pylist() == list(range(horizon + 1))
    assert set(run["strategy"].to_pylist()) == {"individual"}
    assert np.array_equal(run["empowered"].to_numpy(), comparison.results[2].replicate.series[1]["empowered"])


def test_arms_that_end_at_different_months_stand_in_one_table() -> None:
    table = months_table(small_comparison(("group", "cascade"), "budget", 2))
    last = {row["strategy"]: row["month"] for row in table.to_pylist()}
    assert last == {"group": 8 + 36, "cascade": 10 + 36}


def test_the_scenario_stored_is_the_one_that_ran(tmp_path: Path) -> None:
    comparison = small_comparison()
    stored(comparison, tmp_path / "one")
    assert load_scenario(tmp_path / "one" / "scenario.toml").digest == comparison.arms.scenario.digest
    assert "--strategies none,individual,group," in (tmp_path / "one" / "scenario.toml").read_text()


def test_figures_have_the_promised_names_and_no_nan(tmp_path: Path) -> None:
    comparison = small_comparison()
    told = json.loads(stored(comparison, tmp_path / "one")["comparison.json"])
    assert set(told["strategies"]) == set(STANDARD)
    for name in STANDARD:
        estimate = comparison.estimate(name, "extra_24")
        assert told["strategies"][name]["extra_24"] == estimate._asdict()
        assert {"mean", "low", "high"} <= told["paired"][name]["extra_24"].keys()
    assert told["strategies"]["none"]["cost_per_extra_24"] == {"mean": None, "low": None, "high": None}
    rival = told["against"]["individual"]
    assert told["paired"]["individual"]["extra_24"]["mean"] == comparison.difference("individual", rival).mean


def test_json_writes_what_is_undefined_or_infinite_as_null() -> None:
    assert json.loads(as_json({"a": [math.nan, -math.inf, np.float64(2.5)], "b": "ü"})) == {
        "a": [None, None, 2.5],
        "b": "ü",
    }


def test_the_manifest_tells_how_to_repeat_it() -> None:
    comparison = small_comparison()
    told = manifest(comparison, "python run.py compare", 1.234)
    assert told["command"] == "python run.py compare"
    assert told["seeds"]["0"] == comparison.results[0].replicate.seed
    assert told["strategies"]["group"] == comparison.arms.scenarios[2].digest
    assert {"berdaya", "python", "numba"} <= told["versions"].keys()
    json.dumps(told)


# The same bytes


def test_one_and_two_workers_give_the_same_bytes(tmp_path: Path) -> None:
    arms = small_comparison().arms
    with Runner(workers=2) as runner:
        shared = compare(arms, 1, runner, replicates=6)
    assert stored(shared, tmp_path / "two") == stored(small_comparison(), tmp_path / "one")


def test_parquet_holds_no_time_no_path_and_no_pandas(tmp_path: Path) -> None:
    stored(small_comparison(), tmp_path / "one")
    about = pq.read_schema(tmp_path / "one" / "runs.parquet").metadata
    assert set(about) == {b"berdaya", b"scenario", b"equal", b"root_seed"}


# Where it goes


def test_folders_are_numbered_and_never_reused() -> None:
    assert [put_one() for _ in range(3)] == [Path(f"results/village-{n}") for n in (1, 2, 3)]
    assert sorted(path.name for path in Path("results").iterdir()) == ["village-1", "village-2", "village-3"]


def test_a_folder_of_ones_own_may_be_new_or_empty() -> None:
    assert put_one(Path("mine")) == Path("mine")
    Path("empty").mkdir()
    put_one(Path("empty"))
    assert Path("empty/runs.parquet").read_text() == "data"


def test_a_folder_in_use_is_refused_and_left_alone() -> None:
    put_one(Path("mine"))
    Path("mine/runs.parquet").write_text("precious")
    with pytest.raises(BerdayaError, match="there are files in it already"):
        put_one(Path("mine"))
    assert Path("mine/runs.parquet").read_text() == "precious"
    assert [path.name for path in Path().iterdir()] == ["mine"]


def test_a_file_in_the_way_is_refused() -> None:
    Path("mine").write_text("precious")
    with pytest.raises(BerdayaError, match="is a file"):
        refuse_used_folder(Path("mine"))


def test_an_error_leaves_no_half_written_folder() -> None:
    def half_done() -> None:
        with results_folder(None, "village") as (folder, _):
            (folder / "runs.parquet").write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_done()
    assert list(Path("results").iterdir()) == []
