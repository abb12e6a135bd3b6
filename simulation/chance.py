"""Chance as a pure function of (seed, decision, month, who): order, parallelism and observers cannot matter.

Two levels. `stream` makes one random number for each decision of a month, by Philox4x64-10 (Salmon, Moraes, Dror &
Shaw 2011, Parallel random numbers: as easy as 1, 2, 3). `uniform` and `normal` give every person, or every tie, a
number of that stream, by the output function of SplitMix64 (Steele, Lea & Flood 2014, Fast splittable pseudorandom
number generators). All of them can be called from rules and from Python, with the same results.
"""

import hashlib
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from agents.compiled import entry, interpreted, rule

U = np.uint64
GOLDEN_GAMMA = U(0x9E3779B97F4A7C15)
PHILOX_MULTIPLIER_0, PHILOX_MULTIPLIER_1 = U(0xD2E7470EE14C6C93), U(0xCA5A826395121157)
PHILOX_WEYL_0, PHILOX_WEYL_1 = U(0x9E3779B97F4A7C15), U(0xBB67AE8584CAA73B)
MIX_1, MIX_2 = U(0xBF58476D1CE4E5B9), U(0x94D049BB133111EB)
U0, U1, U11, U27, U30, U31 = U(0), U(1), U(11), U(27), U(30), U(31)
STEP = 2.0**-53
PLACES = 2048
PLACE, NONE = U(PLACES - 1), U(2**64 - 1)


def number_of(name: str) -> int:
    """A stable number in [0, 2**63) for a name."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little") >> 1


def decision(name: str) -> Any:
    """A decision's number; made once, at import, into a module's constant.

    An int64 of numpy's: for each plain integer numba would compile anew the rule that is called with it.
    """
    return np.int64(number_of(name))


def wrapping[F: Callable[..., Any]](function: F) -> F:
    """Let uint64 wrap around without a warning where rules run as ordinary Python; compiled code does so anyway."""
    return np.errstate(over="ignore")(function) if interpreted else function


@intrinsic
def product_high(context: Any, a: Any, b: Any) -> Any:
    """The upper word of a product in one machine instruction, for compiled code."""

    def generate(context: Any, builder: Any, signature: Any, words: Any) -> Any:
        wide, shift = ir.IntType(128), ir.Constant(ir.IntType(128), 64)
        product = builder.mul(builder.zext(words[0], wide), builder.zext(words[1], wide))
        return builder.trunc(builder.lshr(product, shift), ir.IntType(64))

    return types.uint64(types.uint64, types.uint64), generate


def high_word_of_integers(a: np.uint64, b: np.uint64) -> np.uint64:
    """The same in ordinary Python."""
    return U(int(a) * int(b) >> 64)


@rule
def high_word(a: np.uint64, b: np.uint64) -> np.uint64:
    """The upper 64 bits of the 128-bit product of two uint64."""
    return product_high(U(a), U(b))  # type: ignore[call-arg]  # numba passes the context


if interpreted:
    high_word = high_word_of_integers


@entry
@wrapping
def stream(seed: int, decision: int, month: int) -> int:
    """The random number of a decision in a month, an integer in [0, 2**63).

    It is the upper 63 bits of the first word of Philox4x64-10 with key (seed, 0) and counter (decision, month, 0, 0):
    63, so that it is an ordinary integer to Python and to compiled code alike.
    Seed and decision are integers in [0, 2**63), month any 64-bit integer (negative: the warm-up).
    """
    c0, c1, c2, c3 = U(decision), np.int64(month).view(np.uint64), U0, U0
    k0, k1 = U(seed), U0
    for _ in range(10):
        product_0, product_2 = PHILOX_MULTIPLIER_0 * c0, PHILOX_MULTIPLIER_1 * c2
        carry_0, carry_2 = high_word(PHILOX_MULTIPLIER_0, c0), high_word(PHILOX_MULTIPLIER_1, c2)
        c0, c1, c2, c3 = carry_2 ^ c1 ^ k0, product_2, carry_0 ^ c3 ^ k1, product_0
        k0, k1 = k0 + PHILOX_WEYL_0, k1 + PHILOX_WEYL_1
    return int(np.int64(c0 >> U1))


@rule
@wrapping
def word(stream: int, who: int) -> np.uint64:
    """The 64 random bits of someone (a row or a `pair`, 0 or more) in a stream: SplitMix64's output number `who`."""
    z = U(stream) + (U(who) + U1) * GOLDEN_GAMMA
    z = (z ^ (z >> U30)) * MIX_1
    z = (z ^ (z >> U27)) * MIX_2
    return z ^ (z >> U31)


@rule
def uniform(stream: int, who: int) -> float:
    """Someone's number in [0, 1) in a stream, on a grid of 2**-53."""
    return float(np.int64(word(stream, who) >> U11)) * STEP


@rule
def stream_of(stream: int, who: int) -> int:
    """Someone's own stream within a stream, for draws about each of several others: the upper 63 bits of their word."""
    return int(np.int64(word(stream, who) >> U1))


