"""The search itself: programmes are asked for in batches, tried and told, until there are enough.

Half of each batch comes from Optuna's tree-structured Parzen estimator for several objectives (Ozaki et al. 2022), half
are neighbours of programmes that none beats so far: the one finds regions, the other climbs in them.
"""

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from scenarios.errors import BerdayaError
from scenarios.language import tr
from scenarios.parameter import Value
from simulation.chance import number_of
from simulation.study.levers import Lever
from simulation.study.pareto import beaten

BATCH = 10
"""Programmes asked for at a time, so that any number of workers gets the same ones."""
NEIGHBOURS = 5
"""Of these, how many lie next to one that none beats."""
STARTUP = 20
"""Programmes drawn at random before what was told is looked at."""

type Choice = dict[str, Value | None]
type Told = tuple[float, ...]
"""Scores, the smaller the better. The second matters most: next to programmes that are good by it more are tried."""


def search(
    levers: Sequence[Lever],
    starts: Sequence[Choice],
    trials: int,
    root_seed: int,
    try_out: Callable[[Sequence[Choice]], Sequence[Told | None]],
    objectives: int,
) -> list[Choice]:
    """All choices asked for, in their order, `starts` first: the same for the same seed, and for more trials a part."""
    study, forms = _study(levers, root_seed, objectives)
    chance = np.random.default_rng(number_of(f"neighbours under root seed {root_seed}"))
    for start in starts:
        study.enqueue_trial({lever.name: lever.values.index(start[lever.name]) for lever in levers})
    asked: list[Choice] = []
    good = list[tuple[Mapping[str, int], Told]]()
    while len(asked) < trials:
        for _ in range(NEIGHBOURS if len(asked) >= STARTUP and good else 0):
            study.enqueue_trial(_neighbour(levers, _parent(good, chance), chance))
        batch = [study.ask(forms) for _ in range(BATCH)]
        choices = [_choice(levers, trial.params) for trial in batch]
        for trial, told in zip(batch, try_out(choices), strict=True):
            _tell(study, trial, told)
            good += [(trial.params, told)] if told is not None else []
        good = [good[k] for k in np.flatnonzero(~beaten(np.array([told for _, told in good])))] if good else []
        asked += choices
    return asked


def _study(levers: Sequence[Lever], root_seed: int, objectives: int) -> tuple[Any, dict[str, Any]]:
    """Optuna's study, and all levers as it knows them: by the places of their values."""
    try:
        import optuna
    except ImportError as error:
        text = tr("optimise needs Optuna: pip install 'optuna', which the extra [optimise] names")
        raise BerdayaError(text) from error
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    seed = number_of(f"search under root seed {root_seed}") % 2**32
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        sampler = optuna.samplers.TPESampler(seed=seed, n_startup_trials=STARTUP, multivariate=True)
    forms = optuna.distributions
    return optuna.create_study(directions=["minimize"] * objectives, sampler=sampler), {
        lever.name: forms.IntDistribution(0, len(lever.values) - 1)
        if lever.ordered
        else forms.CategoricalDistribution(range(len(lever.values)))
        for lever in levers
    }


def _tell(study: Any, trial: Any, told: Told | None) -> None:
    if told is None:
        from optuna.trial import TrialState

        study.tell(trial, state=TrialState.FAIL)
    else:
        study.tell(trial, told)


def _choice(levers: Sequence[Lever], places: Mapping[str, int]) -> Choice:
    return {lever.name: lever.values[places[lever.name]] for lever in levers}


def _parent(good: Sequence[tuple[Mapping[str, int], Told]], chance: np.random.Generator) -> Mapping[str, int]:
    """Of two drawn, the one with the better second score."""
    one, other = (good[k] for k in chance.integers(len(good), size=2))
    return one[0] if one[1][1] <= other[1][1] else other[0]


def _neighbour(levers: Sequence[Lever], parent: Mapping[str, int], chance: np.random.Generator) -> dict[str, int]:
    """One to three levers moved, mostly by little."""
    moved = chance.choice(len(levers), size=int(chance.integers(1, 4)), replace=False)
    child = dict(parent)
    for lever in (levers[k] for k in moved):
        n = len(lever.values)
        if lever.ordered:
            step = max(1, round(abs(chance.normal()) * n / 6)) * (1 if chance.random() < 0.5 else -1)
            child[lever.name] = int(np.clip(child[lever.name] + step, 0, n - 1))
        else:
            child[lever.name] = int(chance.integers(n))
    return child
