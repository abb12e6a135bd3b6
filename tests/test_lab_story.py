"""The story: nothing is run before a guess, words follow the run, and the challenge turns on dependency."""

import re
from typing import Any

import pytest

from scenarios.errors import ScenarioError
from scenarios.language import tr
from simulation.engine import start_run
from simulation.lab.settings import read_settings
from simulation.lab.story import Shelf, guess_of, lever_value, picks
from simulation.lab.story_challenge import (
    LEVERS,
    NEED,
    START,
    Attempt,
    attempt_of,
    programme_of,
    scenario_of,
    settings_of,
    trial,
)
from simulation.lab.story_scenes import BY_SCENE, SCENES
from simulation.lab.story_telling import SEED, Telling, line
from simulation.lab.story_words import after, before, challenge_words, experiment, page_words
from simulation.study.replicate import replicate
from tests.pages import opened
from tests.spoken import heard, sentences

NAMES = [scene.name for scene in SCENES]


def told(name: str, guess: float | None = None) -> Telling:
    telling = Telling(BY_SCENE[name])
    scene = telling.scene
    telling.reveal(None if guess is None else [guess] * (scene.end - scene.start + 1))
    return telling


def tried(**changes: Any) -> Attempt:
    programme = programme_of({**START, **changes})
    return attempt_of(programme, [trial(scenario_of(programme), number) for number in range(8)])


@pytest.mark.parametrize("name", NAMES)
def test_nothing_beyond_the_guess_has_been_run(name: str) -> None:
    telling = Telling(BY_SCENE[name])
    assert telling.run.month == telling.scene.start
    assert len(telling.known()) == telling.scene.start + 1 or telling.scene.counted != "village"


@pytest.mark.parametrize("name", NAMES)
def test_what_is_shown_is_what_a_study_gives_for_the_same_seed(name: str) -> None:
    telling = told(name)
    scene = telling.scene
    study = replicate([scene.scenario()], SEED)
    if scene.counted == "village":
        assert telling.line == study.series[0]["empowered"][: scene.end + 1].astype(int).tolist()
        assert telling.known() == telling.line[: scene.start + 1] or telling.shown
    else:
        waves = sum(study.outcomes[0][key] for key in ("wave_2", "wave_3", "wave_4_on"))
        assert telling.line[-1] == waves
    month = telling.picture(scene.end)
    assert month["empowered"] == int(study.series[0]["empowered"][scene.end])
    assert telling.facts["n_joined"] == study.outcomes[0]["n_joined"]


@pytest.mark.parametrize("name", NAMES)
def test_words_before_and_after_have_no_place_left_empty(name: str) -> None:
    telling = told(name, guess=12.0)
    telling.runs = [telling.line] * 5
    for words in (before(telling), after(telling)):
        text = " ".join([words.title, *words.paragraphs])
        assert not re.search(r"[{}]|nan|–", text), text
    assert after(telling).paragraphs[0].startswith("You expected 12 people.")
    assert "between" in after(telling).paragraphs[0]


def test_without_a_guess_nothing_is_said_of_one() -> None:
    assert "expected" not in " ".join(after(told("visits")).paragraphs)


def test_the_title_after_follows_the_run() -> None:
    telling = told("exit")
    last, exit_month = telling.scene.end, telling.scene.start
    telling.line[last] = telling.line[exit_month] + telling.untreated[last]
    assert after(telling).title == "Most of it stayed"
    telling.line[last] = telling.untreated[last]
    assert after(telling).title == "More than half of it left too"


def test_an_experiment_changes_one_lever_and_is_told_beside_the_run() -> None:
    telling = told("exit")
    telling.attempt(0.9)
    expected = start_run(telling.scene.scenario().with_values(handing_over=0.9), SEED).finish().series()["empowered"]
    assert telling.tried == [(0.9, expected[: telling.scene.end + 1].astype(int).tolist())]
    assert f"{telling.tried[0][1][-1]} people" in experiment(telling)
    assert str(telling.line[-1]) in experiment(telling)


@pytest.mark.parametrize("name", NAMES)
def test_the_link_to_the_lab_opens_the_scene_with_its_experiment(name: str) -> None:
    scene = BY_SCENE[name]
    settings = scene.settings(scene.tried)
    assert read_settings(settings.query()) == settings
    (ours,) = (s for s in settings.arms().scenarios if s.strategy_name == scene.strategy)
    assert ours.values == {**scene.scenario(scene.tried).values, "months_after": ours.values["months_after"]}


