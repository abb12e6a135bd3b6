"""The table in a terminal: narrow enough, honest about what the data cannot tell, in both languages."""

import io
from contextvars import copy_context

import numpy as np
import pytest
from rich.console import Console

from scenarios.language import use_language
from simulation.report import answer
from simulation.report.table import show, title
from simulation.report.wording import in_a_row, number, percent, rupiah, span
from simulation.study.arms import make_arms
from simulation.study.compare import Comparison, compare, look_into_failures
from simulation.study.runner import Runner, replicate_seed
from tests.comparisons import LONG_NAMES, STANDARD, made_up, small_comparison, small_scenario


def shown(comparison: Comparison, language: str = "en", dose: Comparison | None = None, width: int = 100) -> str:
    def speak() -> str:
        use_language(language)
        console = Console(file=io.StringIO(), width=width, highlight=False)
        show(console, comparison, dose)
        return console.file.getvalue()  # type: ignore[attr-defined]

    return copy_context().run(speak)


def in_indonesian(words: object, *arguments: object, **keywords: object) -> str:
    def speak() -> str:
        use_language("id")
        return words(*arguments, **keywords)  # type: ignore[operator]

    return copy_context().run(speak)


def test_numbers_are_written_as_a_language_writes_them() -> None:
    assert number(1234.56, 1) == "1,234.6"
    assert in_indonesian(number, 1234.56, 1) == "1.234,6"
    assert (number(-3.2), number(3.2, sign=True), number(-0.01, sign=True)) == ("−3", "+3", "0")
    assert number(float("nan")) == "–"
    assert (percent(0.8), in_indonesian(percent, 0.8)) == ("80 %", "80 %")
    assert (rupiah(240), in_indonesian(rupiah, 240)) == ("Rp 240 million", "Rp 240 juta")


def test_a_range_with_signs_is_not_read_as_a_subtraction() -> None:
    assert span(29, 37) == "29–37"
    assert span(-4, 14, sign=True) == "−4 to +14"
    assert span(-4, 14) == "−4 to 14"
    assert in_indonesian(span, -4, 14, sign=True) == "−4 s.d. +14"


def test_the_title_says_how_long_a_facilitator_is_there() -> None:
    months = {"group": "8 months with", "group,cascade": "up to 10 months with"}
    for names, said in months.items():
        assert f", {said} a facilitator" in title(small_comparison(tuple(names.split(",")), "budget", 2))


def test_words_stand_in_a_row() -> None:
    assert [in_a_row(["a", "b", "c"][:n]) for n in (1, 2, 3)] == ["a", "a and b", "a, b and c"]


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("names", [STANDARD, LONG_NAMES])
def test_it_fits_a_hundred_columns_and_loses_nothing(language: str, names: tuple[str, ...]) -> None:
    comparison = small_comparison(names)
    text = shown(comparison, language, small_comparison(names, "dose", 4))
    assert max(map(len, text.splitlines())) <= 100
    assert "…" not in text
    for name in comparison.names:
        kept = comparison.estimate(name, "empowered_24").mean
        assert (number if language == "en" else lambda *a: in_indonesian(number, *a))(kept, int(kept < 10)) in text


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_narrow_terminal_gets_fewer_columns_and_whole_figures(language: str) -> None:
    comparison = small_comparison()
    text = shown(comparison, language, width=80)
    assert max(map(len, text.splitlines())) <= 80
    gap = comparison.difference(*comparison.ranking()[:2])
    written = in_indonesian if language == "id" else lambda words, *a, **k: words(*a, **k)
    decimals = int(abs(gap.mean) < 10)
    assert written(span, gap.low, gap.high, decimals, sign=True) in text


def test_every_figure_has_its_interval_and_the_notes_are_there() -> None:
    comparison = small_comparison()
    text = " ".join(shown(comparison, dose=small_comparison(STANDARD, "dose", 4)).split())
    assert "95 % interval" in text
    assert "A simulation, not a forecast." in text
    assert "At equal dose (" in text
    left = comparison.estimate("group", "left_over").mean
    assert f"Rp {number(left, 1)} million left over" in text
    assert "capped by the budget" in text


