"""Reading a village of the user's own: every subset of columns works, every mistake is named with its line."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.errors import VillageError
from scenarios.scenario import load_scenario, make_scenario
from simulation.village import Village, describe, read_village, to_networkx, village_of
from simulation.village import table as table_module
from tests.test_village import VALUES, ties

IDS = "abcdefghij"
ROSTER = "id\n" + "\n".join(IDS) + "\n"


def read(
    folder: Path, roster: str | bytes, tie_list: str | bytes | None = None, seed: int = 1, **values: Any
) -> Village:
    paths = [folder / "roster.csv", folder / "ties.csv"]
    for path, text in zip(paths, (roster, tie_list), strict=True):
        if text is not None:
            path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_village(paths[0], None if tie_list is None else paths[1], {**VALUES, **values}, seed)


def complaints(folder: Path, roster: str | bytes, tie_list: str | bytes | None = None) -> list[str]:
    with pytest.raises(VillageError) as caught:
        read(folder, roster, tie_list)
    return caught.value.problems


def roster_of(*columns: str, rows: list[str]) -> str:
    """Ten villagers a to j; the first have the cells given, the others none."""
    empty = "," * (len(columns) - 1)
    lines = [f"{name},{rows[k] if k < len(rows) else empty}" for k, name in enumerate(IDS)]
    return "\n".join([",".join(["id", *columns]), *lines])


def column(made: Village, name: str) -> list[float | None]:
    """A given column in the order of the roster, None where not given."""
    by_id = dict(zip(made.ids, made.given[name], strict=True))
    return [None if math.isnan(by_id[person]) else float(by_id[person]) for person in sorted(by_id)]


def test_ties_given_both_ways_and_again_are_one(tmp_path: Path) -> None:
    made = read(tmp_path, ROSTER, "from,to,weight\na,b,1\nb,a,3\na,b,2\nc,d,\n")
    assert ties(made) == {("a", "b"), ("b", "a"), ("c", "d"), ("d", "c")}
    by_tie = {frozenset(edge[:2]): edge[2] for edge in to_networkx(made).edges(data="weight")}
    assert by_tie == {frozenset("ab"): 3.0, frozenset("cd"): 1.0}
    assert "ties given again or the other way round, merged: 2" in made.notes
    assert "villagers without a tie: 6" in made.notes
    assert "places are made, not measured" in made.notes


def test_kin_comes_from_labels_and_from_layers(tmp_path: Path) -> None:
    roster = roster_of("kin", rows=["A", "A", "B", "B"])
    made = read(tmp_path, roster, "from,to,layer\na,b,talk\nb,c,talk\nd,e,kin\nd,e,talk\n")
    kin = {frozenset(edge[:2]): edge[2] for edge in to_networkx(made).edges(data="kin")}
    assert kin == {frozenset("ab"): True, frozenset("bc"): False, frozenset("de"): True}


def test_columns_are_read_as_they_are_meant(tmp_path: Path) -> None:
    rows = ["P,100,0.5,4", "laki-laki,100,,0", "F,300,1,", "male,50,0,2"]
    made = read(tmp_path, roster_of("Sex", "wealth", " skill ", "NEED", rows=rows))
    assert column(made, "female")[:5] == [1, 0, 1, 0, None]
    assert column(made, "status")[:5] == [0.5, 0.5, 0.875, 0.125, None]
    assert column(made, "skill")[:5] == [0.5, None, 1.0, 0.0, None]
    assert column(made, "need")[:5] == [4, 0, None, 2, None]


def test_a_column_without_a_single_value_is_not_given(tmp_path: Path) -> None:
    assert read(tmp_path, roster_of("skill", "trust", rows=["0.5,"])).given.keys() == {"skill"}


@pytest.mark.parametrize(
    "text",
    [
        "id;skill;wealth\na;0,5;1,5\n" + "".join(f"{name};;\n" for name in IDS[1:]),
        "\ufeffid,skill\r\na,0.5\r\n" + "".join(f"{name},\r\n" for name in IDS[1:]),
        "\n\nid,skill,,\n\na,0.5,,\n,,,\n" + "".join(f'"{name}",,,\n' for name in IDS[1:]),
        "id,skill\ra,0.5\r" + "".join(f"{name},\r" for name in IDS[1:]),
    ],
    ids=["semicolons and decimal comma", "Excel's byte order mark", "blank lines and spare cells", "old line ends"],
)
def test_spreadsheets_of_all_kinds_are_read(tmp_path: Path, text: str) -> None:
    made = read(tmp_path, text.replace("skill,,", "skill") if ",,,\n" in text else text)
    assert made.n == 10
    assert column(made, "skill")[0] == 0.5


def test_a_roster_alone_gets_everything_made_as_asked(tmp_path: Path) -> None:
    roster = "id\n" + "\n".join(f"p{k}" for k in range(225))
    made = read(tmp_path, roster)
    said = describe(made)
    assert said["mean_degree"] == pytest.approx(VALUES["mean_degree"], abs=0.01)
    assert said["clustering"] == pytest.approx(VALUES["clustering"], abs=0.02)
    assert said["kin_share"] == pytest.approx(VALUES["kin_share"], abs=0.02)
    assert said["furthest_m"] == pytest.approx(1000 * VALUES["furthest_km"])
    assert said["hamlets"] == VALUES["hamlets"]
    assert {"ties are made, not measured", "places are made, not measured"} < set(made.notes)


def test_made_ties_keep_to_the_hamlets_and_kin_that_are_given(tmp_path: Path) -> None:
    rows = [f"p{k},{'Dusun ' + 'AB'[k % 2]},K{k // 4}" for k in range(120)]
    made = read(tmp_path, "id,hamlet,kin\n" + "\n".join(rows))
    home = {row.split(",")[0]: row.split(",")[1:] for row in rows}
    label = {(home[name][0], number) for name, number in zip(made.ids, made.hamlet, strict=True)}
    family = {(home[name][1], number) for name, number in zip(made.ids, made.kin, strict=True)}
    assert len(label) == 2
    assert len(family) == 30
    source = np.repeat(made.kin, np.diff(made.starts))
    assert (made.kin_tie == (source == made.kin[made.neighbours])).all()
    assert made.kin_tie.mean() > 0.1


def test_places_given_are_kept(tmp_path: Path) -> None:
    made = read(tmp_path, roster_of("x", "y", rows=[f"{100 * k},{-50 * k}" for k in range(10)]))
    assert dict(zip(made.ids, made.x, strict=True)) == {name: 100.0 * k for k, name in enumerate(IDS)}
    assert not any("places" in note for note in made.notes)


def test_one_without_a_place_is_put_in_the_middle_of_the_hamlet(tmp_path: Path) -> None:
    made = read(tmp_path, roster_of("hamlet", "x", "y", rows=["A,0,0", "A,200,100", "A,,", "B,900,900"]))
    place = dict(zip(made.ids, zip(made.x, made.y, strict=True), strict=True))
    assert place["c"] == (100.0, 50.0)
    assert "villagers without a place, put in the middle of their hamlet: 7" in made.notes


def test_map_coordinates_are_moved_to_their_middle(tmp_path: Path) -> None:
    made = read(tmp_path, roster_of("x", "y", rows=[f"{437000 + 10 * k},{9163000 - 20 * k}" for k in range(10)]))
    assert np.median(made.x) == pytest.approx(0)
    assert np.ptp(made.x) == pytest.approx(90)
    assert any("village centre is put in their middle" in note for note in made.notes)


def test_degrees_are_noticed(tmp_path: Path) -> None:
    made = read(tmp_path, roster_of("x", "y", rows=[f"0.0{k},-0.0{k}" for k in range(9)]))
    assert any("must be metres, not degrees" in note for note in made.notes)


def test_distances_along_ties_give_back_the_places(tmp_path: Path) -> None:
    grid = {f"g{k}": (200.0 * (k % 5), 150.0 * (k // 5)) for k in range(20)}
    rows = [
        f"{a},{b},{math.dist(grid[a], grid[b]):.1f}" for a in grid for b in grid if a < b and (a != "g0" or b != "g19")
    ]
    made = read(tmp_path, "id\n" + "\n".join(grid), "from,to,distance_m\n" + "\n".join(rows))
    place = dict(zip(made.ids, zip(made.x, made.y, strict=True), strict=True))
    worst = max(abs(math.dist(place[a], place[b]) - math.dist(grid[a], grid[b])) for a in grid for b in grid)
    assert worst < 5.0
    assert "places are worked out from the distances given with the ties" in made.notes


def test_places_made_from_ties_are_the_same_again_and_put_the_tied_nearer(tmp_path: Path) -> None:
    ring = "from,to\n" + "\n".join(f"p{k},p{(k + step) % 60}" for k in range(60) for step in (1, 2))
    roster = "id\n" + "\n".join(f"p{k}" for k in range(60))
    made, again, other = (read(tmp_path, roster, ring, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(made.x, again.x)
    assert not np.array_equal(made.x, other.x)
    place = made.x + 1j * made.y
    source = np.repeat(np.arange(60), np.diff(made.starts))
    anyone = np.abs(place[:, None] - place[None, :]).mean()
    assert np.abs(place[source] - place[made.neighbours]).mean() < 0.4 * anyone
    assert len(set(place)) == 60


def test_reading_draws_nothing_from_the_global_generator(tmp_path: Path) -> None:
    np.random.seed(1)
    before = np.random.get_state()[1].tolist()
    read(tmp_path, ROSTER, "from,to\na,b\n")
    assert np.random.get_state()[1].tolist() == before


ROSTER_MISTAKES = {
    "id,skill\na,2": "line 2: skill is '2', must be a number 0 to 1",
    "id,skill\na,high": "line 2: skill is 'high', must be a number 0 to 1",
    "id,skill\na,nan": "line 2: skill is 'nan'",
    'id,skill\na,"0,5"': "line 2: skill is '0,5'",
    "id,need\na,1.5": "line 2: need is '1.5', must be a whole number 0 to 4",
    "id,sex\na,x": "line 2: sex is 'x', must be f, female",
    "id,income\na,-1": "line 2: income is '-1', must be a number 0 to 1000",
    "id,skill\na": "line 2: cells: 1; columns: 2",
    "id,skill\na,1,7": "line 2: cells: 3; columns: 2",
    "id,skill\na,1\n\na,0": "line 4: id 'a' is that of line 2",
    "id,skill\na,1\na,high": "line 3: skill is 'high'",
    "id,skill\n,1": "line 2: has no id",
    "id,skil\na,1": "line 1: unknown column 'skil' (did you mean 'skill'?)",
    "id,skill,Skill\na,1,1": "line 1: column 'skill' is there 2 times",
    "name,skill\na,1": "column 'id' is missing",
    "id,x\na,1": "a place needs both 'x' and 'y'",
    "id,wealth,status\na,1,1": "columns 'wealth' and 'status' say the same",
    "id,sex,female\na,f,1": "columns 'sex' and 'female' say the same",
    "id\na": "villagers that can be used: 1; a village has 8 to 2000000",
    "id": "villagers that can be used: 0",
    "": "is empty",
    " \n\n": "is empty",
    'id,skill\na,"1"x': "line 2: is no CSV from here on",
}


@pytest.mark.parametrize(("roster", "expected"), ROSTER_MISTAKES.items())
def test_a_mistake_in_the_roster_is_named(tmp_path: Path, roster: str, expected: str) -> None:
    said = complaints(tmp_path, roster)
    assert any(problem.startswith("roster.csv") and expected in problem for problem in said), said


@pytest.mark.parametrize(
    ("roster", "expected"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "line 3: byte 9 is zero: this is no text file"),
        ("id\na\nb\n\u00e9\n".encode("latin-1"), "line 4: byte 8 (0xe9) is not UTF-8"),
        (b"\xef\xbb\xbfid\na\n\xff\n", "line 3: byte 9 (0xff) is not UTF-8"),
        ("id\na\n".encode("utf-16"), "is UTF-16 text; save it as CSV in UTF-8"),
    ],
)
def test_what_is_no_utf8_text_is_named_with_its_byte(tmp_path: Path, roster: bytes, expected: str) -> None:
    said = complaints(tmp_path, roster)
    assert len(said) == 1
    assert expected in said[0]


TIE_MISTAKES = {
    "from,to\na,z": "line 2: 'z' not in the roster",
    "from,to\ny,z": "line 2: 'y' and 'z' not in the roster",
    "from,to\na,b\nc,c": "line 3: ties 'c' to itself",
    "from,to\na,": "line 2: has no id in 'from' or 'to'",
    "from,to,weight\na,b,0": "line 2: weight is '0', must be a number above 0",
    "from,to,weight\na,b,strong": "line 2: weight is 'strong'",
    "from,to,distance_m\na,b,-5": "line 2: distance_m is '-5', must be metres",
    "from\na": "column 'to' is missing",
    "from,to,kind\na,b,talk": "line 1: unknown column 'kind'",
    "from,to": "has no ties; leave the file out to have them made",
}


@pytest.mark.parametrize(("tie_list", "expected"), TIE_MISTAKES.items())
def test_a_mistake_in_the_ties_is_named(tmp_path: Path, tie_list: str, expected: str) -> None:
    said = complaints(tmp_path, ROSTER, tie_list)
    assert len(said) == 1
    assert said[0].startswith("ties.csv")
    assert expected in said[0]


def test_all_mistakes_of_both_files_are_listed_at_once(tmp_path: Path) -> None:
    said = complaints(
        tmp_path,
        ROSTER.replace("id", "id,skil").replace("\n", ",\n").replace("\nb", "\na").replace("skil,", "skil"),
        "from,to,weight\na,z,-1\nc,c\n",
    )
    assert [problem.partition(": ")[0] for problem in said] == [
        "roster.csv, line 1",
        "roster.csv, line 3",
        "ties.csv, line 2",
        "ties.csv, line 2",
        "ties.csv, line 3",
    ]


def test_a_ragged_row_still_says_who_lives_there(tmp_path: Path) -> None:
    said = complaints(tmp_path, roster_of("skill", "trust", rows=["1"]), "from,to\na,b\n")
    assert said == ["roster.csv, line 2: cells: 2; columns: 3"]


def test_a_long_list_of_mistakes_is_cut_and_counted(tmp_path: Path) -> None:
    said = complaints(tmp_path, ROSTER, "from,to\n" + "a,a\n" * 50)
    assert len(said) == 21
    assert said[-1] == "ties.csv: and 30 more like these"


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.csv", tmp_path):
        with pytest.raises(VillageError, match="cannot be read") as caught:
            read_village(path, None, VALUES, 1)
        assert path.name in str(caught.value)


def test_a_file_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_module, "LARGEST_FILE", 20)
    assert "is larger than" in complaints(tmp_path, ROSTER + " " * 20)[0]


def reads_or_complains(folder: Path, roster: bytes, tie_list: bytes | None) -> None:
    try:
        made = read(folder, roster, tie_list)
    except VillageError as error:
        named = ["roster.csv" in problem or "ties.csv" in problem for problem in error.problems]
    else:
        named = [bool(np.isfinite(made.x).all()), describe(made)["n"] >= 8]
    assert 0 < len(named) <= 42
    assert all(named)


hostile = settings(deadline=None, max_examples=150)
CELLS = st.sampled_from(["", "1", "a", "0.5", "0,5", "-1", "nan", "1e999", '"', "\u2028", "x\ny", "P"]) | st.text(
    max_size=4
)
COLUMNS = st.sampled_from(["x", "y", "hamlet", "kin", "wealth", "sex", "need", "layer", "weight", "distance_m", "skil"])


@st.composite
def tables(draw: st.DrawFn, *needed: str) -> bytes:
    header = [*needed, *draw(st.lists(COLUMNS, max_size=4))]
    rows = draw(st.lists(st.lists(CELLS, min_size=len(header), max_size=len(header)), max_size=12))
    separator = draw(st.sampled_from(",;"))
    return "\n".join(separator.join(row) for row in [header, *rows]).encode("utf-8", "surrogatepass")


@hostile
@given(st.binary(max_size=200), st.none() | st.binary(max_size=200))
def test_any_bytes_are_read_or_complained_about(
    tmp_path_factory: pytest.TempPathFactory, roster: bytes, tie_list: bytes | None
) -> None:
    reads_or_complains(tmp_path_factory.getbasetemp(), roster, tie_list)


@hostile
@given(tables("id"), st.none() | tables("from", "to"))
def test_any_cells_are_read_or_complained_about(
    tmp_path_factory: pytest.TempPathFactory, roster: bytes, tie_list: bytes | None
) -> None:
    reads_or_complains(tmp_path_factory.getbasetemp(), roster, tie_list)


LABEL = st.sampled_from(["", "A", "B", "C"])
METRES = st.sampled_from(["", "0", "10.5", "-300", "440000", "9000000"])
GOOD = {
    "hamlet": LABEL,
    "kin": LABEL,
    "household": LABEL,
    "wealth": st.sampled_from(["", "1", "2", "1e9"]),
    "sex": st.sampled_from(["", "f", "L", "P"]),
    "skill": st.sampled_from(["", "0", "1"]),
}
TIE = st.tuples(
    st.integers(0, 9),
    st.integers(1, 9),
    st.sampled_from(["", "kin", "talk"]),
    st.sampled_from(["", "1", "2.5"]),
    st.sampled_from(["", "0", "100", "2500"]),
)


@hostile
@given(st.data())
def test_every_subset_of_columns_makes_a_village(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    used = sorted(data.draw(st.sets(st.sampled_from(sorted(GOOD)))))
    kinds = {name: GOOD[name] for name in used} | ({"x": METRES, "y": METRES} if data.draw(st.booleans()) else {})
    cells = [data.draw(st.tuples(*kinds.values())) for _ in IDS]
    roster = "\n".join(
        ",".join(row) for row in [["id", *kinds], *([name, *row] for name, row in zip(IDS, cells, strict=True))]
    )
    rows = data.draw(st.lists(TIE, max_size=50))
    tie_list = "from,to,layer,weight,distance_m\n" + "\n".join(
        f"{IDS[a]},{IDS[(a + step) % 10]},{layer},{weight},{metres}" for a, step, layer, weight, metres in rows
    )
    made = read(tmp_path_factory.getbasetemp(), roster, tie_list if rows else None)
    assert sorted(made.ids) == list(IDS)
    assert np.isfinite(made.x).all()
    assert np.isfinite(made.y).all()
    assert (np.diff(made.hamlet) >= 0).all()
    if rows:
        assert len(ties(made)) == len({frozenset((a, (a + step) % 10)) for a, step, *_ in rows}) * 2


def test_a_scenario_gets_the_village_of_its_files_or_one_made(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text(ROSTER)
    (tmp_path / "ties.csv").write_text("from,to\na,b\n")
    scenario = tmp_path / "village.toml"
    scenario.write_text(
        'name = "Ours"\n[community]\nroster = "roster.csv"\nties = "ties.csv"\n[programme]\ngroup_size = 5\n'
    )
    assert sorted(village_of(load_scenario(scenario), 1).ids) == list(IDS)
    made = village_of(make_scenario(households=60), 1)
    assert made.n == 60


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    first, changed = (read(tmp_path, ROSTER, f"from,to\na,{end}\n") for end in "bc")
    assert ties(first) != ties(changed)
