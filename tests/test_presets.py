"""The presets: complete, possible, told apart, and added by adding a file."""

import re
import shutil
from pathlib import Path

import pytest

from scenarios import presets
from scenarios.errors import ScenarioError
from scenarios.language import languages
from scenarios.parameters import BY_NAME
from scenarios.presets import Preset
from scenarios.scenario import communities, make_scenario, strategies

EVERY_PRESET = [*communities().values(), *strategies().values()]
FAILING = ("insensitive-facilitation", "unfit-programme", "facilitator-does-it-all")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of strategies of one's own, beginning with the ones there are."""
    folder = tmp_path / "strategies"
    shutil.copytree(presets.STRATEGIES, folder)
    monkeypatch.setattr(presets, "STRATEGIES", folder)
    return folder


def refusal() -> list[str]:
    with pytest.raises(ScenarioError) as refused:
        strategies()
    return refused.value.problems


def test_the_presets_of_the_design_are_there_in_its_order() -> None:
    assert list(communities()) == [
        "farmers-group-village",
        "womens-enterprise-group",
        "forest-and-water-commons",
        "fragmented-low-trust-village",
        "scattered-remote-hamlets",
        "close-knit-small-village",
    ]
    assert list(strategies()) == [
        "none",
        "individual",
        "group",
        "individual-then-group",
        "group-rotating",
        "group-linked",
        "cascade",
        *FAILING,
    ]


@pytest.mark.parametrize("community", communities())
@pytest.mark.parametrize("strategy", strategies())
def test_every_strategy_is_possible_in_every_community(community: str, strategy: str) -> None:
    scenario = make_scenario(community, strategy)
    sought = {**communities()[community].values, **strategies()[strategy].values}
    assert {name: scenario.values[name] for name in sought} == sought


@pytest.mark.parametrize("preset", EVERY_PRESET, ids=lambda preset: preset.name)
def test_every_value_of_a_preset_lies_in_the_range_seen_or_plausible(preset: Preset) -> None:
    outside = [n for n, value in preset.values.items() if isinstance(value, int | float) and not plausible(n, value)]
    assert outside == ([] if preset.name != "none" else ["facilitators"])


def plausible(name: str, value: float) -> bool:
    return BY_NAME[name].low <= value <= BY_NAME[name].high


@pytest.mark.parametrize("preset", EVERY_PRESET, ids=lambda preset: preset.name)
def test_every_preset_has_a_label_and_one_sentence_in_every_language(preset: Preset) -> None:
    for language in languages():
        assert preset.labels[language] == preset.label_in(language) != ""
        assert re.fullmatch(r"[A-Z][^.]+\.", preset.description_in(language))
    assert preset.label_in("id") != preset.label
    assert preset.label_in("xx") == preset.label


def test_communities_differ_in_the_direction_of_their_names() -> None:
    farmers, women, forest, fragmented, remote, close = (make_scenario(name).values for name in communities())
    assert fragmented["trust_fellows"] < farmers["trust_fellows"] < close["trust_fellows"]
    assert close["need_diversity"] < farmers["need_diversity"] < fragmented["need_diversity"]
    assert close["furthest_km"] < farmers["furthest_km"] < remote["furthest_km"]
    assert remote["scatter"] > farmers["scatter"]
    assert close["households"] < farmers["households"]
    assert fragmented["trust_facilitator"] > fragmented["trust_fellows"]
    assert women["share_women"] > 0.9
    assert forest["need_diversity"] < farmers["need_diversity"]


def test_a_failing_strategy_is_group_mentoring_but_for_its_named_fault() -> None:
    group = make_scenario(strategy="group").values
    faults = {
        name: {n for n, value in make_scenario(strategy=name).values.items() if value != group[n]} for name in FAILING
    }
    assert faults == {
        "insensitive-facilitation": {"sensitivity", "facilitation"},
        "unfit-programme": {"content_fit"},
        "facilitator-does-it-all": {"handing_over", "fading"},
    }


def test_every_strategy_is_told_apart_by_letter_and_by_line_and_marker() -> None:
    looks = [strategy.look for strategy in strategies().values()]
    assert len({look["letter"] for look in looks}) == len(looks)
    assert len({(look["marker"], tuple(look["dash"])) for look in looks}) == len(looks)
    for look in looks:
        assert re.fullmatch("#[0-9A-F]{6}", look["light"])
        assert re.fullmatch("#[0-9A-F]{6}", look["dark"])
        assert set(look) == {"letter", "light", "dark", "dash", "marker", "hatch"}


