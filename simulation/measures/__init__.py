"""Measures: they look at finished runs and never change them."""

from simulation.measures.arm import Arm
from simulation.measures.cost import cost
from simulation.measures.dependency import dependency
from simulation.measures.empowerment import empowerment
from simulation.measures.equity import equity
from simulation.measures.failure import failure
from simulation.measures.snowball import snowball

__all__ = ["Arm", "outcomes"]


def outcomes(arm: Arm) -> dict[str, float]:
    """Every measure of one arm by name; nan where it is not defined (nobody joined, horizon too short)."""
    return {
        **empowerment(arm),
        **snowball(arm),
        **dependency(arm),
        **cost(arm),
        **equity(arm),
        **failure(arm),
    }
