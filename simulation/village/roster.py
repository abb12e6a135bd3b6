"""The roster of a real village: one row a household (or adult), whatever columns are known."""

import math
from dataclasses import dataclass, field

import numpy as np

from agents.columns import N_TOPICS
from scenarios.language import tr
from scenarios.parameters import BY_NAME
from simulation.village.network import Floats, Integers
from simulation.village.table import Complaints, Content, Row, Table, number, open_table

LABELS = ("hamlet", "household", "kin")
SEXES = {
    **dict.fromkeys(("f", "female", "perempuan", "p", "wanita"), 1.0),
    **dict.fromkeys(("m", "male", "laki-laki", "l", "pria"), 0.0),
}
LEVELS = (
    "female",
    "status",
    "schooling",
    "knowledge",
    "skill",
    "confidence",
    "trust",
    "trust_facilitator",
    "participation",
)
NUMBERS: dict[str, tuple[float, float]] = {
    "x": (-1e7, 1e7),
    "y": (-1e7, 1e7),
    "wealth": (-1e15, 1e15),
    "need": (0, N_TOPICS - 1),
    "income": (0, 1e3),
    "assets": (0, 1e6),
    **dict.fromkeys(LEVELS, (0, 1)),
}
"""Columns that hold numbers, with the least and the largest taken."""
WHOLE = ("need", "female")
COLUMNS = ("id", *LABELS, "sex", *NUMBERS)


@dataclass
class Roster:
    """What a roster says of its n villagers, in the file's order; NaN and "" where a cell is empty."""

    ids: list[str] = field(default_factory=list)
    labels: dict[str, list[str]] = field(default_factory=dict)
    numbers: dict[str, Floats] = field(default_factory=dict)

    def codes(self, column: str) -> Integers | None:
        """Labels as numbers (n,) in order of first mention, each empty one a number of its own; None if not given."""
        if column not in self.labels:
            return None
        known: dict[str, int] = {}
        names = (label or f"\0{row}" for row, label in enumerate(self.labels[column]))
        return np.array([known.setdefault(name, len(known)) for name in names], dtype=np.int64)


def read_roster(content: Content, complaints: Complaints) -> Roster:
    """The roster in a file; what is wrong with it goes to `complaints`."""
    table = open_table(content, COLUMNS, ["id"], complaints)
    if table is None:
        return Roster()
    for one, other in (("wealth", "status"), ("sex", "female")):
        if one in table.columns and other in table.columns:
            text = tr("columns '{one}' and '{other}' say the same; keep one of them")
            complaints.add(text.format(one=one, other=other))
    if ("x" in table.columns) != ("y" in table.columns):
        complaints.add(tr("a place needs both 'x' and 'y'"))
    return collected(table, complaints)


def collected(table: Table, complaints: Complaints) -> Roster:
    """All rows; a cell that cannot be used counts as empty and is complained about."""
    ids: dict[str, int] = {}
    labels: dict[str, list[str]] = {name: [] for name in LABELS if name in table.columns}
    numbers: dict[str, list[float]] = {name: [] for name in ("sex", *NUMBERS) if name in table.columns}
    for row in table.rows:
        said = {name: value_in(row, name, table.decimal_comma, complaints) for name in numbers}
        if not_new(row, ids, complaints):
            continue
        ids[row.cells["id"]] = row.line
        for name, texts in labels.items():
            texts.append(row.cells[name])
        for name, values in numbers.items():
            values.append(said[name])
    least, most = BY_NAME["households"].limits
    if not least <= len(ids) <= most:
        text = tr("villagers that can be used: {n}; a village has {least} to {most}")
        complaints.add(text.format(n=len(ids), least=f"{least:.0f}", most=f"{most:.0f}"))
    columns = {name: np.array(values) for name, values in numbers.items()}
    return Roster(list(ids), labels, {name: values for name, values in columns.items() if not np.isnan(values).all()})


def not_new(row: Row, ids: dict[str, int], complaints: Complaints) -> bool:
    """Complain about a row without an id or with one that an earlier line has; whether it is so."""
    name = row.cells["id"]
    if not name and not row.ragged:
        complaints.add(tr("has no id"), row.line)
    elif name in ids:
        complaints.add(tr("id '{name}' is that of line {line}").format(name=name[:60], line=ids[name]), row.line)
    return not name or name in ids


def value_in(row: Row, name: str, decimal_comma: bool, complaints: Complaints) -> float:
    """The number in a cell, NaN where it is empty or, with a complaint, not to be used."""
    cell = row.cells[name]
    if not cell:
        return math.nan
    if name == "sex":
        value = SEXES.get(cell.lower(), math.nan)
    else:
        least, most = NUMBERS[name]
        value = number(cell, decimal_comma)
        if not least <= value <= most or (name in WHOLE and value != int(value)):
            value = math.nan
    if math.isnan(value):
        text = tr("{name} is '{cell}', must be {allowed}")
        complaints.add(text.format(name=name, cell=cell[:60], allowed=allowed(name)), row.line)
    return value


def allowed(name: str) -> str:
    """What a cell of a column may hold, in words."""
    if name == "sex":
        return tr("f, female, perempuan, P or m, male, laki-laki, L")
    text = tr("a whole number {least} to {most}") if name in WHOLE else tr("a number {least} to {most}")
    least, most = NUMBERS[name]
    return text.format(least=f"{least:.12g}", most=f"{most:.12g}")


def rank(values: Floats) -> Floats:
    """Each value's rank among those given, as a share in (0, 1); equals share theirs, NaN stays NaN."""
    given = ~np.isnan(values)
    _, which, many = np.unique(values[given], return_inverse=True, return_counts=True)
    ranks = np.full(len(values), np.nan)
    ranks[given] = ((np.cumsum(many) - 0.5 * many) / max(1, given.sum()))[which]
    return ranks