def test_the_best_stands_first_and_each_is_set_against_the_best_other() -> None:
    comparison = small_comparison()
    text = shown(comparison)
    first, second = comparison.ranking()[:2]
    gap = comparison.difference(first, second).mean
    assert text.count(number(gap, int(abs(gap) < 10), sign=True)) >= 1
    assert text.count(number(-gap, int(abs(gap) < 10), sign=True)) >= 1


def with_outcomes(comparison: Comparison, **outcomes: np.ndarray | float) -> Comparison:
    """The same comparison with further outcomes, equal in all strategies or one array each."""
    for finished_number, finished in enumerate(comparison.results):
        for arm, told in enumerate(finished.replicate.outcomes):
            for key, value in outcomes.items():
                told[key] = float(np.asarray(value)[arm, finished_number]) if np.ndim(value) else float(value)
    comparison.__dict__.pop("columns", None)
    return comparison


def two_strategies(gap: float, gap_k60: float) -> Comparison:
    village = np.random.default_rng(5).normal(30, 8, 40)
    luck = np.random.default_rng(6).normal(0, 2, 40)
    made = made_up(individual=village, group=village + gap + luck)
    k60 = np.array([village, village + gap_k60 + luck])
    same = {
        "empowered_24": 40.0,
        "n_villagers": 60.0,
        "extra_24_without_independence": np.array([village, village + gap]),
    }
    return with_outcomes(made, extra_24_k60=k60, **same)  # type: ignore[arg-type]


def test_a_clear_difference_is_likely_not_more_since_only_luck_was_tried() -> None:
    comparison = two_strategies(gap=5, gap_k60=5)
    assert answer.answer(comparison).strength == "likely"
    assert "Group mentoring: about 40 of 60 people" in answer.sentence(comparison)
    assert answer.strength(comparison).startswith("Likely: ahead of Individual mentoring in 9")
    assert "was not tried here" in answer.strength(comparison)
    assert answer.changes_with_definition(comparison) == []


def test_no_clear_winner_is_said_and_names_those_that_cannot_be_told_apart() -> None:
    comparison = two_strategies(gap=0.2, gap_k60=0.2)
    assert answer.sentence(comparison).startswith("No clear winner between Group mentoring and Individual mentoring")
    assert answer.strength(comparison).startswith("Undecided")


def test_a_winner_that_changes_with_the_definition_is_said() -> None:
    (said,) = answer.changes_with_definition(two_strategies(gap=5, gap_k60=-4))
    assert "k = .60" in said
    assert "Individual mentoring leads by" in said


def test_one_strategy_alone_is_set_against_no_programme_and_has_no_strength() -> None:
    comparison = small_comparison(("group",), "budget", 4)
    assert "more than without a programme" in answer.sentence(comparison)
    assert answer.strength(comparison) == ""
    assert "Against" in shown(comparison)


def test_interrupted_and_broken_runs_are_told() -> None:
    whole = small_comparison()
    partial = Comparison(whole.arms, 1, results=list(whole.results[:3]), interrupted=True)
    assert "Interrupted: these are the 3 runs" in shown(partial)


def test_what_failing_runs_died_of_is_said_of_the_strategy_that_fails() -> None:
    arms = make_arms(small_scenario(), ("group", "unfit-programme"), "budget", replicate_seed(1, 0))
    comparison = compare(arms, 1, Runner(workers=1), replicates=6)
    look_into_failures(comparison, most=2)
    failing = {f.replicate.seed for f in comparison.results if f.replicate.outcomes[1]["failed"] == 1}
    looked_into = comparison.diagnoses["unfit-programme"]
    assert len(looked_into) == min(2, len(failing)) > 0
    assert {diagnosis.seed for diagnosis in looked_into} <= failing
    text = " ".join(shown(comparison).split())
    assert "Programme that does not fit needs fails in " in text
    assert "of 100 runs, mostly by needs mismatch." in text
