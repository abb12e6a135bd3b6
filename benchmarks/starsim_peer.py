"""Starsim's part of the contagion, for a Python that has Starsim and may lack everything else of the project.

`python benchmarks/starsim_peer.py TIES.npz CHANCE STEPS` writes its version, every answer behind a ">". Asked by a line
on standard input it makes a simulation and says when it is ready; asked again it runs that one and writes the share
reached; and so on.
"""

import sys

import networkx
import numpy as np
import starsim


def simulation(n: int, source: np.ndarray, target: np.ndarray, chance: float, steps: int) -> "starsim.Sim":
    """Starsim's own SIR disease on its static network; nobody recovers or dies within the steps."""
    graph = networkx.Graph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from((int(i), int(j)) for i, j in zip(source, target, strict=True) if i < j)
    disease = starsim.SIR(
        beta=starsim.probperday(chance), init_prev=starsim.bernoulli(p=0.01), dur_inf=starsim.years(1000), p_death=0
    )
    sim = starsim.Sim(
        n_agents=n,
        networks=starsim.StaticNet(graph=graph),
        diseases=disease,
        dt=starsim.days(1),
        start=starsim.days(0),
        dur=starsim.days(steps - 1),
        rand_seed=1,
        verbose=0,
    )
    sim.init()
    return sim


def say(answer: object) -> None:
    """An answer, marked, for Starsim says things of its own."""
    print(f">{answer}", flush=True)


def asked() -> bool:
    """Wait for a line; whether there was one."""
    return bool(sys.stdin.readline())


def main() -> None:
    """Make and run simulations as long as there is somebody who asks."""
    ties, chance, steps = np.load(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    say(starsim.__version__)
    while asked():
        sim = simulation(int(ties["n"]), ties["source"], ties["target"], chance, steps)
        say("ready")
        if asked():
            sim.run()
            say(float(sim.diseases[0].infected.mean()))


if __name__ == "__main__":
    main()
