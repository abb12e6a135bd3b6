"""A sweep: each run once, whatever kills it; the same bytes for any workers, chunks and engines; failures as data."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.sweeping import workers_of
from scenarios.errors import BerdayaError
from scenarios.scenario import Scenario
from simulation.commands.app import main
from simulation.study import folder as folder_module
from simulation.study import jobs as jobs_module
from simulation.study.folder import StudyFolder
from simulation.study.forecast import forecast
from simulation.study.pool import Died, Interruption, Pool
from simulation.study.replicate import Replicate, replicate
from simulation.study.replicate import run as run_one
from simulation.study.sweep import prepare, sweep
from tests.chores import doubled, dying, dying_at_5, imported
from tests.studies import BASE, GRID, KEEP, RUNS, files, run, study

HOUSE = Path(__file__).resolve().parent.parent
FEW = '[keep]\noutcomes = ["extra_24", "cost_total"]\n'


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the small study gives in one go; shared by tests, so leave it as it is."""
    folder = tmp_path_factory.mktemp("clean")
    run(study(folder), folder / "out")
    return folder / "out"


def test_the_result_is_every_run_as_one_call_gives_it(clean: Path) -> None:
    outcomes, design = pd.read_parquet(clean / "outcomes.parquet"), pd.read_csv(clean / "design.csv")
    assert len(outcomes) == 3 * 3 * 2
    assert not outcomes.duplicated(["point", "strategy", "replicate"]).any()
    row = outcomes.merge(design, on="point").query("point == 2 and strategy == 'group' and replicate == 1").iloc[0]
    tiny = prepare(study(clean.parent)).work.arms[1].with_values(trust_fellows=row.trust_fellows)
    assert run_one(tiny, int(row.seed))["extra_24"] == row.extra_24
    series = pd.read_parquet(clean / "series.parquet")
    assert len(series) == len(outcomes) * 31
    assert series.groupby(["point", "strategy", "replicate"], observed=True).month.max().eq(30).all()


def test_arms_are_paired_and_points_share_their_luck(clean: Path) -> None:
    outcomes = pd.read_parquet(clean / "outcomes.parquet")
    assert (outcomes.groupby("replicate").seed.nunique() == 1).all()
    assert outcomes.seed.nunique() == 3


def test_every_column_is_in_the_dictionary_with_unit_and_meaning(clean: Path) -> None:
    told = pd.read_csv(clean / "dictionary.csv", keep_default_na=False)
    assert (told.meaning != "").all()
    for table in ("outcomes", "series", "failures", "design"):
        assert list(pd.read_parquet(clean / f"{table}.parquet").columns) == list(told[told.table == table].name)


@pytest.mark.parametrize(("workers", "chunk"), [(1, 1), (1, 4), (2, 2)])
def test_workers_and_chunks_change_no_byte(clean: Path, tmp_path: Path, workers: int, chunk: int) -> None:
    run(study(tmp_path), tmp_path / "out", workers, chunk)
    assert files(tmp_path / "out") == files(clean)


def test_row_groups_change_no_row(clean: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "_BLOCK", {"outcomes": 4, "series": 3, "failures": 2})
    run(study(tmp_path), tmp_path / "out", chunk=2)
    for table in ("outcomes", "series"):
        name = f"{table}.parquet"
        pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "out" / name), pd.read_parquet(clean / name))


def test_a_finished_study_is_not_run_again_nor_changed(clean: Path, tmp_path: Path) -> None:
    made = study(tmp_path)
    first = run(made, tmp_path / "out")
    before = files(tmp_path / "out")
    again = run(study(tmp_path, name="renamed.toml"), tmp_path / "out", chunk=5)
    assert (first.made, first.found, again.made, again.found) == (18, 0, 0, 18)
    assert files(tmp_path / "out") == before == files(clean)
    assert len(json.loads((tmp_path / "out" / "manifest.json").read_text())["sittings"]) == 2


def test_an_extended_study_runs_only_what_is_new(tmp_path: Path) -> None:
    run(study(tmp_path), tmp_path / "grown")
    wider = (
        BASE.replace('"group"]', '"group", "none"]'),
        GRID.replace("[0.2", "[0.3, 0.2"),
        RUNS.replace("3", "4"),
        KEEP,
    )
    tally = run(study(tmp_path, *wider), tmp_path / "grown")
    assert (tally.wanted, tally.found, tally.made) == (4 * 4 * 3, 18, 4 * 4 * 3 - 18)
    run(study(tmp_path, *wider), tmp_path / "at once")
    assert files(tmp_path / "grown") == files(tmp_path / "at once")


