"""The report of a whole decision, worlds and all: figures, both languages, many names, decisions out of the way."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios.language import tr
from scenarios.parameters import BY_NAME
from simulation.report.decision import doubts
from simulation.report.decision.answering import other_money
from simulation.report.decision.charts import HALF, WHOLE, over_time, plane
from simulation.report.decision.contents import report_of
from simulation.report.decision.document import Cell, Part, Report, Table
from simulation.report.decision.page import page
from simulation.report.decision.press import press
from simulation.report.wording import strategy_label
from simulation.study.compare import MAIN
from simulation.study.decision import Decision, switch
from simulation.study.statistics import Estimate, mean_interval, quantile_interval, share_interval
from tests.comparisons import STANDARD, made_up
from tests.decisions import MANY, PLANNED, whole_decision, worlds_of
from tests.pages import Opened
from tests.test_report import is_near, spoken


@cache
def told(language: str, names: tuple[str, ...] = STANDARD) -> Report:
    return spoken(language, report_of, whole_decision(names))


def table_of(report: Report, caption: str) -> list[tuple[Cell, ...]]:
    tables = [block for band in report.bands for part in band for block in part.blocks if isinstance(block, Table)]
    return [row.cells for table in tables if table.caption == caption for row in table.rows]


def says(cell: Cell, estimate: Estimate, language: str) -> bool:
    """Whether a cell shows a mean, and below it the interval."""
    between = re.split(r"(?<=\d)–(?=\d)| to | s\.d\. ", cell.below)
    said = (cell.main, *between)
    return len(said) == 3 and all(is_near(s, value, language) for s, value in zip(said, estimate, strict=True))


# Figures


@pytest.mark.parametrize(
    ("language", "captions"),
    [
        ("en", ("Over all plausible worlds", "People kept at other budgets", "What matters most")),
        ("id", ("Di seluruh kemungkinan keadaan", "Warga yang bertahan pada anggaran lain", "Yang paling menentukan")),
    ],
)
def test_every_figure_is_that_of_the_decision(language: str, captions: tuple[str, ...]) -> None:
    decision, report = whole_decision(), told(language)
    worlds = decision.worlds
    assert worlds is not None
    in_worlds, at_budgets, one_thing = (table_of(report, caption) for caption in captions)
    order = sorted(worlds.names, key=lambda name: -worlds.mean(name).mean)
    for name, cells in zip(order, in_worlds, strict=True):
        k, lost = worlds.names.index(name), worlds.regret(name)
        best = share_interval((worlds.extra.argmax(axis=1) == k).astype(float))
        figures = [
            worlds.mean(name),
            Estimate(*(100 * value for value in best)),
            mean_interval(lost),
            mean_interval(lost * worlds.pays),
            quantile_interval(lost, 0.9),
        ]
        assert cells[0].main == spoken(language, strategy_label, name)
        assert all(says(cell, figure, language) for cell, figure in zip(cells[1:6], figures, strict=True)), cells
        if name != "none":
            assert says(cells[6], mean_interval(100 * worlds.failed[:, k]), language)
    active = [name for name in decision.comparison.ranking() if name != "none"]
    for name, cells in zip(active, at_budgets[:-1], strict=True):
        for cell, tried in zip(cells[1:], decision.at_budgets.values(), strict=True):
            assert says(cell, tried.estimate(name, MAIN), language)
    assert len(one_thing) == doubts.MOVERS
    known = {spoken(language, label, r.name): r.estimates for r in decision.ranges}
    for cells in one_thing:
        assert all(says(cell, end, language) for cell, end in zip(cells[1:3], known[cells[0].main], strict=True))


def label(name: str) -> str:
    return tr(BY_NAME[name].label)


def test_what_is_worth_knowing_is_said_in_people_and_rupiah_with_intervals() -> None:
    worlds = whole_decision().worlds
    assert worlds is not None
    rows = table_of(told("en"), "What to find out first")
    worth = [found for found in worlds.information() if found.people.mean >= doubts.WORTH][: doubts.SHOWN]
    assert worth[0].name == "trust_fellows"
    for found, cells in zip(worth, rows, strict=True):
        assert cells[0].main == BY_NAME[found.name].label
        assert says(cells[2], found.people, "en")
        assert says(cells[3], found.rupiah, "en")


def test_luck_and_what_nobody_measured_stand_apart() -> None:
    luck, unknown = table_of(told("en"), "Two kinds of doubt")
    assert luck[0].main == "luck"
    assert unknown[0].main == "what nobody has measured"
    assert luck[1].picture is not None
    assert unknown[1].picture is not None
    assert "dasharray" in unknown[1].picture.svg
    assert "dasharray" not in luck[1].picture.svg


# Languages


def words_of(it: Any) -> Iterator[str]:
    """All words of a report, those in pictures too, in one order whatever the language."""
    if isinstance(it, str):
        yield from re.findall(r"<text[^>]*>([^<]*)</text>", it) if it.startswith("<svg") else [it]
    elif isinstance(it, dict):
        yield from (word for value in it.values() for word in words_of(value))
    elif isinstance(it, tuple):
        yield from (word for value in it for word in words_of(value))
    elif is_dataclass(it):
        yield from (word for each in fields(it) if each.name != "kind" for word in words_of(getattr(it, each.name)))


ALIKE = re.compile(r"[lr]+|#\w{6}|Program|berdaya.*|python run\.py.*|.*\(\d{4}\).*")
"""What may be the same in two languages: sides of columns, colours, names of works, the command."""


@pytest.mark.parametrize("names", [STANDARD, MANY], ids=len)
def test_no_word_is_left_in_english(names: tuple[str, ...]) -> None:
    english = {words for words in words_of(told("en", names)) if re.search("[A-Za-z]", words)}
    indonesian = {words for words in words_of(told("id", names)) if re.search("[A-Za-z]", words)}
    same = {words for words in english & indonesian if not ALIKE.fullmatch(words)}
    assert same == set()
    common = r"(?<!{)\b(the|of|and|than|people|with|million|to|runs)\b"
    assert not [words for words in indonesian if re.search(common, words)]


# Room


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("names", [STANDARD, MANY], ids=len)
def test_four_pages_at_most(names: tuple[str, ...], language: str) -> None:
    pdf = press(told(language, names))
    assert 2 <= len(re.findall(rb"/Type ?/Page\b", pdf)) <= 4


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("names", [STANDARD, MANY], ids=len)
def test_names_in_pictures_stand_inside_and_apart(names: tuple[str, ...], language: str) -> None:
    decision = whole_decision(names)
    for width in (HALF, WHOLE) if len(names) <= 4 else (WHOLE,):
        for drawing in (
            spoken(language, over_time, decision.comparison, width),
            spoken(language, plane, decision, width),
        ):
            for box in drawing.texts:
                assert box.left >= -1
                assert box.right <= width + 1
                assert box.top >= -1
                assert box.bottom <= drawing.height + 1
            shown = [spoken(language, strategy_label, name) for name in names]
            labels = [box for box in drawing.texts if any(box.words in name for name in shown) and box.left > width / 2]
            assert len(labels) >= len(names) - 1
            for k, one in enumerate(labels):
                assert all(one.bottom <= other.top + 2 or other.bottom <= one.top + 2 for other in labels[:k])


@pytest.mark.parametrize("names", [STANDARD, MANY], ids=len)
def test_a_wide_page_holds_all_tables_and_prints_well(chromium: Any, tmp_path: Path, names: tuple[str, ...]) -> None:
    (tmp_path / "report.html").write_text(page(told("id", names)), encoding="utf-8")
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    seen = Opened(context.new_page(), tmp_path.as_uri())
    seen.listen()
    seen.page.goto(f"{tmp_path.as_uri()}/report.html")
    over = "[...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
    assert seen.page.evaluate(over) == 0
    printed = seen.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type ?/Page\b", printed)) <= (4 if names == STANDARD else 5)
    assert seen.findings() == []
    assert seen.wrong == []
    context.close()


# Decisions out of the way


def moneyed(*leads: float) -> Decision:
    """A decision with groups ahead of visits by so much at three budgets, each known to about a person."""
    luck = np.random.default_rng(1).normal(size=30)
    found = [made_up(group=20 + lead + luck, individual=np.full(30, 20.0)) for lead in leads]
    for outcomes in (arm for each in found for finished in each.results for arm in finished.replicate.outcomes):
        outcomes["cost_total"] = 28.0
    own = found[1].arms.scenario.values["budget"]
    return Decision(found[1].arms.scenario, 1, PLANNED, found[1], budgets={own - 5: found[0], own + 5: found[2]})


def test_other_money_is_said_as_far_as_luck_allows() -> None:
    assert (
        other_money(moneyed(4, 4, 4)) == "Group mentoring leaves more than Individual mentoring at every budget tried."
    )
    assert other_money(moneyed(0, 4, 4)) == (
        "Group mentoring leaves more than Individual mentoring at Rp 30 million and Rp 35 million; at Rp 25 million "
        "luck alone could explain which does."
    )
    crossing = moneyed(-4, 4, 4)
    assert switch(crossing) == pytest.approx(27.5, abs=0.5)
    assert other_money(crossing).endswith("change places; below it Individual mentoring leaves more.")
    assert switch(moneyed(-0.1, 4, 4)) is None
    assert other_money(moneyed(0, 0, 0)).startswith("At every budget tried luck alone could explain")
    assert other_money(replace(moneyed(4, 4, 4), budgets={})) == ""


def test_where_no_programme_keeps_anybody_nothing_is_priced() -> None:
    decision = whole_decision()
    ranked = decision.comparison.ranking()
    gain = [0.0 if name == "none" else -3.0 for name in ranked]
    nothing = replace(decision, worlds=worlds_of(ranked, gain))
    assert nothing.worlds is not None
    assert nothing.worlds.choice == "none"
    text = page(report_of(nothing))
    assert "is worth Rp" not in text
    assert not re.search(r"\bnan\b|\binf\b|Rp – ", text)
    assert press(report_of(nothing)).startswith(b"%PDF")


def test_where_all_fail_or_nobody_is_invited_the_report_still_stands() -> None:
    for names in (("none",), ("facilitator-does-it-all", "unfit-programme")):
        decision = whole_decision(names)
        text = page(report_of(decision))
        assert not re.search(r"\bnan\b|\binf\b|Rp – ", text)
        assert press(report_of(decision)).startswith(b"%PDF")


def test_parts_of_a_report() -> None:
    headings = [part.heading for band in told("en").bands for part in band if isinstance(part, Part)]
    assert headings == [
        "After the facilitator leaves",
        "What the money buys",
        "What is left after exit",
        "When each programme fails",
        "If there were less or more money",
        "What matters most",
        "Over all plausible worlds",
        "What to find out first",
        "Two kinds of doubt",
        "What the main assumptions rest on",
        "Limits, and what to know beside the figures",
    ]