def test_what_extends_group_wears_its_indigo_unless_it_fails() -> None:
    looks = {name: strategy.look for name, strategy in strategies().items()}
    for name in ("group-rotating", "group-linked", "cascade"):
        assert looks[name]["light"] == looks["group"]["light"]
        assert not looks[name]["hatch"]
    assert all(looks[name]["hatch"] and looks[name]["light"] != looks["group"]["light"] for name in FAILING)


def test_a_new_file_is_a_new_strategy_and_changes_no_other(own: Path) -> None:
    before = {name: make_scenario(strategy=name).digest for name in presets._presets(own, presets.STRATEGY_SECTIONS)}
    presets._presets.cache_clear()
    (own / "patient.toml").write_text(
        'label = "Patient"\ndescription = "Twice as long."\nextends = "group-rotating"\n[values]\nmonths = 24\n'
    )
    assert list(strategies())[-1] == "patient"
    patient = make_scenario().with_strategy("patient")
    assert (patient.values["months"], patient.values["rotation"]) == (24, 0.9)
    assert strategies()["patient"].look["light"] == strategies()["group"].look["light"]
    assert strategies()["patient"].label_in("id") == "Patient"
    assert {name: make_scenario(strategy=name).digest for name in before} == before


def test_a_strategy_without_a_look_gets_one(own: Path) -> None:
    (own / "new.toml").write_text('label = "New"\ndescription = "New."\n')
    assert set(strategies()["new"].look) == set(strategies()["group"].look)
    assert strategies()["new"].look["letter"] == "N"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('label = "A"', "new.toml: description is missing"),
        ('label = "A"\ndescription = 3', "new.toml: description must be text, not 3"),
        ('label = "A"\ndescription = "B."\nvalues = 3', "new.toml: values must be a table, not 3"),
        ('label = "A"\ndescription = "B."\nvlues = 3', "new.toml: unknown key 'vlues' (did you mean 'values'?)"),
        (
            'label = "A"\ndescription = "B."\n[values]\nmonts = 3',
            "new.toml: [values] monts: unknown parameter (did you",
        ),
        ('label = "A"\ndescription = "B."\n[values]\nhouseholds = 30', "new.toml: [values] households belongs to comm"),
        ('label = "A"\ndescription = "B."\nextends = "grup"', "new.toml: extends 'grup', which is unknown"),
        ('label = "A"\ndescription = "B."\nextends = "new"', "new.toml: extends 'new', which"),
        (
            'label = "A"\ndescription = "B."\n[look]\nleter = "V"',
            "new.toml: [look] leter: unknown key (did you mean 'le",
        ),
        (
            'label = "A"\ndescription = "B."\n[look]\nlight = "blue"',
            "new.toml: [look] light = 'blue': must be a colour",
        ),
        ('label = "A"\ndescription = "B."\n[look]\ndash = [8]', "new.toml: [look] dash = [8]: must be lengths drawn"),
        ('label = "A"\ndescription = "B."\n[look]\nmarker = "tsar"', "new.toml: [look] marker = 'tsar': must be one"),
        ('label = "A"\ndescription = "B."\n[look]\nletter = "Vi"', "new.toml: [look] letter = 'Vi': must be one le"),
        ('label = "A"\ndescription = "B."\n[look]\nhatch = 1', "new.toml: [look] hatch = 1: must be true or false"),
        ("label = ", "new.toml: Invalid value (at"),
    ],
)
def test_a_wrong_preset_is_refused_with_its_file(own: Path, text: str, said: str) -> None:
    (own / "new.toml").write_text(text)
    (problem,) = refusal()
    assert problem.startswith(said)


def test_presets_that_extend_each_other_are_refused(own: Path) -> None:
    for name, other in (("new", "newer"), ("newer", "new")):
        (own / f"{name}.toml").write_text(f'label = "A"\ndescription = "B."\nextends = "{other}"\n')
    assert "extends" in refusal()[0]


def test_a_wrong_value_in_a_preset_names_the_preset(own: Path) -> None:
    (own / "new.toml").write_text('label = "A"\ndescription = "B."\n[values]\nmonths = 0\n')
    with pytest.raises(ScenarioError, match=re.escape("new.toml: [programme] months = 0: must be a whole number")):
        make_scenario(strategy="new")
