"""A finished study read back from its folder: what varied, and what came of it at every point."""

import json
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from scenarios.errors import BerdayaError
from scenarios.language import nearest, tr
from scenarios.parameters import BY_NAME
from scenarios.study_form import DESIGNS, Design
from simulation.study.arrow import array


@dataclass(frozen=True)
class Results:
    """The folder of a study and what its manifest says."""

    place: Path
    about: dict[str, Any]

    @property
    def names(self) -> tuple[str, ...]:
        """Parameters that varied."""
        return tuple(self.about["varied"])

    @property
    def strategies(self) -> tuple[str, ...]:
        """Strategies compared."""
        return tuple(self.about["strategies"])

    @property
    def design(self) -> Design:
        """The study's design."""
        given = dict(self.about["design"])
        return DESIGNS[given["kind"]].model_validate(given)  # type: ignore[return-value]

    @cached_property
    def points(self) -> dict[str, list[Any]]:
        """Every parameter that varied, point by point."""
        table = pq.read_table(self.place / "design.parquet", columns=list(self.names))
        return {name: table[name].to_pylist() for name in self.names}

    def means(self, outcome: str) -> np.ndarray:
        """Mean over replicates, float64 (points, strategies); nan where there is none. Raises BerdayaError."""
        kept = self.about["outcomes"]
        if outcome not in kept:
            text = tr("the study kept no outcome '{name}'{hint}; it kept: {kept}")
            raise BerdayaError(text.format(name=outcome, hint=nearest(outcome, kept), kept=", ".join(kept)))
        table = pq.read_table(self.place / "outcomes.parquet", columns=["point", "strategy", outcome])
        point, values = array(table["point"]), array(table[outcome])
        rank = {name: k for k, name in enumerate(self.strategies)}
        strategy = np.array([rank[name] for name in table["strategy"].to_pylist()], dtype=np.int64)
        known = ~np.isnan(values)
        shape = self.about["points"], len(rank)
        place = np.ravel_multi_index((point[known], strategy[known]), shape)
        n = np.bincount(place, minlength=shape[0] * shape[1])
        total = np.bincount(place, values[known], minlength=len(n))
        return (total / np.where(n, n, np.nan)).reshape(shape)

    def responses(self, outcome: str) -> dict[str, np.ndarray]:
        """The outcome of each strategy, and the difference of each two ("group - individual"), float64 (points,)."""
        means = self.means(outcome)
        of_one = {name: means[:, k] for k, name in enumerate(self.strategies)}
        pairs = {f"{b} - {a}": of_one[b] - of_one[a] for a, b in combinations(self.strategies, 2)}
        return of_one | pairs


def read_results(place: Path) -> Results:
    """The results in a folder that `sweep` made. Raises BerdayaError where there are none."""
    try:
        about = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
        if set(about["varied"]) <= set(BY_NAME) and (place / "outcomes.parquet").is_file():
            return Results(place, about)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    text = tr("{folder}: holds no finished study; python run.py sweep STUDY.toml --out {folder} makes one")
    raise BerdayaError(text.format(folder=place))
