"""What is read out of a study: indices of functions whose indices are known, boxes that were hidden, and pictures."""

import csv
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from scenarios.errors import BerdayaError
from scenarios.scenario import Scenario
from simulation.commands.app import main
from simulation.study import jobs as jobs_module
from simulation.study.discovery import discover
from simulation.study.prim import find_boxes
from simulation.study.replicate import Replicate
from simulation.study.results import read_results
from simulation.study.sensitivity import indices, sensitivity
from tests.studies import BASE, run, study

INPUTS = """[uncertainties]
trust_fellows = { low = 0.0, high = 1.0 }
trust_facilitator = { low = 0.0, high = 1.0 }
need_diversity = { low = 0.0, high = 1.0 }
"""
KEEP = '[keep]\noutcomes = ["extra_24", "failed"]\n'
ISHIGAMI = {"trust_fellows": (0.3139, 0.5576), "trust_facilitator": (0.4424, 0.4424), "need_diversity": (0.0, 0.2437)}
"""First and total indices of Ishigami & Homma's function (1990) with a = 7, b = 0.1."""


def ishigami(x: Sequence[float]) -> float:
    a, b, c = (np.pi * (2 * np.asarray(x) - 1)).tolist()
    return float(np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a))


def invented(scenarios: Sequence[Scenario], seed: int, stays: bool = True, watched: int = 0) -> Replicate:
    """Instead of a village: a function of what varies, a little luck, groups better where trust is high."""
    told = []
    for s in scenarios:
        x = [s.values[name] for name in ISHIGAMI]
        group = s.strategy_name == "group"
        ahead = 20.0 if group and x[0] > 0.6 and x[2] < 0.5 else 0.0
        luck = 0.2 * np.random.default_rng(seed).normal()
        told.append({"extra_24": ishigami(x) + luck + ahead - 10 * group, "failed": float(x[1] < 0.3)})
    return Replicate(seed, tuple(told), ({},) * len(told))


@pytest.fixture
def machinery(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs_module, "replicate", invented)


def sobol(folder: Path, design: str = '"sobol"\nsamples = 512') -> Path:
    base = BASE.replace('"individual", "group"', '"individual"')
    made = study(folder, base, INPUTS, f"[design]\nkind = {design}\n", "[runs]\nreplicates = 2\n", KEEP)
    run(made, folder / "out")
    return folder / "out"


@pytest.mark.usefixtures("machinery")
def test_known_indices_come_out_of_the_whole_machinery(tmp_path: Path) -> None:
    found = {index.name: index for index in sensitivity(read_results(sobol(tmp_path)), "extra_24")}
    for name, (first, total) in ISHIGAMI.items():
        assert found[name].first == pytest.approx(first, abs=found[name].first_half)
        assert found[name].total == pytest.approx(total, abs=found[name].total_half)
        assert found[name].above_floor
    assert found["luck"].total < 0.02
    assert sum(index.first for index in found.values()) < 1.1


@pytest.mark.usefixtures("machinery")
def test_morris_ranks_inputs_and_shows_luck_as_floor(tmp_path: Path) -> None:
    found = sensitivity(read_results(sobol(tmp_path, '"morris"\ntrajectories = 40')), "extra_24")
    assert [index.name for index in found][-1] == "luck"
    assert all(index.total > 10 * found[-1].total for index in found[:-1])


def test_an_input_that_does_nothing_is_not_above_luck_and_the_same_bytes_come_twice() -> None:
    from scenarios.study_form import Sobol
    from simulation.study.design import sample

    names = ("alive", "dead")
    unit = sample(Sobol(kind="sobol", samples=128), names, 1)
    values = unit[:, 0] + 0.3 * np.sin(50 * unit[:, 2])
    found = indices(names, values)
    assert [index.above_floor for index in found] == [True, False, False]
    np.random.seed(3)
    assert indices(names, values) == found


def test_blocks_with_failures_are_left_out(tmp_path: Path) -> None:
    from scenarios.study_form import Sobol
    from simulation.study.design import sample

    unit = sample(Sobol(kind="sobol", samples=64), ("a",), 1)
    values = unit[:, 0].copy()
    values[5] = np.nan
    assert indices(("a",), values)[0].total == pytest.approx(1, abs=0.2)
    with pytest.raises(BerdayaError, match="too few"):
        indices(("a",), np.full(len(values), np.nan))


def points(n: int) -> dict[str, np.ndarray]:
    dice = np.random.default_rng(4)
    return {name: dice.random(n) for name in "abcd"} | {"kind": dice.choice(["x", "y", "z"], n)}


