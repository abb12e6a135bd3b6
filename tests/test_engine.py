"""What a programme buys, what strategies share, and the same part of the facilitator in visits and meetings."""

import json

import pytest

from agents.facilitator import quality, teaches
from scenarios.scenario import make_scenario
from simulation.engine import start_run
from simulation.study.replicate import replicate
from simulation.village import make_village
from tests.miniature import changed, facilitator, finished, lonely, parameters, small, villager


@pytest.mark.parametrize("strategy", ["individual", "group"])
def test_hours_and_money_spent_are_what_the_budget_bought_when_all_places_are_taken(strategy: str) -> None:
    run = finished(make_scenario(strategy=strategy, leaving=0.002, facilitator_spread=0.0), 3)
    assert run.world.books.money.sum() > 0.75 * run.plan.planned
    assert run.plan.planned <= run.scenario.values["budget"]


def test_a_months_hours_stay_within_what_facilitators_have() -> None:
    for strategy in ("individual", "group", "individual-then-group"):
        run = start_run(make_scenario(strategy=strategy, budget=10_000.0, fading=1.0), 1)
        thirds = run.plan.bought[:15].reshape(3, 5).mean(axis=1)
        assert thirds.max() <= 160 * 1.1


def test_adding_a_strategy_changes_no_other_arm() -> None:
    alone = replicate([small("group")], 7).outcomes[0]
    beside = replicate([small("none"), small("cascade", months=6), small("group")], 7).outcomes[2]
    assert json.dumps(alone) == json.dumps(beside)


def test_one_more_villager_leaves_the_others_start_alone() -> None:
    values = dict(small().values)
    assert values["households"] == 30
    one, other = (start_run(small(), 4, village=lonely(n)).world.villagers for n in (30, 31))
    assert len(changed(one, other[:30])) == 0


def test_the_facilitators_part_of_a_meeting_of_one_is_a_visit() -> None:
    """The same rule with n = 1: no peers, no crowd, the floor to oneself."""
    p = parameters()
    one, two = (villager(knowledge=0.3, skill=0.2, trust_facilitator=0.6, spoke=True, need=1) for _ in range(2))
    f = facilitator(facilitation=0.1, communication=0.8, subject_knowledge=0.7, sensitivity=0.5)
    gain = teaches(one, quality(f, 1, p), 1, 1, 0.6, p)
    assert gain > 0
    assert teaches(two, quality(f, 1, p), 1, 1, 0.6, p) == gain
    crowd = villager(knowledge=0.3, skill=0.2, trust_facilitator=0.6, spoke=True, need=1)
    assert teaches(crowd, quality(f, 15, p), 15, 1, 0.6, p) < gain


def test_a_small_village_is_made_the_same_twice() -> None:
    one, two = (make_village(small().values, 3) for _ in range(2))
    assert one.neighbours.tobytes() == two.neighbours.tobytes()
    assert one.x.tobytes() == two.x.tobytes()
