"""The model as Mesa has it: a step is a month, agents are views on the same rows that a study runs on."""

from typing import Any

import mesa
import numpy as np

from agents.views import Facilitator, Group, RowAgent, Stakeholder, Villager
from scenarios.scenario import Scenario
from simulation.engine import Run, start_run
from simulation.programme import Plan
from simulation.village import Village
from simulation.world import World


class EmpowermentModel(mesa.Model):
    """A village under a programme. `rng` is the seed, an integer from 0; of anything else Mesa takes, a seed is drawn.

    `run` holds the scenario, the seed and the monthly series. `model.agents` and `model.agents_by_type` are Mesa's own
    sets, filled when they are first asked for: villagers, facilitators, stakeholders, and the groups then alive.
    """

    def __init__(self, scenario: Scenario, rng: int | np.random.Generator | None = None) -> None:
        super().__init__(rng=rng)
        seed = rng if isinstance(rng, int | np.integer) else self.rng.integers(2**63)
        self.run: Run = start_run(scenario, int(seed))
        self._n_made: dict[type[RowAgent], int] = dict.fromkeys((Villager, Facilitator, Stakeholder, Group), 0)

    def step(self) -> None:
        """One month, by the compiled code that studies run; the last one ends `running`."""
        self.run.advance()
        self.running = self.run.month < self.run.horizon

    @property
    def village(self) -> Village:
        """People's places and their ties."""
        return self.run.village

    @property
    def plan(self) -> Plan:
        """What the programme's budget buys."""
        return self.run.plan

    @property
    def world(self) -> World:
        """The rows of every kind, and the books."""
        return self.run.world

    @property
    def agents(self) -> Any:
        """Everybody, as Mesa's set of agents."""
        self._meet_agents()
        return super().agents

    @property
    def agents_by_type(self) -> Any:
        """Mesa's sets of agents by class; a class without agents may be missing, as in any Mesa model."""
        self._meet_agents()
        return super().agents_by_type

    @property
    def agent_types(self) -> list[type]:
        """The classes that have had agents."""
        self._meet_agents()
        return list(super().agent_types)

    def remove_all_agents(self) -> None:
        """Everybody leaves the programme, and every group dissolves."""
        self._meet_agents()
        super().remove_all_agents()

    def _meet_agents(self) -> None:
        """Make the agents that there are not yet; groups that have dissolved are agents no more."""
        for kind, made in self._n_made.items():
            n = int(self.world.books.n_groups) if kind is Group else len(getattr(self.world, kind.rows_name))
            self._n_made[kind] = n
            for row in range(made, n):
                kind(self, self.world, row)
        for group in list(super().agents_by_type.get(Group, ())):
            if not group.alive:
                group.remove()
