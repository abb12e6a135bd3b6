"""Synthetic villages: the figures asked for come out, and little else moves when little is changed."""

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

from scenarios.parameters import BY_NAME
from simulation.village import Village, describe, make_village, to_networkx

VALUES = {
    name: BY_NAME[name].default
    for name in ("households", "hamlets", "mean_degree", "clustering", "kin_share", "furthest_km", "scatter")
}


def village(seed: int = 1, **changes: Any) -> Village:
    return make_village({**VALUES, **changes}, seed)


def ties(made: Village) -> set[tuple[str, str]]:
    source = np.repeat(np.arange(made.n), np.diff(made.starts))
    return {(made.ids[a], made.ids[b]) for a, b in zip(source, made.neighbours, strict=True)}


def ends(*names: str) -> itertools.product:
    return itertools.product(*((BY_NAME[name].low, BY_NAME[name].high) for name in names))


@pytest.mark.parametrize("households", [140, 225, 330])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_every_plausible_combination_comes_out_as_asked(households: int, seed: int) -> None:
    names = ("hamlets", "mean_degree", "clustering", "kin_share")
    middle = tuple(VALUES[name] for name in names)
    for figures in [middle, *ends(*names)]:
        made = village(seed, households=households, **dict(zip(names, figures, strict=True)))
        graph = to_networkx(made)
        _, degree, clustering, kin_share = figures
        asked = f"{households=} {figures=}"
        assert 2 * graph.number_of_edges() / households == pytest.approx(degree, abs=1.01 / households), asked
        assert nx.average_clustering(graph) == pytest.approx(clustering, abs=0.02), asked
        kin = sum(kin for _, _, kin in graph.edges(data="kin"))
        assert kin / graph.number_of_edges() == pytest.approx(kin_share, abs=0.02), asked


def test_describe_agrees_with_networkx() -> None:
    made = village()
    graph, said = to_networkx(made), describe(made)
    assert said["n"] == len(graph) == 225
    assert said["ties"] == graph.number_of_edges()
    assert said["mean_degree"] == pytest.approx(2 * graph.number_of_edges() / 225)
    assert said["clustering"] == pytest.approx(nx.average_clustering(graph))
    assert said["hamlets"] == len({hamlet for _, hamlet in graph.nodes(data="hamlet")}) == VALUES["hamlets"]
    assert said["isolated"] == nx.number_of_isolates(graph)


@pytest.mark.parametrize("seed", range(5))
def test_the_network_is_undirected_without_self_ties_or_doubles(seed: int) -> None:
    made = village(seed)
    listed = ties(made)
    assert len(listed) == len(made.neighbours)
    assert all((b, a) in listed and a != b for a, b in listed)
    for row in range(made.n):
        contacts = made.neighbours[made.starts[row] : made.starts[row + 1]]
        assert (np.diff(contacts) > 0).all()
        kin = made.kin_tie[made.starts[row] : made.starts[row + 1]]
        assert (kin == (made.kin[contacts] == made.kin[row])).all()


def test_rows_run_by_hamlet_and_family_and_no_family_lives_in_two_hamlets() -> None:
    made = village()
    assert (np.diff(made.hamlet) >= 0).all()
    assert set(np.diff(made.kin)) == {0, 1}
    assert all(len(set(made.hamlet[made.kin == kin])) == 1 for kin in range(made.kin[-1] + 1))
    sizes = np.bincount(made.kin)
    assert sizes.max() <= 7
    assert (sizes == 1).sum() <= VALUES["hamlets"]  # only a hamlet's last family can be cut short


def test_houses_lie_where_asked() -> None:
    near, far = village(scatter=0.05), village(scatter=0.8)
    for made in (near, far):
        assert np.hypot(made.x, made.y).max() == pytest.approx(2500)
    assert mean_distance_in_hamlet(near) < 0.3 * mean_distance_in_hamlet(far)
    centre = near.hamlet == 0
    assert np.hypot(near.x[centre], near.y[centre]).max() < 0.15 * 2500


def mean_distance_in_hamlet(made: Village) -> float:
    place = made.x + 1j * made.y
    together = made.hamlet[:, None] == made.hamlet[None, :]
    return float(np.abs(place[:, None] - place[None, :])[together].mean())


def test_the_tied_live_nearer_than_chance_and_kin_nearer_than_the_tied() -> None:
    made = village()
    place = made.x + 1j * made.y
    source = np.repeat(np.arange(made.n), np.diff(made.starts))
    apart = np.abs(place[source] - place[made.neighbours])
    anyone = np.abs(place[:, None] - place[None, :]).mean()
    assert apart[made.kin_tie].mean() < apart[~made.kin_tie].mean() < 0.9 * anyone


def test_same_seed_same_village_other_seed_another() -> None:
    one, again, other = village(7), village(7), village(8)
    assert one.ids == again.ids
    assert np.array_equal(one.neighbours, again.neighbours)
    assert np.array_equal(one.x, again.x)
    assert len(ties(one) & ties(other)) < 0.2 * len(ties(one))


def test_one_household_more_leaves_most_others_where_and_with_whom_they_were() -> None:
    small, large = village(households=225), village(households=226)
    home = [dict(zip(made.ids, made.hamlet, strict=True)) for made in (small, large)]
    assert all(home[0][name] == home[1][name] for name in small.ids)
    assert len(ties(small) & ties(large)) > 0.7 * len(ties(small))


def test_figures_of_the_network_leave_places_alone() -> None:
    one, other = village(), village(clustering=0.3, mean_degree=9.4, kin_share=0.335)
    assert np.array_equal(one.x, other.x)
    assert len(ties(one) & ties(other)) > 0.5 * len(ties(one))


@pytest.mark.parametrize("households", [8, 30, 300])
def test_what_cannot_be_met_is_met_as_nearly_as_can_be(households: int) -> None:
    names = ("hamlets", "mean_degree", "clustering", "kin_share", "scatter")
    for corner in itertools.product(*(BY_NAME[name].limits for name in names)):
        made = village(1, households=households, **dict(zip(names, corner, strict=True)))
        said = describe(made)
        assert said["mean_degree"] <= min(households - 1, corner[1]) + 1.01 / households
        assert said["furthest_m"] == pytest.approx(2500)
        assert np.isfinite(made.x).all()
        assert np.isfinite(made.y).all()
        assert len(set(made.ids)) == households


SHOW = """
import json, warnings
warnings.simplefilter("error")
from tests.test_village import village
made = village(households=60)
print(json.dumps([made.ids, made.neighbours.tolist(), made.kin.tolist(), made.x.tolist()]))
"""


def test_ordinary_python_makes_the_same_village() -> None:
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    house = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", SHOW], env=environment, cwd=house, capture_output=True, check=True)
    ids, neighbours, kin, x = json.loads(done.stdout)
    made = village(households=60)
    assert (ids, neighbours, kin) == (list(made.ids), made.neighbours.tolist(), made.kin.tolist())
    assert x == pytest.approx(made.x, rel=1e-12)
