"""The search for the best programme: it finds what is there, counts no luck, pays for all, and makes no run twice."""

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from scenarios import presets
from scenarios.errors import ScenarioError
from scenarios.presets import own_strategy, strategies
from scenarios.scenario import Scenario, load_scenario, make_scenario
from simulation.commands.app import main
from simulation.study import jobs as jobs_module
from simulation.study import optimise as optimise_module
from simulation.study.levers import levers_of, make_programme, nearest_choice
from simulation.study.optimise import Optimum, optimise
from simulation.study.pareto import beaten, spread_out
from simulation.study.pool import Interruption, Pool
from simulation.study.replicate import Replicate
from simulation.study.sweep import Tally
from simulation.study.trials import KEPT

TINY = {"households": 30, "hamlets": 2, "budget": 20.0, "months": 6, "group_size": 8}


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Few worlds, few programmes tried again; strategies of the user's own are forgotten afterwards."""
    monkeypatch.setattr(optimise_module, "STAGES", {"searching": 4, "choosing": 6, "telling": 8})
    monkeypatch.setattr(optimise_module, "BEST", 4)
    monkeypatch.setattr(optimise_module, "SPREAD", 4)
    yield
    presets._own.clear()


def found(scenario: Scenario, place: Path, trials: int = 10, workers: int = 1, tell: object = None) -> Optimum:
    with Pool(workers) as pool:
        return optimise(scenario, place, 1, trials, pool, tell or (lambda tally: None))  # type: ignore[arg-type]


def written(place: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (place / "runs").glob("*.parquet")}


# --- what the search makes of known functions -----------------------------------------------------------------------


def invented(kept: object, scenarios: Sequence[Scenario], seed: int, *_: object) -> Replicate:
    told = []
    for s in scenarios:
        v = dict(s.values)
        places = 0.0 if v["budget"] <= v["preparation"] + 5 else 20.0
        outcomes = dict.fromkeys(KEPT, places) | {
            "extra_24": kept(v, seed) if places else 0.0,  # type: ignore[operator]
            "cost_total": 0.9 * v["budget"],
            "failed": float(v["handing_over"] < 0.5),
        }
        told.append(outcomes)
    return Replicate(seed, tuple(told), ({},) * len(told))


def peak(v: dict[str, float], seed: int) -> float:
    """Best with ten months and courses in handing over; budget helps; sessions, fading and all else do nothing."""
    return v["budget"] / 5 - abs(v["months"] - 10) + 8 * v["handing_over"] + np.random.default_rng(seed).normal()


def luck(v: dict[str, float], seed: int) -> float:
    return float(np.random.default_rng([seed, int(1e6 * sum(x for x in v.values() if isinstance(x, float)))]).normal())


def with_function(monkeypatch: pytest.MonkeyPatch, function: object) -> None:
    monkeypatch.setattr(jobs_module, "replicate", lambda *given: invented(function, *given))
    monkeypatch.setattr(optimise_module, "STAGES", {"searching": 20, "choosing": 30, "telling": 60})


def test_a_known_optimum_is_found_and_what_does_nothing_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_function(monkeypatch, peak)
    best = found(make_scenario(months=15), tmp_path / "out", 150)
    programme = best.best.arm.programme
    assert programme is not None
    assert best.best.arm.scenario.values["months"] == 15  # what is stated stays
    assert programme.values["handing_over"] == 0.9
    assert programme.values["preparation"] == 5
    assert best.best.cost > 80
    plain = nearest_choice(best.levers, best.scenario)
    unlike = {name for name, value in programme.choice.items() if value != plain[name]}
    assert unlike - {"budget"} == {"handing_over"}
    assert [part.lever for part in best.parts] == ["handing_over"]
    assert best.parts[0].adds.mean == pytest.approx(8 * (0.9 - 0.5), abs=0.8)  # what is drawn is 0.5 on average


def test_a_lever_is_found_where_nothing_is_stated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_function(monkeypatch, peak)
    best = found(make_scenario(), tmp_path / "out", 150)
    assert abs(best.best.arm.scenario.values["months"] - 10) <= 1


