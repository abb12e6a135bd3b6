"""About: everything from its one source, in both languages, and found by search."""

from typing import Any

import pytest

from scenarios.explain import MONTH, explain
from scenarios.language import tr
from simulation.lab import about
from simulation.lab.about_limits import known_limits, plain
from simulation.report.odd_tables import DOCS
from tests.pages import opened
from tests.spoken import heard, sentences

LIKE_ENGLISH = {"km", "0-1"}


def test_every_parameter_is_there_as_declared() -> None:
    shown = {row["name"]: row for section in about.sections() for row in section["rows"]}
    assert list(shown) == [row.name for row in explain()]
    for row in explain():
        assert shown[row.name]["source"] == row.source
        assert (shown[row.name]["unit"], shown[row.name]["usual"], shown[row.name]["grade"]) == (
            row.unit,
            row.usual,
            row.grade,
        )


def test_the_month_is_that_of_the_command_line_in_its_order() -> None:
    assert [line["text"] for line in about.about_for_page()["month"]] == list(MONTH.values())
    assert list(about.STEPS) == list(MONTH)


def test_grades_are_counted_once_each() -> None:
    assert sum(int(grade["n"]) for grade in about.grades()) == len(explain())


def test_limits_are_read_from_the_one_place_where_they_stand() -> None:
    limits = known_limits()
    section = (DOCS / "ODD.md").read_text(encoding="utf-8").split("Known limits\n", 1)[1]
    assert sum(len(items) for _, items in limits) == sum(line.startswith("- ") for line in section.splitlines())
    for lead, items in limits:
        for text in (lead, *items):
            assert text[:40] in plain(section)
            assert "`" not in text


def test_all_of_it_is_spoken_in_indonesian(monkeypatch: pytest.MonkeyPatch) -> None:
    with heard(monkeypatch) as missed:
        about.about_for_page()
        about.words()
        for text in sentences(["about*.py"]):
            tr(text)
    sources = {row.source for row in explain()}
    assert missed - LIKE_ENGLISH - sources == set()


def test_a_reader_finds_a_parameter_and_jumps_to_the_limits(chromium: Any, laboratory: str) -> None:
    with opened(chromium, laboratory, "tab=about") as seen:
        page = seen.page
        page.get_by_label("Search parameters").fill("handing over")
        page.get_by_text("0 the facilitator does the tasks").wait_for()
        assert page.locator(".about tbody tr").count() < 20
        page.get_by_role("button", name="judgement").click()
        page.get_by_label("Search parameters").fill("no such word")
        page.get_by_text("No parameter has this word").wait_for()
        page.get_by_role("link", name="Known limits").focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "about-limits"
        assert known_limits()[0][1][0] in page.locator("#about-limits").inner_text()
