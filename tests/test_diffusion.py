"""The real diffusion: rivals against closed forms, scores by hand, a made-up data set all the way, the real one."""

from pathlib import Path

import numpy as np
import pytest

from scenarios.errors import VillageError
from scenarios.parameters import BY_NAME
from simulation.report import diffusion as report
from simulation.report.wording import number
from simulation.study.adoption import NEVER, Adoption, counts_by_exposure, read_adoption, share_by_year
from simulation.study.diffusion import CASELOADS, FITTED, OURS, Effort, candidates, crps, first_years, scores, split
from simulation.study.rivals import Bass, ByExposure, Constant, fit_bass, fit_by_exposure, fit_constant, simulate_rival
from simulation.village import Village
from simulation.village.network import both_ways
from tests.miniature import lonely
from tests.real_villages import data_folder

NEEDS_DATA = pytest.mark.skipif(data_folder() is None, reason="BERDAYA_DATA names no folder of data sets")


def tied(n: int, steps: int) -> Village:
    """n villagers in a ring, each tied to so many on either side."""
    a = np.repeat(np.arange(n), steps)
    starts, neighbours, _ = both_ways(n, a, (a + np.tile(np.arange(1, steps + 1), n)) % n)
    bare, ends = lonely(n), len(neighbours)
    fields = {**vars(bare), "starts": starts, "neighbours": neighbours}
    return Village(**fields | {"weights": np.ones(ends), "kin_tie": np.zeros(ends, dtype=bool)})


def adopted(village: Village, *year: int, years: int = 3) -> Adoption:
    return Adoption("a", village, np.array(year), years)


LINE = adopted(tied(4, 1), 1, 2, 2, NEVER)
"""A ring of four: one adopts first, two of her fellows next, one of whom is her neighbour."""


# --- what is counted -----------------------------------------------------------------------------------------------


def test_shares_count_who_has_adopted_by_the_end_of_each_year() -> None:
    assert share_by_year(LINE.year, 3).tolist() == [0.25, 0.75, 0.75]
    assert share_by_year(np.array([LINE.year, [NEVER] * 4]), 3)[1].tolist() == [0.0, 0.0, 0.0]


def test_neighbours_count_from_the_year_after_they_adopted() -> None:
    new, at_risk = counts_by_exposure(LINE, LINE.year)
    # year 1: nobody has adopted; year 2: rows 1 and 3 are next to row 0; year 3: row 3 is next to rows 0 and 2
    assert new.tolist() == [2.0, 1.0, 0.0, 0.0, 0.0]
    assert at_risk.tolist() == [5.0, 2.0, 1.0, 0.0, 0.0]


# --- rivals --------------------------------------------------------------------------------------------------------


def test_the_constant_hazard_is_adoptions_by_years_at_risk() -> None:
    assert fit_constant([LINE]).rate == pytest.approx(3 / 8)


def test_a_constant_hazard_is_the_bass_curve_without_imitation() -> None:
    village = adopted(lonely(5000), *np.zeros(5000, int), years=8)
    year = simulate_rival(Constant(0.1), village, 1, 3)[0]
    found = fit_bass([adopted(village.village, *year, years=8)])
    assert found.at(np.array([0.0, 0.3, 0.5])) == pytest.approx([0.1] * 3, abs=0.012)


def test_the_bass_curve_is_recovered_from_its_own_data() -> None:
    true, empty = Bass(0.02, 0.6, 0.8), adopted(lonely(20_000), years=10)
    year = simulate_rival(true, empty, 3, 5)
    share = 0.0
    for predicted in share_by_year(year, 10).mean(axis=0):  # Bass's own recursion
        share += (true.innovation + true.imitation * share / true.market) * (true.market - share)
        assert predicted == pytest.approx(share, abs=0.01)
    found = fit_bass([Adoption("b", empty.village, each, 10) for each in year])
    assert found.innovation == pytest.approx(true.innovation, abs=0.002)
    assert found.imitation == pytest.approx(true.imitation, abs=0.03)
    assert found.market == pytest.approx(true.market, abs=0.01)


def test_the_hazard_by_exposure_is_recovered_and_is_what_counts_show() -> None:
    true, empty = ByExposure((0.05, 0.1, 0.2, 0.3, 0.5)), adopted(tied(600, 4), years=8)
    seen = [Adoption("b", empty.village, year, 8) for year in simulate_rival(true, empty, 6, 7)]
    assert fit_by_exposure(seen).rates == pytest.approx(true.rates, abs=0.035)