@rule
@wrapping
def lowest_of_few(stream: int, rows: np.ndarray, besides: int) -> np.uint64:
    """The least number, with the row's place in `rows` in the bits that `uniform` leaves out; NONE if there is none.

    One number for both: so the processor compares several rows at a time.
    """
    least = NONE
    for place in range(len(rows)):
        number = word(stream, rows[place]) & ~PLACE | U(place)
        least = least if rows[place] == besides else min(least, number)
    return least


@rule
def lowest(stream: int, rows: np.ndarray, besides: int) -> int:
    """The row, other than `besides`, with the least `uniform` in a stream, the first of equals; -1 if there is none."""
    chosen, least = -1, NONE
    for first in range(0, len(rows), PLACES):
        some = rows[first : first + PLACES]
        number = lowest_of_few(stream, some, besides)
        if number >> U11 < least >> U11:
            chosen, least = some[np.int64(number & PLACE)], number
    return chosen


@rule
def pair(i: int, j: int) -> int:
    """The key of a tie from row i to row j (each in [0, 2**31)); order matters."""
    return int((np.int64(i) << 32) | np.int64(j))


@entry
def normal(stream: int, who: int) -> float:
    """Someone's standard normal number in a stream."""
    return normal_quantile(uniform(stream, who) + 0.5 * STEP)


@rule
def normal_quantile(p: float) -> float:
    """The standard normal quantile of p in (0, 1), to about 1e-16 (Wichura 1988, Algorithm AS 241, PPND16)."""
    q = p - 0.5
    if abs(q) <= 0.425:
        return central_quantile(q)
    r = math.sqrt(-math.log(p if q < 0.0 else 1.0 - p))
    tail = near_tail_quantile(r - 1.6) if r <= 5.0 else far_tail_quantile(r - 5.0)
    return -tail if q < 0.0 else tail


@rule
def central_quantile(q: float) -> float:
    """AS 241, |q| <= 0.425, where q = p - 1/2."""
    r = 0.180625 - q * q
    above = 2.5090809287301226727e3
    above = above * r + 3.3430575583588128105e4
    above = above * r + 6.7265770927008700853e4
    above = above * r + 4.5921953931549871457e4
    above = above * r + 1.3731693765509461125e4
    above = above * r + 1.9715909503065514427e3
    above = above * r + 1.3314166789178437745e2
    above = above * r + 3.3871328727963666080e0
    below = 5.2264952788528545610e3
    below = below * r + 2.8729085735721942674e4
    below = below * r + 3.9307895800092710610e4
    below = below * r + 2.1213794301586595867e4
    below = below * r + 5.3941960214247511077e3
    below = below * r + 6.8718700749205790830e2
    below = below * r + 4.2313330701600911252e1
    return q * above / (below * r + 1.0)


@rule
def near_tail_quantile(r: float) -> float:
    """AS 241, tails down to about 1.4e-11; r = sqrt(-log p) - 1.6."""
    above = 7.74545014278341407640e-4
    above = above * r + 2.27238449892691845833e-2
    above = above * r + 2.41780725177450611770e-1
    above = above * r + 1.27045825245236838258e0
    above = above * r + 3.64784832476320460504e0
    above = above * r + 5.76949722146069140550e0
    above = above * r + 4.63033784615654529590e0
    above = above * r + 1.42343711074968357734e0
    below = 1.05075007164441684324e-9
    below = below * r + 5.47593808499534494600e-4
    below = below * r + 1.51986665636164571966e-2
    below = below * r + 1.48103976427480074590e-1
    below = below * r + 6.89767334985100004550e-1
    below = below * r + 1.67638483018380384940e0
    below = below * r + 2.05319162663775882187e0
    return above / (below * r + 1.0)


@rule
def far_tail_quantile(r: float) -> float:
    """AS 241, tails beyond about 1.4e-11; r = sqrt(-log p) - 5."""
    above = 2.01033439929228813265e-7
    above = above * r + 2.71155556874348757815e-5
    above = above * r + 1.24266094738807843860e-3
    above = above * r + 2.65321895265761230930e-2
    above = above * r + 2.96560571828504891230e-1
    above = above * r + 1.78482653991729133580e0
    above = above * r + 5.46378491116411436990e0
    above = above * r + 6.65790464350110377720e0
    below = 2.04426310338993978564e-15
    below = below * r + 1.42151175831644588870e-7
    below = below * r + 1.84631831751005468180e-5
    below = below * r + 7.86869131145613259100e-4
    below = below * r + 1.48753612908506148525e-2
    below = below * r + 1.36929880922735805310e-1
    below = below * r + 5.99832206555887937690e-1
    return above / (below * r + 1.0)


@entry
def uniforms(stream: int, n: int) -> np.ndarray:
    """The numbers in [0, 1) of rows 0 to n - 1 in a stream, float64 (n,)."""
    numbers = np.empty(n)
    for who in range(n):
        numbers[who] = uniform(stream, who)
    return numbers
