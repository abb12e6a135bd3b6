"""The model and its agents are what Mesa documents of Model, Agent, AgentSet and DataCollector."""

from typing import Any

import mesa
import numpy as np
import pandas as pd
import pytest
from mesa.agent import AgentSet

from agents.columns import FACILITATOR_COLUMNS, GROUP, NOBODY, STAKEHOLDER_COLUMNS, VILLAGER, Column
from agents.views import Facilitator, Group, RowAgent, Stakeholder, Villager
from simulation.engine import start_run
from simulation.model import EmpowermentModel
from tests.miniature import SMALL, changed, small

N = SMALL["households"]
KINDS = {Villager: VILLAGER, Facilitator: FACILITATOR_COLUMNS, Stakeholder: STAKEHOLDER_COLUMNS, Group: GROUP}


def model_at(month: int, rng: int = 3, **changes: Any) -> EmpowermentModel:
    model = EmpowermentModel(small("group", **changes), rng=rng)
    for _ in range(month):
        model.step()
    return model


@pytest.fixture
def model() -> EmpowermentModel:
    """Three months into a programme of groups."""
    return model_at(3)


# --- Model ---------------------------------------------------------------------------------------------------------


def test_steps_are_the_months_of_a_study() -> None:
    model = model_at(0)
    run = start_run(model.run.scenario, 3)
    for month in range(12):
        assert (model.steps, model.time, model.running) == (month, float(month), True)
        model.step()
        run.advance()
        for ours, theirs in zip(model.world, run.world, strict=True):
            assert ours.tobytes() == theirs.tobytes()
    assert model.running is False
    assert model.steps == 12


def test_run_model_and_run_for_end_like_steps() -> None:
    by_step, by_mesa = model_at(12), model_at(0)
    by_mesa.run_for(5)
    assert by_mesa.steps == 5
    by_mesa.run_model()
    assert by_mesa.steps == 12
    assert by_mesa.world.villagers.tobytes() == by_step.world.villagers.tobytes()


def test_a_step_beyond_the_horizon_changes_nothing() -> None:
    model = model_at(12)
    before = model.world.villagers.copy()
    model.step()
    assert model.world.villagers.tobytes() == before.tobytes()
    assert not model.running


