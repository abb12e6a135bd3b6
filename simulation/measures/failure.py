"""Failure: a programme fails when too few of those invited are empowered beyond the twin 24 months after exit."""

import math

import numpy as np

from simulation.measures.arm import Arm
from simulation.measures.empowerment import extra


def failure(arm: Arm) -> dict[str, float]:
    """failed (0/1), passed_exit (0/1) and exit_collapse (0/1): passed at exit, failed 24 months later."""
    values = arm.run.scenario.values
    nan = float("nan")
    if arm.run.plan.places == 0:
        return {"failed": nan, "passed_exit": nan, "exit_collapse": nan, "harmed_24": nan}
    share = {
        name: extra(arm, arm.months[name], arm.invited) / max(1, int(arm.invited.sum())) for name in ("exit", "24")
    }
    if math.isnan(share["24"]):
        return {
            "failed": nan,
            "passed_exit": float(share["exit"] >= values["least_effect"]),
            "exit_collapse": nan,
            "harmed_24": nan,
        }
    failed, passed = share["24"] < values["least_effect"], share["exit"] >= values["least_effect"]
    return {
        "failed": float(failed),
        "passed_exit": float(passed),
        "exit_collapse": float(passed and failed),
        "harmed_24": harmed(arm, arm.months["24"], values["harm_margin"]),
    }


def harmed(arm: Arm, month: int, margin: float) -> float:
    """Participants whose income lies more than a share `margin` below their untreated twin's."""
    ours, theirs = (run.snapshots[month]["usual_income"][arm.joined] for run in (arm.run, arm.untreated))
    return float(np.sum(ours < (1 - margin) * theirs))
