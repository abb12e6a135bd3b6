"""Opening a scenario file: whatever it holds, tables or a complaint in words."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scenarios.errors import ScenarioError
from scenarios.language import tr

_LARGEST_FILE = 1_000_000
_DECIMAL_COMMA = re.compile(r"=\s*[+-]?\d+,\d")


def read_tables(file: Path) -> dict[str, Any]:
    """The tables of a TOML file, unchecked. Raises ScenarioError for all that cannot be read as such."""
    text = _text(file)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        hint = "; " + tr("decimals are written with a point: 0.5") if _DECIMAL_COMMA.search(text) else ""
        raise ScenarioError(tr("is not valid TOML: {error}").format(error=error) + hint) from error
    except (ValueError, RecursionError) as error:
        raise ScenarioError(tr("holds a number with too many digits or lists too deep in each other")) from error
    if not tables:
        raise ScenarioError(tr("says nothing: it needs at least a name or a table such as [community]"))
    return tables


def word(tables: Mapping[str, Any], table: str, key: str) -> str | None:
    """A word from unchecked tables; None where it is missing or is no text."""
    found = tables[table].get(key) if isinstance(tables.get(table), dict) else None
    return found if isinstance(found, str) else None


def _text(file: Path) -> str:
    try:
        if not file.is_file():
            folder = tr("is a folder, not a scenario file")
            raise ScenarioError(folder if file.is_dir() else tr("there is no such file"))
        if file.stat().st_size > _LARGEST_FILE:
            text = tr("is too large for a scenario file (more than {most} bytes)")
            raise ScenarioError(text.format(most=f"{_LARGEST_FILE:,}"))
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScenarioError(tr("is not a text file in UTF-8")) from error
    except (OSError, ValueError) as error:
        raise ScenarioError(tr("cannot be read: {error}").format(error=error)) from error
