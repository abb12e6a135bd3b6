"""One light workload that others can express: contagion on a village's fixed network of ties, step by step.

At each step everyone who carries something passes it to each contact who does not, with one chance. All contestants
run it on the same network from the same first carriers; the share reached in the end shows that they do the same.
"""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import mesa
import numpy as np

from agents.compiled import entry
from benchmarks.measuring import environment_with, rounds, scaled
from scenarios.scenario import make_scenario
from simulation.chance import decision, pair, stream, uniform
from simulation.village import Village, village_of

CHANCE = 0.02
STEPS = 40
STARSIM = "starsim>=3.3,<4"
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


class Starsim:
    """Starsim in a process of its own, which another Python runs (`benchmarks/starsim_peer.py`)."""

    def __init__(self, python: Path, village: Village, folder: Path) -> None:
        ties = folder / f"{village.n}.npz"
        source = np.repeat(np.arange(village.n), np.diff(village.starts))
        np.savez(ties, n=village.n, source=source, target=village.neighbours)
        words = [str(python), str(Path(__file__).with_name("starsim_peer.py")), str(ties), str(CHANCE), str(STEPS)]
        self.process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.version = self.answer()

    def answer(self) -> str:
        """What it answers next. Raises RuntimeError if it has ended."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith(">"):
                return line[1:].strip()
        raise RuntimeError("Starsim ended")

    def asked(self) -> str:
        """What it answers."""
        assert self.process.stdin is not None
        self.process.stdin.write("go on\n")
        self.process.stdin.flush()
        return self.answer()

    def __call__(self, village: Village) -> Contagion:
        """A simulation, ready to run."""
        self.asked()
        return lambda: float(self.asked())

    def ends(self) -> None:
        """Nobody asks any more."""
        self.process.communicate()


@contextmanager
def starsim_of(village: Village, python: Path | None) -> Iterator[Starsim | None]:
    """Starsim on a village, if there is a Python that has it."""
    if python is None:
        yield None
        return
    with TemporaryDirectory() as folder:
        starsim = Starsim(python, village, Path(folder))
        try:
            yield starsim
        finally:
            starsim.ends()


CONTESTANTS: dict[str, Callable[[Village], Contagion]] = {
    "Mesa": on_mesa,
    "numpy": on_numpy,
    "this engine": on_this_engine,
}
"""Those that run in this process."""
COMPARABLE = {
    "Mesa": "the same rule, one object for each person; Python's random numbers; no records",
    "Starsim": "its own disease and network, which do more: weights of ties, common random numbers, results of each "
    "step; first carriers drawn; another process, asked through a pipe",
    "numpy": "the same rule on all ties at once; numpy's random numbers; no records",
    "this engine": "the same rule, compiled; every tie's luck keyed by seed, step and tie; no records",
}
"""What is and is not comparable about each."""


def peers(sizes: tuple[int, ...], n_rounds: int) -> dict[str, Any]:
    """ns per person and step of each contestant at each size, the share it reached; Starsim's version, or why not."""
    with environment_with(STARSIM) as (python, problem):
        told = [of_size(network(n), python, n_rounds) for n in sizes]
    return {"starsim": told[0][0] or problem, "rows": [row for _, rows in told for row in rows]}


def of_size(village: Village, python: Path | None, n_rounds: int) -> tuple[str | None, list[dict[str, Any]]]:
    """Starsim's version, if it was there, and a row for each contestant."""
    reached: dict[str, float] = {}
    with starsim_of(village, python) as starsim:
        there: dict[str, Callable[[Village], Contagion]] = dict(CONTESTANTS)
        if starsim:
            there["Starsim"] = starsim
        works = {name: partial(prepared, make, village, name, reached) for name, make in there.items()}
        seconds = rounds(works, n_rounds)
        version = starsim.version if starsim else None
    factor = 1e9 / village.n / STEPS
    return version, [
        {"who": name, "n": village.n, "ns": scaled(seconds[name], factor), "reached": round(reached[name], 3)}
        for name in COMPARABLE
        if name in there
    ]


def prepared(
    make: Callable[[Village], Contagion], village: Village, name: str, reached: dict[str, float]
) -> Callable[[], None]:
    """A run that notes the share reached, ready to start."""
    run = make(village)
    return lambda: reached.__setitem__(name, run())
