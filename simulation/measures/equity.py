"""Equity: who gained, by sex and by wealth; inequality of income; whose voice was heard."""

import numpy as np

from simulation.measures.arm import Arm, ratio
from simulation.measures.empowerment import extra


def gini(income: np.ndarray) -> float:
    """Gini coefficient of non-negative incomes, 0 equal to 1."""
    ordered = np.sort(income)
    n = len(ordered)
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * max(1e-12, ordered.sum())))


def equity(arm: Arm) -> dict[str, float]:
    """Villagers empowered beyond the twin among women, men, the poorest, middle and richest third; Gini; silence."""
    villagers = arm.villagers
    rank = np.argsort(np.argsort(villagers["status"], kind="stable"), kind="stable") * 3 // len(villagers)
    women = villagers["female"]
    parts = {"women": women, "men": ~women, "poorest": rank == 0, "middle": rank == 1, "richest": rank == 2}
    out = {}
    for part, who in parts.items():
        for name in ("exit", "24"):
            out[f"{part}_extra_{name}"] = extra(arm, arm.months[name], who)
    for name in ("exit", "24"):
        kept = arm.run.snapshots.get(arm.months[name])
        out[f"gini_{name}"] = gini(kept["usual_income"]) if kept else float("nan")
    silent, meetings, poor = villagers["silent_meetings"], villagers["meetings"], rank == 0
    out["silent_poor"] = ratio(float(silent[poor].sum()), float(meetings[poor].sum()))
    out["silent"] = ratio(float(silent.sum()), float(meetings.sum()))
    return out
