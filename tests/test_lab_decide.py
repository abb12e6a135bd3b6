"""The planner's page: the command line's figures, a village by upload, and what is uncertain told apart."""

import base64
import csv
import html
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from scenarios.errors import BerdayaError
from scenarios.language import tr
from scenarios.scenario import load_scenario, make_scenario
from simulation.commands.app import main
from simulation.lab import decide, decide_desk, decide_table
from simulation.lab.decide_desk import DOWNLOADS, Desk, Study
from simulation.lab.decide_question import MOST_STRATEGIES, Question, question_from
from simulation.lab.decide_village import OwnVillage, received, take_in
from simulation.lab.limits import LIMITS
from simulation.lab.workers import Workers
from simulation.report.table import show
from simulation.study import stages
from simulation.study.arms import make_arms
from simulation.study.compare import Comparison, compare, look_into_failures
from simulation.study.decision import Point, Range, switch_point
from simulation.study.hands import Hands
from simulation.study.runner import Broken, Runner, attempt, replicate_seed
from simulation.study.stages import deciding, failures, gap, without_gaps
from simulation.study.statistics import Estimate
from tests.pages import opened, tab_to
from tests.spoken import heard, sentences

ASKED = {
    "community": "close-knit-small-village",
    "budget": 60,
    "facilitators": 1,
    "months": 12,
    "strategies": ["group", "none", "individual"],
    "seed": 3,
}
ROSTER = b"id,hamlet,sex\n" + b"".join(b"h%d,%s,f\n" % (k, b"north" if k % 2 else b"south") for k in range(40))
TIES = b"from,to\n" + b"".join(b"h%d,h%d\n" % (k, (k + step) % 40) for k in range(40) for step in (1, 2, 5))


class Here(Workers):
    """Tasks done in this process, in an order of their own."""

    def each(self, task: Any, items: Any, wanted: Any, *shared: Any) -> Iterator[Any]:
        for item in items:
            if not wanted():
                return
            yield task(*shared, item)


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    """A small decision, as the command line makes it."""
    question = question_from(ASKED, None)
    with Runner(1) as runner:
        found = compare(question.arms(), question.seed, runner, 6)
    look_into_failures(found)
    return found


def files(roster: bytes | None = ROSTER, ties: bytes | None = None) -> dict[str, str]:
    given = {"roster": roster, "ties": ties}
    return {name: base64.b64encode(text).decode() for name, text in given.items() if text is not None}


def problems_of(action: Any, *given: Any) -> str:
    with pytest.raises(BerdayaError) as caught:
        action(*given)
    return "\n".join(caught.value.problems)


# --- the question


def test_a_question_is_asked_as_the_command_line_would() -> None:
    question = question_from(ASKED, None)
    assert question.strategies == ("none", "individual", "group")
    words = "--budget 60 --exit 12 --strategies none,individual,group --seed 3 --replicates 6"
    assert question.command(6) == f"python run.py compare close-knit-small-village {words}"
    arms = make_arms(
        make_scenario("close-knit-small-village", budget=60.0, months=12),
        question.strategies,
        "budget",
        replicate_seed(3, 0),
    )
    assert [s.digest for s in question.arms().scenarios] == [s.digest for s in arms.scenarios]


def test_everything_wrong_with_a_question_is_said_at_once() -> None:
    wrong = {"community": "farmers-group-vilage", "budget": "much", "facilitators": 0, "months": 1.5, "seed": -1}
    said = problems_of(question_from, {**wrong, "strategies": ["grup"]}, None)
    for part in ("did you mean 'farmers-group-village'", "did you mean 'group'", "budget", "months", "seed -1"):
        assert part in said
    assert "Choose 2 to 6 programmes" in said
    assert "Choose" in problems_of(question_from, {**ASKED, "strategies": [str(k) for k in range(9)]}, None)
    assert problems_of(question_from, None, None)
    assert MOST_STRATEGIES == 6


def test_a_village_or_a_time_too_large_for_the_page_is_refused() -> None:
    assert "this page watches at most" in problems_of(question_from({**ASKED, "months": 240}, None).scenario)


def test_more_facilitators_are_asked_by_a_file() -> None:
    question = question_from({**ASKED, "facilitators": 2}, None)
    assert question.from_file
    assert "compare decision.toml --strategies" in question.command(6)
    assert question.scenario().values["facilitators"] == 2


