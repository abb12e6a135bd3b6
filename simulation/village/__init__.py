"""A village: made from a few figures, or read from a roster and a list of ties."""

from simulation.village.network import Village, describe, to_networkx
from simulation.village.synthetic import make_village

__all__ = ["Village", "describe", "make_village", "to_networkx"]
