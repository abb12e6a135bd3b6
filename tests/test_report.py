"""The decision report: the comparison's own figures, on a page that needs nothing and in print, in both languages."""

import re
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from math import isfinite
from pathlib import Path
from typing import Any

import pytest

from scenarios.language import use_language
from simulation.commands.given import line_again
from simulation.report.decision import write_report
from simulation.report.decision.contents import report_of
from simulation.report.decision.document import Report
from simulation.report.decision.page import page
from simulation.report.decision.press import press
from simulation.report.wording import strategy_label
from simulation.study.compare import look_into_failures
from simulation.study.decision import Decision
from simulation.study.diagnosis import Diagnosis, Shares
from tests.comparisons import LONG_NAMES, STANDARD, small_comparison
from tests.pages import Opened

AGAIN = "python run.py compare sukamaju.toml --strategies none,group --seed 1"
FAILING = ("none", "facilitator-does-it-all", "unfit-programme")
OURS = {"Newsreader-Regular", "Newsreader-SemiBold", "PlusJakartaSans-Regular", "PlusJakartaSans-SemiBold"}
MEASURES = ("empowered_exit", "empowered_24", None, "poorest_extra_24", "cost_total", "cost_per_extra_24")
"""What stands in the columns of the table of strategies, after their names; None: the paired difference."""


def spoken[Said](language: str, action: Callable[..., Said], *given: Any) -> Said:
    """What an action gives in a language, which is left behind again."""

    def speak() -> Said:
        use_language(language)
        return action(*given)

    return copy_context().run(speak)


@cache
def decision(names: tuple[str, ...] = STANDARD, dose: bool = False) -> Decision:
    """A decision as `compare` makes it; shared by tests, so leave it as it is."""
    comparison = small_comparison(names)
    look_into_failures(comparison, most=1)
    active = tuple(comparison.names[k] for k in comparison.arms.active)
    at_dose = small_comparison(active, "dose") if dose else None
    return Decision(comparison.arms.scenario, comparison.root_seed, AGAIN, comparison, dose=at_dose)


@cache
def written(language: str, names: tuple[str, ...] = STANDARD) -> tuple[Report, str, bytes]:
    report = spoken(language, report_of, decision(names))
    return report, page(report), press(report)


