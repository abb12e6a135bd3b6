"""A village of the user's own: where its roster and ties lie, what they hold as a digest, how many households."""

import csv
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scenarios.form import allowed
from scenarios.language import tr
from scenarios.parameter import Value
from scenarios.parameters import BY_NAME


@dataclass(frozen=True)
class VillageFiles:
    """Absolute paths of the roster (one row a household) and, if given, the ties; SHA-256 of each in `digests`."""

    roster: Path
    ties: Path | None
    digests: tuple[str, ...]
    households: int

    def words(self, folder: Path | None) -> dict[str, str]:
        """The keys of [community] that name these files, relative to a folder or absolute."""
        paths = {"roster": self.roster, "ties": self.ties}
        return {key: _as_seen_from(folder, path) for key, path in paths.items() if path}

    def contradicts(self, values: Mapping[str, Value]) -> list[str]:
        """The complaint that `households` is not the number of rows in the roster; empty if it is."""
        given = values["households"]
        if given == self.households:
            return []
        text = tr("[community] households = {given}, but {file} has {n}: leave households out")
        return [text.format(given=given, file=self.roster.name, n=self.households)]


def open_village(folder: Path, roster: str | None, ties: str | None) -> tuple[VillageFiles | None, list[str]]:
    """Look for the files named in a scenario that stands in `folder`: what was found, and every problem in words."""
    if roster is None:
        return None, [tr("[community] ties: needs a roster too, to know the households")] if ties else []
    named = {"roster": roster} | ({"ties": ties} if ties else {})
    problems = [fault for key, name in named.items() if (fault := _unreadable(folder, key, name))]
    if problems:
        return None, problems
    paths = [Path(os.path.abspath(folder / name)) for name in named.values()]
    try:
        households = _rows(paths[0]) - 1
    except (UnicodeDecodeError, csv.Error) as error:
        return None, [_where("roster", roster) + tr("is not a CSV file in UTF-8 ({error})").format(error=error)]
    least, most = BY_NAME["households"].limits
    if not least <= households <= most:
        text = tr("has {n} rows of households; must have {allowed}")
        said = text.format(n=max(households, 0), allowed=allowed(BY_NAME["households"]))
        return None, [_where("roster", roster) + said]
    return VillageFiles(paths[0], paths[1] if ties else None, tuple(map(_digest, paths)), households), []


def _unreadable(folder: Path, key: str, name: str) -> str:
    try:
        with open(folder / name, "rb"):
            return ""
    except IsADirectoryError:
        return _where(key, name) + tr("is a folder, not a file")
    except FileNotFoundError:
        return _where(key, name) + tr("there is no such file beside the scenario file")
    except (OSError, ValueError) as error:
        return _where(key, name) + tr("cannot be read ({reason})").format(reason=error)


def _where(key: str, name: str) -> str:
    return f'[community] {key} = "{name}": '


def _rows(path: Path) -> int:
    """Rows that hold anything, the header among them."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        return sum(any(cell.strip() for cell in row) for row in csv.reader(file))


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _as_seen_from(folder: Path | None, path: Path) -> str:
    try:
        return Path(os.path.relpath(path, folder)).as_posix() if folder else path.as_posix()
    except ValueError:  # another drive
        return path.as_posix()
