"""The command line as a user meets it: quick to answer, one message for everything wrong, exit codes, same bytes."""

import json
import re
import signal
import subprocess
import sys
from contextvars import copy_context
from pathlib import Path

import pytest

from scenarios.parameters import PARAMETERS
from scenarios.scenario import load_scenario
from simulation.commands import app, explain
from simulation.commands.progress import Progress
from simulation.study import runner as runner_module
from simulation.study.replicate import replicate
from tests.comparisons import small_comparison

HOUSE = Path(__file__).resolve().parent.parent
VILLAGE = """name = "Sukamaju"
[community]
households = 60
hamlets = 3
[programme]
months = 8
budget = 30
group_size = 8
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BERDAYA_LANG", "en")
    (tmp_path / "sukamaju.toml").write_text(VILLAGE)
    return tmp_path


def run(*arguments: str) -> int:
    """A command in a context of its own, so that no test leaves a language behind."""
    return copy_context().run(app.main, arguments)


def small(*arguments: str) -> int:
    return run("compare", "sukamaju.toml", "--replicates", "4", "--workers", "1", *arguments)


# Help


def test_help_needs_neither_numbers_nor_checks() -> None:
    timed = [sys.executable, "-X", "importtime", str(HOUSE / "run.py"), "--help"]
    told = subprocess.run(timed, capture_output=True, text=True, check=True, timeout=30)
    imported = {line.rsplit("|", 1)[1].strip() for line in told.stderr.splitlines() if "|" in line}
    assert "typer" in imported
    assert not imported & {"numpy", "numba", "pydantic", "pyarrow", "matplotlib", "mesa"}
    assert all(command in told.stdout for command in ("compare", "new", "explain"))


def test_help_of_compare_explains_months_and_exit(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("compare", "--help") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "months watched in all" in said
    assert "month in which the facilitator leaves" in said


# What compare says


def test_a_table_a_folder_and_where_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert small() == 0
    said = capsys.readouterr()
    assert max(map(len, said.out.splitlines())) <= 100
    assert "A simulation, not a forecast." in said.out
    assert "Results: results/farmers-group-village-1" in said.out
    results = Path("results/farmers-group-village-1")
    assert {path.name for path in results.iterdir()} == {
        "runs.parquet",
        "months.parquet",
        "comparison.json",
        "compare.png",
        "report.html",
        "report.pdf",
        "scenario.toml",
        "manifest.json",
    }
    told = json.loads((results / "manifest.json").read_text())
    assert told["command"].startswith("python run.py compare sukamaju.toml --replicates 4")
    assert load_scenario(results / "scenario.toml").digest == load_scenario("sukamaju.toml").digest


def test_the_same_command_gives_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    said = []
    for out in ("one", "two"):
        assert small("--json", "--out", out) == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    for name in ("runs.parquet", "months.parquet", "comparison.json", "compare.png", "report.html", "report.pdf"):
        assert Path("one", name).read_bytes() == Path("two", name).read_bytes(), name
    assert said[0] == Path("one/comparison.json").read_text()


def test_another_seed_is_another_luck(capsys: pytest.CaptureFixture[str]) -> None:
    means = []
    for seed in ("1", "2"):
        assert small("--json", "--seed", seed, "--strategies", "group") == 0
        means.append(json.loads(capsys.readouterr().out)["strategies"]["group"]["knowledge_gain_exit"]["mean"])
    assert means[0] != means[1]


def test_options_reach_the_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        small("--budget", "12.5", "--exit", "6", "--months", "40", "--equal", "dose", "--strategies", "group,none") == 0
    )
    scenario = load_scenario("results/farmers-group-village-1/scenario.toml")
    assert scenario.values["budget"] == 12.5
    assert (scenario.values["months"], scenario.values["months_after"]) == (6, 34)
    assert "the same" in capsys.readouterr().out


def test_it_speaks_the_language_asked_for_or_that_of_the_surroundings(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert small("--lang", "id") == 0
    assert "Simulasi, bukan ramalan." in capsys.readouterr().out
    monkeypatch.delenv("BERDAYA_LANG")
    monkeypatch.setenv("LANG", "id_ID.UTF-8")
    assert app.language_of_surroundings() == "id"
    monkeypatch.setenv("BERDAYA_LANG", "en")
    assert app.language_of_surroundings() == "en"
    monkeypatch.setenv("BERDAYA_LANG", "xx")
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert app.language_of_surroundings() == "en"


@pytest.mark.parametrize("first", ["--json", "sukamaju.toml", "close-knit-small-village"])
def test_compare_is_what_is_meant_without_a_command(first: str) -> None:
    assert app._means_compare(first)


@pytest.mark.parametrize("first", ["--help", "new", "explain", "comapre"])
def test_commands_are_not_taken_for_communities(first: str) -> None:
    assert not app._means_compare(first)


def test_a_village_of_ones_own_goes_by_its_name_and_tells_what_was_made(capsys: pytest.CaptureFixture[str]) -> None:
    people = range(30)
    Path("roster.csv").write_text("id\n" + "".join(f"house {i}\n" for i in people))
    Path("ties.csv").write_text(
        "from,to\n" + "".join(f"house {i},house {(i + d) % 30}\n" for i in people for d in (1, 2))
    )
    own = '[community]\nroster = "roster.csv"\nties = "ties.csv"\n[programme]\nmonths = 8\ngroup_size = 8\n'
    Path("own.toml").write_text(f'name = "Sukamaju"\n{own}')
    assert run("own.toml", "--replicates", "2", "--strategies", "group", "--workers", "1") == 0
    said = capsys.readouterr().out
    assert "Sukamaju, 30 households" in said
    assert "The village: " in said


# What is wrong


def test_everything_wrong_is_said_at_once_and_nothing_is_run(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    wrong = ["farmers-grup-village", "--strategies", "grup,nun", "--equal", "money", "--budget", "x", "--months", "20"]
    wrong += ["--replicates", "1", "--workers", "0", "--seed", "q", "--out", str(folder)]
    assert run("compare", *wrong) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    for words in (
        "did you mean 'farmers-group-village'?",
        "did you mean 'group'?",
        "--equal money",
        "--budget x",
        "--months 20: must be at least 24 more than the month of exit (15)",
        "--replicates 1",
        "--workers 0",
        "--seed q",
        "there are files in it already",
    ):
        assert words in said.err, words
    assert not Path("results").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["comapre"], "compare"),
        (["compare", "--bugdet", "3"], "--budget"),
        (["--lang", "in"], "there are: en, id"),
        (["nowhere.toml"], "there is no such file"),
        (["--budget", "1e99"], "10000000"),
        (["--budget", "0"], "budget = 0"),
        (["--strategies", ","], "at least one strategy"),
        (["new"], "VILLAGE.toml"),
    ],
)
def test_wrong_use_is_explained_with_exit_code_2(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert "Traceback" not in said.err


def test_a_wrong_scenario_names_its_file_and_every_problem(capsys: pytest.CaptureFixture[str]) -> None:
    Path("wrong.toml").write_text("[community]\nhousholds = 10\n[programme]\nbudget = true\n")
    assert run("compare", "wrong.toml") == 2
    said = capsys.readouterr().err
    assert "did you mean 'households'?" in said
    assert "budget" in said
    assert said.count("wrong.toml:") >= 2


def test_a_folder_in_use_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine").mkdir()
    Path("mine/notes.txt").write_text("precious")
    assert small("--out", "mine") == 2
    assert "there are files in it already" in capsys.readouterr().err
    assert [path.name for path in Path("mine").iterdir()] == ["notes.txt"]


# What breaks


def test_broken_runs_are_left_out_with_exit_code_3(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fragile(scenarios: object, seed: int) -> object:
        if seed == runner_module.replicate_seed(1, 2):
            raise ZeroDivisionError("an empty village")
        return replicate(scenarios, seed)  # type: ignore[arg-type]

    monkeypatch.setattr(runner_module, "replicate", fragile)
    assert small("--strategies", "group") == 3
    assert "1 run could not be finished" in capsys.readouterr().out
    told = json.loads(Path("results/farmers-group-village-1/manifest.json").read_text())
    assert told["replicates"] == 3
    assert told["broken"]["2"]["error"] == "ZeroDivisionError: an empty village"


def test_ctrl_c_stores_what_is_finished_with_exit_code_130(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def pressing(scenarios: object, seed: int) -> object:
        if seed == runner_module.replicate_seed(1, 2):
            signal.raise_signal(signal.SIGINT)
        return replicate(scenarios, seed)  # type: ignore[arg-type]

    monkeypatch.setattr(runner_module, "replicate", pressing)
    assert small("--strategies", "group,none") == 130
    assert "Interrupted: these are the 3 runs" in capsys.readouterr().out
    assert json.loads(Path("results/farmers-group-village-1/manifest.json").read_text())["interrupted"]


@pytest.mark.parametrize("how", [[], ["--json"]])
def test_who_stops_reading_still_gets_all_files(how: list[str]) -> None:
    command = [sys.executable, str(HOUSE / "run.py"), "compare", "sukamaju.toml", "--replicates", "2", "--workers", "1"]
    running = subprocess.Popen([*command, "--out", "mine", *how], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout is not None
    running.stdout.close()
    _, complaints = running.communicate(timeout=300)
    assert (running.returncode, b"Traceback" in complaints) == (0, False)
    assert {"runs.parquet", "compare.png", "report.html", "manifest.json"} <= {f.name for f in Path("mine").iterdir()}


def test_progress_is_silent_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress() as progress:
        progress.villages(small_comparison())
    assert capsys.readouterr() == ("", "")


def test_progress_tells_the_time_left_and_who_is_ahead_only_after_enough_runs() -> None:
    comparison = small_comparison(("group", "none"), "budget", 45)
    early = small_comparison(("group", "none"), "budget", 6)
    for looked_at in (comparison, early):
        looked_at.wanted = 0.6
    assert re.fullmatch(
        r"45 of about \d+ runs, about \d+ s left; ahead so far: Group mentoring", Progress().words(comparison)
    )
    assert re.fullmatch(r"6 of about 40 runs, about \d+ s left", Progress().words(early))


# The other commands


def test_new_writes_a_scenario_that_can_be_compared(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("new", "mine.toml", "--community", "close-knit-small-village") == 0
    assert "python run.py compare mine.toml" in capsys.readouterr().out
    assert load_scenario("mine.toml").community_name == "close-knit-small-village"


def test_new_writes_over_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("new", "sukamaju.toml") == 2
    assert "exists and is left as it is" in capsys.readouterr().err
    assert Path("sukamaju.toml").read_text() == VILLAGE


@pytest.mark.parametrize("place", ["nowhere/mine.toml", "."])
def test_new_explains_why_it_cannot_write(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("new", place) == 2
    assert place in capsys.readouterr().err


def test_explain_shows_every_parameter_and_the_order_of_a_month(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("explain") == 0
    said = capsys.readouterr().out
    assert [p.name for p in PARAMETERS if f"\n{p.name} = " not in said] == []
    assert said.index("1. plan") < said.index("2. visit") < said.index("3. meet")


def test_explain_names_the_lines_that_the_month_has() -> None:
    month = (HOUSE / "simulation/month/month.py").read_text()
    called = re.findall(r"^        (\w+)\(w(?:, seed)?, month(?: \+ 1)?\)", month, re.MULTILINE)
    assert called == list(explain.MONTH)


def test_explain_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("explain", "--json", "--lang", "id") == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in told["parameters"]] == [p.name for p in PARAMETERS]
    assert told["parameters"][0]["label"] == "Rumah tangga"


def test_faults_of_a_scenario_and_of_its_village_are_told_together(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "roster.csv").write_text("id,status\n" + "\n".join(f"{k},0.5" for k in (1, 2, 3, 4, 5, 6, 7, 8, 8)))
    (folder / "ties.csv").write_text("from,to\n1,1\n1,99\n")
    (folder / "mine.toml").write_text('[community]\nroster = "roster.csv"\nties = "ties.csv"\ntrust_fellows = 3\n')
    assert run("compare", "mine.toml") == 2
    told = capsys.readouterr().err
    for words in ("trust_fellows = 3", "roster.csv, line 10", "ties.csv, line 2", "ties.csv, line 3"):
        assert words in told
