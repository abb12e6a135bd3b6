"""Snowball: who empowered whom, whether it rolls, and how much came from villagers rather than from the programme."""

import numpy as np

from agents.columns import CHANGE_AGENT, NOBODY, PEER
from simulation.measures.arm import Arm, ratio
from simulation.measures.empowerment import INDEPENDENCE, extra

WINDOW = 24
"""Months within which those one empowers are counted."""


def beyond_twin(arm: Arm) -> np.ndarray:
    """bool (n,): became empowered, and did not in the untreated twin then or within 24 months more."""
    ours, theirs = (np.asarray(run.world.villagers["empowered_month"]) for run in (arm.run, arm.untreated))
    return (ours != NOBODY) & ((theirs == NOBODY) | (theirs > ours + WINDOW))


def reproduction(arm: Arm) -> dict[str, float]:
    """R of those empowered through a facilitator and of later waves: others each empowered within 24 months.

    Someone counts for the villager who was the main source of learning. Only villagers watched for the full 24 months
    after they became empowered are in the mean (right-censoring).
    """
    month, parent, wave = (arm.villagers[name] for name in ("empowered_month", "parent", "wave"))
    new = beyond_twin(arm)
    child = np.flatnonzero(new & (parent != NOBODY))
    in_time = child[month[child] <= month[parent[child]] + WINDOW]
    children = np.bincount(parent[in_time], minlength=len(month))
    watched = new & (month + WINDOW <= arm.run.horizon)
    waves = {"r_first": watched & (wave == 1), "r_later": watched & (wave >= 2), "r_all": watched & (wave >= 1)}
    return {name: float(children[who].mean()) if who.any() else float("nan") for name, who in waves.items()}


def snowball(arm: Arm) -> dict[str, float]:
    """R, sizes of the waves, the share of learning from peers and change agents, and the never mentored."""
    learned = arm.run.world.learned[arm.run.horizon]
    wave = arm.villagers["wave"][beyond_twin(arm)]
    never = ~arm.joined
    out = {
        **reproduction(arm),
        "share_from_peers": ratio(float(learned[PEER] + learned[CHANGE_AGENT]), float(learned.sum())),
        "agents_24": arm.at("agents", arm.months["24"]),
        "doubling_months": doubling(arm),
        "never_mentored": float(never.sum()),
        "never_mentored_independent": share_independent(arm, never),
    }
    for k in (1, 2, 3):
        out[f"wave_{k}"] = float((wave == k).sum())
    out["wave_4_on"] = float((wave >= 4).sum())
    for name in ("exit", "24"):
        out[f"never_mentored_extra_{name}"] = extra(arm, arm.months[name], never)
    return out


def doubling(arm: Arm) -> float:
    """Months after exit until twice as many have become empowered beyond the twin as by exit; nan if never."""
    month = arm.villagers["empowered_month"][beyond_twin(arm)]
    by_exit = int((month < arm.exit).sum())
    later = np.sort(month[month >= arm.exit])
    return float(later[by_exit - 1] + 1 - arm.exit) if 0 < by_exit <= len(later) else float("nan")


def share_independent(arm: Arm, who: np.ndarray) -> float:
    """Share adequate in independence 24 months after exit: among the never mentored, the indicator's base rate."""
    snapshot = arm.run.snapshots.get(arm.months["24"])
    if snapshot is None or not who.any():
        return float("nan")
    return float((snapshot["indicators"][who] >> INDEPENDENCE & 1).mean())
