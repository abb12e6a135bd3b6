"""Where compiled code is kept: named after the rules it was made from, or nowhere if nothing can be written."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from agents import compiled

HOUSE = compiled.HOUSE
FIRST_RUN = """
from agents import compiled
before = compiled.first_run()
from simulation import chance
@compiled.entry
def dice(n):
    total = 0.0
    for who in range(n):
        total += chance.uniform(7, who)
    return total
print(before, compiled.CODE_FOLDER is not None, round(dice(3), 6), compiled.first_run())
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for file, text in {
        "agents/villager.py": "a = 1\n",
        "simulation/month/visit.py": "b = 1\n",
        "simulation/report/table.py": "c = 1\n",
        "simulation/study/fast.py": "from agents.compiled import rule\n",
        "scenarios/scenario.py": "d = 1\n",
    }.items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "is_rule"),
    [
        ("agents/villager.py", True),
        ("simulation/month/visit.py", True),
        ("simulation/study/fast.py", True),
        ("simulation/report/table.py", False),
        ("scenarios/scenario.py", False),
    ],
)
def test_a_changed_rule_changes_the_folder_and_nothing_else_does(house: Path, file: str, is_rule: bool) -> None:
    before = compiled.fingerprint(house)
    with (house / file).open("a") as changed:
        changed.write("# changed\n")
    assert (compiled.fingerprint(house) != before) == is_rule


def test_moving_a_rule_changes_the_folder(house: Path) -> None:
    before = compiled.fingerprint(house)
    (house / "agents/villager.py").rename(house / "agents/people.py")
    assert compiled.fingerprint(house) != before


def start(script: Path, **environment: str) -> list[str]:
    """Run FIRST_RUN from a file (numba keeps code of files only) in a new process."""
    script.write_text(FIRST_RUN)
    settings = {"PYTHONPATH": str(HOUSE), "NUMBA_DISABLE_JIT": "0", **environment}
    done = subprocess.run(
        [sys.executable, str(script)], env={**os.environ, **settings}, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_code_is_kept_in_the_folder_that_the_user_chose(tmp_path: Path) -> None:
    cache = str(tmp_path / "cache")
    first, again = (
        start(tmp_path / "dice.py", NUMBA_CACHE_DIR=cache),
        start(tmp_path / "dice.py", NUMBA_CACHE_DIR=cache),
    )
    assert (first[0], first[1], first[3]) == ("True", "True", "False")
    assert again == ["False", "True", first[2], "False"]
    assert list(Path(cache, "berdaya", compiled.fingerprint()).rglob("*.nbi"))


def test_without_a_writable_folder_and_as_ordinary_python_the_rules_run_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file where a folder should be: nobody, not even root, can write below it")
    blocked = start(tmp_path / "dice.py", NUMBA_CACHE_DIR=str(tmp_path / "file"))
    assert blocked[:2] == ["True", "False"]
    assert start(tmp_path / "dice.py", NUMBA_DISABLE_JIT="1") == ["False", "False", blocked[2], "False"]
    assert not list(tmp_path.rglob("*.nbi"))


def test_a_rule_divides_as_numpy_does() -> None:
    @compiled.rule
    def share(part: float, whole: float) -> float:
        return part / whole

    if not compiled.interpreted:
        assert share(1.0, 0.0) == np.inf


def test_an_entry_leaves_other_users_of_numba_alone() -> None:
    before = compiled.settings.CACHE_DIR

    @compiled.entry
    def double(x: float) -> float:
        return 2 * x

    assert double(2.0) == 4.0
    assert before == compiled.settings.CACHE_DIR