def test_a_number_of_neighbours_never_seen_has_the_overall_hazard() -> None:
    assert fit_by_exposure([LINE]).rates == pytest.approx([2 / 5, 1 / 2, 0.0, 3 / 8, 3 / 8])


# --- scores --------------------------------------------------------------------------------------------------------


def test_crps_of_two_members_by_hand() -> None:
    # mean distance 2, less half the distance between the two members: 2 - 4 / 2
    assert crps(np.array([[1.0], [5.0]]), np.array([3.0])) == pytest.approx([0.0])
    assert crps(np.array([[4.0], [4.0]]), np.array([1.0])) == pytest.approx([3.0])


def test_crps_is_least_for_the_right_distribution_whatever_the_ensemble() -> None:
    chance = np.random.default_rng(1)
    truth = chance.normal(0.0, 1.0, 40_000)

    def mean(spread: float, members: int) -> float:
        return float(crps(chance.normal(0.0, spread, (members, truth.size)), truth).mean())

    assert mean(1.0, 4) == pytest.approx(np.pi**-0.5, abs=0.01)  # of a normal distribution about itself
    assert mean(1.0, 30) == pytest.approx(np.pi**-0.5, abs=0.01)
    assert min(mean(0.5, 30), mean(2.0, 30)) > mean(1.0, 30) + 0.02


def test_a_perfect_prediction_has_no_error() -> None:
    said = scores(LINE, np.array([LINE.year, LINE.year]))
    assert said == {"rmse": 0.0, "crps": 0.0, "crps_half": 0.0, "crps_end": 0.0, "inside": 1.0}
    wrong = scores(LINE, np.full((2, 4), NEVER))
    assert wrong["crps_half"] == 25.0
    assert wrong["crps_end"] == 75.0
    assert wrong["rmse"] == pytest.approx(((25**2 + 75**2 + 75**2) / 3) ** 0.5)
    assert wrong["inside"] == 0.0


# --- the model -----------------------------------------------------------------------------------------------------


def test_villages_are_split_in_halves_by_key() -> None:
    villages = [Adoption(str(k), LINE.village, LINE.year, 3) for k in range(25)]
    seen, unseen = split(villages, 1)
    assert (len(seen), len(unseen)) == (12, 13)
    assert {a.name for a in [*seen, *unseen]} == {a.name for a in villages}
    assert split(villages, 1) == (seen, unseen) != split(villages, 2)


def test_sets_tried_fill_the_declared_ranges() -> None:
    tried = candidates(100, 1)
    for name in FITTED:
        values, parameter = [float(each[name]) for each in tried], BY_NAME[name]
        assert parameter.low <= min(values) < max(values) <= parameter.high
        assert max(values) - min(values) > 0.95 * (parameter.high - parameter.low)
    assert np.median([float(each["caseload"]) for each in tried]) == pytest.approx(np.prod(CASELOADS) ** 0.5, rel=0.05)


def test_field_workers_who_come_more_often_and_talk_bring_earlier_adoption() -> None:
    village = adopted(tied(60, 2), years=5)

    def share(caseload: float, take_up_informed: float = 0.1) -> np.ndarray:
        values = {"caseload": caseload, "take_up_informed": take_up_informed}
        return share_by_year(first_years(village, values, range(12)), 5).mean(axis=0)

    often, rarely = share(60.0), share(600.0)
    assert (often > 1.5 * rarely).all()
    assert (np.diff(rarely) >= 0).all()
    assert share(60.0, 0.3)[2] > often[2]


# --- all the way ---------------------------------------------------------------------------------------------------

