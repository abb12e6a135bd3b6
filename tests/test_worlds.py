"""The same village and luck in every world: what is looked at or added elsewhere changes no trajectory."""

import numpy as np
import pytest

from agents.columns import VILLAGER
from agents.facilitator import quality, teaches
from scenarios.scenario import make_scenario
from simulation.engine import start_run
from simulation.measures.arm import AFTER
from simulation.study.replicate import replicate
from simulation.village import make_village
from tests.miniature import changed, finished, lonely, small

WITHOUT_RUSH = {"caseload": 0.6, "budget": 80.0}
"""So many hours that one more person costs nobody else any."""


def test_keeping_snapshots_changes_nothing() -> None:
    scenario = small()
    watched, alone = start_run(scenario, 3).finish(keep=range(13)), start_run(scenario, 3).finish()
    for ours, theirs in zip(watched.world, alone.world, strict=True):
        assert ours.tobytes() == theirs.tobytes()
    kept = watched.snapshots[12]["skill"]
    assert np.array_equal(kept, alone.world.villagers["skill"])
    assert not np.array_equal(watched.snapshots[3]["skill"], kept)


def test_month_by_month_is_the_same_as_at_once() -> None:
    by_month, at_once = start_run(small(), 3), start_run(small(), 3)
    for _ in range(12):
        by_month.advance()
    at_once.advance(99)
    assert by_month.month == at_once.month == 12
    for ours, theirs in zip(by_month.world, at_once.world, strict=True):
        assert ours.tobytes() == theirs.tobytes()


def test_every_strategy_starts_from_the_same_people() -> None:
    starts = [start_run(make_scenario(strategy=name), 5).world for name in ("none", "individual", "group", "cascade")]
    for world in starts[1:]:
        assert world.villagers.tobytes() == starts[0].villagers.tobytes()
        assert world.neighbours.tobytes() == starts[0].neighbours.tobytes()


def test_the_twins_agree_until_the_exit() -> None:
    leaves = start_run(small("group"), 3, horizon=12)
    stays = leaves.staying()
    for _ in range(6):
        leaves.advance()
        stays.advance()
        assert leaves.world.villagers.tobytes() == stays.world.villagers.tobytes()
    later = leaves.staying().finish().world
    leaves.finish()
    stays.finish()
    assert stays.world.villagers["sessions"].sum() > leaves.world.villagers["sessions"].sum()
    same = [part.tobytes() for part in stays.world]
    assert [part.tobytes() for part in later] == same


def test_nobody_stays_who_has_left() -> None:
    with pytest.raises(ValueError, match="after the exit"):
        finished(small("group"), 3).staying()


def test_an_untouched_village_is_the_same_for_any_programme() -> None:
    one = finished(small("none"), 3)
    other = finished(small("none", content_fit=0.3, rotation=0.9, handing_over=0.1), 3)
    assert one.world.villagers.tobytes() == other.world.villagers.tobytes()


def test_one_more_visit_changes_one_person() -> None:
    village = lonely(40)
    alike = [start_run(small("individual", households=40, **WITHOUT_RUSH), 3, village=village) for _ in range(2)]
    for run in alike:
        run.advance(3)
    w = alike[1].world
    lucky = int(np.flatnonzero(w.villagers["client"])[0])
    me = w.villagers[lucky]
    w.learned[3, 0] += teaches(me, quality(w.facilitators[0], 1, w.p), 1, me.need, 0.5, w.p)
    assert changed(alike[0].world.villagers, w.villagers).tolist() == [lucky]
    ends = [run.finish().world for run in alike]
    assert changed(ends[0].villagers, ends[1].villagers).tolist() == [lucky]
    more, fewer = ends[1].villagers[lucky], ends[0].villagers[lucky]
    assert more["sessions"] == fewer["sessions"] + 1
    assert more["knowledge"] > fewer["knowledge"]


def test_seeds_differ_and_repeat() -> None:
    runs = [finished(small(), seed) for seed in (3, 3, 4)]
    assert runs[0].world.villagers.tobytes() == runs[1].world.villagers.tobytes()
    differing = [
        c.name for c in VILLAGER if not np.array_equal(runs[0].world.villagers[c.name], runs[2].world.villagers[c.name])
    ]
    assert {"skill", "female", "need", "x"} <= set(differing)


def test_a_village_given_is_the_village_made() -> None:
    scenario = small()
    made = finished(scenario, 3)
    given = finished(scenario, 3, village=make_village(scenario.values, 3))
    assert made.world.villagers.tobytes() == given.world.villagers.tobytes()


def test_measures_reach_as_far_as_the_horizon() -> None:
    outcomes = replicate([small("group", months_after=24)], 3).outcomes[0]
    known = {after: not np.isnan(outcomes[f"empowered_{after}"]) for after in AFTER}
    assert known == {12: True, 24: True, 36: False}
