"""A planner's own village from two uploaded CSV files, read by the same reader as on the command line."""

import base64
import binascii
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.errors import BerdayaError, VillageError
from scenarios.language import tr
from scenarios.scenario import Scenario, load_scenario, make_scenario
from simulation.lab.limits import LIMITS
from simulation.village import read_village
from simulation.village.reader import read_files

FILES = ("roster", "ties")
SCENARIO = "village.toml"


@dataclass(frozen=True)
class OwnVillage:
    """Checked files in a visitor's own folder. households: rows of the roster. notes: what is made, not given."""

    folder: Path
    households: int
    ties: bool
    notes: tuple[str, ...]

    def scenario(self, community: str) -> Scenario:
        """The village in all else like a community. Raises ScenarioError."""
        return scenario_in(self.folder, community, self.ties)


def received(asked: Any) -> dict[str, bytes]:
    """The files in a message of the page: base64 by name. Raises BerdayaError for anything larger or else."""
    files, problems = dict[str, bytes](), []
    for name in FILES:
        text = asked.get(name) if isinstance(asked, dict) else None
        if text is None:
            continue
        try:
            files[name] = base64.b64decode(text, validate=True) if isinstance(text, str) else b""
        except (binascii.Error, ValueError):
            problems.append(tr("{file}: did not arrive whole; choose it again").format(file=f"{name}.csv"))
            continue
        if len(files[name]) > 1024 * LIMITS.upload_kb:
            large = tr("{file}: is larger than {most} kB, the most this page takes; the command line takes more")
            problems.append(large.format(file=f"{name}.csv", most=LIMITS.upload_kb))
    if "roster" not in files and not problems:
        problems.append(tr("roster.csv: choose this file first; ties.csv alone does not say who lives there"))
    if problems:
        raise BerdayaError(problems)
    return files


def take_in(files: dict[str, bytes], folder: Path, community: str) -> OwnVillage:
    """Put the files into a folder of the visitor's own and read them. Raises BerdayaError with every problem."""
    for name in FILES:
        (folder / f"{name}.csv").unlink(missing_ok=True)
        if name in files:
            (folder / f"{name}.csv").write_bytes(files[name])
    problems = list[str]()
    ties = "ties" in files
    try:
        people, _ = read_files(folder / "roster.csv", folder / "ties.csv" if ties else None)
        if len(people.ids) > LIMITS.households:
            text = tr("roster.csv: {n} households; this page takes at most {most}, the command line takes more")
            problems.append(text.format(n=len(people.ids), most=LIMITS.households))
    except VillageError as error:
        problems += error.problems
    if not problems:
        try:
            scenario = scenario_in(folder, community, ties)
        except BerdayaError as error:
            problems += [p.removeprefix(f"{folder / SCENARIO}: ") for p in error.problems]
    if problems:
        raise BerdayaError(problems)
    village = read_village(folder / "roster.csv", folder / "ties.csv" if ties else None, scenario.values, 0)
    return OwnVillage(folder, len(village.ids), ties, village.notes)


def scenario_in(folder: Path, community: str, ties: bool) -> Scenario:
    """The scenario file beside the village's files, written for a community and read."""
    make_scenario(community)
    text = f'name = {json.dumps(tr("Your village"), ensure_ascii=False)}\n[community]\npreset = "{community}"\n'
    text += 'roster = "roster.csv"\n' + ('ties = "ties.csv"\n' if ties else "")
    (folder / SCENARIO).write_text(text, encoding="utf-8")
    return load_scenario(folder / SCENARIO)
