"""Study files: what they may say, and every complaint at once."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from scenarios.errors import ScenarioError
from scenarios.outcomes import OUTCOMES, SERIES, STAYS
from scenarios.parameters import PARAMETERS
from scenarios.scenario import make_scenario
from scenarios.study import find_study, studies
from simulation.study.design import make_points, sample
from simulation.study.jobs import Runs, work_of
from simulation.study.replicate import replicate
from simulation.study.sweep import prepare
from tests.studies import BASE, GRID, KEEP, RUNS, study

VARY = '[uncertainties]\ntrust_fellows = "usual"\nhamlets = "usual"\nlivelihood = "usual"\n'
SOBOL = VARY + '[design]\nkind = "sobol"\nsamples = 8\n'


def complaints(folder: Path, *parts: str) -> str:
    with pytest.raises(ScenarioError) as told:
        prepare(study(folder, *parts))
    return str(told.value)


def test_all_that_is_wrong_is_told_at_once_with_the_right_names(tmp_path: Path) -> None:
    told = complaints(
        tmp_path,
        '[base]\nstrategies = ["grup"]\n[base.values]\nhousholds = 30\n'
        "[levers]\nbudgt = [1.0]\ntrust_fellows = [0.5]\n"
        "[uncertainties]\ntrust_facilitator = { low = 0.5, high = 2.0 }\n"
        'need_diversity = "often"\n[design]\nkind = "sobl"\n[keep]\noutcomes = ["extra_42"]\n[runs]\nreplicates = 2\n',
    )
    for words in (
        "tiny.toml: name is missing",
        "unknown strategy 'grup' (did you mean 'group'?)",
        "there is no outcome 'extra_42' (did you mean 'extra_24'?)",
    ):
        assert words in told
    told = complaints(
        tmp_path,
        'name = "x"\n[base]\nstrategies = ["group"]\n[base.values]\nhousholds = 30\n'
        "[levers]\nbudgt = [1.0]\ntrust_fellows = [0.5]\n"
        "[uncertainties]\ntrust_facilitator = { low = 0.5, high = 2.0 }\n"
        'need_diversity = "often"\n[design]\nkind = "sobl"\n[runs]\nreplicates = 2\nprecision = 1.0\n',
    )
    for words in (
        "[base] housholds: unknown parameter (did you mean 'households'?)",
        "[levers] budgt: unknown parameter (did you mean 'budget'?)",
        "[levers] trust_fellows: belongs in the table [uncertainties]",
        "trust_facilitator = 2.0: must be a number from 0 to 1",
        "[uncertainties] need_diversity = often: must be",
        "kind = \"sobl\": must be one of grid, table, latin-hypercube, sobol, morris (did you mean 'sobol'?)",
        "[runs]: give replicates (how many) or precision",
    ):
        assert words in told


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ((BASE, '[uncertainties]\ntrust_fellows = "usual"\n[design]\nkind = "grid"\n', RUNS), "a grid needs values"),
        ((BASE, SOBOL.replace("8", "12"), RUNS), "must be a power of 2, such as 8 or 16"),
        ((BASE, '[design]\nkind = "grid"\n', RUNS), "nothing varies"),
        ((BASE, GRID.replace("0.2", "0.5"), RUNS), "a value stands twice"),
        ((BASE, GRID.replace("[0.2, 0.5, 0.8]", "{ low = 0.9, high = 0.1, steps = 3 }"), RUNS), "must be below high"),
        ((BASE, GRID.replace("trust_fellows = [", "livelihood = { steps = 2 }\nhamlets = ["), RUNS), "has no range"),
        ((BASE, GRID, "[runs]\nreplicates = 0\n"), "must be at least 1"),
        ((BASE, GRID, "[runs]\nreplicates = true\n"), "must be a whole number"),
        ((BASE, GRID, RUNS, "[keeep]\nseries = true\n"), "keeep: unknown key (did you mean 'keep'?)"),
        ((BASE.replace("[base]", "[base]\nhamlets = 2"), GRID, RUNS), "hamlets: a parameter is fixed in"),
        (("strategies = ['group']", BASE, GRID, RUNS), "strategies: belongs in the table [base]"),
        ((BASE, "[levers]\nindividual_share = [0.2]\n", '[design]\nkind = "grid"\n', RUNS), "says what it is"),
        ((BASE, "[uncertainties]\nhouseholds = [8]\n", '[design]\nkind = "grid"\n', RUNS), "is fixed in [base.values]"),
        ((BASE, "[uncertainties]\nhamlets = [2, 90]\n", '[design]\nkind = "grid"\n', RUNS), "1 of 2 points cannot be"),
        ((BASE, '[design]\nkind = "table"\nfile = "nowhere.csv"\n', RUNS), "nowhere.csv: No such file"),
        ((BASE.replace("tegies = [", "tegies = [3, "), GRID, RUNS), "must be text in quotes"),
    ],
)
def test_a_bad_study_is_refused_in_words(tmp_path: Path, parts: Sequence[str], words: str) -> None:
    assert words in complaints(tmp_path, *parts)


def test_a_table_gives_points_and_tells_bad_cells_with_their_lines(tmp_path: Path) -> None:
    table = '[design]\nkind = "table"\nfile = "points.csv"\n'
    (tmp_path / "points.csv").write_text("trust_fellows,hamlets,livelihood\n0.5,2,commons\n0.25,3,farming\n")
    points = make_points(study(tmp_path, BASE, table, RUNS))
    assert points.values(1) == {"trust_fellows": 0.25, "hamlets": 3, "livelihood": "farming"}
    (tmp_path / "points.csv").write_text("trust_fellows,hamlets\n0.5,2.5\n\n7,x\n1\n")
    told = complaints(tmp_path, BASE, table, RUNS)
    for words in ("line 2", "hamlets", "line 4", "trust_fellows = 7", "line 5", "1 cells under 2 names"):
        assert words in told
    (tmp_path / "points.csv").write_text("trust_felows\n1\n")
    assert "unknown parameter 'trust_felows' (did you mean 'trust_fellows'?)" in complaints(tmp_path, BASE, table, RUNS)


def test_a_grid_is_every_combination(tmp_path: Path) -> None:
    grid = '[levers]\nbudget = { low = 10, high = 30, steps = 3 }\n[uncertainties]\nlivelihood = "usual"\n'
    base = BASE.replace("budget = 20.0\n", "")
    points = make_points(study(tmp_path, base, grid, '[design]\nkind = "grid"\n', RUNS))
    assert len(set(points.rows)) == 9
    assert {row[0] for row in points.rows} == {10.0, 20.0, 30.0}


@pytest.mark.parametrize(
    "kind", ['"latin-hypercube"\nsamples = 40', '"sobol"\nsamples = 16', '"morris"\ntrajectories = 8']
)
def test_sampled_points_lie_in_their_ranges_and_are_the_same_again(tmp_path: Path, kind: str) -> None:
    made = study(tmp_path, BASE, VARY, f"[design]\nkind = {kind}\n", RUNS)
    points, again = make_points(made), make_points(made)
    assert points.rows == again.rows
    trust, hamlets, livelihood = zip(*points.rows, strict=True)
    assert 0.15 <= min(trust) < 0.3 < 0.7 < max(trust) <= 0.85
    assert {type(h) for h in hamlets} == {int}
    assert (min(hamlets), max(hamlets)) == (2, 10)
    assert set(livelihood) == {"farming", "enterprise", "commons"}


def test_sobol_points_are_saltellis_and_luck_is_the_last_input(tmp_path: Path) -> None:
    made = study(tmp_path, BASE, SOBOL, RUNS)
    unit = sample(made.design, [how.name for how in made.varied], made.seed).reshape(8, 6, 4)
    for block in unit:
        assert [int((row != block[0]).sum()) for row in block] == [0, 1, 1, 1, 1, 4]
    points = make_points(made)
    assert points.luck is not None
    assert len({points.luck_of(p) for p in range(len(points))}) == 16
    work = work_of(made, points)
    assert work.seed(0, points.luck_of(0)) == work.seed(0, points.luck_of(1)) != work.seed(0, points.luck_of(4))


def test_keys_know_runs_whatever_they_are_called(tmp_path: Path) -> None:
    def keys(*parts: str) -> np.ndarray:
        made = study(tmp_path, *parts)
        points = make_points(made)
        return Runs.of(work_of(made, points), points, 3).keys

    first = keys(BASE, GRID, RUNS, KEEP)
    assert len(np.unique(first)) == first.size
    assert (keys(BASE.replace("Tiny", "Another"), GRID, RUNS, KEEP) == first).all()
    more = keys(BASE.replace('"group"]', '"group", "none"]'), GRID.replace("0.8", "0.8, 0.9"), RUNS, KEEP)
    assert (more[:, :3, :2] == first).all()
    for other in (
        (BASE, GRID, RUNS + "seed = 2\n", KEEP),
        (BASE, GRID, RUNS, KEEP.replace("true", "false")),
        (BASE.replace("20.0", "21.0"), GRID, RUNS, KEEP),
        (BASE.replace("[base]", '[base]\nequal = "dose"'), GRID, RUNS, KEEP),
    ):
        assert not np.isin(keys(*other), first).any()


def test_the_dictionary_has_every_outcome_and_series() -> None:
    small = make_scenario(households=30, hamlets=2, months=4, months_after=24, group_size=8)
    made = replicate([small], seed=0)
    assert list(made.outcomes[0]) == list(OUTCOMES)
    assert list(made.series[0]) == list(SERIES)


def test_sparing_the_staying_twin_changes_only_what_it_shows() -> None:
    small = make_scenario(households=40, hamlets=2, months=6, months_after=24, group_size=8, budget=20.0)
    with_twin, without = (replicate([small], 1, stays).outcomes[0] for stays in (True, False))
    shown = {name for name in OUTCOMES if name.startswith(STAYS)}
    assert all(np.isnan(without[name]) for name in shown)
    kept = [name for name in OUTCOMES if name not in shown]
    np.testing.assert_equal([without[name] for name in kept], [with_twin[name] for name in kept])
    assert not np.isnan(with_twin["dependency_24"])


@pytest.mark.parametrize("name", studies())
def test_studies_to_start_from_are_whole(name: str) -> None:
    prepared = prepare(find_study(name))
    assert len(prepared.points) > 1
    assert set(prepared.points.names) <= {p.name for p in PARAMETERS}
