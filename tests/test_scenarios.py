"""Scenarios: what is accepted, what is refused and how it is said, what stays equal."""

import copy
import json
import pickle
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.errors import ScenarioError
from scenarios.explain import explain
from scenarios.form import as_toml
from scenarios.language import nearest
from scenarios.parameter import SECTIONS, Parameter, Value
from scenarios.parameters import BY_NAME, PARAMETERS
from scenarios.scenario import Scenario, communities, load_scenario, make_scenario, strategies
from scenarios.schema import scenario_schema
from scenarios.template import TABLES, template

FREE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "village.toml"


def read(file: Path, text: str) -> Scenario:
    file.write_text(text, encoding="utf-8")
    return load_scenario(file)


def problems(file: Path, text: str) -> list[str]:
    with pytest.raises(ScenarioError) as refused:
        read(file, text)
    return refused.value.problems


def only_problem(file: Path, text: str) -> str:
    (problem,) = problems(file, text)
    return problem


# What is accepted


def test_every_parameter_has_its_default_where_nothing_is_said() -> None:
    assert dict(make_scenario().values) == {p.name: p.default for p in PARAMETERS}


def test_a_file_is_read_table_by_table(file: Path) -> None:
    scenario = read(
        file,
        'name = "Sukamaju"\n[community]\npreset = "close-knit-small-village"\nhouseholds = 180\n'
        '[programme]\nstrategy = "individual"\nbudget = 90\n[facilitator]\nsensitivity = 0.3\n',
    )
    assert (scenario.name, scenario.community_name, scenario.strategy_name) == (
        "Sukamaju",
        "close-knit-small-village",
        "individual",
    )
    assert scenario.values["households"] == 180
    assert scenario.values["trust_fellows"] == communities()["close-knit-small-village"].values["trust_fellows"]
    assert scenario.values["individual_share"] == 1.0
    assert scenario.values["budget"] == 90.0
    assert isinstance(scenario.values["budget"], float)
    assert dict(scenario.stated) == {"households": 180, "budget": 90.0, "sensitivity": 0.3}


def test_a_file_without_a_name_is_called_as_the_file(file: Path) -> None:
    assert read(file, "[programme]\nbudget = 90\n").name == "village"


def test_a_file_saved_with_a_byte_order_mark_is_read(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + b'name = "Desa"\n')
    assert load_scenario(file).name == "Desa"


def test_numbers_of_samplers_count_as_numbers() -> None:
    numpy = pytest.importorskip("numpy")
    sampled = make_scenario(households=numpy.int64(200), budget=numpy.float64(80))
    assert sampled == make_scenario(households=200, budget=80.0)
    assert type(sampled.values["households"]) is int
    assert type(sampled.values["budget"]) is float


# What is refused


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("households = true", "[community] households = true: must be a whole number from 8 to 2000000 (households)"),
        ('households = "180"', '[community] households = "180": must be a whole number'),
        ("households = 180.0", "[community] households = 180.0: must be a whole number"),
        ("households = 7", "[community] households = 7: must be"),
        ("trust_fellows = 1.5", "[community] trust_fellows = 1.5: must be a number from 0 to 1"),
        ("trust_fellows = nan", "[community] trust_fellows = nan: must be"),
        ("trust_fellows = -inf", "[community] trust_fellows = -inf: must be"),
        ("trust_fellows = false", "[community] trust_fellows = false: must be"),
        ("trust_fellows = [0.5]", "[community] trust_fellows = [0.5]: must be"),
        ("trust_fellows = 1979-05-27", "[community] trust_fellows = 1979-05-27: must be"),
        ("housholds = 180", "[community] housholds: unknown key (did you mean 'households'?)"),
        ("budget = 90", "[community] budget: belongs in the table [programme]"),
        ('strategy = "group"', "[community] strategy: belongs in the table [programme]"),
        ('preset = "close-nit-small-village"', "unknown community 'close-nit-small-village' (did you mean 'close-knit"),
        ("preset = 3", "[community] preset = 3: must be text in quotes"),
        ("households = " + "9" * 300, "[community] households = " + "9" * 60 + "...: must be"),
        ("households = 0x" + "f" * 9000, "[community] households = a number of thousands of digits: must be"),
    ],
)
def test_a_wrong_line_is_refused_with_what_was_given_and_what_is_allowed(file: Path, line: str, said: str) -> None:
    assert only_problem(file, f"[community]\n{line}\n").startswith(f"{file}: {said}")


