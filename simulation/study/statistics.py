"""Means, differences and shares with what is uncertain about them: small pure functions on arrays of replicates."""

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

CONFIDENCE = 0.95
NORMAL_QUANTILE = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


class Estimate(NamedTuple):
    """A mean over replicates and its 95 % interval; nan where nothing, infinite where one replicate cannot say."""

    mean: float
    low: float
    high: float

    @property
    def half_width(self) -> float:
        """Half of the interval's width."""
        return (self.high - self.low) / 2

    @property
    def excludes_zero(self) -> bool:
        """Whether the whole interval lies on one side of zero."""
        return self.low > 0 or self.high < 0


def t_quantile(freedom: int, confidence: float = CONFIDENCE) -> float:
    """Two-sided quantile of Student's t (Hill 1970, Algorithm 396): about six digits, without importing scipy."""
    p = 1 - confidence
    if freedom < 1:
        return math.inf
    if freedom == 1:
        return 1 / math.tan(p * math.pi / 2)
    if freedom == 2:
        return math.sqrt(2 / (p * (2 - p)) - 2)
    a = 1 / (freedom - 0.5)
    b = 48 / a**2
    c = ((20700 * a / b - 98) * a - 16) * a + 96.36
    d = ((94.5 / (b + c) - 3) / b + 1) * math.sqrt(a * math.pi / 2) * freedom
    x = d * p
    y = x ** (2 / freedom)
    y = _central(freedom, p, a, b, c, d) if y > 0.05 + a else _tail(freedom, y, d)
    return math.sqrt(freedom * y)


def mean_interval(values: np.ndarray) -> Estimate:
    """Mean of replicates, float64 (n,), with its t interval; undefined replicates (nan) are left out."""
    known = values[~np.isnan(values)]
    if known.size == 0:
        return Estimate(math.nan, math.nan, math.nan)
    mean = float(known.mean())
    if known.size == 1:
        return Estimate(mean, -math.inf, math.inf)
    error = float(known.std(ddof=1)) / math.sqrt(known.size) * t_quantile(known.size - 1)
    return Estimate(mean, mean - error, mean + error)


def quantile_interval(values: np.ndarray, share: float) -> Estimate:
    """The value below which a share of replicates, float64 (n,), lies, with the values between which it is expected."""
    ordered = np.sort(values)
    error = NORMAL_QUANTILE * math.sqrt(share * (1 - share) / len(ordered))
    low, high = np.quantile(ordered, [max(0.0, share - error), min(1.0, share + error)])
    return Estimate(float(np.quantile(ordered, share)), float(low), float(high))


def share_interval(happened: np.ndarray) -> Estimate:
    """Share of replicates, float64 (n,) of 0 and 1, with Wilson's (1927) interval, which stays within 0 and 1."""
    known = happened[~np.isnan(happened)]
    if known.size == 0:
        return Estimate(math.nan, math.nan, math.nan)
    share, z2 = float(known.mean()), NORMAL_QUANTILE**2 / known.size
    middle = (share + z2 / 2) / (1 + z2)
    error = math.sqrt(share * (1 - share) * z2 + z2**2 / 4) / (1 + z2)
    return Estimate(share, max(0.0, middle - error), min(1.0, middle + error))


def paired_difference(one: np.ndarray, other: np.ndarray) -> Estimate:
    """Mean of `one - other`, replicate by replicate: both met the same village and luck."""
    return mean_interval(one - other)


def ratio_interval(above: np.ndarray, below: np.ndarray) -> Estimate:
    """Ratio of two means with its t interval (Cochran 1977, Sampling Techniques, 6.4).

    nan where the interval of the mean below reaches zero: a cost for each of perhaps nobody says nothing.
    """
    known = ~(np.isnan(above) | np.isnan(below))
    above, below = above[known], below[known]
    if mean_interval(below).low > 0:
        ratio = float(above.mean() / below.mean())
        away = mean_interval((above - ratio * below) / below.mean())
        return Estimate(ratio, ratio + away.low, ratio + away.high)
    return Estimate(math.nan, math.nan, math.nan)


def ahead_of_100(one: np.ndarray, other: np.ndarray) -> float:
    """In how many of 100 pairs `one` is ahead; a tie counts half, undefined pairs do not count."""
    difference = (one - other)[~np.isnan(one - other)]
    if difference.size == 0:
        return math.nan
    return float(100 * ((difference > 0).mean() + (difference == 0).mean() / 2))


def replicates_needed(values: np.ndarray, half_width: float) -> int:
    """Replicates after which the interval of the mean is likely to be as narrow as asked for."""
    reached = mean_interval(values).half_width
    if not math.isfinite(reached):
        return 2
    return math.ceil(values.size * (reached / half_width) ** 2)


def _central(freedom: int, p: float, a: float, b: float, c: float, d: float) -> float:
    """Hill's expansion about the normal quantile."""
    x = NormalDist().inv_cdf(p / 2)
    y = x * x
    if freedom < 5:
        c += 0.3 * (freedom - 4.5) * (x + 0.6)
    c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c
    y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x
    return math.expm1(a * y * y)


def _tail(freedom: int, y: float, d: float) -> float:
    """Hill's expansion for the far tails."""
    below = ((freedom + 6) / (freedom * y) - 0.089 * d - 0.822) * (freedom + 2) * 3
    return ((1 / below + 0.5 / (freedom + 4)) * y - 1) * (freedom + 1) / (freedom + 2) + 1 / y