def test_a_hidden_box_is_found_and_nothing_else() -> None:
    columns = points(1200)
    hidden = (columns["a"] > 0.6) & (columns["b"] < 0.5)
    (box,) = find_boxes(columns, hidden)
    assert set(box.limits) == {"a", "b"}
    assert box.limits["a"] == (pytest.approx(0.6, abs=0.05), np.inf)
    assert box.limits["b"] == (-np.inf, pytest.approx(0.5, abs=0.05))
    assert box.density.mean > 0.9
    assert box.coverage > 0.9


def test_a_choice_can_be_a_limit_and_a_second_box_is_found() -> None:
    columns = points(1500)
    hidden = ((columns["kind"] == "y") & (columns["c"] > 0.5)) | ((columns["a"] < 0.2) & (columns["d"] < 0.5))
    boxes = find_boxes(columns, hidden)
    limits = [set(box.limits) for box in boxes]
    assert {"kind", "c"} in limits
    assert any("a" in names for names in limits)
    assert next(box for box in boxes if "kind" in box.limits).limits["kind"] == frozenset({"y"})


@pytest.mark.parametrize("seed", range(100, 110))
def test_chance_makes_no_box(seed: int) -> None:
    assert not find_boxes(points(400), np.random.default_rng(seed).random(400) < 0.3)


@pytest.mark.usefixtures("machinery")
def test_both_commands_say_draw_and_keep_what_they_find(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BERDAYA_LANG", "en")
    made = study(tmp_path, BASE, INPUTS, '[design]\nkind = "sobol"\nsamples = 128\n', "[runs]\nreplicates = 1\n", KEEP)
    run(made, tmp_path / "out")
    assert main(["sensitivity", str(tmp_path / "out")]) == 0
    assert "Group mentoring against Individual" in " ".join(capsys.readouterr().out.split())
    assert main(["discover", str(tmp_path / "out")]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Group mentoring leaves most people empowered at" in said
    assert "trust among villagers at least 0.6" in said
    assert "fails in most runs" in said
    for name in ("sensitivity.png", "discover.png"):
        assert (tmp_path / "out" / name).read_bytes().startswith(b"\x89PNG")
    rows = list(csv.DictReader((tmp_path / "out" / "discover.csv").open()))
    assert {row["parameter"] for row in rows if (row["strategy"], row["claim"]) == ("group", "wins")} == {
        "trust_fellows",
        "need_diversity",
    }
    assert main(["sensitivity", str(tmp_path / "out"), "--json", "--out", str(tmp_path / "elsewhere")]) == 0
    assert json.loads(capsys.readouterr().out)["indices"][0]["response"] == "individual"
    assert (tmp_path / "elsewhere" / "sensitivity.csv").is_file()


@pytest.mark.usefixtures("machinery")
def test_what_cannot_be_read_out_is_refused_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    grid = '[uncertainties]\ntrust_fellows = [0.2, 0.8]\n[design]\nkind = "grid"\n'
    run(study(tmp_path, BASE, grid, "[runs]\nreplicates = 1\n", KEEP), tmp_path / "out")
    shutil.copytree(tmp_path / "out", tmp_path / "bad")
    (tmp_path / "bad" / "manifest.json").write_text("[]")
    for typed, words in (
        (["sensitivity", str(tmp_path / "out")], "a grid says nothing"),
        (["sensitivity", str(tmp_path / "nowhere")], "holds no finished study"),
        (["sensitivity", str(tmp_path / "bad")], "holds no finished study"),
        (["discover", str(tmp_path / "out")], "2 points are finished"),
        (["discover", str(tmp_path / "out"), "--outcome", "extra_25"], "did you mean 'extra_24'"),
    ):
        assert main(typed) == 2
        assert words in capsys.readouterr().err


def test_where_nobody_is_compared_and_failure_not_kept_there_is_nothing_to_discover(tmp_path: Path) -> None:
    grid = '[uncertainties]\ntrust_fellows = [0.2]\n[design]\nkind = "grid"\n'
    alone = BASE.replace('"individual", "group"', '"individual"')
    made = study(tmp_path, alone, grid, "[runs]\nreplicates = 1\n", KEEP.replace(', "failed"', ""))
    run(made, tmp_path / "out")
    with pytest.raises(BerdayaError, match="nothing to discover"):
        discover(read_results(tmp_path / "out"), "extra_24")
