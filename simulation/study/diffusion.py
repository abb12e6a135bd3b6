"""A real diffusion: the model fitted on some villages predicts the others, beside simple rivals fitted on the same.

A step is a month; people adopt in the year in which they first take up the practice. Field workers visit rarely and at
random: everybody is invited to visits, and a caseload far beyond the hours lets each planned visit take place with a
chance of load_before_cuts / load. What the data say of each person's own visits and clubs was asked at the end, when
having adopted may be why one is visited, so nobody's predictor reads it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.stats import qmc

from scenarios.parameter import Value
from scenarios.parameters import BY_NAME
from scenarios.scenario import Scenario, make_scenario
from simulation.chance import decision, number_of, stream, uniforms
from simulation.engine import start_run
from simulation.study.adoption import NEVER, Adoption, share_by_year
from simulation.study.rivals import Rival, fit_bass, fit_by_exposure, fit_constant, simulate_rival
from simulation.study.runner import replicate_seed, spread
from simulation.village.network import Floats, Integers
from simulation.world import MONTHS_A_YEAR

FITTED = (
    "tells_adopter",
    "tells_informed",
    "news_goes_stale",
    "take_up_informed",
    "take_up_taught",
    "informants_needed",
    "teacher_counts_as",
)
"""Parameters searched over their plausible ranges; `caseload` is searched over CASELOADS."""
CASELOADS = (30.0, 1000.0)
"""From a visit that tells in two years to one in fifty, for each woman; searched evenly in its logarithm."""
SPLIT = decision("diffusion: which villages are fitted on")
OURS = "model"

type Values = Mapping[str, Value]


@dataclass(frozen=True)
class Effort:
    """How hard to search: sets tried, how often each, how many best are tried again and how often; predictions."""

    sets: int = 320
    tries: int = 4
    best: int = 20
    again: int = 24
    predictions: int = 200


def scenario_of(adoption: Adoption, values: Values) -> Scenario:
    """Home visits to everybody, once a month as planned, over all years; all else as in the default community."""
    n = adoption.village.n
    programme = make_scenario(
        strategy="individual",
        households=n,
        hamlets=1,
        mean_degree=1.0,  # ties are given: not read, but it must be possible in a small village
        invited=n,
        budget=1e6,
        sessions_per_month=1.0,
        fading=0.0,
        months=MONTHS_A_YEAR * adoption.years,
        months_after=0,
    )
    return programme.with_values(**values)


def first_years(adoption: Adoption, values: Values, seeds: Sequence[int]) -> Integers:
    """Years of first adoption in the model, int64 (seeds, n), NEVER where in none."""
    scenario = scenario_of(adoption, values)
    year = np.full((len(seeds), adoption.village.n), NEVER)
    for k, seed in enumerate(seeds):
        run = start_run(scenario, seed, adoption.village)
        for t in range(1, adoption.years + 1):
            run.advance(MONTHS_A_YEAR)
            year[k, (year[k] == NEVER) & (run.world.villagers["adopted_through"] > 0)] = t
    return year


def split(villages: Sequence[Adoption], root_seed: int) -> tuple[list[Adoption], list[Adoption]]:
    """Villages to fit on, half of them or one less, and villages to predict, drawn by key and in their own order."""
    order = np.argsort(uniforms(stream(root_seed, SPLIT, 0), len(villages)))
    seen = set(order[: len(villages) // 2].tolist())
    return [v for k, v in enumerate(villages) if k in seen], [v for k, v in enumerate(villages) if k not in seen]


# --- scores --------------------------------------------------------------------------------------------------------


def crps(sample: Floats, observed: Floats) -> Floats:
    """Continuous ranked probability score of ensembles (members, ...) for what was observed (...), less is better.

    Its unbiased form, which does not reward a large ensemble (Ferro 2014, the fair score).
    """
    m = len(sample)
    weight = 2.0 * np.arange(1, m + 1) - m - 1.0
    apart = np.tensordot(weight, np.sort(sample, axis=0), axes=1) / (m * (m - 1))
    return np.abs(sample - observed).mean(axis=0) - apart


def scores(adoption: Adoption, predicted: Integers) -> dict[str, float]:
    """Errors of predicted years of adoption (replicates, n), in women of 100.

    rmse: of the mean predicted share, over all years; crps_half and crps_end: of the number of adopters half way and
    at the end; crps: the mean over all years. inside: 1 if the number at the end lies within 90 of 100 replicates.
    """
    said, seen = (100 * share_by_year(year, adoption.years) for year in (predicted, adoption.year))
    each = crps(said, seen)
    low, high = np.percentile(said[:, -1], (5, 95))
    return {
        "rmse": float(np.sqrt(np.mean((said.mean(axis=0) - seen) ** 2))),
        "crps": float(each.mean()),
        "crps_half": float(each[adoption.years // 2 - 1]),
        "crps_end": float(each[-1]),
        "inside": float(low <= seen[-1] <= high),
    }


# --- the fit -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trial:
    """A set of values and its loss: the mean of `crps` over the villages fitted on."""

    values: Values
    loss: float


def attempt(values: Values, seen: Sequence[Adoption], seeds: Sequence[int]) -> Trial:
    """The loss of one set."""
    return Trial(values, float(np.mean([scores(a, first_years(a, values, seeds))["crps"] for a in seen])))


def candidates(sets: int, root_seed: int) -> list[dict[str, Value]]:
    """A Latin hypercube over the ranges of FITTED and the logarithm of CASELOADS."""
    low = [BY_NAME[name].low for name in FITTED] + [float(np.log(CASELOADS[0]))]
    high = [BY_NAME[name].high for name in FITTED] + [float(np.log(CASELOADS[1]))]
    cube = qmc.scale(qmc.LatinHypercube(len(low), rng=root_seed).random(sets), low, high)
    cube[:, -1] = np.exp(cube[:, -1])
    return [dict(zip((*FITTED, "caseload"), row, strict=True)) for row in cube.tolist()]


def fit(seen: Sequence[Adoption], root_seed: int, effort: Effort, workers: int | None = None) -> list[Trial]:
    """The best sets, the best first: all tried a few times, the best again with luck of their own."""
    first, again = _seeds(root_seed, 0, effort.tries), _seeds(root_seed, 1, effort.again)
    tried = spread(partial(attempt, seen=seen, seeds=first), candidates(effort.sets, root_seed), workers)
    best = sorted(tried, key=lambda trial: trial.loss)[: effort.best]
    retried = spread(partial(attempt, seen=seen, seeds=again), [trial.values for trial in best], workers)
    return sorted(retried, key=lambda trial: trial.loss)


def _seeds(root_seed: int, stage: int, n: int) -> list[int]:
    return [replicate_seed(root_seed, 1_000_000 * stage + k) for k in range(n)]


# --- the contest ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Contest:
    """What was fitted on the villages `seen`, and what each predictor says of these and of the `unseen`.

    trials: the best sets of the model, the best first. predicted: years of adoption, int64 (replicates, n), by
    predictor and name of the village.
    """

    seen: list[Adoption]
    unseen: list[Adoption]
    trials: list[Trial]
    rivals: Mapping[str, Rival]
    predicted: Mapping[str, Mapping[str, Integers]]
    effort: Effort

    def score(self, predictor: str, name: str, villages: Sequence[Adoption]) -> Floats:
        """One score of a predictor, float64 (villages,)."""
        return np.array([scores(a, self.predicted[predictor][a.name])[name] for a in villages])


def contest(villages: Sequence[Adoption], root_seed: int, effort: Effort, workers: int | None = None) -> Contest:
    """Split, fit all predictors on one half, and let them predict."""
    seen, unseen = split(villages, root_seed)
    trials = fit(seen, root_seed, effort, workers)
    rivals: dict[str, Rival] = {
        "constant": fit_constant(seen),
        "bass": fit_bass(seen),
        "exposure": fit_by_exposure(seen),
    }
    n, seeds = effort.predictions, _seeds(root_seed, 2, effort.predictions)
    predicted = {OURS: {a.name: first_years(a, trials[0].values, seeds) for a in villages}}
    for name, rival in rivals.items():
        keys = {a.name: number_of(f"{name} in village {a.name} under root seed {root_seed}") for a in villages}
        predicted[name] = {a.name: simulate_rival(rival, a, n, keys[a.name]) for a in villages}
    return Contest(seen, unseen, trials, rivals, predicted, effort)
