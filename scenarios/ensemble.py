"""Sets of parameters that all agree with the patterns of the field: what nobody has measured, as possibilities.

Each row of `ensemble.csv` is one set, found by the calibration study; between the rows lies what is deeply uncertain.
"""

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from scenarios.parameter import Value
from scenarios.parameters import BY_NAME

FILE = Path(__file__).with_name("ensemble.csv")


@cache
def accepted_sets() -> tuple[Mapping[str, Value], ...]:
    """The accepted sets, the best first: what each changes of the defaults."""
    with open(FILE, encoding="utf-8", newline="") as file:
        return tuple({name: _value(name, text) for name, text in row.items()} for row in csv.DictReader(file))


def write_sets(sets: Sequence[Mapping[str, Value]], file: Path = FILE) -> None:
    """Keep accepted sets, all of the same parameters."""
    with open(file, "w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(sets[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _text(value) for name, value in one.items()} for one in sets)


def _value(name: str, text: str) -> Value:
    return int(text) if BY_NAME[name].kind == "int" else float(text)


def _text(value: Value) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
