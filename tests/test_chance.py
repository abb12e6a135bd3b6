"""Chance: known answers, independence, and the same numbers compiled and interpreted."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from simulation import chance

WORD = (1 << 64) - 1
small = st.integers(0, 2**63 - 1)


def philox_word(seed: int, decision: int, month: int) -> int:
    """What numpy's own Philox gives; it counts up once before its first block."""
    counter = ((decision | (month & WORD) << 64) - 1) % (1 << 256)
    words = np.array([counter >> 64 * k & WORD for k in range(4)], dtype=np.uint64)
    return int(np.random.Philox(key=np.array([seed, 0], dtype=np.uint64), counter=words).random_raw())


@settings(deadline=None)
@given(small, small, st.integers(-(2**63), 2**63 - 1))
def test_stream_is_philox(seed: int, decision: int, month: int) -> None:
    assert int(chance.stream(seed, decision, month)) == philox_word(seed, decision, month) >> 1


def test_word_is_splitmix64() -> None:
    known = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    assert [int(chance.word(1234567, who)) for who in range(3)] == known


@settings(deadline=None)
@given(small, st.integers(0, 2**62))
def test_uniform_is_the_upper_53_bits(stream: int, who: int) -> None:
    value = chance.uniform(stream, who)
    assert value == (int(chance.word(stream, who)) >> 11) / 2**53
    assert 0.0 <= value < 1.0


def drawn(n: int, seed: int = 1, decision: str = "a decision", month: int = 0) -> np.ndarray:
    stream = chance.stream(seed, chance.decision(decision), month)
    return np.array([chance.uniform(stream, who) for who in range(n)])


def test_uniforms_are_uniform_and_streams_independent() -> None:
    n = 4000
    here = drawn(n)
    assert stats.kstest(here, "uniform").pvalue > 1e-4
    for there in (drawn(n, seed=2), drawn(n, decision="another decision"), drawn(n, month=1), drawn(n, month=-1)):
        assert abs(np.corrcoef(here, there)[0, 1]) < 4 / np.sqrt(n)
    assert abs(np.corrcoef(here[1:], here[:-1])[0, 1]) < 4 / np.sqrt(n)


def test_normals_are_normal() -> None:
    stream = chance.stream(3, chance.decision("a decision"), 0)
    values = np.array([chance.normal(stream, who) for who in range(4000)])
    assert stats.kstest(values, "norm").pvalue > 1e-4


@settings(deadline=None)
@given(st.floats(1e-300, 1.0, exclude_max=True))
def test_normal_quantile_is_scipys(p: float) -> None:
    assert chance.normal_quantile(p) == pytest.approx(stats.norm.ppf(p), rel=2e-14, abs=2e-15)


def test_the_smallest_and_largest_draws_have_finite_normals() -> None:
    assert -8.3 < chance.normal_quantile(2.0**-54) < -8.2
    assert 8.2 < chance.normal_quantile(1.0 - 2.0**-53) < 8.3


@settings(deadline=None)
@given(st.integers(0, 2**31 - 1), st.integers(0, 2**31 - 1))
def test_pairs_have_their_own_keys(i: int, j: int) -> None:
    key = int(chance.pair(i, j))
    assert (key >> 32, key & 0xFFFFFFFF) == (i, j)


def test_decisions_are_stable() -> None:
    assert chance.decision("speak") == 7070769492834503923
    assert 0 <= chance.decision("speak") < 2**63
    assert len({chance.decision(f"decision {k}") for k in range(1000)}) == 1000


SAMPLE = """
import json, warnings
warnings.simplefilter("error")
from simulation import chance
words, normals = [], []
for month in (-12, 0, 75):
    stream = chance.stream(20260714, chance.decision("speak"), month)
    for who in (0, 1, 224, int(chance.pair(3, 999_999))):
        words.append([int(stream), chance.uniform(stream, who)])
        normals.append(chance.normal(stream, who))
print(json.dumps([words, normals]))
"""


def sample(disable_jit: str) -> list:
    environment = {**os.environ, "NUMBA_DISABLE_JIT": disable_jit}
    house = Path(chance.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", SAMPLE], env=environment, cwd=house, capture_output=True, check=True)
    return json.loads(done.stdout)


def test_ordinary_python_draws_the_same_numbers_without_a_warning() -> None:
    (words, normals), (other_words, other_normals) = sample("0"), sample("1")
    assert words == other_words
    assert normals == pytest.approx(other_normals, rel=1e-12)