def test_a_wrong_choice_is_refused_with_the_choices_and_the_nearest(file: Path) -> None:
    problem = only_problem(file, '[programme]\ntargeting = "Poorest"\n')
    assert problem.endswith("must be one of random, poorest, best_connected, volunteers (did you mean 'poorest'?)")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("community = 3", "[community] must be a table, was given 3"),
        ("[[programme]]\nbudget = 3", "[programme] must be a table"),
        ("households = 180", "households: belongs in the table [community]"),
        ("[comunity]\nhouseholds = 180", "unknown table or key 'comunity' (did you mean 'community'?)"),
        ("qqqq = 1", "unknown table or key 'qqqq'; tables are community, programme"),
        ("name = 3", "name = 3: must be text in quotes"),
        ('name = ""', 'name = "": must be text in quotes'),
        ('name = "two\\nlines"', "name = "),
        ("", "says nothing"),
        ("# only a comment\n", "says nothing"),
        ("[community]\nhouseholds = \n", "is not valid TOML: Invalid value (at line 2"),
        ("[community]\n[community]\n", "is not valid TOML: Cannot declare ('community',) twice (at line 2"),
        ("x = " + "[" * 9000, "holds a number with too many digits or lists too deep"),
        ("x = " + "9" * 9000, "holds a number with too many digits or lists too deep"),
    ],
)
def test_a_wrong_file_is_refused(file: Path, text: str, said: str) -> None:
    assert only_problem(file, text).startswith(f"{file}: {said}")


def test_a_decimal_comma_is_recognised(file: Path) -> None:
    assert only_problem(file, "[community]\nscatter = 0,2\n").endswith("decimals are written with a point: 0.5")
    assert "point" not in only_problem(file, "[community]\nscatter = \n")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is not a text file in UTF-8"),
        ('name = "Désa"'.encode("latin-1"), "is not a text file in UTF-8"),
        ('name = "Desa"'.encode("utf-16"), "is not a text file in UTF-8"),
        (bytes(100), "is not valid TOML"),
        (b"#" * 1_000_001, "is too large for a scenario file"),
    ],
)
def test_what_is_no_scenario_file_is_refused(file: Path, content: bytes, said: str) -> None:
    file.write_bytes(content)
    with pytest.raises(ScenarioError, match=said):
        load_scenario(file)


def test_missing_files_folders_and_impossible_paths_are_refused(tmp_path: Path) -> None:
    faults = {tmp_path: "is a folder", tmp_path / "no.toml": "no such file", Path("a" * 5000): "cannot be read"}
    for path, said in faults.items():
        with pytest.raises(ScenarioError, match=said):
            load_scenario(path)


def test_all_problems_are_listed_at_once(file: Path) -> None:
    text = '[community]\nhouseholds = 3\nroster = "no.csv"\n[programme]\nstrategy = "grup"\nmonths = true\n[cost]\n'
    said = problems(file, text)
    for part in ("households = 3", "no.csv", "'grup' (did you mean 'group'?)", "months = true", "'cost'"):
        assert sum(part in problem for problem in said) == 1
    assert len(said) == 5


def test_unknown_names_in_code_are_refused_together() -> None:
    with pytest.raises(ScenarioError) as refused:
        make_scenario("farmers-group-vilage", "grup", budgt=3, months=0)
    assert len(refused.value.problems) == 4
    assert "budgt: unknown parameter (did you mean 'budget'?)" in refused.value.problems
    with pytest.raises(ScenarioError, match="individual-then-group"):
        make_scenario().with_strategy("individual-than-group")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"share_free_riders": 0.48, "share_conditional": 0.55}, "together they cannot exceed 1"),
        ({"households": 50, "invited": 60}, "no more people can be invited than there are households"),
        ({"households": 50, "hamlets": 60}, "more hamlets than households"),
        ({"households": 20, "mean_degree": 25}, "a villager has at most 19 others"),
        ({"budget": 0}, "facilitators without money reach nobody"),
        ({"facilitator_hours": 0}, "facilitators without hours reach nobody"),
        ({"sessions_per_month": 0}, "facilitators without sessions reach nobody"),
        ({"preparation": 30, "budget": 20}, "nothing is left for sessions"),
        ({"individual_share": 0.5, "months": 1}, "at least 2 months"),
        ({"households": 20, "group_size": 30}, "a group cannot be larger than the village"),
        ({"invited": 20, "group_size": 30}, "a group cannot be larger than the number of people invited"),
    ],
)
def test_impossible_combinations_are_refused_and_cured_by_either_value(values: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError, match=re.escape(said)) as refused:
        make_scenario(**values)
    assert len(refused.value.problems) == 1
    assert all(name in str(refused.value) for name in values)
    for name in values:
        make_scenario(**{other: value for other, value in values.items() if other != name})


