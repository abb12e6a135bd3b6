"""Two real villages as roster.csv and ties.csv, made from the data sets in the folder that BERDAYA_DATA names.

Nicaragua (Koster 2018; Simpson 2022, CC BY 4.0): all adults of one village. A tie is help that giver and receiver both
report; people of whom one says so only are not tied. Kinship is the layer of the ties between relatives. Places are
worked out from the distances between all houses.
Korea (Rogers & Kincaid 1981; netdiffuseR, MIT): the married women of one of 25 villages. A tie is talk about family
planning, whoever of the two named the other. No places. Named women who were not surveyed are dropped and counted.
"""

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from simulation.study.adoption import schooling
from simulation.village.layout import places_from_distances

RELATED = 0.125
"""Least consanguineal relatedness of a tie of kinship: that of first cousins."""


def data_folder() -> Path | None:
    """The folder of data sets, None where BERDAYA_DATA is not set."""
    named = os.environ.get("BERDAYA_DATA")
    return Path(named) if named else None


def nicaragua(data: Path, folder: Path) -> dict[str, int]:
    """Write the Nicaraguan village into a folder: how many people, ties (both directions) and relatives tied."""
    people = list(csv.DictReader((data / "nicaragua_2013/nodes.csv").open(encoding="utf-8")))
    dyads = list(csv.DictReader((data / "nicaragua_2013/dyads.csv").open(encoding="utf-8")))
    place = {person["node_id"]: row for row, person in enumerate(people)}
    distance = np.zeros((len(people), len(people)))
    for dyad in dyads:
        distance[place[dyad["giver"]], place[dyad["receiver"]]] = float(dyad["house_distance_m"])
    x, y = places_from_distances(distance, np.arange(len(people)))
    roster = (
        [p["node_id"], p["household_id"], p["sex"], p["wealth_household"], f"{x[row]:.1f}", f"{y[row]:.1f}"]
        for row, p in enumerate(people)
    )
    write(folder / "roster.csv", ["id", "household", "sex", "wealth", "x", "y"], roster)
    confirmed = [d for d in dyads if d["report_y"] == d["report_donor"] == "1.0"]
    ties = [[d["giver"], d["receiver"], "kin" if related(d) else "help", d["house_distance_m"]] for d in confirmed]
    write(folder / "ties.csv", ["from", "to", "layer", "distance_m"], ties)
    return {"people": len(people), "ties": len(ties), "kin": sum(map(related, confirmed))}


def related(dyad: dict[str, str]) -> bool:
    """Whether two people are cousins by blood or nearer."""
    return float(dyad["consanguineal_relatedness"]) >= RELATED


def korea(data: Path, folder: Path, village: int) -> dict[str, int]:
    """Write a Korean village (1-25) into a folder: how many people, ties named, and ties dropped."""
    with (data / "korea_1973/nodes.csv").open(encoding="utf-8") as nodes:
        people = [row for row in csv.DictReader(nodes) if row["village"] == str(village)]
    with (data / "korea_1973/edges.csv").open(encoding="utf-8") as edges:
        named = [r for r in csv.DictReader(edges) if r["village"] == str(village) and r["layer"] == "talk_fp"]
    write(folder / "roster.csv", ["id", "sex", "schooling"], ([p["node_id"], "f", schooling(p)] for p in people))
    surveyed = [row for row in named if row["target_surveyed"] == "1"]
    write(folder / "ties.csv", ["from", "to", "layer"], ([r["source"], r["target"], "talk"] for r in surveyed))
    return {"people": len(people), "ties": len(surveyed), "dropped": len(named) - len(surveyed)}


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A CSV file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
