"""The same rules as ordinary Python: same events, same numbers; and what they do to one person."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from tests.interpreted import Arrays, year
from tests.miniature import lonely


def interpreted(task: str, folder: Path) -> Arrays:
    """What a task gives in a Python that compiles nothing."""
    file = folder / f"{task}.npz"
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, "-m", "tests.interpreted", task, str(file)]
    subprocess.run(command, check=True, env=environment, cwd=Path(__file__).resolve().parent.parent)
    with np.load(file) as arrays:
        return dict(arrays)


def test_compiled_and_interpreted_agree(tmp_path: Path) -> None:
    python, machine = interpreted("year", tmp_path), year()
    assert python.keys() == machine.keys()
    for name, values in machine.items():
        if values.dtype.kind == "f":
            np.testing.assert_allclose(python[name], values, rtol=1e-12, atol=1e-12, err_msg=name)
        else:
            np.testing.assert_array_equal(python[name], values, err_msg=name)


def test_that_year_has_something_of_everything() -> None:
    world = year()
    assert world["villagers.sessions"].sum() > 0
    assert world["villagers.meetings"].sum() > 0
    assert world["groups.alive"].any()
    assert (world["learned"][-1, [0, 1, 4]] > 0).all()
    assert world["villagers.agent"].any()


def test_a_meeting_of_one_is_a_visit(tmp_path: Path) -> None:
    visit, meeting = (interpreted(task, tmp_path) for task in ("visit", "meeting"))
    of_the_group = {"present", "meetings"}
    assert visit["sessions"] == 1
    assert {name for name in visit if not np.array_equal(visit[name], meeting[name])} == of_the_group


def test_lonely_villagers_have_no_ties() -> None:
    village = lonely(4)
    assert village.n == 4
    assert len(village.starts) == 5