def test_runs_that_a_study_no_longer_asks_for_are_kept_apart_and_found_again(clean: Path, tmp_path: Path) -> None:
    run(study(tmp_path), tmp_path / "out")
    run(study(tmp_path, BASE, GRID.replace("0.2, ", ""), RUNS, KEEP), tmp_path / "out")
    assert len(pd.read_parquet(tmp_path / "out" / "outcomes.parquet")) == 12
    assert len(earlier(tmp_path / "out")) == 6
    run(study(tmp_path, BASE, GRID, RUNS, FEW), tmp_path / "out")  # other columns: other runs
    assert len(earlier(tmp_path / "out")) == 18
    assert run(study(tmp_path), tmp_path / "out").made == 0
    assert files(tmp_path / "out") == files(clean)


def earlier(place: Path) -> pd.DataFrame:
    (file,) = (place / "earlier").glob("outcomes-*.parquet")
    return pd.read_parquet(file)


def test_equal_points_are_made_once_and_stand_twice(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("trust_fellows\n0.5\n0.2\n0.5\n")
    tally = run(study(tmp_path, BASE, '[design]\nkind = "table"\nfile = "points.csv"\n', RUNS, FEW), tmp_path / "out")
    assert (tally.made, tally.left) == (12, 0)
    outcomes = pd.read_parquet(tmp_path / "out" / "outcomes.parquet")
    assert len(outcomes) == 18
    assert outcomes[outcomes.point == 0].extra_24.tolist() == outcomes[outcomes.point == 2].extra_24.tolist()


def test_part_of_a_study_is_balanced(tmp_path: Path) -> None:
    prepared, interruption = prepare(study(tmp_path)), Interruption()

    def stop(tally: object) -> None:
        interruption.wished = True

    with Pool(1, interruption=interruption, chunk=2) as pool:
        tally = sweep(prepared, tmp_path / "out", pool, tell=stop)
    assert tally.interrupted
    outcomes = pd.read_parquet(tmp_path / "out" / "outcomes.parquet")
    assert 0 < len(outcomes) == 18 - tally.left < 18
    assert outcomes.groupby(["point", "strategy"], observed=True).size().agg(np.ptp) <= 1


def test_parts_are_readable_while_the_sweep_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "FLUSH_SECONDS", 0.0)
    seen = []

    def look(tally: object) -> None:
        parts = sorted((tmp_path / "out" / "parts").glob("*-outcomes.parquet"))
        seen.append(sum(len(pd.read_parquet(part)) for part in parts))

    with Pool(1, chunk=3) as pool:
        sweep(prepare(study(tmp_path)), tmp_path / "out", pool, tell=look)
    assert seen == [6, 12, 18]


def test_replicates_go_on_until_they_are_precise(tmp_path: Path) -> None:
    wide, narrow = ("[runs]\nprecision = 50.0\n", "[runs]\nprecision = 0.5\nmost = 60\n")
    one = GRID.replace("[0.2, 0.5, 0.8]", "[0.5]")
    assert run(study(tmp_path, BASE, one, wide, FEW), tmp_path / "wide").wanted == 40 * 2
    tally = run(study(tmp_path, BASE, one, narrow, FEW), tmp_path / "narrow")
    assert tally.wanted == 60 * 2
    assert pd.read_csv(tmp_path / "narrow" / "design.csv").replicates.tolist() == [60]


def test_equal_dose_invites_the_same_everywhere(tmp_path: Path) -> None:
    base, keep = BASE.replace("[base]", '[base]\nequal = "dose"'), '[keep]\noutcomes = ["n_invited", "n_places"]\n'
    run(study(tmp_path, base, GRID, RUNS, keep), tmp_path / "out")
    places = pd.read_parquet(tmp_path / "out" / "outcomes.parquet").pivot_table(
        "n_places", ["point", "replicate"], "strategy", observed=True
    )
    assert (places["individual"] == places["group"]).all()
    assert (places["group"] > 0).all()


# Failures


def failing(scenarios: Sequence[Scenario], seed: int, stays: bool = True, watched: int = 0) -> Replicate:
    if any(s.values["trust_fellows"] == 0.5 and s.strategy_name == "group" for s in scenarios):
        raise ZeroDivisionError("nobody left")
    return replicate(scenarios, seed, stays, watched)