def test_what_a_strategy_does_not_use_is_no_contradiction() -> None:
    small = make_scenario(households=20, strategy="individual", group_size=30)
    assert small.with_strategy("none").values["facilitators"] == 0
    make_scenario(strategy="none", budget=0, facilitator_hours=0)
    with pytest.raises(ScenarioError, match="larger than the village"):
        small.with_strategy("group")


def test_shares_that_sum_to_one_are_possible_despite_rounding() -> None:
    make_scenario(share_free_riders=0.1 + 0.2, share_conditional=0.7)


# What stays equal


def test_a_scenario_cannot_be_changed() -> None:
    scenario = make_scenario()
    with pytest.raises(TypeError):
        scenario.values["budget"] = 3  # type: ignore[index]
    with pytest.raises(AttributeError):
        scenario.name = "x"  # type: ignore[misc]
    changed = scenario.with_values(budget=120)
    assert (scenario.values["budget"], changed.values["budget"]) == (100.0, 120.0)


def test_copies_are_equal_and_share_a_hash() -> None:
    scenario = make_scenario("close-knit-small-village", "cascade", budget=90)
    for twin in (pickle.loads(pickle.dumps(scenario)), copy.deepcopy(scenario)):
        assert twin == scenario
        assert hash(twin) == hash(scenario)
        assert twin.digest == scenario.digest


def test_the_digest_follows_every_value_and_no_name() -> None:
    scenario = make_scenario(budget=1e7)  # enough for any preparation
    digests = {scenario.with_values(**{p.name: other_value(p)}).digest for p in PARAMETERS}
    assert len(digests | {scenario.digest}) == len(PARAMETERS) + 1
    assert make_scenario(strategy="group", individual_share=1.0).digest == make_scenario(strategy="individual").digest
    assert re.fullmatch("[0-9a-f]{16}", scenario.digest)


def other_value(p: Parameter) -> Value:
    """A value next to the default that no combination forbids."""
    if p.kind == "choice":
        return next(choice for choice in p.choices if choice != p.default)
    if p.kind == "bool":
        return not p.default
    assert isinstance(p.default, int | float)
    if p.kind == "int":
        return p.default + 1 if p.default < p.limits[1] and p.name != "invited" else 200
    return (p.default + (p.limits[0] if p.default > p.limits[0] else p.limits[1])) / 2


def test_zero_and_minus_zero_are_one_scenario() -> None:
    assert make_scenario(rotation=-0.0).digest == make_scenario(rotation=0.0).digest


def test_the_digest_is_the_same_in_another_process() -> None:
    code = "from scenarios.scenario import make_scenario; print(make_scenario(budget=90).digest)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == make_scenario(budget=90).digest


# Strategies on one scenario


def test_a_strategy_keeps_what_was_stated_except_what_it_sets_itself() -> None:
    base = make_scenario(strategy="group", months=12, rotation=0.4, budget=90)
    cascade = base.with_strategy("cascade")
    assert cascade.values["budget"] == 90.0
    assert cascade.values["rotation"] == strategies()["cascade"].values["rotation"]
    assert base.with_strategy("individual").values["rotation"] == 0.4
    assert base.with_strategy("individual").values["months"] == 12


def test_the_scenarios_own_strategy_stays_as_stated() -> None:
    base = make_scenario(strategy="group-rotating", rotation=0.5)
    assert base.values["rotation"] == 0.5
    assert base.with_strategy("group-rotating") is base


def test_nothing_of_one_strategy_lingers_in_the_next() -> None:
    base = make_scenario("close-knit-small-village", budget=90)
    for name in strategies():
        for other in strategies():
            assert base.with_strategy(name).with_strategy(other).values == base.with_strategy(other).values


def test_a_value_given_after_the_strategy_wins() -> None:
    scenario = make_scenario().with_strategy("group-rotating").with_values(rotation=0.3)
    assert scenario.values["rotation"] == 0.3
    assert scenario.strategy_name == "group-rotating"


# Writing


def sampled(p: Parameter) -> st.SearchStrategy:
    if p.kind == "choice":
        return st.sampled_from(p.choices)
    if p.kind == "bool":
        return st.booleans()
    if p.kind == "int":
        return st.integers(int(p.low), int(p.high))
    return st.floats(p.low, p.high)


FIELD_RANGES = st.fixed_dictionaries({}, optional={p.name: sampled(p) for p in PARAMETERS if p.name != "invited"})