def test_programmes_shown_beat_each_other_in_nothing_at_all_and_cost_no_more_than_the_budget(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_function(monkeypatch, peak)
    optimum = found(make_scenario(budget=60.0), tmp_path / "out", 100)
    assert len(optimum.shown) > 2
    assert [one.cost for one in optimum.shown] == sorted(one.cost for one in optimum.shown)
    assert all(one.cost <= 60 for one in optimum.shown)
    kept = [one.kept.mean for one in optimum.shown]
    assert kept[-1] > kept[0]


def test_luck_of_the_search_is_not_told_as_gain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_function(monkeypatch, luck)
    optimum = found(make_scenario(), tmp_path / "out", 100)
    assert optimum.first is not None
    assert optimum.seemed[optimum.first.arm.name][1] < -0.4  # the best of a hundred, by luck alone
    assert optimum.first.kept.low < 0 < optimum.first.kept.high
    assert optimum.best.kept.low < 0.3


# --- runs ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Tally]:
    """What a small search gives in one go, and how many runs it made."""
    place, tallies = tmp_path_factory.mktemp("clean") / "out", list[Tally]()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(optimise_module, "STAGES", {"searching": 4, "choosing": 6, "telling": 8})
        patch.setattr(optimise_module, "BEST", 4)
        patch.setattr(optimise_module, "SPREAD", 4)
        found(make_scenario(**TINY), place, tell=tallies.append)
    return place, tallies[-1]


def test_workers_change_no_byte(clean: tuple[Path, Tally], tmp_path: Path) -> None:
    found(make_scenario(**TINY), tmp_path / "out", workers=2)
    assert written(tmp_path / "out") == written(clean[0])


def test_stopped_and_started_again_nothing_is_lost_or_made_twice(clean: tuple[Path, Tally], tmp_path: Path) -> None:
    interruption, made = Interruption(), [0, 0]

    def stop(tally: Tally) -> None:
        made[0] = tally.made
        interruption.wished = tally.made > 30

    with Pool(1, interruption=interruption, chunk=1) as pool, pytest.raises(KeyboardInterrupt):
        optimise(make_scenario(**TINY), tmp_path / "out", 1, 10, pool, stop)

    def count(tally: Tally) -> None:
        made[1] = tally.made

    found(make_scenario(**TINY), tmp_path / "out", tell=count)
    assert made[0] > 30
    assert sum(made) == clean[1].made
    assert written(tmp_path / "out") == written(clean[0])
    made[1] = 0
    found(make_scenario(**TINY), tmp_path / "out", tell=count)
    assert made[1] == 0


def test_a_longer_search_goes_on_where_a_shorter_one_ended(tmp_path: Path) -> None:
    tallies = list[Tally]()
    shorter = found(make_scenario(**TINY), tmp_path / "out")
    longer = found(make_scenario(**TINY), tmp_path / "out", 20, tell=tallies.append)
    names = [programme.choice for programme, _ in longer.tried]
    assert names[: len(shorter.tried)] == [programme.choice for programme, _ in shorter.tried]
    assert tallies[-1].found >= 4 * len(shorter.tried)


def test_a_run_is_what_the_programme_gives_in_its_world(clean: tuple[Path, Tally]) -> None:
    import pandas as pd

    outcomes = pd.read_parquet(clean[0] / "runs" / "outcomes.parquet")
    assert not outcomes.duplicated(["point", "strategy"]).any()
    assert outcomes.groupby("point").seed.nunique().eq(1).all()
    assert (outcomes.cost_total <= 20 + 1e-9).all()


# --- levers ----------------------------------------------------------------------------------------------------------


def test_what_is_bought_has_its_price_for_every_facilitator() -> None:
    scenario = make_scenario(facilitators=2, budget=200.0)
    choice = nearest_choice(levers_of(scenario), scenario) | {
        "handing_over": 0.9,
        "sensitivity": 0.9,
        "content_fit": 0.9,
    }
    programme = make_programme("p", scenario, choice)
    assert programme.values["preparation"] == 2 * 2 * 5 + 10
    assert programme.within(scenario).values["budget"] == 200
    assert programme.within(scenario).strategy_name == "p"


def test_no_lever_goes_beyond_the_village_or_what_is_stated() -> None:
    levers = {
        lever.name: lever.values for lever in levers_of(make_scenario(households=20, brokerage=2.0, handing_over=0.95))
    }
    assert max(levers["group_size"]) == 20  # type: ignore[type-var]
    assert "brokerage" not in levers
    assert "handing_over" not in levers
    assert levers["budget"][-1] is None


def test_the_least_beaten_and_furthest_apart_are_kept() -> None:
    line = np.array([[k, 10 - k] for k in range(11)], dtype=float)
    scores = np.concatenate([line, line + 1])
    assert beaten(scores).sum() == 11
    assert spread_out(scores, 3).tolist() in ([0, 4, 10], [0, 5, 10], [0, 6, 10])
    assert set(spread_out(scores, 14).tolist()) > set(range(11))


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_command_says_keeps_and_draws_and_compare_takes_what_it_recommends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BERDAYA_LANG", "en")
    (tmp_path / "village.toml").write_text('name = "Tiny"\n[community]\nhouseholds = 30\n')
    out = tmp_path / "out"
    typed = [
        "optimise",
        str(tmp_path / "village.toml"),
        "--budget",
        "20",
        "--trials",
        "10",
        "--out",
        str(out),
        "--workers",
        "1",
    ]
    assert main(typed) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Tiny, Rp 20 million: programme" in said
    assert "seemed to keep" in said
    assert (out / "optimise.png").read_bytes().startswith(b"\x89PNG")
    assert next(csv.DictReader((out / "front.csv").open()))["months"]
    kept = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file() and path.name != "manifest.json"}
    assert main([*typed, "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["recommended"] in figures["programmes"]
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.name in kept} == kept
    values = figures["programmes"][figures["recommended"]]["values"]
    assert own_strategy(out / "recommended.toml") == "recommended"
    within = load_scenario(out / "scenario.toml").with_strategy("recommended")
    assert {name: within.values[name] for name in values} == values
    compared = ["compare", str(out / "scenario.toml"), "--strategies", f"{out / 'recommended.toml'},group"]
    assert main([*compared, "--replicates", "2", "--out", str(tmp_path / "compared")]) == 0
    assert "Recommended programme" in capsys.readouterr().out
    assert main([*typed, "--lang", "id"]) == 0
    assert "program" in capsys.readouterr().out.lower()


def test_what_cannot_be_searched_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "foreign.txt").write_text("mine")
    none = tmp_path / "none.toml"
    none.write_text('[programme]\nstrategy = "none"\n')
    for typed, words in (
        (["optimise", "--trials", "0"], "--trials 0: must be at least 1"),
        (["optimise", "--trials", "10", "--out", str(tmp_path)], "no study's"),
        (["optimise", str(none)], "needs facilitators and a budget"),
        (["compare", "--strategies", str(tmp_path / "mine.toml")], "there is no such strategy file"),
    ):
        assert main(typed) == 2
        assert words in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "optuna", None)
    assert main(["optimise", "--trials", "10", "--out", str(tmp_path / "out"), "--workers", "1"]) == 2
    assert "the extra [optimise] names" in capsys.readouterr().err


def test_a_strategy_file_must_be_right_and_its_name_free(tmp_path: Path) -> None:
    (tmp_path / "group.toml").write_text('label = "G"\ndescription = "g"\n')
    (tmp_path / "mine.toml").write_text('label = "M"\ndescription = "m"\n[values]\ntrust_fellows = 0.2\n')
    with pytest.raises(ScenarioError, match="already"):
        own_strategy(tmp_path / "group.toml")
    with pytest.raises(ScenarioError, match="belongs to community"):
        own_strategy(tmp_path / "mine.toml")
    (tmp_path / "mine.toml").write_text('label = "M"\ndescription = "m"\nextends = "group"\n[values]\nmonths = 9\n')
    name = own_strategy(tmp_path / "mine.toml")
    assert strategies()[name].values == {"individual_share": 0, "months": 9}
