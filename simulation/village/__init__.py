"""A village: made from a few figures, or read from a roster and a list of ties."""

from scenarios.scenario import Scenario
from simulation.village.network import Village, describe, to_networkx
from simulation.village.reader import read_village
from simulation.village.synthetic import make_village

__all__ = ["Village", "describe", "make_village", "read_village", "to_networkx", "village_of"]


def village_of(scenario: Scenario, seed: int) -> Village:
    """The village of a scenario: read from its files where it names some, else made. Raises VillageError."""
    files = scenario.village_files
    if files is None:
        return make_village(scenario.values, seed)
    return read_village(files.roster, files.ties, scenario.values, seed)