EFFORT = Effort(sets=4, tries=2, best=2, again=2, predictions=6)


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four villages of ten women in a ring, a third of whom adopt in each of two years."""
    folder = tmp_path_factory.mktemp("made up")
    nodes, edges = ["node_id,village,adopt_year,schooling"], ["village,source,target,layer,target_surveyed"]
    for v in "ABCD":
        for k in range(10):
            nodes.append(f"{v}{k},{v},{(1970, 1971, '')[k % 3]},{1 + k % 6}")
            edges.append(f"{v},{v}{k},{v}{(k + 1) % 10},talk_fp,1")
        edges += [f"{v},{v}0,{v}77,talk_fp,0", f"{v},{v}0,{v}5,advice,1"]
    (folder / "nodes.csv").write_text("\n".join(nodes), encoding="utf-8")
    (folder / "edges.csv").write_text("\n".join(edges), encoding="utf-8")
    return folder


def test_a_data_set_is_read_as_villages_are(made_up: Path) -> None:
    villages = read_adoption(made_up)
    assert [a.name for a in villages] == list("ABCD")
    first = villages[0]
    assert first.years == 2
    assert first.ties.sum(axis=0).tolist() == [2.0] * 10
    assert dict(zip(first.village.ids, first.year.tolist(), strict=True))["A4"] == 2
    assert dict(zip(first.village.ids, first.village.given["schooling"], strict=True))["A5"] == 1.0


def test_page_and_picture_are_written_twice_with_the_same_bytes(made_up: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        report.write(made_up, tmp_path / name, EFFORT)
    for file in ("diffusion.md", "diffusion.png"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    page = (tmp_path / "one" / "diffusion.md").read_text(encoding="utf-8")
    assert all(f"| {label} |" in page for label in report.LABELS.values())
    assert "nan" not in page
    assert "On 2 villages" in page
    assert OURS in report.LABELS


def damaged(made_up: Path, folder: Path, file: str, old: str, new: str) -> Path:
    for name in ("nodes.csv", "edges.csv"):
        text = (made_up / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace(old, new) if name == file else text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "nodes.csv",
            "adopt_year",
            "year",
            "column 'adopt_year' is missing; there are: node_id, village, year",
        ),
        ("nodes.csv", ",1970,", ",soon,", "adopt_year 'soon' is not a whole year"),
        ("nodes.csv", ",1970,4", ",1970,high", "schooling 'high' is none of 1, 2, 3, 4, 5, 6"),
        ("nodes.csv", "A1,A,", "A1,E,", "village E has 1 people; must have a whole number from 8"),
        ("edges.csv", "talk_fp", "talk_pf", "no layer 'talk_fp' (did you mean 'talk_pf'?); there are: advice, talk_pf"),
        ("edges.csv", "B,B0,B1,", "B,B0,Z1,", "village B: ties.csv"),
    ],
)
def test_what_is_wrong_with_a_data_set_is_said(
    made_up: Path, tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    with pytest.raises(VillageError) as caught:
        read_adoption(damaged(made_up, tmp_path, file, old, new))
    assert said in str(caught.value)


def test_wrong_use_and_missing_data_have_their_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report.main(["one folder"]) == 2
    assert "DATA_FOLDER OUT_FOLDER" in capsys.readouterr().err
    assert report.main([str(tmp_path), str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert "nodes.csv: cannot be read" in said
    assert "edges.csv: cannot be read" in said
    assert not (tmp_path / "out").exists()


# --- the real data -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def korea() -> list[Adoption]:
    folder = data_folder()
    assert folder is not None
    return read_adoption(folder / "korea_1973")


@NEEDS_DATA
def test_the_korean_villages_adopt_as_published(korea: list[Adoption]) -> None:
    assert len(korea) == 25
    published = [6.6, 15.6, 23.3, 31.5, 37.7, 43.6, 48.7, 53.8, 60.7, 64.3]
    assert 100 * report.observed(korea) == pytest.approx(published, abs=0.05)
    new, at_risk = report.hazards(korea)
    assert (np.diff(new / at_risk) > 0).all()


@NEEDS_DATA
def test_the_page_shows_the_rivals_of_the_real_villages(korea: list[Adoption]) -> None:
    seen, unseen = split(korea, report.ROOT_SEED)
    page = (Path(__file__).parent.parent / "docs" / "diffusion.md").read_text(encoding="utf-8")
    bass = fit_bass(seen)
    assert f"innovation {number(bass.innovation, 3)}, imitation {number(bass.imitation, 3)}" in page
    assert f"On {len(unseen)} villages" in page


@NEEDS_DATA
def test_the_model_runs_on_a_real_village_for_all_its_years(korea: list[Adoption]) -> None:
    year = first_years(korea[0], {"caseload": 150.0}, [1, 2])
    share = share_by_year(year, korea[0].years)[:, -1]
    assert ((share > 0.2) & (share < 1.0)).all()
