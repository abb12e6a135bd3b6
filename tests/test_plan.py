"""`plan` as a planner meets it: ten figures in, an answer and a report out, the same bytes again, clear complaints."""

import json
import re
from contextvars import copy_context
from functools import partial
from pathlib import Path

import pytest

from scenarios.errors import ScenarioError
from scenarios.figures import FIGURES
from scenarios.scenario import load_scenario
from simulation.commands import app, plan_job
from simulation.commands.progress import Progress
from simulation.study import planning as planning_module
from simulation.study import screening, stages
from simulation.study.hands import Hands
from simulation.study.planning import STAGES, Planning
from simulation.study.pool import Pool
from simulation.study.unknowns import unknowns
from tests.comparisons import small_scenario

HOUSE = Path(__file__).resolve().parent.parent
TEN = """name = "Sukamaju"
[figures]
households = 60
hamlets = 3
minutes_to_furthest = 20
poor = 4
women = 6
finished_primary = 7
would_lend = 5
trust_outsiders = "?"
livelihood = "farming"
needs = { water = 4, credit = 3, road = 3 }
facilitators = 1
[programme]
months = 8
group_size = 8
"""
FEW = 4


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BERDAYA_LANG", "en")
    (tmp_path / "ten.toml").write_text(TEN)
    return tmp_path


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hardly any runs in every stage."""
    for module in (screening, planning_module):
        monkeypatch.setattr(module, "RUNS_AS_SAID", FEW)
        monkeypatch.setattr(module, "WORLDS_TRIED", FEW)
    for name in ("BUDGET_RUNS", "RANGE_RUNS", "WORLDS"):
        monkeypatch.setattr(stages, name, FEW)
    monkeypatch.setattr(stages, "LOOKED_INTO", 1)
    monkeypatch.setattr(plan_job, "Hands", partial(Hands, most=FEW))


def run(*arguments: str) -> int:
    """A command in a context of its own, so that no test leaves a language behind."""
    return copy_context().run(app.main, arguments)


def plan(out: str, *arguments: str) -> int:
    return run("plan", "ten.toml", "--budget", "40", "--out", out, *arguments)


def written(place: str) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in Path(place).iterdir() if file.name != "manifest.json"}


# What it gives


@pytest.mark.usefixtures("few")
def test_ten_figures_give_an_answer_and_a_report(capsys: pytest.CaptureFixture[str]) -> None:
    assert plan("one", "--workers", "1") == 0
    said = capsys.readouterr()
    assert max(map(len, said.out.splitlines())) <= 100
    words = " ".join(said.out.split())
    assert re.search(r"24 months after the facilitator leaves", words)
    assert "plausible worlds" in words
    assert "Not known, and tried over all that is plausible: Trust in the facilitator." in words
    assert "A simulation, not a forecast." in words
    assert not said.err
    files = written("one")
    names = {"plan.json", "report.html", "report.pdf", "runs.parquet", "months.parquet", "worlds.parquet"}
    assert files.keys() == names | {"scenario.toml"}
    assert files["report.pdf"].startswith(b"%PDF")
    told = json.loads(files["plan.json"])
    assert told["known"]["unknown"] == ["trust_outsiders"]
    assert told["known"]["answers"]["poor"] == 4
    assert told["worlds"]["worlds"] == FEW
    assert {budget["budget"] for budget in told["budgets"]} == {30.0, 50.0}
    assert told["equal_dose"]["invited"] > 0
    assert told["answer"]["strength"] in ("clear", "likely", "undecided")
    assert told["considered"]["individual"]["compared"]
    assert told["command"] == "python run.py plan ten.toml --budget 40 --lang en"


@pytest.mark.usefixtures("few")
def test_the_same_bytes_again_with_more_workers(capsys: pytest.CaptureFixture[str]) -> None:
    assert plan("one", "--workers", "1") == 0
    capsys.readouterr()
    assert plan("two", "--workers", "2", "--json") == 0
    assert capsys.readouterr().out.encode() == written("two")["plan.json"]
    assert written("one") == written("two")
    assert plan("three", "--workers", "1", "--seed", "2") == 0
    assert written("three")["plan.json"] != written("one")["plan.json"]


@pytest.mark.usefixtures("few")
def test_strategies_that_are_named_are_compared_and_none_beside_them(capsys: pytest.CaptureFixture[str]) -> None:
    named = ("--strategies", "cascade,individual-40-then-group", "--json", "--workers", "1", "--lang", "id")
    assert plan("one", *named) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told["strategies"]) == ["none", "cascade", "individual-40-then-group"]
    assert told["considered"] is None
    assert b"Laporan keputusan" in written("one")["report.html"]


# Stages


def steps(wanted: int = 10**9) -> tuple[Planning, list[str]]:
    """A plan that is wanted for so many steps, and what was said of each."""
    said = list[str]()
    with Pool(workers=1) as pool:
        hands = Hands(pool, lambda: len(said) < wanted, FEW)
        planning = Planning(small_scenario(), 1, "", hands)
        for step in planning.steps():
            said.append(Progress().plan_words(step))
    return planning, said


@pytest.mark.usefixtures("few")
def test_progress_tells_the_stage_and_the_time_left() -> None:
    planning, said = steps()
    assert planning.left == 0
    begun = [int(words.split()[0]) for words in said]
    assert begun == sorted(begun)
    assert set(begun) >= {1, 2, 4, 5, 6, 7}
    assert all(f" of {len(STAGES)}: " in words for words in said)
    assert all(words.endswith("left") for words in said)


@pytest.mark.usefixtures("few")
def test_what_is_finished_before_an_interruption_is_kept() -> None:
    planning, said = steps(wanted=2 * FEW + 2)
    assert planning.decision is not None
    assert planning.decision.comparison.interrupted
    assert 2 <= planning.decision.comparison.n <= FEW
    assert planning.decision.worlds is None
    assert said[-1].startswith("2 of")
    assert steps(wanted=2)[0].decision is None


# What is wrong


@pytest.mark.parametrize(
    ("changes", "arguments", "complaint"),
    [
        ({}, (), "--budget is missing"),
        ({}, ("--budget", "much"), "--budget much: must be a number"),
        ({}, ("--budget", "0.5"), "is too little to invite anybody\none place takes at least Rp"),
        ({"poor = 4": "poor = 11"}, ("--budget", "40"), "[figures] poor = 11: must be a number from 0 to 10"),
        ({"would_lend": "would_land"}, ("--budget", "40"), "did you mean 'would_lend'?"),
        ({'"farming"': '"farmin"'}, ("--budget", "40"), "did you mean 'farming'?"),
        ({"water = 4, credit = 3, road = 3": "water = 1"}, ("--budget", "40"), "how many people name each need"),
        ({"facilitators = 1": ""}, ("--budget", "40", "--strategies", "none"), "name at least one more"),
        ({}, ("--budget", "40", "--strategies", "grop"), "did you mean 'group'?"),
        ({}, ("--budget", "3", "--strategies", "group,cascade"), "cascade: [programme] budget = 3: is too little"),
        ({"months = 8": "months = 8\nmonths_after = 12"}, ("--budget", "40"), "needs at least 24"),
    ],
)
def test_a_complaint_says_what_is_wrong(
    changes: dict[str, str], arguments: tuple[str, ...], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = TEN
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    Path("wrong.toml").write_text(text)
    assert run("plan", "wrong.toml", *arguments) == 2
    said = capsys.readouterr().err
    assert complaint in said
    assert "Traceback" not in said
    assert not Path("results").exists()


# The file with ten figures


@pytest.mark.parametrize(("language", "question"), [("en", "how many are poor?"), ("id", "berapa yang miskin?")])
def test_new_asks_for_ten_figures(language: str, question: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("new", "mine.toml", "--figures", "--lang", language) == 0
    assert "run.py plan mine.toml --budget" in capsys.readouterr().out
    text = Path("mine.toml").read_text(encoding="utf-8")
    assert question in text
    known = load_scenario("mine.toml").figures
    assert known is not None
    assert known.unknown == tuple(figure.name for figure in FIGURES)


def test_ten_figures_are_not_asked_for_a_preset(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("new", "mine.toml", "--figures", "--strategy", "cascade") == 2
    assert "leave --community and --strategy out" in capsys.readouterr().err


def test_what_is_not_known_is_tried_more_widely() -> None:
    answered, unanswered = load_scenario("ten.toml"), TEN.replace("would_lend = 5", 'would_lend = "don\'t know"')
    Path("less.toml").write_text(unanswered)
    (low, high), (least, most) = (unknowns(s)["trust_fellows"] for s in (answered, load_scenario("less.toml")))
    assert float(least) < float(low) < float(high) < float(most)


def test_what_stands_in_a_roster_is_known() -> None:
    rows = [f"{k},{k % 3 + 1},{k % 2},{0.4 + k / 200}" for k in range(60)]
    Path("roster.csv").write_text("\n".join(["id,hamlet,female,schooling", *rows]))
    Path("own.toml").write_text('[community]\nroster = "roster.csv"\n[programme]\nbudget = 40\n')
    unknown = unknowns(load_scenario("own.toml"))
    assert not {"households", "hamlets", "share_women", "mean_schooling"} & unknown.keys()
    assert "trust_fellows" in unknown


def test_a_figure_and_its_parameter_are_not_both_taken() -> None:
    Path("twice.toml").write_text(TEN + "[community]\ntrust_fellows = 0.5\n")
    with pytest.raises(ScenarioError, match=r"would_lend and .* say the same"):
        load_scenario("twice.toml")


def test_the_page_names_every_figure_and_its_parameter() -> None:
    page = (HOUSE / "docs" / "plan.md").read_text(encoding="utf-8")
    for figure in FIGURES:
        assert f"| `{figure.name}` | {figure.question} | `{figure.parameter}` |" in page
