"""Which inputs decide an outcome: Sobol indices (Saltelli et al. 2010) and elementary effects (Morris 1991), by SALib.

All points of a block share their luck (common random numbers), and luck is an input of its own: what it decides is the
floor of noise, below which another input cannot be told from chance.
"""

from dataclasses import dataclass

import numpy as np

from scenarios.errors import BerdayaError
from scenarios.language import tr
from simulation.study.design import LUCK, MORRIS_LEVELS, problem, sample
from simulation.study.results import Results

RESAMPLES = 1000
_SEED = 1
"""Of the bootstrap. SALib takes 0 for none and would draw from the global generator."""
_FEWEST = 8


@dataclass(frozen=True)
class Index:
    """What one input does to a response, with the half-width of its 95 % interval.

    Sobol: `first`, the share of the variance that it decides alone; `total`, together with others too.
    Morris: `first` is mu, the mean effect over its whole range; `total` is mu*, the mean size of effects.
    """

    response: str
    name: str
    first: float
    first_half: float
    total: float
    total_half: float
    floor: float

    @property
    def above_floor(self) -> bool:
        """Whether the whole interval lies above what luck does."""
        return self.name != LUCK and self.total - self.total_half > self.floor


def sensitivity(results: Results, outcome: str) -> list[Index]:
    """Indices of every input for every response, the strongest input first. Raises BerdayaError for other designs."""
    kind = results.design.kind
    if kind not in ("sobol", "morris"):
        text = tr("a {kind} says nothing about single inputs: sensitivity needs a study of kind sobol or morris")
        raise BerdayaError(text.format(kind=kind))
    found = []
    for response, values in results.responses(outcome).items():
        found += indices(results.names, values, response, None if kind == "sobol" else _drawn(results))
    return found


def _drawn(results: Results) -> np.ndarray:
    return sample(results.design, results.names, int(results.about["root_seed"]))


def indices(
    names: tuple[str, ...], values: np.ndarray, response: str = "", drawn: np.ndarray | None = None
) -> list[Index]:
    """Indices from the values at all points: Sobol's, or with `drawn`, float64 (points, inputs) in 0-1, Morris'.

    Blocks (a base sample of Sobol, a trajectory of Morris) with a value missing are left out.
    """
    inputs = len(names) + 1
    blocks = values.reshape(-1, inputs + (1 if drawn is not None else 2))
    whole = ~np.isnan(blocks).any(axis=1)
    if whole.sum() < _FEWEST:
        text = tr("too few runs are finished: sensitivity needs all runs of {n} base samples or trajectories")
        raise BerdayaError(text.format(n=_FEWEST))
    kept = blocks[whole].ravel()
    if np.ptp(kept) == 0:
        rows = np.zeros((4, inputs))
    elif drawn is None:
        rows = _sobol(names, kept)
    else:
        rows = _morris(names, drawn.reshape(len(blocks), -1)[whole].reshape(-1, inputs), kept)
    floor = float(rows[2][-1])
    columns = zip([*names, LUCK], *rows.tolist(), strict=True)
    of_input = [Index(response, n, s1, s1_half, st, st_half, floor) for n, s1, s1_half, st, st_half in columns]
    return sorted(of_input, key=lambda index: (index.name == LUCK, -index.total))


def _sobol(names: tuple[str, ...], values: np.ndarray) -> np.ndarray:
    from SALib.analyze import sobol

    told = sobol.analyze(problem(names), values, calc_second_order=False, num_resamples=RESAMPLES, seed=_SEED)
    return np.array([told[key] for key in ("S1", "S1_conf", "ST", "ST_conf")])


def _morris(names: tuple[str, ...], drawn: np.ndarray, values: np.ndarray) -> np.ndarray:
    from SALib.analyze import morris

    told = morris.analyze(problem(names), drawn, values, num_levels=MORRIS_LEVELS, num_resamples=RESAMPLES, seed=_SEED)
    mu, star, half = (np.asarray(told[key], float) for key in ("mu", "mu_star", "mu_star_conf"))
    spread = np.asarray(told["sigma"], float) / np.sqrt(len(values) / (len(names) + 2))
    return np.array([mu, 1.96 * spread, star, half])
