"""What the main outcomes are called, their unit, and whether more of them is better."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """A measure shown to users. good: 1 more is better, -1 less is better, 0 neither."""

    label: str
    unit: str
    meaning: str
    good: int


OUTCOMES: dict[str, Outcome] = {
    "empowered_exit": Outcome("Empowered at exit", "villagers", "empowered when the facilitator leaves", 1),
    "empowered_24": Outcome("Empowered 24 months later", "villagers", "empowered 24 months after exit", 1),
    "extra_exit": Outcome("Empowered at exit by the programme", "villagers", "beyond the same village untreated", 1),
    "extra_24": Outcome(
        "Still empowered by the programme", "villagers", "24 months after exit, beyond the same village untreated", 1
    ),
    "extra_invited_24": Outcome(
        "Of those invited", "share", "still empowered by the programme 24 months after exit", 1
    ),
    "poorest_extra_24": Outcome("Worst-off third", "villagers", "of them, still empowered by the programme", 1),
    "women_extra_24": Outcome("Women", "villagers", "of them, still empowered by the programme", 1),
    "never_mentored_extra_24": Outcome(
        "Never mentored", "villagers", "of those who never took part, empowered through others", 1
    ),
    "cost_total": Outcome("Cost", "Rp million", "spent on the programme", -1),
    "cost_per_extra_24": Outcome("Cost per person kept", "Rp million", "cost for each one still empowered", -1),
    "dependency_24": Outcome(
        "Lost by leaving", "villagers", "more would be empowered had the facilitator stayed 24 months longer", -1
    ),
    "income_kept_24": Outcome("Income gain kept", "share", "of participants' income gain at exit, 24 months later", 1),
    "confidence_kept_24": Outcome("Confidence kept", "share", "of participants' gain at exit, 24 months later", 1),
    "share_from_peers": Outcome("Learned from villagers", "share", "of all learning, from peers and change agents", 1),
    "r_first": Outcome("R, first wave", "people", "others empowered by each one whom a facilitator empowered", 1),
    "r_later": Outcome("R, later waves", "people", "others empowered by each one whom a villager empowered", 1),
    "failed": Outcome("Fails", "share of runs", "too few of those invited are empowered 24 months after exit", -1),
    "gini_24": Outcome("Inequality", "Gini", "of income 24 months after exit", -1),
}
