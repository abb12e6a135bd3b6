"""Who adopted when in real villages: data read as a user's villages are, shares by year, neighbours who had adopted.

A data set is a folder with ``nodes.csv`` (node_id, village, adopt_year, empty = not within the years watched; perhaps
schooling, 1 illiterate to 6 college) and ``edges.csv`` (village, source, target, layer, target_surveyed), as made from
the Korean villages of Rogers & Kincaid (1981). A tie is talk about the practice, whoever of the two named the other.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from scenarios.errors import BerdayaError, VillageError
from scenarios.form import allowed
from scenarios.language import nearest
from scenarios.parameters import BY_NAME
from scenarios.scenario import make_scenario
from simulation.village import Village, read_village
from simulation.village.network import Floats, Integers

NEVER = 10_000
"""Year of adoption of whoever did not adopt within the years watched."""
MANY = 4
"""So many adopted neighbours and more are one class."""
TALK = "talk_fp"
LEVELS = tuple("123456")
"""Schooling, from illiterate to college."""
LEAST_VILLAGES = 3
_NODES = ("node_id", "village", "adopt_year")
_EDGES = ("village", "source", "target", "layer", "target_surveyed")


@dataclass(frozen=True, eq=False)
class Adoption:
    """A village of n people and the year in which each first adopted.

    year: int64 (n,) by the village's rows, 1 is the first of `years` years watched, NEVER if in none of them.
    """

    name: str
    village: Village
    year: Integers
    years: int

    @cached_property
    def ties(self) -> Floats:
        """1 for each pair of neighbours, else 0; float64 (n, n)."""
        matrix = np.zeros((self.village.n, self.village.n))
        matrix[np.repeat(np.arange(self.village.n), np.diff(self.village.starts)), self.village.neighbours] = 1.0
        return matrix


def share_by_year(year: Integers, years: int) -> Floats:
    """Share adopted at the end of each year, float64 (..., years), from the years of adoption (..., n)."""
    return np.stack([(year <= t).mean(axis=-1) for t in range(1, years + 1)], axis=-1)


def neighbours_adopted(adoption: Adoption, adopted: np.ndarray) -> Integers:
    """Neighbours of each who had adopted, MANY at most: int64 (..., n) from flags (..., n)."""
    return np.minimum(MANY, np.rint(adopted @ adoption.ties)).astype(np.int64)


def counts_by_exposure(adoption: Adoption, year: Integers) -> Floats:
    """Adoptions and people at risk, summed over the years, by neighbours adopted in earlier years: (2, MANY + 1)."""
    counts = np.zeros((2, MANY + 1))
    for t in range(1, adoption.years + 1):
        exposure = neighbours_adopted(adoption, year < t)
        counts += [np.bincount(exposure[who], minlength=MANY + 1) for who in (year == t, year >= t)]
    return counts


def read_adoption(folder: Path) -> list[Adoption]:
    """All villages of a data set, in the order of its nodes. Raises VillageError with every problem."""
    problems: list[str] = []
    people = _rows(folder / "nodes.csv", _NODES, problems)
    edges = _rows(folder / "edges.csv", _EDGES, problems)
    problems += [] if problems else [*_wrong_cells(people), *_wrong_sizes(people), *_wrong_layer(edges)]
    if problems:
        raise VillageError(problems)
    known = [int(person["adopt_year"]) for person in people if person["adopt_year"]]
    ties = [edge for edge in edges if edge["layer"] == TALK and edge["target_surveyed"] == "1"]
    names = dict.fromkeys(person["village"] for person in people)
    return [_village(name, people, ties, min(known), max(known)) for name in names]


def _rows(file: Path, needed: Sequence[str], problems: list[str]) -> list[dict[str, str]]:
    """The rows of a CSV file; what is wrong with it is added to `problems`."""
    try:
        with file.open(newline="", encoding="utf-8-sig") as text:
            reader = csv.DictReader(text, restval="")
            rows, columns = list(reader), reader.fieldnames or []
    except (OSError, ValueError, csv.Error) as error:
        problems.append(f"{file}: cannot be read ({error})")
        return []
    missing = [f"'{name}'" for name in needed if name not in columns]
    if missing:
        problems.append(f"{file}: column {', '.join(missing)} is missing; there are: {', '.join(columns)}")
    return rows


def _wrong_cells(people: Sequence[dict[str, str]]) -> Iterator[str]:
    years = {person["adopt_year"] for person in people} - {""}
    levels = {person.get("schooling", "") for person in people} - {"", *LEVELS}
    yield from (f"nodes.csv: adopt_year '{year}' is not a whole year" for year in sorted(years) if not year.isdecimal())
    yield from (f"nodes.csv: schooling '{level}' is none of {', '.join(LEVELS)}" for level in sorted(levels))
    if not years:
        yield "nodes.csv: nobody has an adopt_year"


def _wrong_sizes(people: Sequence[dict[str, str]]) -> Iterator[str]:
    sizes = Counter(person["village"] for person in people)
    households = BY_NAME["households"]
    low, high = households.limits
    for name, size in sizes.items():
        if not low <= size <= high:
            yield f"nodes.csv: village {name} has {size} people; must have {allowed(households)}"
    if len(sizes) < LEAST_VILLAGES:
        yield f"nodes.csv: has {len(sizes)} villages; needs {LEAST_VILLAGES}, to fit on some and predict others"


def _wrong_layer(edges: Sequence[dict[str, str]]) -> Iterator[str]:
    layers = sorted({edge["layer"] for edge in edges})
    if TALK not in layers:
        yield f"edges.csv: has no layer '{TALK}'{nearest(TALK, layers)}; there are: {', '.join(layers)}"


def _village(
    name: str, people: Sequence[dict[str, str]], ties: Sequence[dict[str, str]], first: int, last: int
) -> Adoption:
    """One village, read from files as a user's village is."""
    mine = [person for person in people if person["village"] == name]
    with TemporaryDirectory() as folder:
        roster, talk = Path(folder, "roster.csv"), Path(folder, "ties.csv")
        _write(roster, ("id", "sex", "schooling"), ((p["node_id"], "f", schooling(p)) for p in mine))
        _write(talk, ("from", "to"), ((t["source"], t["target"]) for t in ties if t["village"] == name))
        try:
            village = read_village(roster, talk, make_scenario().values, seed=1)
        except BerdayaError as error:
            raise VillageError(f"village {name}: {problem}" for problem in error.problems) from error
    year = {p["node_id"]: int(p["adopt_year"]) - first + 1 if p["adopt_year"] else NEVER for p in mine}
    return Adoption(name, village, np.array([year[person] for person in village.ids]), last - first + 1)


def schooling(person: dict[str, str]) -> str:
    """Schooling from 1 illiterate to 6 college as 0 to 1, with 5 (secondary school finished) and more as 1."""
    level = person.get("schooling", "")
    return f"{min(1.0, (int(level) - 1) / 4):g}" if level else ""


def _write(file: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with file.open("w", newline="", encoding="utf-8") as text:
        csv.writer(text).writerows([header, *rows])