@FREE
@given(values=FIELD_RANGES, community=st.sampled_from([*communities()]), strategy=st.sampled_from([*strategies()]))
def test_all_that_is_plausible_is_accepted_and_written_as_it_reads(
    file: Path, values: dict[str, Any], community: str, strategy: str
) -> None:
    scenario = make_scenario(community, strategy, **values)
    again = read(file, scenario.to_toml())
    assert again.digest == scenario.digest
    assert again == scenario


@FREE
@given(name=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
def test_names_survive_writing(file: Path, name: str) -> None:
    scenario = read(file, f"name = {as_toml(name)}\n")
    assert scenario.name == name
    assert read(file, scenario.to_toml()).name == name


def test_a_scenario_under_another_strategy_is_written_as_it_is(file: Path) -> None:
    base = make_scenario(individual_share=0.2, rotation=0.4, fading=0.5)
    for name in strategies():
        arm = base.with_strategy(name)
        again = read(file, arm.to_toml())
        assert (again.values, again.strategy_name) == (arm.values, name)


TOML_VALUES = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    ),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)
KEYS = st.one_of(
    st.sampled_from([*BY_NAME, "preset", "strategy", "roster", "ties", "name"]), st.text("abc_", min_size=1)
)


@FREE
@given(tables=st.dictionaries(st.sampled_from(SECTIONS), st.dictionaries(KEYS, TOML_VALUES, max_size=4), max_size=4))
def test_a_hostile_file_is_read_or_refused_in_words(file: Path, tables: dict[str, dict[str, object]]) -> None:
    lines = [f"[{table}]\n" + "".join(f"{k} = {toml(v)}\n" for k, v in rows.items()) for table, rows in tables.items()]
    read_or_refuse(file, "".join(lines).encode())


@FREE
@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda t: t.encode("utf-8", "ignore"))))
def test_noise_is_refused_in_words(file: Path, content: bytes) -> None:
    read_or_refuse(file, content)


@FREE
@given(cut=st.integers(0, 4000), flip=st.integers(0, 4000), byte=st.integers(0, 255))
def test_a_damaged_scenario_is_read_or_refused_in_words(file: Path, cut: int, flip: int, byte: int) -> None:
    content = bytearray(template("Desa").encode())
    content[flip] = byte
    read_or_refuse(file, bytes(content[: len(content) - cut]))


def toml(value: object) -> str:
    return "[" + ", ".join(map(toml, value)) + "]" if isinstance(value, list) else as_toml(value)


def read_or_refuse(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    try:
        values, said = load_scenario(file).values, []
    except ScenarioError as error:
        values, said = None, error.problems
    if values is None:
        assert said
        assert all(problem.startswith(f"{file}: ") for problem in said)
    else:
        assert [p.name for p in PARAMETERS if not within(p, values[p.name])] == []


def within(p: Parameter, value: object) -> bool:
    if p.kind == "choice":
        return value in p.choices
    if p.kind == "bool":
        return isinstance(value, bool)
    assert isinstance(value, int | float)
    return p.limits[0] <= value <= p.limits[1] and type(value).__name__ == p.kind


# A village of the user's own

ROSTER = "id,female\n" + "".join(f"h{number},{number % 2}\n" for number in range(30))
OWN = '[community]\nroster = "roster.csv"\n'


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "roster.csv"
    path.write_text(ROSTER)
    return path


def test_the_roster_says_how_many_households_there_are(file: Path, roster: Path) -> None:
    roster.write_text(ROSTER + "\n,\n")
    scenario = read(file, OWN)
    assert scenario.values["households"] == 30
    assert scenario.village_files is not None
    assert scenario.village_files.roster == roster
    assert scenario.village_files.ties is None
    assert scenario.with_strategy("individual").values["households"] == 30
    assert "leave households out" in only_problem(file, OWN + "households = 31\n")
    with pytest.raises(ScenarioError, match=re.escape("roster.csv has 30")):
        scenario.with_values(households=40)


def test_the_digest_follows_the_contents_of_the_files_not_their_place(file: Path, roster: Path, tmp_path: Path) -> None:
    first = read(file, OWN)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "roster.csv").write_text(ROSTER)
    assert read(elsewhere / "other.toml", OWN).digest == first.digest
    (tmp_path / "ties.csv").write_text("h1,h2\n")
    with_ties = read(file, OWN + 'ties = "ties.csv"\n')
    roster.write_text(ROSTER.replace("h3,1", "h3,0"))
    assert len({first.digest, with_ties.digest, read(file, OWN).digest, make_scenario(households=30).digest}) == 4