def test_rng_is_the_seed_of_the_run() -> None:
    one, same, other = (model_at(2, rng=rng) for rng in (5, 5, 6))
    assert one.run.seed == 5
    assert one.world.villagers.tobytes() == same.world.villagers.tobytes()
    assert one.world.villagers.tobytes() != other.world.villagers.tobytes()
    drawn = [EmpowermentModel(small(), rng=np.random.default_rng(8)).run.seed for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert 0 <= drawn[0] < 2**63
    assert EmpowermentModel(small()).run.seed != EmpowermentModel(small()).run.seed


def test_village_plan_and_world_are_the_runs() -> None:
    model = model_at(0)
    assert model.village.n == len(model.world.villagers) == N
    assert model.plan.places > 0


def test_two_models_at_once_do_not_disturb_each_other() -> None:
    alone = model_at(12).world.villagers.tobytes()
    one, other = model_at(0), model_at(0, rng=4, rotation=0.9)
    for _ in range(12):
        one.step()
        other.agents.select(agent_type=Villager).set("skill", 0.9)
        other.step()
    assert one.world.villagers.tobytes() == alone
    assert {agent.model for agent in one.agents} == {one}


# --- Agent ---------------------------------------------------------------------------------------------------------


def test_agents_are_made_when_first_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr(mesa.Agent, "__init__", lambda self, model: made.append(self))
    model = model_at(12)
    start_run(model.run.scenario, 3).finish()
    assert made == []


def test_agents_are_numbered_once(model: EmpowermentModel) -> None:
    assert all(isinstance(agent, mesa.Agent) for agent in model.agents)
    assert [agent.unique_id for agent in model.agents] == list(range(1, len(model.agents) + 1))
    assert model.agents.to_list() == model.agents.to_list()
    assert all(agent.model is model for agent in model.agents)


def test_agents_by_type_has_every_kind(model: EmpowermentModel) -> None:
    assert model.agent_types == [Villager, Facilitator, Stakeholder, Group]
    assert {kind: len(agents) for kind, agents in model.agents_by_type.items()} == {
        Villager: N,
        Facilitator: 1,
        Stakeholder: 3,
        Group: int(model.world.groups["alive"].sum()),
    }
    assert sum(map(len, model.agents_by_type.values())) == len(model.agents)


def test_groups_appear_when_founded_and_go_when_dissolved() -> None:
    model = model_at(0)
    assert Group not in model.agent_types
    model.step()
    formed = len(model.agents_by_type[Group])
    assert formed == model.world.books.n_groups > 0
    model.world.groups["alive"][0] = False
    assert len(model.agents_by_type[Group]) == formed - 1


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_is_an_attribute(model: EmpowermentModel, kind: type[RowAgent]) -> None:
    agent = model.agents_by_type[kind].to_list()[0]
    for column in KINDS[kind]:
        value = getattr(agent, column.name)
        values = value if isinstance(value, tuple) else (value,)
        assert {type(v) for v in values} <= {int, float, bool}
        assert np.array_equal(value, agent.rows[agent.row][column.name])
        assert getattr(kind, column.name).__doc__.startswith(column.meaning)


@pytest.mark.parametrize("kind", KINDS)
def test_no_column_hides_what_an_agent_has(kind: type[RowAgent]) -> None:
    mesas = {"model", "unique_id", "pos", "world", "rows", "row", "rows_name", *dir(RowAgent)}
    assert not mesas & {column.name for column in KINDS[kind]}


def settable(columns: tuple[Column, ...]) -> list[Column]:
    return [c for c in columns if not isinstance(c.dtype, tuple)]


@pytest.mark.parametrize("kind", KINDS)
def test_setting_writes_one_cell(model: EmpowermentModel, kind: type[RowAgent]) -> None:
    agent = model.agents_by_type[kind].to_list()[0]
    for column in settable(KINDS[kind]):
        before = agent.rows.copy()
        old = getattr(agent, column.name)
        setattr(agent, column.name, 1 if old != 1 else 0)
        assert getattr(agent, column.name) == (1 if old != 1 else 0)
        setattr(agent, column.name, old)
        assert agent.rows.tobytes() == before.tobytes()


@pytest.mark.parametrize("value", [1.5, -0.1, float("nan")])
def test_a_level_out_of_bounds_is_refused(model: EmpowermentModel, value: float) -> None:
    agent = model.agents_by_type[Villager].to_list()[0]
    skill = agent.skill
    with pytest.raises(ValueError, match=r"skill = .*: must lie between 0 and 1"):
        agent.skill = value
    assert agent.skill == skill


def test_what_is_set_takes_part_in_the_next_month() -> None:
    told, left_alone = model_at(3), model_at(3)
    told.agents_by_type[Villager].to_list()[0].skill = 0.99
    for model in (told, left_alone):
        model.step()
    assert told.world.villagers["skill"][0] > left_alone.world.villagers["skill"][0]


# --- removing ------------------------------------------------------------------------------------------------------


def test_a_removed_villager_leaves_the_programme(model: EmpowermentModel) -> None:
    member = model.agents_by_type[Villager].select(lambda v: v.group != NOBODY).to_list()[0]
    skill = member.skill
    member.remove()
    assert member not in model.agents
    assert member not in model.agents_by_type[Villager]
    assert (member.left, member.client, member.group, member.lead, member.skill) == (True, False, NOBODY, 0.0, skill)
    model.step()
    assert len(model.agents_by_type[Villager]) == N - 1
    assert member.sessions == model.world.villagers["sessions"][member.row]
    member.remove()  # as Mesa: again does no harm


def test_a_removed_group_is_dissolved(model: EmpowermentModel) -> None:
    group = model.agents_by_type[Group].to_list()[0]
    members = model.agents_by_type[Villager].select(lambda v: v.group == group.row)
    assert len(members) > 1
    group.remove()
    assert group not in model.agents
    assert (group.alive, group.ended) == (False, model.steps - 1)
    assert members.get("group") == [NOBODY] * len(members)


def test_a_removed_facilitator_holds_no_session() -> None:
    model = model_at(3)
    model.agents_by_type[Facilitator].to_list()[0].remove()
    before = model.world.villagers["sessions"].copy(), model.world.books.money.copy()
    model.step()
    assert np.array_equal(model.world.villagers["sessions"], before[0])
    assert model.world.books.money[0] == before[1][0]


def test_a_removed_stakeholder_supports_no_group() -> None:
    easy: dict[str, Any] = {"government_bar": 0.3, "brokerage": 6.0, "budget": 40.0}
    linked, alone = model_at(4, **easy), model_at(4, **easy)
    assert linked.world.groups["links"][:, 0].any()
    alone.agents_by_type[Stakeholder].to_list()[0].remove()
    for model in (linked, alone):
        model.step()
    assert linked.world.groups["links"][:, 0].any()
    assert not alone.world.groups["links"][:, 0].any()
    assert len(alone.agents_by_type[Stakeholder]) == 2


def test_all_agents_can_be_removed() -> None:
    model = model_at(3)
    model.remove_all_agents()
    assert len(model.agents) == 0
    assert (model.world.villagers["group"] == NOBODY).all()


# --- AgentSet ------------------------------------------------------------------------------------------------------


def test_select(model: EmpowermentModel) -> None:
    women = model.agents_by_type[Villager].select(lambda v: v.female)
    assert isinstance(women, AgentSet)
    assert len(women) == model.world.villagers["female"].sum()
    assert len(model.agents.select(at_most=7)) == 7
    assert model.agents.select(agent_type=Group).to_list() == model.agents_by_type[Group].to_list()


def test_agg_get_and_set(model: EmpowermentModel) -> None:
    villagers = model.agents_by_type[Villager]
    assert villagers.agg("skill", np.mean) == pytest.approx(model.world.villagers["skill"].mean(), abs=1e-15)
    assert villagers.agg("skill", [min, max]) == [
        model.world.villagers["skill"].min(),
        model.world.villagers["skill"].max(),
    ]
    assert villagers.get("need") == model.world.villagers["need"].tolist()
    assert villagers.get(["skill", "need"])[2] == [villagers[2].skill, villagers[2].need]
    villagers.set("trust", 0.25)
    assert (model.world.villagers["trust"] == 0.25).all()


def test_groupby(model: EmpowermentModel) -> None:
    hamlets = model.agents_by_type[Villager].groupby("hamlet")
    counts = np.bincount(model.world.villagers["hamlet"])
    assert hamlets.count() == dict(enumerate(counts))
    means = hamlets.agg("income", np.mean)
    assert means[1] == pytest.approx(model.world.villagers["income"][model.world.villagers["hamlet"] == 1].mean())


def test_sort_shuffle_do_map_and_to_list(model: EmpowermentModel) -> None:
    villagers = model.agents_by_type[Villager]
    assert villagers.sort("skill").get("skill") == sorted(model.world.villagers["skill"], reverse=True)
    shuffled = villagers.shuffle()
    assert set(shuffled) == set(villagers)
    assert shuffled.to_list() != villagers.to_list()
    assert villagers.map(lambda v: v.row) == list(range(N))
    before = model.world.villagers["confidence"].copy()
    villagers.do(lambda v: setattr(v, "confidence", v.confidence / 2))
    assert np.array_equal(model.world.villagers["confidence"], before / 2)
    assert villagers.to_list()[4].row == 4


def test_mesas_own_chance_touches_no_trajectory() -> None:
    watched, alone = model_at(0), model_at(0)
    for _ in range(12):
        watched.agents.shuffle(inplace=True).sort("unique_id")
        watched.random.random()
        watched.step()
        alone.step()
    assert not len(changed(watched.world.villagers, alone.world.villagers))


# --- DataCollector -------------------------------------------------------------------------------------------------


def collected() -> tuple[EmpowermentModel, mesa.DataCollector]:
    model = model_at(0)
    collector = mesa.DataCollector(
        model_reporters={"empowered": lambda m: sum(v.empowered for v in m.agents_by_type[Villager]), "month": "steps"},
        agent_reporters={"row": "row"},
        agenttype_reporters={Villager: {"skill": "skill", "group": "group"}, Group: {"members": "members"}},
    )
    collector.collect(model)
    while model.running:
        model.step()
        collector.collect(model)
    return model, collector


def test_datacollector_has_the_models_numbers() -> None:
    model, collector = collected()
    frame = collector.get_model_vars_dataframe()
    assert frame["empowered"].tolist() == model.run.series()["empowered"].tolist()
    assert frame["month"].tolist() == list(range(13))
    assert not len(changed(model.world.villagers, model_at(12).world.villagers))


def test_datacollector_has_the_agents_numbers() -> None:
    model, collector = collected()
    frame = collector.get_agenttype_vars_dataframe(Villager)
    assert frame.shape == (13 * N, 2)
    means = frame["skill"].groupby(level=0).mean()
    assert means.to_numpy() == pytest.approx(model.run.series()["skill"], abs=1e-12)
    assert frame.xs(12.0)["skill"].tolist() == model.world.villagers["skill"].tolist()
    everybody = collector.get_agent_vars_dataframe().groupby(level=0).size()
    assert everybody.tolist() == [N + 4 + int(n) for n in model.run.series()["groups"]]
    groups: pd.DataFrame = collector.get_agenttype_vars_dataframe(Group)
    assert groups.xs(12.0)["members"].tolist() == model.world.groups["members"][model.world.groups["alive"]].tolist()
