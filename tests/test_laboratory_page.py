"""The Lab in a real browser, used as a person would: by mouse and keyboard, in both languages, on desk and phone."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from scenarios.scenario import make_scenario
from simulation.study.arms import make_arms
from simulation.study.replicate import replicate
from simulation.study.runner import replicate_seed
from tests.pages import PATIENCE, lab_ready, opened, shown_month


def empowered(page: Any) -> list[int]:
    return [int(text.replace(",", "")) for text in page.locator(".lab .count b").all_inner_texts()]


def test_play_pause_step_scrub_and_reset(chromium: Any, laboratory: str) -> None:
    with opened(chromium, laboratory, "tab=lab") as seen:
        page = seen.page
        lab_ready(page)
        page.get_by_role("button", name="Play").click()
        page.wait_for_function("berdaya.lab.state.month >= 3")
        page.get_by_role("button", name="Pause").click()
        stopped = page.evaluate("berdaya.lab.state.month")
        page.get_by_role("button", name="One month on").click()
        shown_month(page, stopped + 1)
        line = page.get_by_role("slider", name="Month shown")
        line.focus()
        page.keyboard.press("e")
        shown_month(page, 15)
        assert line.get_attribute("aria-valuetext") == "month 15, the facilitator leaves"
        page.keyboard.press("PageUp")
        shown_month(page, 27)
        assert "month 12 after exit" in page.locator(".lab .when").inner_text()
        page.keyboard.press("End")
        shown_month(page, 51)
        at_end = empowered(page)
        page.keyboard.press("Home")
        shown_month(page, 0)
        page.keyboard.press("End")
        shown_month(page, 51)
        assert empowered(page) == at_end
        page.get_by_role("button", name="Back to the start").click()
        shown_month(page, 0)


def test_figures_on_the_page_are_those_of_the_command_line(chromium: Any, laboratory: str, tmp_path: Path) -> None:
    arms = make_arms(
        make_scenario("close-knit-small-village", budget=70.0),
        ("individual", "group"),
        "budget",
        replicate_seed(3, 0),
    )
    expected = replicate(arms.scenarios, replicate_seed(3, 0))
    query = "tab=lab&community=close-knit-small-village&seed=3&budget=70&at=39"
    with opened(chromium, laboratory, query) as seen:
        page = seen.page
        lab_ready(page)
        shown_month(page, 39)
        assert empowered(page) == [outcomes["empowered_24"] for outcomes in expected.outcomes]
        with page.expect_download() as download:
            page.get_by_role("button", name="Save the months as CSV").click()
        download.value.save_as(tmp_path / "months.csv")
    months = pd.read_csv(tmp_path / "months.csv")
    for name, series in zip(("individual", "group"), expected.series, strict=True):
        ours = months[months["strategy"] == name]
        for column, values in series.items():
            np.testing.assert_allclose(ours[column].to_numpy(), values, rtol=1e-11, atol=1e-12)


def test_a_lever_begins_again_undo_takes_it_back_and_the_link_restores_it(chromium: Any, laboratory: str) -> None:
    with opened(chromium, laboratory, "tab=lab") as seen:
        page = seen.page
        lab_ready(page)
        budget = page.get_by_label("Budget", exact=True)
        budget.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("location.search.includes('budget=105')")
        page.get_by_label("Strategy B").select_option("cascade")
        page.wait_for_function("location.search.includes('b=cascade')")
        assert "set by strategy B itself" in page.locator("[data-lever=months]").inner_text()
        page.get_by_role("button", name="Equal dose").click()
        page.wait_for_function("location.search.includes('equal=dose')")
        link = page.url.split("?", 1)[1]
        page.get_by_role("button", name="Undo").click()
        page.wait_for_function("!location.search.includes('equal=dose')")
        page.get_by_role("button", name="Undo").click()
        page.wait_for_function("!location.search.includes('cascade')")
    with opened(chromium, laboratory, link) as seen:
        lab_ready(seen.page)
        assert seen.page.get_by_label("Strategy B").input_value() == "cascade"
        assert seen.page.get_by_label("Budget", exact=True).input_value() == "105"
        assert seen.page.get_by_role("button", name="Equal dose").get_attribute("aria-pressed") == "true"


def test_a_wrong_link_says_everything_that_is_wrong_and_opens_the_usual_village(chromium: Any, laboratory: str) -> None:
    with opened(chromium, laboratory, "tab=lab&community=farmers-group-vilage&budget=lots&households=99999") as seen:
        lab_ready(seen.page)
        said = seen.page.get_by_role("alert").inner_text()
        assert "did you mean 'farmers-group-village'" in said
        assert "budget" in said
        assert seen.page.get_by_label("Community").input_value() == "farmers-group-village"


def test_a_villagers_story_from_the_map_the_log_and_the_search(chromium: Any, laboratory: str) -> None:
    with opened(chromium, laboratory, "tab=lab&at=30") as seen:
        page = seen.page
        lab_ready(page)
        shown_month(page, 30)
        box = page.locator(".lab canvas").nth(1).bounding_box()
        x, y = page.evaluate(
            "(() => { const m = document.querySelector('.lab .stage').__vue__.maps[1];"
            "const who = berdaya.lab.data.edges[1].find((e) => e[1] >= 0)[2];"
            "return [m.at[2 * who], m.at[2 * who + 1]]; })()"
        )
        page.mouse.click(box["x"] + x, box["y"] + y)
        story = page.locator(".lab .tale")
        story.wait_for()
        assert "begins to learn from household" in story.inner_text().lower()
        assert "empowered" in story.inner_text().lower()
        page.get_by_role("button", name="Close").click()
        page.locator("#lab-find").fill("1")
        page.keyboard.press("Enter")
        page.locator(".lab .tale .name", has_text=re.compile("^Household 1$")).wait_for()
        page.locator(".lab .log .m").last.click()
        page.wait_for_function("berdaya.lab.state.month < 30")


def test_one_visitor_too_many_is_told_to_wait_and_then_let_in(chromium: Any, narrow_laboratory: str) -> None:
    with opened(chromium, narrow_laboratory, "tab=about"):
        context = chromium.new_context()
        late = context.new_page()
        late.goto(narrow_laboratory)
        for words in ("All places may be taken.", "Mungkin semua tempat sedang terpakai."):
            late.get_by_text(words).wait_for(timeout=PATIENCE)
        assert not late.locator("header.top").count()
    late.wait_for_selector("header.top", timeout=PATIENCE)
    context.close()


def test_two_visitors_never_see_each_others_village(chromium: Any, laboratory: str) -> None:
    with opened(chromium, laboratory, "tab=lab&seed=5") as one, opened(chromium, laboratory, "tab=lab&seed=6") as other:
        for seen in (one, other):
            lab_ready(seen.page)
        one.page.get_by_role("slider", name="Month shown").focus()
        one.page.keyboard.press("End")
        shown_month(one.page, 51)
        assert other.page.evaluate("berdaya.lab.state.month") == 0
        places = [
            seen.page.evaluate("Array.from(berdaya.lab.state.village.places.slice(0, 8))") for seen in (one, other)
        ]
        assert places[0] != places[1]
        one.page.get_by_role("button", name="ID", exact=True).click()
        one.page.get_by_role("button", name="Urungkan").wait_for()
        assert other.page.get_by_role("button", name="Undo").count() == 1


def test_bands_of_other_villages_arrive(chromium: Any, laboratory: str) -> None:
    with opened(chromium, laboratory, "tab=lab&a=none") as seen:
        page = seen.page
        lab_ready(page)
        page.wait_for_function("document.querySelector('.lab .working').textContent === ''")
        assert "nothing to leave" in page.locator(".lab .bottom").inner_text()
        assert page.locator(".lab .figure path[opacity='.19']").count() == 2


def test_a_picture_and_a_scenario_to_keep(chromium: Any, laboratory: str, tmp_path: Path) -> None:
    with opened(chromium, laboratory, "tab=lab&budget=70") as seen:
        lab_ready(seen.page)
        for button, start in (("Save a picture", b"\x89PNG"), ("Save the scenario file", b'name = "Farmers')):
            with seen.page.expect_download() as download:
                seen.page.get_by_role("button", name=button).click()
            download.value.save_as(tmp_path / "file")
            assert (tmp_path / "file").read_bytes().startswith(start)


def test_by_keyboard_alone(chromium: Any, laboratory: str) -> None:
    """From the address bar to a story: skip, play, scrub, a lever, find a household."""
    with opened(chromium, laboratory, "tab=lab") as seen:
        page = seen.page
        lab_ready(page)
        reached: list[str] = []
        for _ in range(80):
            page.keyboard.press("Tab")
            reached.append(
                page.evaluate(
                    "(() => { const e = document.activeElement;"
                    "return e.getAttribute('aria-label') || e.id || e.textContent.trim(); })()"
                )
            )
            if reached[-1] == "Play":
                page.keyboard.press("Enter")
                page.wait_for_function("berdaya.lab.state.month >= 2")
            if reached[-1] == "Month shown":
                page.keyboard.press("End")
                shown_month(page, 51)
            if reached[-1] == "lever-handing_over":
                page.keyboard.press("ArrowLeft")
                page.wait_for_function("location.search.includes('handing_over=')")
            if reached[-1] == "lab-find":
                page.keyboard.type("7")
                page.keyboard.press("Enter")
                break
        assert reached[0] == "Skip to the content"
        page.locator(".lab .tale .name", has_text=re.compile("^Household 7$")).wait_for()


def test_movement_is_left_out_for_those_who_ask_for_that(chromium: Any, laboratory: str) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{laboratory}/?tab=lab")
    lab_ready(page)
    page.get_by_role("button", name="One month on").click()
    shown_month(page, 1)
    assert page.evaluate("berdaya.lab.phase()") == {"phase": 1, "walked": 1}
    context.close()
