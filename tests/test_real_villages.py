"""Two real villages, read as a user's own would be; skipped where BERDAYA_DATA does not name the data's folder."""

import csv
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from simulation.village import Village, describe, read_village, to_networkx
from tests.real_villages import data_folder, korea, nicaragua
from tests.test_village import VALUES

pytestmark = pytest.mark.skipif(
    data_folder() is None, reason="BERDAYA_DATA does not name the folder of the two real villages"
)


@pytest.fixture
def data() -> Path:
    folder = data_folder()
    assert folder is not None
    return folder


def read(folder: Path) -> Village:
    return read_village(folder / "roster.csv", folder / "ties.csv", VALUES, 1)


def measured_against(made: Village, data: Path) -> np.ndarray:
    """Measured and the village's distances of every pair of adults (pairs, 2), in metres."""
    place = dict(zip(made.ids, zip(made.x, made.y, strict=True), strict=True))
    with (data / "nicaragua_2013/dyads.csv").open() as dyads:
        return np.array(
            [
                [
                    float(row["house_distance_m"]),
                    np.hypot(*np.subtract(place[row["giver"]], place[row["receiver"]])),
                ]
                for row in csv.DictReader(dyads)
            ]
        )


def test_nicaragua_has_its_published_ties(data: Path, tmp_path: Path) -> None:
    counted = nicaragua(data, tmp_path)
    assert (counted["people"], counted["ties"]) == (108, 1422)
    made = read(tmp_path)
    said = describe(made)
    assert (said["n"], said["ties"]) == (108, 915)
    assert "ties given again or the other way round, merged: 507" in made.notes
    assert said["clustering"] == pytest.approx(nx.average_clustering(to_networkx(made)))
    assert 0.4 < said["kin_share"] < 0.6
    assert np.nansum(made.given["female"]) == 54
    assert 0 < made.given["status"].min() < made.given["status"].max() < 1


def test_nicaraguas_houses_lie_as_far_apart_as_measured(data: Path, tmp_path: Path) -> None:
    nicaragua(data, tmp_path)
    measured, here = measured_against(read(tmp_path), data).T
    assert np.abs(measured - here).max() < 1.0


def test_nicaraguas_places_follow_roughly_from_the_distances_of_the_tied_alone(data: Path, tmp_path: Path) -> None:
    nicaragua(data, tmp_path)
    with (tmp_path / "roster.csv").open() as file:
        ids = [row["id"] for row in csv.DictReader(file)]
    (tmp_path / "roster.csv").write_text("id\n" + "\n".join(ids))
    made = read(tmp_path)
    measured, here = measured_against(made, data).T
    assert np.corrcoef(measured, here)[0, 1] > 0.95
    assert any("worked out from the distances" in note for note in made.notes)


def test_koreas_villages_are_read_and_have_the_published_network(data: Path, tmp_path: Path) -> None:
    people = degree = clustering = dropped = 0.0
    for village in range(1, 26):
        counted = korea(data, tmp_path, village)
        said = describe(read(tmp_path))
        assert said["n"] == counted["people"]
        people += said["n"]
        dropped += counted["dropped"]
        degree += said["n"] * said["mean_degree"]
        clustering += said["n"] * said["clustering"]
    assert people == 1047
    assert dropped == 382
    assert degree / people == pytest.approx(4.1, abs=0.05)
    assert clustering / people == pytest.approx(0.29, abs=0.02)
