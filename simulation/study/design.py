"""The points of a study: which values the parameters that vary take together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from scenarios.combinations import impossible
from scenarios.errors import ScenarioError
from scenarios.language import tr
from scenarios.parameter import Value
from scenarios.scenario import Scenario
from scenarios.study import Study, Varied
from scenarios.study_form import Design
from simulation.chance import number_of

LUCK = "luck"
"""The input of Sobol and Morris designs that decides nothing but luck: what it seems to do is the floor of noise."""
MORRIS_LEVELS = 4
_COMPLAINTS = 5


@dataclass(frozen=True)
class Points:
    """What varies, and its value at every point: a row of `rows` a point; `luck` float64 (n,) where it varies."""

    names: tuple[str, ...]
    rows: list[tuple[Value, ...]]
    luck: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def values(self, point: int) -> dict[str, Value]:
        """The values at a point by name."""
        return dict(zip(self.names, self.rows[point], strict=True))

    def luck_of(self, point: int) -> float | None:
        """Which luck a point has; None where all have the same."""
        return None if self.luck is None else float(self.luck[point])


def make_points(study: Study) -> Points:
    """The points of a study's design, the same for the same seed."""
    names = tuple(how.name for how in study.varied)
    if study.design.kind == "table":
        return Points(tuple(study.rows[0]), [tuple(row.values()) for row in study.rows])
    if study.design.kind == "grid":
        return Points(names, list(product(*(how.values for how in study.varied))))
    unit = sample(study.design, names, study.seed)
    columns = [_scaled(how, unit[:, k]) for k, how in enumerate(study.varied)]
    luck = unit[:, -1] if study.design.kind in ("sobol", "morris") else None
    return Points(names, list(zip(*columns, strict=True)), luck)


def sample(design: Design, names: Sequence[str], root_seed: int) -> np.ndarray:
    """Float64 (points, inputs) in 0-1: what a design draws; the last input of Sobol and Morris designs is luck."""
    seed = number_of(f"design under root seed {root_seed}") % 2**32
    if design.kind == "latin-hypercube":
        from scipy.stats.qmc import LatinHypercube

        return LatinHypercube(len(names), rng=np.random.default_rng(seed)).random(design.samples)
    if design.kind == "sobol":
        from SALib.sample import sobol

        drawn = sobol.sample(problem(names), design.samples, calc_second_order=False, seed=seed)
        return np.asarray(drawn)
    if design.kind == "morris":
        from SALib.sample import morris

        return np.asarray(morris.sample(problem(names), design.trajectories, num_levels=MORRIS_LEVELS, seed=seed))
    raise ValueError(f"a {design.kind} is not sampled")


def problem(names: Sequence[str]) -> dict[str, object]:
    """The inputs as SALib describes them: all in 0-1, luck the last."""
    inputs = [*names, LUCK]
    return {"num_vars": len(inputs), "names": inputs, "bounds": [[0.0, 1.0]] * len(inputs)}


def _scaled(how: Varied, unit: np.ndarray) -> list[Value]:
    """Shares in 0-1 as values: evenly over a range, over whole numbers, or over the values listed."""
    if how.values:
        rank = np.minimum((unit * len(how.values)).astype(int), len(how.values) - 1)
        return [how.values[k] for k in rank]
    if how.parameter.kind == "int":
        low, high = int(how.low), int(how.high)
        return [int(v) for v in np.minimum(low + np.floor(unit * (high - low + 1)), high)]
    return [float(v) for v in how.low + unit * (how.high - how.low)]


def refuse_impossible(arms: Sequence[Scenario], points: Points) -> None:
    """Raise ScenarioError for points whose values are each possible but not together, the first few in words."""
    complaints: dict[str, None] = {}
    wrong = 0
    for point in range(len(points)):
        faults = list(_faults(arms, points.values(point)))
        wrong += bool(faults)
        if len(complaints) < _COMPLAINTS:
            complaints |= dict.fromkeys(f"{tr('point {n}').format(n=point)}: {fault}" for fault in faults)
    if wrong:
        text = tr("{wrong} of {n} points cannot be: narrow the ranges so that all values go together")
        raise ScenarioError([text.format(wrong=wrong, n=len(points)), *list(complaints)[:_COMPLAINTS]])


def _faults(arms: Iterable[Scenario], values: Mapping[str, Value]) -> Iterator[str]:
    for scenario in arms:
        files = scenario.village_files
        together = {**scenario.values, **values}
        yield from impossible(together, files is not None, files is not None and files.ties is not None)
        yield from files.contradicts(together) if files else ()