class Reader(HTMLParser):
    """What a page says: its tags with their attributes, its words, and its tables as rows of cells."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.tables: list[list[list[list[str]]]] = []
        self.hidden = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self.hidden = tag == "style"
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append([])

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)
            if self.tables and self.tables[-1] and self.tables[-1][-1]:
                self.tables[-1][-1][-1].append(data)


def as_number(said: str, language: str) -> float:
    decimal, thousands = (",", ".") if language == "id" else (".", ",")
    plain = said.replace("−", "-").replace("+", "").replace(thousands, "").replace(decimal, ".")
    return float(re.sub(r"[^0-9.-]", "", plain))


def is_near(said: str, value: float, language: str) -> bool:
    """Whether a figure is the value, rounded to the digits that it shows."""
    digits = said.rpartition("," if language == "id" else ".")[2] if re.search(r"[.,]\d$", said) else ""
    return abs(as_number(said, language) - value) <= 0.5 * 10.0 ** -len(digits) + 1e-9


@pytest.mark.parametrize("language", ["en", "id"])
def test_figures_in_the_table_are_those_of_the_comparison(language: str) -> None:
    comparison = decision().comparison
    rows = Reader(written(language)[1]).tables[0][1:]
    assert len(rows) == len(comparison.names)
    seen = 0
    for name, row in zip(comparison.ranking(), rows, strict=True):
        assert row[0][0] == spoken(language, strategy_label, name)
        for measure, cell in zip(MEASURES, row[1:], strict=False):
            rival = comparison.rival(name)
            assert rival is not None
            known = comparison.estimate(name, measure) if measure else comparison.difference(name, rival)
            if len(cell) < 2:
                assert measure not in ("empowered_exit", "empowered_24")
                assert name == "none" or not isfinite(known.high)
                continue
            mean, between = cell
            low, high = re.split(r"(?<=\d)–(?=[\d−])| to | s\.d\. ", between)
            assert all(is_near(said, value, language) for said, value in zip((mean, low, high), known, strict=True)), (
                name,
                measure,
                cell,
                known,
            )
            seen += 1
    assert seen >= 6 * (len(rows) - 1)


def test_every_other_figure_has_its_interval_beside_it() -> None:
    tables = Reader(written("en")[1]).tables
    left = [cell for row in tables[1][1:] for cell in row[1:]]
    assert len(left) == 12
    assert all(re.fullmatch(r"[\d–−., to]+", cell[1]) for cell in left)


def test_the_page_needs_nothing_and_leads_nowhere() -> None:
    text = written("en")[1]
    read = Reader(text)
    assert not {tag for tag, _ in read.tags} & {"a", "link", "script", "img", "iframe", "object", "form"}
    assert not [value for _, attributes in read.tags for name, value in attributes.items() if name in ("src", "href")]
    assert re.findall(r"url\((?!data:)", text) == []
    assert re.findall(r"https?://[^\"]*", text) == ["http://www.w3.org/2000/svg"] * text.count("<svg")
    assert "@import" not in text


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_page_can_be_read_aloud(language: str) -> None:
    report, text, _ = written(language)
    tags = Reader(text).tags
    assert ("html", {"lang": language}) in tags
    assert [tag for tag, _ in tags if re.fullmatch("h[1-6]", tag)] == ["h1"] + ["h2"] * sum(map(len, report.bands))
    pictures = [attributes for tag, attributes in tags if tag == "svg"]
    assert all(a.get("aria-label") if a.get("role") == "img" else a["aria-hidden"] == "true" for a in pictures)
    assert sum(a.get("role") == "img" for a in pictures) == 3
    tables = sum(tag == "table" for tag, _ in tags)
    assert tables == sum(tag == "caption" for tag, _ in tags) == 3
    assert all(attributes["scope"] in ("col", "row") for tag, attributes in tags if tag == "th")


def test_the_same_decision_gives_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        write_report(decision(), tmp_path / folder)
    for file in ("report.html", "report.pdf"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    assert not re.search(rb"/CreationDate|/ModDate|xmp:CreateDate", (tmp_path / "one/report.pdf").read_bytes())


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("names", [STANDARD, LONG_NAMES, FAILING, ("none",)], ids=len)
def test_print_is_two_to_four_pages_in_the_projects_own_letters(names: tuple[str, ...], language: str) -> None:
    pdf = written(language, names)[2]
    assert 2 <= len(re.findall(rb"/Type ?/Page\b", pdf)) <= 4
    fonts = re.findall(rb"/BaseFont ?/[A-Z]{6}\+([\w-]+)", pdf)
    assert {font.decode() for font in fonts} <= OURS | {"DejaVuSansMono"}
    assert len(set(fonts)) == pdf.count(b"/FontFile")


def test_a_village_named_in_letters_that_no_typeface_has_is_printed_all_the_same() -> None:
    named = replace(decision(), scenario=replace(decision().scenario, name="Desa 🌾 ꦢꦺꦱ"))
    assert press(report_of(named)).startswith(b"%PDF")


def test_it_says_who_leads_or_that_nobody_does() -> None:
    for names in (STANDARD, FAILING, LONG_NAMES):
        report = written("en", names)[0]
        comparison = decision(names).comparison
        winner = comparison.winner()
        assert report.open == (winner is None)
        assert report.answer.startswith(strategy_label(winner) if winner else "No clear winner")
        assert report.verdict is not None
        assert report.verdict.word == ("Likely" if winner else "Undecided")
        assert [bool(row.tint) for row in report.table.rows] == [bool(winner), *[False] * (len(names) - 1)]


def test_one_strategy_alone_has_no_verdict() -> None:
    report, text, _ = written("id", ("none",))
    assert report.verdict is None
    assert "Kekuatan" not in text


def test_it_says_that_it_is_no_forecast_and_how_it_is_made_again() -> None:
    for language, forecast in (("en", "A simulation, not a forecast."), ("id", "Simulasi, bukan ramalan.")):
        _, text, _ = written(language)
        said = " ".join(Reader(text).words)
        assert forecast in said
        assert AGAIN in said
        assert ("seed 1 " if language == "en" else "benih acak 1 ") in said


def test_why_a_programme_fails_is_said_with_what_would_have_rescued_it() -> None:
    comparison = small_comparison(FAILING, n=5)
    looked = comparison.diagnoses.setdefault("unfit-programme", [])
    shares = Shares(comparison.values("none", "extra_24"), 0, 0.0)
    needs, trust = ("needs mismatch",), ("never took off",)
    rises = {"needs mismatch": 0.2, "never took off": 0.1}
    looked[:] = [Diagnosis(n, shares, 0.5, 1, named, rises) for n, named in enumerate([(needs,), (needs,), (trust,)])]
    told = Decision(comparison.arms.scenario, 1, AGAIN, comparison)
    share = comparison.estimate("unfit-programme", "failed").mean
    assert share > 0
    said = " ".join(Reader(page(report_of(told))).words)
    assert f"fails in {100 * share:.0f} of 100 runs" in said
    assert "mostly by needs mismatch: what is taught is not what people need." in said
    assert "rescued, had it been so that: the content fits what people need (2); people trust" in said


def test_the_line_that_makes_it_again_leaves_out_what_changes_nothing() -> None:
    typed = ["compare", "desa saya.toml", "--out", "here", "--seed", "3", "--workers=2", "--json", "--lang", "id"]
    assert spoken("id", line_again, typed) == "python run.py compare 'desa saya.toml' --seed 3 --lang id"
    assert line_again(["compare"]) == "python run.py compare --lang en"


@pytest.mark.parametrize("width", [390, 1280])
def test_a_browser_shows_it_without_a_fault(chromium: Any, tmp_path: Path, width: int) -> None:
    (tmp_path / "report.html").write_text(written("id")[1], encoding="utf-8")
    context = chromium.new_context(viewport={"width": width, "height": 900}, offline=True)
    seen = Opened(context.new_page(), tmp_path.as_uri())
    seen.listen()
    seen.page.goto(f"{tmp_path.as_uri()}/report.html")
    fonts = seen.page.evaluate("document.fonts.ready.then(f => [...f].filter(x => x.status == 'loaded').length)")
    assert fonts == len(OURS)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.findings() == []
    assert seen.wrong == []
    context.close()
