"""The figures that a village planner knows, each mapped to one parameter; not knowing one widens its range.

How each answer becomes a value is judgement (grade J) and stands here once, with its reason.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Any, Literal

from scenarios.language import later
from scenarios.parameter import Value
from scenarios.parameters import BY_NAME

TABLE = "figures"
"""The table of a scenario file in which they stand."""
UNKNOWN = ("?", "don't know", "tidak tahu")
"""What may be written where a figure is not known, which is the same as leaving it out."""
TOPICS = 5
"""Needs that the model tells apart."""
MOST_ASKED = 1000

type Values = Mapping[str, Any]


@dataclass(frozen=True)
class Figure:
    """One question to a planner.

    becomes: the parameter's value from an answer and the other values. nearby: answers as far off as this one may be.
    low and high bound an answer that is a number.
    """

    name: str
    parameter: str
    question: str
    kind: Literal["whole", "number", "of ten", "choice", "needs"]
    reason: str
    becomes: Callable[[Any, Values], Value]
    nearby: Callable[[Any], tuple[Any, Any]]
    low: float = 0.0
    high: float = 10.0

    def range_of(self, answer: Any, values: Values) -> tuple[Value, ...]:
        """The lowest and the highest value that go with an answer."""
        ends = sorted(self.becomes(near, values) for near in self.nearby(answer))
        return ends[0], ends[-1]


def _as_it_is(answer: Any, values: Values) -> Value:
    return answer


def _exact(answer: Any) -> tuple[Any, Any]:
    return answer, answer


def _one_of_ten(answer: float) -> tuple[float, float]:
    return max(0.0, answer - 1), min(10.0, answer + 1)


def _a_fifth(answer: float) -> tuple[float, float]:
    return answer / 1.25, answer * 1.25


def _one_more_agrees(answer: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """One person more names the commonest need, and one fewer."""
    counts = sorted((n for n in answer.values() if n), reverse=True)
    names = [str(k) for k in range(len(counts) + 1)]
    first, *others = counts
    alike = [first + 1, *others[:-1], others[-1] - 1, 0] if others else [first, 0]
    apart = [first - 1, *others, 1]
    return dict(zip(names, alike, strict=True)), dict(zip(names, apart, strict=True))


def share_of(of_ten: float) -> float:
    """So many of ten as a share that is neither none nor all: half a person is added to each side."""
    return (of_ten + 0.5) / 11


def _kilometres(minutes: float, values: Values) -> float:
    return float(minutes / 60 * values["travel_speed"])


def _income(poor: float, values: Values) -> float:
    """The median income at which so many lie below the poverty line, given how incomes spread in the model."""
    spread, step = values["income_spread"], values["income_by_status"]
    return math.exp(-quantile(share_of(poor), step, spread))


def _schooling(finished: float, values: Values) -> float:
    """The mean at which so many have half of secondary schooling or more, which is primary school."""
    step, spread = values["schooling_by_status"] / 2, values["start_spread"]
    return min(1.0, max(0.0, PRIMARY + quantile(share_of(finished), step, spread)))


def _trust(of_ten: float, values: Values) -> float:
    """From the least to the most trust seen in a village, evenly."""
    low, high = BY_NAME["trust_fellows"].low, BY_NAME["trust_fellows"].high
    return low + of_ten / 10 * (high - low)


def _diversity(needs: Mapping[str, int], values: Values) -> float:
    """From the chance that two people asked name the same need: both share the village's, or agree by chance."""
    n = sum(needs.values())
    alike = sum(k * (k - 1) for k in needs.values()) / (n * (n - 1))
    both_shared = max(0.0, (alike - 1 / TOPICS) / (1 - 1 / TOPICS))
    return min(BY_NAME["need_diversity"].high, 1 - math.sqrt(both_shared))


PRIMARY = 0.5
"""Primary school on the scale of schooling, on which 1 is secondary school finished: six of twelve years."""