def test_only_a_line_of_numbers_is_a_guess() -> None:
    telling = Telling(BY_SCENE["exit"])
    n = telling.scene.end - telling.scene.start + 1
    assert guess_of([1.5] * n, telling) == [1.5] * n
    assert guess_of([-4, *[1e9] * (n - 1)], telling) == [0.0, *[225.0] * (n - 1)]
    for wrong in (None, [], [1] * (n - 1), [float("nan")] * n, ["1"] * n, [True] * n, {"0": 1}):
        assert guess_of(wrong, telling) is None


def test_only_a_number_within_the_slider_is_an_experiment() -> None:
    scene = BY_SCENE["groups"]
    assert lever_value(scene, 25.0) == 25
    assert [lever_value(scene, v) for v in (7, 31, "25", True, float("nan"))] == [None] * 5


def test_picks_are_three_and_within_the_village() -> None:
    for scene in SCENES:
        offered = picks(Telling(scene))
        assert len(offered) == 3
        assert all(0 <= v <= 225 for pick in offered for v in pick["values"])
        assert len({tuple(pick["values"]) for pick in offered}) == 3


def test_a_guess_is_taken_once_and_forgotten_on_request() -> None:
    shelf = Shelf()
    shelf.leave()
    shelf.go("exit")
    shelf.go("no such scene")
    shelf.guess(None)
    assert shelf.telling("exit").shown
    before_that = shelf.turn.value
    shelf.guess(None)
    assert shelf.turn.value == before_that
    shelf.again()
    assert not shelf.telling("exit").shown


def test_the_line_without_a_programme_is_that_of_the_untreated_village() -> None:
    telling = told("exit")
    assert telling.untreated == line(telling.scene.scenario().with_strategy("none"), "village", SEED)[:52]


# --- the challenge


def test_a_facilitator_who_does_it_all_stands_for_no_money_there_is() -> None:
    for strategy in ("individual", "group", "individual-then-group"):
        for months, sessions in ((12, 2.0), (15, 4.0), (24, 4.0)):
            found = tried(strategy=strategy, invited=90, months=months, sessions_per_month=sessions)
            assert found.cost <= 100
            assert not found.stands, (strategy, months, sessions, found.later)


def test_handing_over_makes_half_the_money_stand() -> None:
    found = tried(invited=60, months=10, sessions_per_month=4.0, handing_over=1.0, fading=1.0)
    assert found.stands
    assert found.cost < 60
    without = tried(invited=60, months=10, sessions_per_month=4.0)
    assert without.later.mean < NEED / 2
    assert abs(without.cost - found.cost) < 8


def test_trials_are_those_of_a_study() -> None:
    programme = {**START, "handing_over": 0.8}
    scenario = scenario_of(programme)
    (outcomes,) = replicate([scenario], SEED).outcomes
    assert trial(scenario, 0).later == outcomes["extra_24"]
    assert trial(scenario, 0).at_exit == outcomes["extra_exit"]
    assert trial(scenario, 0).cost == outcomes["cost_total"]


def test_only_programmes_of_the_challenge_are_run() -> None:
    assert programme_of(dict(START)) == START
    wrong: list[Any] = [None, {}, {**START, "budget": 9}, {**START, "strategy": "cascade"}, {**START, "invited": 9000}]
    wrong += [{**START, "months": 12.5}, {**START, "fading": "1"}, {**START, "handing_over": float("nan")}]
    for asked in wrong:
        with pytest.raises(ScenarioError):
            programme_of(asked)


def test_the_sliders_stay_within_what_the_model_takes() -> None:
    for name, (low, high, _) in LEVERS.items():
        for end in (low, high):
            programme_of({**START, name: end})


def test_the_link_of_an_attempt_opens_it_in_the_lab() -> None:
    programme = {**START, "handing_over": 0.8, "invited": 45}
    settings = settings_of(programme)
    assert read_settings(settings.query()) == settings
    ours = settings.arms().scenarios[1].values
    assert {name: ours[name] for name in LEVERS} == {name: programme[name] for name in LEVERS}


