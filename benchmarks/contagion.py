"""One light workload that others can express: contagion on a village's fixed network of ties, step by step.

At each step everyone who carries something passes it to each contact who does not, with one chance. All contestants
run it on the same network from the same first carriers; the share reached in the end shows that they do the same.
"""

from collections.abc import Callable
from typing import Any

import mesa
import numpy as np

from agents.compiled import entry
from benchmarks.measuring import installed, rounds, scaled
from scenarios.scenario import make_scenario
from simulation.chance import decision, pair, stream, uniform
from simulation.village import Village, village_of

CHANCE = 0.02
STEPS = 40
PASSES = decision("benchmark: passes it on")

type Contagion = Callable[[], float]
"""Runs all steps. Returns the share reached."""


def network(n: int) -> Village:
    """Villagers with nine ties each."""
    return village_of(make_scenario(households=n, hamlets=max(1, n // 45)), 1)


def first_carriers(n: int) -> np.ndarray:
    """bool (n,): one in a hundred."""
    return np.arange(n) % 100 == 0


@entry
def passed_on(starts: np.ndarray, neighbours: np.ndarray, carries: np.ndarray, chance: float, seed: int) -> None:
    """This engine's way: a compiled loop, every tie's luck a function of seed, step and tie."""
    before = carries.copy()
    for step in range(STEPS):
        before[:] = carries
        s = stream(seed, PASSES, step)
        for i in range(len(before)):
            if before[i]:
                for tie in range(starts[i], starts[i + 1]):
                    j = neighbours[tie]
                    if not carries[j] and uniform(s, pair(i, j)) < chance:
                        carries[j] = True


def on_this_engine(village: Village) -> Contagion:
    """Compiled, with keyed random numbers."""
    carries = first_carriers(village.n)

    def run() -> float:
        passed_on(village.starts, village.neighbours, carries, CHANCE, 1)
        return float(carries.mean())

    return run


def on_numpy(village: Village) -> Contagion:
    """All ties at once as arrays."""
    source = np.repeat(np.arange(village.n), np.diff(village.starts))
    carries, rng = first_carriers(village.n), np.random.default_rng(1)

    def run() -> float:
        for _ in range(STEPS):
            open_ties = np.flatnonzero(carries[source] & ~carries[village.neighbours])
            carries[village.neighbours[open_ties[rng.random(len(open_ties)) < CHANCE]]] = True
        return float(carries.mean())

    return run


class Person(mesa.Agent):
    """Someone in Mesa's version."""

    def __init__(self, model: mesa.Model, carries: bool) -> None:
        super().__init__(model)
        self.carries = self.will_carry = carries
        self.contacts: list[Person] = []

    def passes_on(self) -> None:
        """To each contact who does not carry it."""
        if self.carries:
            for contact in self.contacts:
                if not contact.carries and self.random.random() < CHANCE:
                    contact.will_carry = True

    def turns(self) -> None:
        """Carry what was passed on."""
        self.carries = self.will_carry


class People(mesa.Model):
    """Mesa's version: one object for each."""

    def __init__(self, village: Village) -> None:
        super().__init__(rng=1)
        people = [Person(self, bool(carries)) for carries in first_carriers(village.n)]
        for i, person in enumerate(people):
            ties = village.neighbours[village.starts[i] : village.starts[i + 1]]
            person.contacts = [people[j] for j in ties]

    def step(self) -> None:
        """Everybody passes on, then everybody turns."""
        self.agents.do("passes_on")
        self.agents.do("turns")


def on_mesa(village: Village) -> Contagion:
    """One object for each person."""
    model = People(village)

    def run() -> float:
        for _ in range(STEPS):
            model.step()
        return sum(person.carries for person in model.agents) / village.n

    return run


def on_starsim(village: Village) -> Contagion:
    """Starsim's own SIR disease on its static network; nobody recovers or dies within the steps."""
    import networkx
    import starsim

    source = np.repeat(np.arange(village.n), np.diff(village.starts))
    graph = networkx.Graph()
    graph.add_nodes_from(range(village.n))
    graph.add_edges_from((int(i), int(j)) for i, j in zip(source, village.neighbours, strict=True) if i < j)
    disease = starsim.SIR(
        beta=starsim.probperday(CHANCE), init_prev=starsim.bernoulli(p=0.01), dur_inf=starsim.years(1000), p_death=0
    )
    sim = starsim.Sim(
        n_agents=village.n,
        networks=starsim.StaticNet(graph=graph),
        diseases=disease,
        dt=starsim.days(1),
        start=starsim.days(0),
        dur=starsim.days(STEPS - 1),
        rand_seed=1,
        verbose=0,
    )
    sim.init()

    def run() -> float:
        sim.run()
        return float(sim.diseases[0].infected.mean())

    return run


CONTESTANTS: dict[str, tuple[Callable[[Village], Contagion], str]] = {
    "Mesa": (on_mesa, "the same rule; Python's random numbers; no records"),
    "Starsim": (
        on_starsim,
        "its own disease and network, which do more: weights, common random numbers, results of each step; "
        "first carriers drawn",
    ),
    "numpy": (on_numpy, "the same rule on all ties at once; numpy's random numbers; no records"),
    "this engine": (on_this_engine, "the same rule; every tie's luck keyed by seed, step and tie; no records"),
}
"""Each contestant, and what is and is not comparable about it."""


def peers(sizes: tuple[int, ...], n_rounds: int) -> list[dict[str, Any]]:
    """ns per person and step of each contestant at each size, and the share it reached."""
    rows = []
    for n in sizes:
        village = network(n)
        there = {name: make for name, (make, _) in CONTESTANTS.items() if name != "Starsim" or installed("starsim")}
        reached: dict[str, float] = {}

        def prepared(
            name: str, make: Callable[[Village], Contagion], village: Village, reached: dict[str, float]
        ) -> Any:
            def prepare() -> Callable[[], None]:
                run = make(village)
                return lambda: reached.__setitem__(name, run())

            return prepare

        seconds = rounds({name: prepared(name, make, village, reached) for name, make in there.items()}, n_rounds)
        rows += [
            {"who": name, "n": n, "ns": scaled(seconds[name], 1e9 / n / STEPS), "reached": round(reached[name], 3)}
            for name in there
        ]
    return rows
