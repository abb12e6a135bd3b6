"""The ties of a real village: two ids a row, and what kind of tie it is."""

import math
from array import array
from dataclasses import dataclass

import numpy as np

from scenarios.language import later, tr
from simulation.village.network import Flags, Floats, Integers
from simulation.village.table import Complaints, Content, Row, number, open_table

COLUMNS = ("from", "to", "layer", "weight", "distance_m")
KIN_LAYERS = {"kin", "kinship", "family", "kerabat", "kekerabatan", "keluarga", "saudara"}
NUMBERS = {"weight": (later("a number above 0"), 1e6), "distance_m": (later("metres, 0 or more"), 1e6)}


@dataclass
class TieList:
    """Undirected ties, none twice, by the positions of their ends in the roster (a < b); (ties,) each."""

    a: Integers
    b: Integers
    weight: Floats
    """The largest given, 1 if none was."""
    kin: Flags
    """Whether any row gave the tie in a layer of kinship."""
    distance: Floats
    """Mean of the metres given, NaN if none were."""
    repeated: int
    """Rows that gave a tie once more, or the other way round."""


def read_ties(content: Content, positions: dict[str, int], complaints: Complaints) -> TieList:
    """The ties in a file between the ids of a roster; what is wrong with it goes to `complaints`.

    If the roster could not be read at all (no positions), nobody is missed in it.
    """
    keys, kin = array("q"), array("b")
    numbers = {name: array("d") for name in NUMBERS}
    table = open_table(content, COLUMNS, ["from", "to"], complaints)
    if table is None:
        return merged(*map(np.array, (keys, kin, *numbers.values())))
    for row in table.rows:
        if row.ragged:
            continue
        key = pair_in(row, positions, complaints)
        values = [value_in(row, name, table.decimal_comma, complaints) for name in NUMBERS]
        if key >= 0:
            keys.append(key)
            kin.append(row.cells.get("layer", "").lower() in KIN_LAYERS)
            for name, value in zip(NUMBERS, values, strict=True):
                numbers[name].append(value)
    if not keys and not complaints.count:
        complaints.add(tr("has no ties; leave the file out to have them made"))
    return merged(*map(np.array, (keys, kin, *numbers.values())))


def pair_in(row: Row, positions: dict[str, int], complaints: Complaints) -> int:
    """A row's tie as one number, lower position << 32 | higher; -1, with a complaint, if there is none."""
    ends = row.cells["from"], row.cells["to"]
    if not all(ends):
        complaints.add(tr("has no id in 'from' or 'to'"), row.line)
        return -1
    if ends[0] == ends[1]:
        complaints.add(tr("ties '{name}' to itself").format(name=ends[0][:60]), row.line)
        return -1
    strangers = [f"'{end[:60]}'" for end in ends if end not in positions]
    if strangers:
        if positions:
            names = f" {tr('and')} ".join(strangers)
            complaints.add(tr("{names} not in the roster").format(names=names), row.line)
        return -1
    low, high = sorted(positions[end] for end in ends)
    return low << 32 | high


def value_in(row: Row, name: str, decimal_comma: bool, complaints: Complaints) -> float:
    """The number in a cell, NaN where it is empty or, with a complaint, not to be used."""
    cell = row.cells.get(name, "")
    if not cell:
        return math.nan
    value, (allowed, most) = number(cell, decimal_comma), NUMBERS[name]
    if not 0 <= value <= most or (name == "weight" and value == 0):
        text = tr("{name} is '{cell}', must be {allowed}, at most {most}")
        complaints.add(text.format(name=name, cell=cell[:60], allowed=tr(allowed), most=f"{most:.12g}"), row.line)
        return math.nan
    return value


def merged(keys: Integers, kin: Integers, weight: Floats, distance: Floats) -> TieList:
    """One tie for all rows that give it."""
    pairs, which = np.unique(keys.astype(np.int64), return_inverse=True)
    weights, total, given = np.zeros(len(pairs)), np.zeros(len(pairs)), np.zeros(len(pairs))
    np.maximum.at(weights, which, np.where(np.isnan(weight), 0.0, weight))
    np.add.at(total, which, np.where(np.isnan(distance), 0.0, distance))
    np.add.at(given, which, ~np.isnan(distance))
    return TieList(
        a=pairs >> 32,
        b=pairs & 0xFFFFFFFF,
        weight=np.where(weights > 0, weights, 1.0),
        kin=np.bincount(which, weights=kin, minlength=len(pairs)) > 0,
        distance=np.divide(total, given, out=np.full(len(pairs), np.nan), where=given > 0),
        repeated=len(keys) - len(pairs),
    )