def test_own_files_are_written_relative_to_the_folder_or_absolute(file: Path, roster: Path, tmp_path: Path) -> None:
    scenario = read(file, OWN)
    results = tmp_path / "results"
    results.mkdir()
    relative = scenario.to_toml(results)
    assert tomllib.loads(relative)["community"]["roster"] == "../roster.csv"
    assert read(results / "scenario.toml", relative) == read(results / "absolute.toml", scenario.to_toml())
    assert read(results / "scenario.toml", relative).digest == scenario.digest


def test_own_ties_make_the_synthetic_network_irrelevant(file: Path, roster: Path, tmp_path: Path) -> None:
    (tmp_path / "ties.csv").write_text("h1,h2\n")
    many = "mean_degree = 35\n"
    assert "a villager has at most 29 others" in only_problem(file, OWN + many)
    read(file, OWN + many + 'ties = "ties.csv"\n')


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('roster = "no.csv"', '[community] roster = "no.csv": there is no such file beside the scenario file'),
        ('roster = "."', '[community] roster = ".": is a folder'),
        ('roster = "' + "x" * 4000 + '"', "cannot be read"),
        ('roster = "roster.csv"\nties = "no.csv"', '[community] ties = "no.csv": there is no such file'),
        ('ties = "roster.csv"', "[community] ties: needs a roster too"),
        ('roster = "latin.csv"', "is not a CSV file in UTF-8"),
        ('roster = "short.csv"', "has 2 rows of households; must have a whole number from 8"),
        ('roster = "empty.csv"', "has 0 rows of households"),
    ],
)
def test_wrong_files_of_a_village_are_refused(file: Path, roster: Path, tmp_path: Path, lines: str, said: str) -> None:
    (tmp_path / "latin.csv").write_bytes("id\nDésa\n".encode("latin-1"))
    (tmp_path / "short.csv").write_text("id\na\nb\n")
    (tmp_path / "empty.csv").write_text("")
    assert said in only_problem(file, f"[community]\n{lines}\n")


# What is derived from the declarations


def test_the_commented_scenario_is_valid_and_says_what_holds(file: Path) -> None:
    for language in ("en", "id"):
        text = template("Desa", "scattered-remote-hamlets", "cascade", language)
        as_is, same = read(file, text), make_scenario("scattered-remote-hamlets", "cascade")
        everything = read(file, re.sub(r"^# (\w+ = (?!\"\w+\.csv))", r"\1", text, flags=re.M))
        assert everything.values == as_is.values == same.values
        assert (as_is.community_name, as_is.strategy_name) == (same.community_name, same.strategy_name)
        assert set(everything.stated) == {p.name for p in PARAMETERS if p.section in TABLES}
    assert "# Rumah tangga: " in template("Desa", language="id")


def test_the_schema_accepts_what_is_read_and_refuses_what_is_refused(file: Path) -> None:
    schema = scenario_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid(tomllib.loads(template("Desa")))
    for text in (
        "[community]\nhouseholds = 3",
        "[community]\nhousholds = 180",
        '[programme]\nstrategy = "grup"',
        "x = 1",
    ):
        assert not validator.is_valid(tomllib.loads(text))
        assert problems(file, text)
    assert all(p.meaning in json.dumps(schema, ensure_ascii=False) for p in PARAMETERS)


def test_explain_has_a_row_for_every_parameter_in_order() -> None:
    rows = explain("en")
    assert [row.name for row in rows] == [p.name for p in PARAMETERS]
    households = rows[0]
    assert (households.default, households.usual, households.accepted) == ("225", "140 – 330", "8 – 2000000")
    assert {row.grade for row in rows} <= {"measured", "derived", "judgement"}
    assert explain("id")[0].label == "Rumah tangga"


def test_nearest_offers_only_what_is_near() -> None:
    assert nearest("housholds", BY_NAME) == " (did you mean 'households'?)"
    assert nearest("zzz", BY_NAME) == ""


def test_scenarios_need_neither_numpy_nor_numba_and_their_names_not_even_pydantic() -> None:
    doors = "scenarios.scenario, scenarios.schema, scenarios.template"
    assert loaded(doors) & {"numpy", "numba", "pandas", "rich"} == set()
    assert "pydantic" in loaded(doors)
    assert "pydantic" not in loaded("scenarios.presets, scenarios.parameters, scenarios.language, scenarios.explain")


def loaded(modules: str) -> set[str]:
    code = f"import sys, {modules}; print(*sys.modules)"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())