# --- the same figures as the command line


def test_every_figure_of_the_table_stands_in_the_command_lines_table(comparison: Comparison) -> None:
    console = Console(file=io.StringIO(), width=100, highlight=False)
    show(console, comparison)
    said = console.file.getvalue()  # type: ignore[attr-defined]
    for row in decide_table.rows_for_page(comparison):
        for cell in ("exit", "later", "difference", "poorest", "person"):
            if row[cell]:
                assert row[cell]["text"] in said, (row["label"], cell)
                assert row[cell]["below"] in said, (row["label"], cell)
        assert row["cost"]["text"] in said
    found = decide_table.answer_for_page(comparison)
    joined = " ".join(said.split())
    assert found["sentence"] in joined
    assert f"{found['strength']}: {found['ahead'].split(';')[0]}" in joined
    for note in decide_table.notes_for_page(comparison, None)["notes"]:
        assert note in joined


def test_rows_are_in_the_order_of_the_ranking_and_a_winner_only_where_there_is_one(comparison: Comparison) -> None:
    rows = decide_table.rows_for_page(comparison)
    assert [row["look"]["name"] for row in rows] == comparison.ranking()
    assert [row["look"]["name"] for row in rows if row["wins"]] == [w for w in [comparison.winner()] if w]
    assert not any(row["wins"] for row in decide_table.rows_for_page(comparison, enough=False))


def test_the_page_runs_the_replicates_of_compare_and_stops_by_its_rule(comparison: Comparison) -> None:
    question = question_from(ASKED, None)
    *_, last = deciding(question.arms(), question.seed, Hands(Here()))
    with Runner(1) as runner:
        expected = compare(question.arms(), question.seed, runner)
    assert last.n == expected.n
    assert last.estimate("group", "extra_24") == expected.estimate("group", "extra_24")
    assert last.wanted == expected.wanted


def test_stopped_it_keeps_the_first_replicates_without_gaps(comparison: Comparison) -> None:
    partial = Comparison(comparison.arms, comparison.root_seed)
    for result in (comparison.results[0], comparison.results[1], comparison.results[4]):
        partial.add(result)
    partial.add(Broken(2, 0, "", ""))
    assert [f.number for f in without_gaps(partial).results] == [0, 1]
    assert [b.number for b in without_gaps(partial).broken] == [2]


def test_failing_runs_are_looked_into_as_on_the_command_line() -> None:
    arms = make_arms(make_scenario("fragmented-low-trust-village"), ("none", "unfit-programme"), "budget", 1)
    ours, theirs = Comparison(arms, 1), Comparison(arms, 1)
    for number in range(3):
        result = attempt(arms.scenarios, 1, number)
        for one in (ours, theirs):
            one.add(result)
    look_into_failures(theirs)
    for _ in failures(ours, Hands(Here())):
        pass
    found, expected = (one.diagnoses["unfit-programme"] for one in (ours, theirs))
    assert expected
    assert [(d.seed, d.named, d.rises) for d in found] == [(d.seed, d.named, d.rises) for d in expected]
    fails = decide_table.rows_for_page(theirs)[0]["fails"] or decide_table.rows_for_page(theirs)[1]["fails"]
    assert fails["main"] <= fails["cells"] <= 100


# --- what is uncertain


def test_the_lead_is_the_paired_difference_of_the_study(comparison: Comparison) -> None:
    pair = [comparison.arms.scenarios[comparison.names.index(name)] for name in ("group", "individual")]
    expected = comparison.values("group", "extra_24") - comparison.values("individual", "extra_24")
    assert [gap(pair, comparison.root_seed, n) for n in range(2)] == list(enumerate(expected[:2].tolist()))


def points_of(*people: float) -> list[Point]:
    budgets = (75.0, 100.0, 125.0)
    return [Point(b, b, Estimate(p, p - 1, p + 1)) for b, p in zip(budgets, people, strict=True)]


def test_where_two_programmes_change_places() -> None:
    lines = {"group": points_of(10, 20, 30), "individual": points_of(15, 18, 20)}
    assert switch_point(lines, "group", "individual") == pytest.approx(75 + 25 * 5 / 7)
    assert switch_point({**lines, "individual": points_of(5, 5, 5)}, "group", "individual") is None
    assert switch_point(lines, "group", "none") is None