def test_failures_are_data_and_take_nobody_with_them(
    clean: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs_module, "replicate", failing)
    tally = run(study(tmp_path), tmp_path / "out")
    assert (tally.made, tally.failed) == (18, 3)
    failed = pd.read_parquet(tmp_path / "out" / "failures.parquet")
    assert failed[["point", "strategy"]].drop_duplicates().to_numpy().tolist() == [[1, "group"]]
    assert failed.error.tolist() == ["ZeroDivisionError: nobody left"] * 3
    assert failed.traceback.str.contains("in failing").all()
    outcomes, all_of_them = (pd.read_parquet(place / "outcomes.parquet") for place in (tmp_path / "out", clean))
    left = all_of_them[~((all_of_them.point == 1) & (all_of_them.strategy == "group"))]
    pd.testing.assert_frame_equal(outcomes, left.reset_index(drop=True))
    assert run(study(tmp_path), tmp_path / "out").made == 0


def test_a_job_that_ends_its_process_is_found_and_the_rest_is_done() -> None:
    with Pool(2, chunk=3) as pool:
        results = [result for some in pool.run(dying, range(30)) for result in some]
    lost = [result for result in results if isinstance(result, Died)]
    assert [one.job for one in lost] == [5]
    assert sorted(result for result in results if not isinstance(result, Died)) == [k * k for k in range(30) if k != 5]


