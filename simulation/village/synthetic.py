"""A village made from a few figures: how many live there, how far apart, and how densely they are tied.

Families live side by side along the lane of a hamlet. Ties run inside families; of the others, some to a household
near by, some to anyone in the village, and some to a contact's contact (triadic closure). The share of closure is
fitted so that the clustering comes out as asked.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from scenarios.language import later
from simulation.village.network import Floats, Village
from simulation.village.places import settle
from simulation.village.ties import grow_ties


def make_village(values: Mapping[str, Any], seed: int) -> Village:
    """The village of `seed` with the figures asked for; the same figures and seed give the same village.

    Reads households, hamlets, mean_degree, clustering, kin_share, furthest_km and scatter (scenarios/declared). The
    number of ties is met exactly, clustering and kin share as nearly as they can be met together (`describe` tells).
    """
    n, hamlets = int(values["households"]), int(values["hamlets"])
    household, hamlet, kin, x, y = settle(n, hamlets, *network_figures(values), float(values["scatter"]), seed)
    x, y = to_metres(x, y, values)
    starts, neighbours, kin_tie = grow_ties(household, hamlet, kin, *network_figures(values), seed)
    return Village(
        ids=tuple(map(str, (household + 1).tolist())),
        x=x,
        y=y,
        hamlet=hamlet,
        kin=kin,
        given={},
        starts=starts,
        neighbours=neighbours,
        weights=np.ones(len(neighbours)),
        kin_tie=kin_tie,
        notes=(later("people, places and ties are made, not measured"),),
    )


def network_figures(values: Mapping[str, Any]) -> tuple[float, float, float]:
    """Mean degree, clustering and kin share, as `settle` and `grow_ties` take them."""
    return float(values["mean_degree"]), float(values["clustering"]), float(values["kin_share"])


def to_metres(x: Floats, y: Floats, values: Mapping[str, Any]) -> tuple[Floats, Floats]:
    """Places scaled so that the furthest lies `furthest_km` from the centre."""
    furthest = np.hypot(x, y).max()
    metres = 1000.0 * float(values["furthest_km"]) / furthest if furthest > 0 else 0.0
    return x * metres, y * metres