def made_range(name: str, low: float, high: float) -> Range:
    low_end, high_end = ({n: end + luck for n, luck in enumerate((-1.0, 0.0, 1.0))} for end in (low, high))
    return Range(name, 0.1, 0.9, (low_end, high_end))


def test_what_could_change_the_answer_stands_by_size_and_is_never_added_to_luck(comparison: Comparison) -> None:
    now = comparison.difference(*comparison.ranking()[:2]).mean
    tried = [made_range("handing_over", now - 1, now + 1), made_range("trust_fellows", -30, now + 2)]
    found = decide_table.ranges_for_page(comparison, tried)
    assert found is not None
    assert [bar["name"] for bar in found["bars"]] == ["trust_fellows", "handing_over"]
    assert found["bars"][0]["note"] == "turns it around"
    assert found["bars"][1]["note"] == ""
    assert found["span"] == [-30, now + 2]
    assert "find that out first" in found["verdict"]
    assert "Where trust among villagers is 0.10" in found["verdict"]
    calm = decide_table.ranges_for_page(comparison, tried[:1])
    assert calm is not None
    assert "At no end of a range" in calm["verdict"]
    assert decide_table.ranges_for_page(comparison, []) is None


# --- a village of the planner's own


def test_an_uploaded_village_is_that_of_the_command_line(tmp_path: Path) -> None:
    own = take_in(received(files(ROSTER, TIES)), tmp_path, "farmers-group-village")
    assert (own.households, own.ties) == (40, True)
    scenario = Question(own=own, budget=30.0).scenario()
    (tmp_path / "mine.toml").write_text('name = "Mine"\n[community]\nroster = "roster.csv"\nties = "ties.csv"\n')
    assert scenario.digest == load_scenario(tmp_path / "mine.toml").with_values(budget=30.0).digest
    (tmp_path / "saved.toml").write_text(scenario.to_toml(tmp_path))
    assert load_scenario(tmp_path / "saved.toml").digest == scenario.digest


def test_all_errors_of_both_files_are_said_with_their_lines_as_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = ROSTER + b"h3,north,x\nh50,north\n"
    ties = TIES + b"h1,nobody\n"
    said = problems_of(take_in, received(files(roster, ties)), tmp_path, "farmers-group-village")
    for part in ("roster.csv, line 42", "roster.csv, line 43", "ties.csv, line 122"):
        assert part in said
    (tmp_path / "mine.toml").write_text('[community]\nroster = "roster.csv"\nties = "ties.csv"\n')
    assert main(["compare", str(tmp_path / "mine.toml")]) == 2
    printed = capsys.readouterr().err
    for problem in said.splitlines():
        assert problem in printed


def test_uploads_are_bounded_and_nothing_but_files_is_taken(tmp_path: Path) -> None:
    assert "choose this file first" in problems_of(received, {"ties": files()["roster"]})
    assert "choose this file first" in problems_of(received, None)
    assert "did not arrive whole" in problems_of(received, {"roster": "not base64!"})
    large = base64.b64encode(b"x" * (1024 * LIMITS.upload_kb + 1)).decode()
    assert "is larger than" in problems_of(received, {"roster": large})
    many = b"id\n" + b"".join(b"%d\n" % k for k in range(LIMITS.households + 1))
    assert f"at most {LIMITS.households}" in problems_of(take_in, {"roster": many}, tmp_path, "farmers-group-village")
    assert "can be used: 3" in problems_of(take_in, {"roster": b"id\na\nb\nc\n"}, tmp_path, "farmers-group-village")
    assert str(tmp_path) not in problems_of(take_in, {"roster": b"id\na\n"}, tmp_path, "farmers-group-village")


def test_a_desk_keeps_a_village_of_its_own_and_takes_it_away_at_the_end() -> None:
    one, other = Desk(), Desk()
    one.upload({**files(), "community": "farmers-group-village"})
    other.upload({"roster": "?"})
    assert one.own.value is not None
    assert (other.own.value, len(other.own_problems.value)) == (None, 1)
    folder = one.own.value.folder
    assert folder.is_dir()
    assert "40 households" in (decide.own_for_page(one.own.value) or {})["text"]
    one.leave()
    assert not folder.exists()