def test_all_of_it_is_spoken_in_indonesian(monkeypatch: pytest.MonkeyPatch) -> None:
    tellings = [told(name, 12.0) for name in NAMES]
    with heard(monkeypatch) as missed:
        for telling in tellings:
            before(telling)
            after(telling)
            picks(telling)
        page_words()
        challenge_words()
        for text in sentences(["story*.py"]):
            tr(text)
    assert missed == set()


# --- in a browser


def to_scene(page: Any, number: int) -> None:
    page.locator(".story .steps button").nth(number - 1).click()
    page.get_by_text(f"Scene {number} of 6").wait_for()


def test_a_scene_is_locked_until_a_guess_and_then_shows_the_gap(chromium: Any, laboratory: str) -> None:
    with opened(chromium, laboratory, "tab=story") as seen:
        page = seen.page
        to_scene(page, 3)
        run = page.get_by_role("button", name="That is my guess. Run it")
        assert run.is_disabled()
        box = page.locator(".story .box svg").bounding_box()
        page.mouse.move(box["x"] + 0.35 * box["width"], box["y"] + 0.5 * box["height"])
        page.mouse.down()
        page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.2 * box["height"], steps=8)
        page.mouse.up()
        page.get_by_text("your guess", exact=True).wait_for()
        last = page.get_by_role("slider", name="Your guess for month 51")
        expected = int(last.get_attribute("aria-valuenow"))
        assert expected > 40
        run.click()
        page.locator(".story.told").wait_for()
        prose = page.locator(".story .prose").inner_text()
        assert f"You expected {expected} people." in prose
        end = told("exit").line[-1]
        assert f"{end} are empowered three years later" in prose
        assert f"−{expected - end}" in page.locator(".story .box").inner_text()
        assert seen.findings() == []


def test_a_scene_by_keyboard_alone_and_its_experiment_in_the_lab(chromium: Any, laboratory: str) -> None:
    with opened(chromium, laboratory, "tab=story") as seen:
        page = seen.page
        to_scene(page, 3)
        handle = page.get_by_role("slider", name="Your guess for month 51")
        handle.focus()
        for key in ("PageDown", "ArrowUp", "ArrowUp"):
            page.keyboard.press(key)
        known = Telling(BY_SCENE["exit"]).known()[-1]
        assert handle.get_attribute("aria-valuetext") == f"people: {known - 8}"
        page.get_by_role("button", name="That is my guess. Run it").focus()
        page.keyboard.press("Enter")
        page.locator(".story.told").wait_for()
        page.get_by_role("button", name="Run it with that").focus()
        page.keyboard.press("Enter")
        telling = told("exit")
        telling.attempt(telling.scene.tried)
        page.get_by_text(experiment(telling)).wait_for()
        link = page.get_by_role("link", name="Open this in the Lab").get_attribute("href")
        assert "handing_over=0.9" in link
        assert "tab=lab" in link
        page.get_by_role("button", name="Next: The same programme, another village").focus()
        page.keyboard.press("Enter")
        page.get_by_text("Scene 4 of 6").wait_for()
        to_scene(page, 3)
        page.locator(".story.told").wait_for()


def test_the_guess_can_be_skipped(chromium: Any, laboratory: str) -> None:
    with opened(chromium, laboratory, "tab=story") as seen:
        seen.page.get_by_role("button", name="Skip the guess").click()
        seen.page.locator(".story.told").wait_for()
        assert "You expected" not in seen.page.locator(".story .prose").inner_text()


def test_the_challenge_tells_what_a_programme_costs_and_whether_it_stands(chromium: Any, laboratory: str) -> None:
    with opened(chromium, laboratory, "tab=story") as seen:
        page = seen.page
        to_scene(page, 6)
        page.get_by_role("button", name="Run it in 20 villages").click()
        page.get_by_text("Not standing").first.wait_for()
        for label, key in (("Handing over", "End"), ("Fading", "End"), ("Invited", "End")):
            page.get_by_label(label).focus()
            page.keyboard.press(key)
        page.get_by_role("button", name="Run it in 20 villages").click()
        page.locator(".story .state.stands").wait_for()
        assert page.locator(".story .tries tbody tr").count() == 2
        assert "It costs Rp" in page.locator(".story .result").inner_text()
        assert seen.findings() == []
