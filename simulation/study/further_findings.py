"""Findings of the field that took no part in fitting: the search never saw them, and no default was moved for them.

Bands come from what docs/EVIDENCE.md reports and were written down before the first run. What a source does not say
about a village of this kind (which of its programmes is meant, how far a figure carries over) is judgement, so a miss
says that the model and the field differ, not which of the two readings is wrong.
"""

import numpy as np

from scenarios.language import later
from simulation.study.patterns import PROGRAMMES, Check, Pattern, Values

SEEDS: Values = {"invited": 2, "budget": 10_000.0, "facilitators": 1, "informants_needed": 2.5}
"""Two people shown a practice that most take up only after several informants."""

FURTHER_PROGRAMMES: dict[str, tuple[str, Values]] = {
    **{name: PROGRAMMES[name] for name in ("individual", "group", "many in groups", "too many groups")},
    "two seeds": ("individual", SEEDS),
}


def _monthly(kept: np.ndarray, months: int) -> np.ndarray:
    """Percent lost a month where a share is left after so many months."""
    return 100 * (1 - kept ** (1 / months))


FURTHER: tuple[Pattern, ...] = (
    Pattern(
        "F1",
        later("Healthy groups dissolve seldom"),
        "Indian self-help groups, a month's part of those inactive at 3-4 years",
        "D",
        later("able leaders who keep the books, little conflict"),
        (
            Check(
                later("healthy groups that end, % a month"),
                0.15,
                0.40,
                lambda m: _monthly(m("many in groups", "groups_24") / m("many in groups", "groups_formed"), 39),
            ),
        ),
    ),
    Pattern(
        "F2",
        later("Members leave seldom"),
        "Indian self-help groups, a month's part of the women who left",
        "D",
        later("discontent drives people out; most are served well enough"),
        (
            Check(
                later("members who leave, % a month"),
                0.3,
                1.0,
                lambda m: _monthly(1 - m("group", "left") / m("group", "joined"), 15),
            ),
        ),
    ),
    Pattern(
        "F3",
        later("Farmer field schools raise what members harvest, and not their neighbours' harvest"),
        "Waddington et al. (2014), yields +13 %; read as income, J",
        "D",
        later("use of what fits pays; neighbours hardly take it up"),
        (
            Check(
                later("income gain of members at exit, of the base"),
                0.05,
                0.25,
                lambda m: m("group", "income_invited") / m("group", "income_base"),
            ),
            Check(
                later("income gain of neighbours at exit, of the base"),
                -0.02,
                0.02,
                lambda m: m("group", "income_others") / m("group", "income_base"),
            ),
        ),
    ),
    Pattern(
        "F4",
        later("National-scale programmes leave nothing that can be seen after two years"),
        "Waddington et al. (2014); overloaded facilitators as in AKATIGA (2010); band J",
        "D",
        later("few sessions of little worth teach little, and what is not used is forgotten"),
        (
            Check(
                later("income gain two years after badly run groups, of the base"),
                -0.03,
                0.05,
                lambda m: m("too many groups", "income_invited_24") / m("too many groups", "income_base"),
            ),
        ),
    ),
    Pattern(
        "F5",
        later("Practices change about as much in groups as one by one"),
        "Iacovone, Maloney & McKenzie (2022), +8-10 points in both; band J",
        "D",
        later("a meeting's topic serves some and not others, who sooner or later give the practice up"),
        (
            Check(
                later("use of the practice at exit, group / individual"),
                0.8,
                1.25,
                lambda m: m("group", "use_invited") / m("individual", "use_invited"),
            ),
        ),
    ),
    Pattern(
        "F6",
        later("Where groups are run badly, many are soon inactive"),
        "Ministry of Cooperatives, 29.7 % of cooperatives inactive in 2013; which groups these are, J",
        "D",
        later("nobody able to lead, quarrels that nobody settles, empty meetings"),
        (
            Check(
                later("badly run groups that have ended 24 months after exit"),
                0.15,
                0.45,
                lambda m: 1 - m("too many groups", "groups_24") / m("too many groups", "groups_formed"),
            ),
        ),
    ),
    Pattern(
        "F7",
        later("A complex practice shown to two people often goes no further"),
        "Beaman, BenYishay, Magruder & Mobarak (2021): no diffusion in about 45 % of villages, from memory",
        "D",
        later("who needs several informants seldom has them where two know"),
        (
            Check(
                later("villages where nobody else takes it up in three years"),
                0.25,
                0.65,
                lambda m: m("two seeds", "stalled"),
            ),
        ),
    ),
)
