"""Dependency: what is kept when the facilitator leaves, against the twin in which the facilitator stays."""

import numpy as np

from agents.columns import NOBODY
from simulation.measures.arm import AFTER, Arm, ratio

LEVELS = {
    "income": "usual_income",
    "confidence": "confidence",
    "skill": "skill",
    "knowledge": "knowledge",
    "assets": "assets",
    "use": "use",
}
LEAST_GAIN = 0.005
"""Gain at exit below which a share kept says nothing."""


def dependency(arm: Arm) -> dict[str, float]:
    """Gains of participants at exit and after it, level and share; the staying twin; groups; borrowed income."""
    out = {}
    for name, column in LEVELS.items():
        at_exit = arm.gain(column, arm.exit, arm.joined)
        out[f"{name}_gain_exit"] = at_exit
        for after in AFTER:
            later = arm.gain(column, arm.exit + after, arm.joined)
            out[f"{name}_gain_{after}"] = later
            out[f"{name}_kept_{after}"] = ratio(later, at_exit, LEAST_GAIN)
    for after in AFTER:
        month = arm.exit + after
        stays = float(arm.stays.world.series["empowered"][month]) if month <= arm.stays.horizon else float("nan")
        out[f"stays_{after}"] = stays
        out[f"dependency_{after}"] = stays - arm.at("empowered", month)
        for name in ("income", "confidence"):
            out[f"{name}_dependency_{after}"] = arm.lost(LEVELS[name], month, arm.joined)
    return {**out, **groups(arm), **reliance(arm)}


def groups(arm: Arm) -> dict[str, float]:
    """Groups alive at exit, and how many of these still meet 24 months later."""
    formed = np.asarray(arm.run.world.groups)[: arm.run.world.books.n_groups]
    founded, ended = formed["founded"], formed["ended"]
    at_exit = (founded < arm.exit) & ((ended == NOBODY) | (ended >= arm.exit))
    month = arm.exit + 24
    later = at_exit & ((ended == NOBODY) | (ended >= month)) if month <= arm.run.horizon else None
    return {
        "groups_formed": float((founded < arm.exit).sum()),
        "groups_exit": float(at_exit.sum()),
        "groups_24": float("nan") if later is None else float(later.sum()),
        "groups_founded": float((formed["founder"] != NOBODY).sum()),
    }


def reliance(arm: Arm) -> dict[str, float]:
    """Reliance at exit, and the part of participants' income gain at exit that was borrowed from the facilitator."""
    last = arm.run.snapshots.get(arm.exit)
    if last is None or not arm.joined.any():
        return {
            "reliance_exit": float("nan"),
            "borrowed_share": float("nan"),
            "conflict_exit": arm.at("conflict", arm.exit),
        }
    borrowed = float(last["borrowed"][arm.joined].mean())
    return {
        "reliance_exit": float(last["reliance"][arm.joined].mean()),
        "borrowed_share": ratio(borrowed, arm.gain("usual_income", arm.exit, arm.joined), LEAST_GAIN),
        "conflict_exit": arm.at("conflict", arm.exit),
    }