# --- what the desk does


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk whose decisions take six runs in this process."""
    monkeypatch.setattr(decide_desk, "most_runs", lambda: 6)
    monkeypatch.setattr(decide_desk, "WORKERS", Here())
    for module in (stages, decide_desk):
        monkeypatch.setattr(module, "RANGES", ("trust_fellows",))
    desk = Desk()
    yield desk
    desk.leave()


def study_of(desk: Desk, asked: dict[str, Any] = ASKED) -> Study:
    question = question_from(asked, desk.own.value)
    study = Study(question, question.arms())
    desk.study.value = study
    desk._work(study, "en")
    return study


def test_a_decision_goes_through_all_its_stages(small: Desk, comparison: Comparison) -> None:
    study = study_of(small)
    assert study.done
    assert study.comparison.estimate("group", "extra_24") == comparison.estimate("group", "extra_24")
    assert study.decision.dose is not None
    assert [p.budget for p in study.decision.lines["group"]] == [45.0, 60.0, 75.0]
    assert len(study.decision.ranges[0].gaps[1]) == 6
    found = decide.found_for_page(study)
    assert found is not None
    assert found["plane"]["switch"]["text"]
    assert found["ranges"]["bars"][0]["name"] == "trust_fellows"
    assert any("At equal dose" in note for note in found["notes"])
    assert json.dumps(found)


def test_files_to_keep_are_those_of_the_command_line(small: Desk, comparison: Comparison) -> None:
    study = study_of(small)
    rows = list(csv.DictReader(io.StringIO(DOWNLOADS["csv"](study)["content"])))
    (row,) = (r for r in rows if (r["strategy"], r["measure"]) == ("group", "extra_24"))
    assert float(row["mean"]) == pytest.approx(comparison.estimate("group", "extra_24").mean, rel=1e-11)
    assert row["against"] == comparison.rival("group")
    assert base64.b64decode(DOWNLOADS["png"](study)["content"]).startswith(b"\x89PNG")
    assert "budget = 60.0" in DOWNLOADS["toml"](study)["content"]
    assert base64.b64decode(DOWNLOADS["pdf"](study)["content"]).startswith(b"%PDF")
    report = DOWNLOADS["html"](study)["content"]
    assert html.escape(decide_table.answer_for_page(study.comparison)["sentence"]) in report
    assert "If there were less or more money" in report


def test_a_decision_nobody_waits_for_ends(small: Desk) -> None:
    question = question_from(ASKED, None)
    study = Study(question, question.arms())
    study.gone.set()
    small._work(study, "en")
    assert study.done
    assert study.comparison.n == 0


def test_all_of_it_is_spoken_in_indonesian(monkeypatch: pytest.MonkeyPatch, comparison: Comparison) -> None:
    study = Study(question_from(ASKED, None), comparison.arms)
    study.decision.comparison = study.seen = comparison
    study.stage = ""
    with heard(monkeypatch) as missed:
        decide.words()
        decide.choices()
        decide.found_for_page(study)
        decide.progress_for_page(study)
        decide.own_for_page(
            OwnVillage(Path(), 40, False, ("ties are made, not measured", "villagers without a tie: 2"))
        )
        for text in sentences(["decide*.py"]):
            tr(text)
    assert missed == set()


# --- in a browser


def test_a_planner_gets_an_answer_and_keeps_the_figures(chromium: Any, laboratory: str, tmp_path: Path) -> None:
    with opened(chromium, laboratory, "tab=decide") as seen:
        page = seen.page
        page.get_by_label("Budget, Rp million").fill("60")
        page.get_by_label("Months until the facilitator leaves").fill("12")
        page.get_by_label("Community").select_option("close-knit-small-village")
        page.get_by_label("Individual, then group").uncheck()
        page.get_by_role("button", name="Run it").click()
        page.locator(".decide .run").wait_for(state="attached")
        page.locator(".decide .run").wait_for(state="detached")
        question = question_from({**ASKED, "seed": 1}, None)
        with Runner(1) as runner:
            expected = compare(question.arms(), 1, runner, 6)
        said = page.locator(".decide .tab").inner_text()
        for row in decide_table.rows_for_page(expected):
            assert row["later"]["text"] in said
            assert row["later"]["below"] in said
        assert decide_table.answer_for_page(expected)["sentence"] in page.locator(".decide .ans").inner_text()
        assert page.locator(".decide .pan svg[role=img]").count() >= 1
        with page.expect_download() as download:
            page.get_by_role("button", name="Figures as CSV").click()
        download.value.save_as(tmp_path / "decision.csv")
        assert (tmp_path / "decision.csv").read_text().startswith("strategy,measure,mean")
        with page.expect_download() as download:
            page.get_by_role("button", name="Report to print (PDF)").click()
        download.value.save_as(tmp_path / "report.pdf")
        assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
        assert seen.findings() == []


def test_a_decision_from_first_to_last_by_keyboard_alone(chromium: Any, laboratory: str, tmp_path: Path) -> None:
    with opened(chromium, laboratory, "tab=about") as seen:
        page = seen.page

        def button(name: str) -> Any:
            return page.get_by_role("button", name=name, exact=True)

        tab_to(page, page.locator("header .tabs a", has_text="Decide"))
        page.keyboard.press("Enter")
        page.locator(".decide").wait_for()
        for label, figure in (("Budget, Rp million", "60"), ("Months until the facilitator leaves", "12")):
            tab_to(page, page.get_by_label(label))
            page.keyboard.press("ControlOrMeta+a")
            page.keyboard.type(figure)
        tab_to(page, page.get_by_label("Community"))
        page.keyboard.type("close")
        tab_to(page, page.get_by_label("Individual, then group"))
        page.keyboard.press("Space")
        tab_to(page, button("Run it"), "Shift+Tab")
        page.keyboard.press("Enter")
        page.locator(".decide .ans h2").wait_for()
        page.locator(".decide .run").wait_for(state="detached")
        question = question_from({**ASKED, "seed": 1}, None)
        with Runner(1) as runner:
            expected = compare(question.arms(), 1, runner, 6)
        assert page.locator(".decide .ans h2").inner_text() == decide_table.answer_for_page(expected)["sentence"]
        for name, start in (("Report to print (PDF)", b"%PDF"), ("Figures as CSV", b"strategy,measure,mean")):
            tab_to(page, button(name))
            with page.expect_download() as download:
                page.keyboard.press("Enter")
            download.value.save_as(tmp_path / "kept")
            assert (tmp_path / "kept").read_bytes().startswith(start)
        told = page.locator(".decide .know summary")
        tab_to(page, told)
        page.keyboard.press("Enter")
        assert "--budget 60 --exit 12" in page.locator(".decide .know code").inner_text()


def test_own_files_by_keyboard_errors_in_the_page_and_then_an_answer(
    chromium: Any, laboratory: str, tmp_path: Path
) -> None:
    (tmp_path / "r.csv").write_bytes(ROSTER + b"h3,north,x\n")
    (tmp_path / "good.csv").write_bytes(ROSTER)
    with opened(chromium, laboratory, "tab=decide") as seen:
        page = seen.page
        page.on("filechooser", lambda chooser: chooser.set_files(tmp_path / "r.csv"))
        page.locator(".decide .fold summary").nth(1).focus()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.type") == "file"
        page.keyboard.press("Enter")
        page.wait_for_function("document.querySelector('input[type=file]').files.length === 1")
        page.get_by_role("button", name="Read the files").focus()
        page.keyboard.press("Enter")
        alert = page.get_by_role("alert")
        alert.wait_for()
        assert "roster.csv, line 42" in alert.inner_text()
        assert seen.findings() == []
        page.locator("input[type=file]").first.set_input_files(tmp_path / "good.csv")
        page.get_by_role("button", name="Read the files").click()
        page.get_by_text("40 households read; ties made, not given.").first.wait_for()
        page.get_by_role("button", name="Run it").click()
        page.locator(".decide .ans h2").wait_for()
        assert "of 40 people" in page.locator(".decide .ans").inner_text()


def test_what_cannot_be_run_is_said_in_the_page(chromium: Any, laboratory: str) -> None:
    with opened(chromium, laboratory, "tab=decide") as seen:
        page = seen.page
        for box in page.locator(".decide .check input").all():
            box.uncheck()
        page.get_by_role("button", name="Run it").click()
        page.get_by_role("alert").wait_for()
        assert "Choose 2 to 6 programmes" in page.get_by_role("alert").inner_text()
