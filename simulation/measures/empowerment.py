"""Empowerment: Alkire-Foster counting over five indicators (Alkire & Foster 2011; Alkire et al. 2013)."""

import numpy as np

from scenarios.language import later
from simulation.measures.arm import Arm

INDICATORS = (later("knowledge"), later("skills"), later("income"), later("participation"), later("independence"))
INDEPENDENCE = 4


def adequate(bits: np.ndarray) -> np.ndarray:
    """bool (5, n): who is adequate in which indicator, from the bits that a villager carries."""
    return (bits >> np.arange(len(INDICATORS))[:, None]) & 1 > 0


def empowered(bits: np.ndarray, cutoff: float, without_independence: bool = False) -> np.ndarray:
    """bool (n,): adequate in at least a share `cutoff` of the indicators, all five or the first four."""
    n = INDEPENDENCE if without_independence else len(INDICATORS)
    return np.bitwise_count(bits & ((1 << n) - 1)) >= cutoff * n - 1e-9


def disempowerment(bits: np.ndarray, poor: np.ndarray) -> dict[str, float]:
    """Headcount H of the disempowered (`poor`), intensity A (their mean share of inadequacies) and M0 = H x A."""
    inadequate = 1 - np.bitwise_count(bits) / len(INDICATORS)
    intensity = float(inadequate[poor].mean()) if poor.any() else 0.0
    return {"headcount": float(poor.mean()), "intensity": intensity, "m0": float(poor.mean()) * intensity}


def extra(arm: Arm, month: int, who: np.ndarray) -> float:
    """Number among `who` empowered beyond the untreated twin (negative: harm)."""
    if month not in arm.run.snapshots:
        return float("nan")
    ours, theirs = (np.count_nonzero(who & run.snapshots[month]["empowered"]) for run in (arm.run, arm.untreated))
    return float(ours - theirs)


def extra_if(arm: Arm, month: int, cutoff: float, without_independence: bool = False) -> float:
    """The same among all by another definition of empowerment."""
    if month not in arm.run.snapshots:
        return float("nan")
    ours, theirs = (
        np.count_nonzero(empowered(run.snapshots[month]["indicators"], cutoff, without_independence))
        for run in (arm.run, arm.untreated)
    )
    return float(ours - theirs)


def empowerment(arm: Arm) -> dict[str, float]:
    """Empowered villagers at the start, at exit and after it; beyond the twin, for all and for those invited."""
    everyone = np.ones_like(arm.invited)
    invited = max(1, int(arm.invited.sum()))
    out = {"empowered_start": arm.at("empowered", 0)}
    for name, month in arm.months.items():
        out[f"empowered_{name}"] = arm.at("empowered", month)
        out[f"extra_{name}"] = extra(arm, month, everyone)
        out[f"extra_invited_{name}"] = extra(arm, month, arm.invited) / invited
        out[f"extra_{name}_k60"] = extra_if(arm, month, 0.6)
        out[f"extra_{name}_without_independence"] = extra_if(arm, month, 0.75, without_independence=True)
    out.update(indicator_gains(arm, "exit"), **indicator_gains(arm, "24"))
    return out


def indicator_gains(arm: Arm, name: str) -> dict[str, float]:
    """Villagers adequate in each indicator beyond the untreated twin; H, A and M0 of the disempowered."""
    month = arm.months[name]
    if month not in arm.run.snapshots:
        keys = [f"{i}_extra_{name}" for i in INDICATORS] + [f"{m}_{name}" for m in ("headcount", "intensity", "m0")]
        return dict.fromkeys(keys, float("nan"))
    bits, twin = (run.snapshots[month]["indicators"] for run in (arm.run, arm.untreated))
    gains = adequate(bits).sum(axis=1) - adequate(twin).sum(axis=1)
    out = {f"{indicator}_extra_{name}": float(gain) for indicator, gain in zip(INDICATORS, gains, strict=True)}
    counting = disempowerment(bits, ~arm.run.snapshots[month]["empowered"])
    return {**out, **{f"{key}_{name}": value for key, value in counting.items()}}