def test_what_died_is_tried_again_by_the_next_sweep(
    clean: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dead(Pool):
        def run(self, work: object, jobs: object, many: object = None) -> Iterator[list[Died]]:  # type: ignore[override]
            yield [Died(job, "ended") for job in jobs]  # type: ignore[attr-defined]

    tally = sweep(prepare(study(tmp_path)), tmp_path / "out", Dead(1))
    assert tally.failed == 18
    assert set(pd.read_parquet(tmp_path / "out" / "failures.parquet").kind) == {"died"}
    assert run(study(tmp_path), tmp_path / "out").made == 18
    assert files(tmp_path / "out") == files(clean)


# Killed, full, locked


@contextmanager
def command(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """The sweep as a command of its own, ended with its process group."""
    typed = [sys.executable, str(HOUSE / "run.py"), "sweep", "tiny.toml", "--out", "out", "--workers", "2"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen(typed, cwd=folder, start_new_session=True, **pipes)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)


def rows(place: Path) -> int:
    return sum(len(pd.read_parquet(part)) for part in place.glob("parts/*-outcomes.parquet"))


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for workers in /proc")
def test_killed_at_random_instants_nothing_is_lost_or_doubled_and_no_worker_stays(tmp_path: Path) -> None:
    made = study(tmp_path, BASE, GRID, RUNS.replace("3", "400"), KEEP)  # many seconds, so that it is killed on the way
    run(made, tmp_path / "clean", workers=2)
    dice, kept = random.Random(1), 0
    for _ in range(2):
        before = kept
        with command(tmp_path) as process:
            kept = eventually(lambda before=before: (n := rows(tmp_path / "out")) > before and n)  # type: ignore[misc]
            assert process.poll() is None
            time.sleep(dice.uniform(0, 0.6))
            workers = workers_of(process.pid)
            process.kill()
            process.wait(30)
            eventually(lambda workers=workers: not any(alive(pid) for pid in workers))  # type: ignore[misc]
        assert rows(tmp_path / "out") >= kept
    with command(tmp_path) as process:
        os.kill(eventually(lambda: workers_of(process.pid))[0], signal.SIGKILL)
        assert process.wait(240) == 0
    assert files(tmp_path / "out") == files(tmp_path / "clean")
    told = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert told["sittings"][0]["runs_made"] <= told["runs"] - kept


def alive(pid: int) -> bool:
    """Whether a process works on; one that waits for its parent to look does not."""
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def eventually[Found](look: Callable[[], Found], seconds: float = 90) -> Found:
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def test_a_full_disk_is_told_and_finished_parts_stay(
    clean: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_module, "FLUSH_SECONDS", 0.0)
    written = folder_module.put
    count = iter(range(100))

    def filling(file: Path, write: Callable[[Path], object]) -> None:
        if next(count) >= 3:
            raise OSError(28, "No space left on device")
        written(file, write)

    with monkeypatch.context() as full:
        full.setattr(folder_module, "put", filling)
        with pytest.raises(OSError, match=r"cannot be written.*No space left on device.*the same command goes on"):
            run(study(tmp_path), tmp_path / "out", chunk=3)
    assert rows(tmp_path / "out") == 6
    assert run(study(tmp_path), tmp_path / "out").found == 6
    assert files(tmp_path / "out") == files(clean)


def test_a_folder_that_cannot_be_written_or_is_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.jpg").write_text("x")
    for place, words in (("file/out", "cannot be written"), ("photos", "no study's")):
        with pytest.raises(BerdayaError, match=words):
            run(study(tmp_path), tmp_path / place)
    assert [file.name for file in (tmp_path / "photos").iterdir()] == ["one.jpg"]


def test_two_sweeps_do_not_write_into_one_folder(tmp_path: Path) -> None:
    prepared = prepare(study(tmp_path))
    with StudyFolder(tmp_path / "out", prepared.runs()), pytest.raises(BerdayaError, match="another sweep"):
        run(study(tmp_path), tmp_path / "out")


# The command


def test_the_command_says_what_came_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    study(tmp_path)
    assert main(["sweep", "tiny.toml", "--workers", "1"]) == 0
    assert "18 runs made, 0 found" in capsys.readouterr().out
    assert main(["sweep", "tiny.toml", "--workers", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["folder"], told["found"], told["made"]) == (str(Path("results/tiny")), 18, 0)
    monkeypatch.setattr(jobs_module, "replicate", failing)
    assert main(["sweep", "tiny.toml", "--workers", "1", "--seed", "5"]) == 3
    assert "3 runs failed" in capsys.readouterr().out
    assert main(["sweep", "tinny.toml"]) == 2
    assert main(["sweep", "first-studi", "--workers", "none"]) == 2
    told_off = capsys.readouterr().err
    assert "did you mean 'first-study'" in told_off
    assert "--workers none" in told_off


def test_a_forecast_counts_runs_and_measures_time_and_disk(tmp_path: Path) -> None:
    prepared = prepare(study(tmp_path, BASE, GRID, "[runs]\nreplicates = 1000\n", KEEP))
    with Pool(1) as pool:
        expected = forecast(prepared, pool, seconds=0.3)
    assert expected.runs == 6000
    assert expected.seconds == pytest.approx(6000 / expected.runs_a_second)
    assert 100 < expected.bytes_a_run < 100_000
    assert expected.seconds_of_many < expected.seconds
    assert not list(tmp_path.glob("sample*"))


def test_workers_import_neither_mesa_solara_nor_matplotlib() -> None:
    with Pool(2, chunk=1) as pool:
        (loaded,) = (result for some in pool.run(imported, [0]) for result in some)
    assert not set(loaded) & {"mesa", "solara", "matplotlib", "pandas", "SALib"}


def test_any_work_goes_through_the_pool() -> None:
    with Pool(1, chunk=4) as pool:
        assert sorted(r for some in pool.run(partial(doubled, factor=2), range(9)) for r in some) == list(
            range(0, 18, 2)
        )  # type: ignore[type-var]


def test_results_in_order_leave_a_place_to_each_job_that_ended_its_process() -> None:
    with Pool(2) as pool:
        results = pool.in_order(dying_at_5, range(30))
    assert [result for result in results if not isinstance(result, Died)] == [k * k for k in range(30) if k != 5]
    assert isinstance(results[5], Died)


def test_two_dask_workers_give_the_same_bytes(clean: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="needs the extra [cluster]")
    scheduler = ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", "scheduler"]
    worker = ["worker", "--scheduler-file", "scheduler", "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    made = study(tmp_path)
    environment = {**os.environ, "PYTHONPATH": str(HOUSE)}
    started = []
    try:
        for typed in (scheduler, worker, worker):
            command = [sys.executable, "-m", "dask", *typed]
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            started.append(subprocess.Popen(command, cwd=tmp_path, env=environment, **quiet))  # type: ignore[call-overload]
            if typed is scheduler:
                eventually(lambda: (tmp_path / "scheduler").is_file() and (tmp_path / "scheduler").read_text())
        address = json.loads((tmp_path / "scheduler").read_text())["address"]
        with Pool(engine=address, chunk=2) as pool:
            eventually(lambda: pool.engine.processes == 2)
            sweep(prepare(made), tmp_path / "out", pool)
        assert files(tmp_path / "out") == files(clean)
    finally:
        for process in reversed(started):
            process.kill()
            process.wait(30)


def test_a_cluster_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="needs the extra [cluster]")
    monkeypatch.setattr("simulation.study.pool._PATIENCE", 1)
    with pytest.raises(BerdayaError, match="no Dask scheduler with workers answers there"):
        Pool(engine="tcp://127.0.0.1:9")