FIGURES = (
    Figure("households", "households", later("How many households live in the village?"), "whole",
           "taken as it is", _as_it_is, _exact, *BY_NAME["households"].limits),
    Figure("hamlets", "hamlets", later("In how many hamlets do they live?"), "whole",
           "taken as it is", _as_it_is, _exact, *BY_NAME["hamlets"].limits),
    Figure("minutes_to_furthest", "furthest_km", later("How many minutes does the facilitator travel from the middle "
           "of the village to the furthest house, one way?"), "number",
           "minutes at the travel speed give kilometres; a stated time may be off by a fifth", _kilometres, _a_fifth,
           0.5, 1000),
    Figure("poor", "start_income", later("Of ten households, how many are poor?"), "of ten",
           "the median income at which so many of ten lie below the poverty line, given how incomes spread", _income,
           _one_of_ten),
    Figure("women", "share_women", later("Of ten people who would take part for their household, how many are women?"),
           "of ten", "taken as a share", lambda answer, values: answer / 10, _one_of_ten),
    Figure("finished_primary", "mean_schooling", later("Of ten adults, how many finished primary school?"), "of ten",
           "the mean schooling at which so many of ten have half of secondary school or more", _schooling, _one_of_ten),
    Figure("would_lend", "trust_fellows", later("Of ten people, how many would lend money to a neighbour?"), "of ten",
           "none of ten is the least trust seen in a village, ten of ten the most, evenly between", _trust,
           _one_of_ten),
    Figure("trust_outsiders", "trust_facilitator", later("Of ten people, how many trust someone from outside the "
           "village?"), "of ten", "as trust among villagers", _trust, _one_of_ten),
    Figure("livelihood", "livelihood", later("What does the village live from?"), "choice",
           "taken as it is", _as_it_is, _exact),
    Figure("needs", "need_diversity", later("Ask ten people what they need most. How many name what?"), "needs",
           "the chance that two of them name the same need gives the share whose need is their own; one more or one "
           "fewer may agree", _diversity, _one_more_agrees),
    Figure("facilitators", "facilitators", later("How many facilitators will work in the village?"), "whole",
           "taken as it is", _as_it_is, _exact, 1, BY_NAME["facilitators"].limits[1]),
)  # fmt: skip
FIGURE: dict[str, Figure] = {figure.name: figure for figure in FIGURES}


@dataclass(frozen=True)
class Figures:
    """A planner's answers. given: by figure, as answered; what is not in it is not known.

    values: by parameter, what is likeliest. ranges: by parameter, its lowest and highest plausible value, or all
    choices; a parameter that is not in it is known exactly.
    """

    given: Mapping[str, Any]
    values: Mapping[str, Value]
    ranges: Mapping[str, tuple[Value, ...]]

    @property
    def unknown(self) -> tuple[str, ...]:
        """Figures that the planner does not know."""
        return tuple(f.name for f in FIGURES if f.parameter in self.ranges and f.name not in self.given)

    @property
    def answers(self) -> dict[str, Any]:
        """All figures as they may be written, unknown ones too."""
        return {**self.given, **dict.fromkeys(self.unknown, UNKNOWN[0])}

    def without(self, parameters: Mapping[str, Value]) -> "Figures":
        """The same where parameters were stated directly: their figures no longer count."""
        return replace(
            self,
            given={name: answer for name, answer in self.given.items() if FIGURE[name].parameter not in parameters},
            values={name: value for name, value in self.values.items() if name not in parameters},
            ranges={name: ends for name, ends in self.ranges.items() if name not in parameters},
        )


def known(given: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that say something."""
    return {name: answer for name, answer in given.items() if not is_unknown(answer)}


def is_unknown(answer: object) -> bool:
    """Whether an answer says that the figure is not known."""
    return isinstance(answer, str) and answer.strip().casefold() in UNKNOWN


def figures_of(given: Mapping[str, Any], start: Values, stated: Values, preset: Values) -> Figures:
    """Checked answers as values and ranges.

    start: all values before any answer. stated: those given directly, which are known. preset: those of the community,
    which are known unless an answer says that they are not.
    """
    answers = known(given)
    values = {FIGURE[name].parameter: FIGURE[name].becomes(answer, start) for name, answer in answers.items()}
    ranges = dict[str, tuple[Value, ...]]()
    for figure in FIGURES:
        if figure.name in answers:
            ends = figure.range_of(answers[figure.name], start)
        elif figure.parameter in stated or (figure.parameter in preset and figure.name not in given):
            continue
        else:
            ends = plausible(figure.parameter)
        if len(set(ends)) > 1:
            ranges[figure.parameter] = ends
    return Figures(answers, values, ranges)


def plausible(name: str) -> tuple[Value, ...]:
    """A parameter's plausible range, or all its choices."""
    parameter = BY_NAME[name]
    if parameter.kind == "choice":
        return parameter.choices
    ends = parameter.low, parameter.high
    return tuple(int(end) for end in ends) if parameter.kind == "int" else ends


def quantile(share: float, step: float, spread: float) -> float:
    """The level below which a share lies of what is even within `step` of 0, plus normal noise of this `spread`."""
    low, high = -step - 6 * spread, step + 6 * spread
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _below(middle, step, spread) < share else (low, middle)
    return (low + high) / 2


def _below(level: float, step: float, spread: float) -> float:
    normal = NormalDist(0, max(spread, 1e-9))
    points = 50
    return sum(normal.cdf(level - step * ((2 * k + 1) / points - 1)) for k in range(points)) / points
