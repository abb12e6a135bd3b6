"""A CSV file from anybody's spreadsheet, read row by row; everything wrong with it is collected, nothing raised."""

import csv
import io
import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scenarios.language import nearest, tr

LARGEST_FILE = 100_000_000
"""Bytes; a roster of two million households has fewer."""
MOST_LISTED = 20
"""Complaints listed of one file; the others are counted."""

Content = bytes | OSError | ValueError


@dataclass
class Complaints:
    """What is wrong with one file."""

    file: str
    listed: list[str] = field(default_factory=list)
    count: int = 0

    def add(self, text: str, line: int | None = None) -> None:
        """Note a complaint, about a line (from 1) or about the file as a whole."""
        self.count += 1
        if self.count <= MOST_LISTED:
            place = f"{self.file}, {tr('line {number}').format(number=line)}" if line else self.file
            self.listed.append(f"{place}: {text}")

    def texts(self) -> list[str]:
        """All complaints, or the first of them and how many more there are."""
        more = self.count - len(self.listed)
        text = tr("{file}: and {more} more like these")
        return [*self.listed, text.format(file=self.file, more=more)] if more else self.listed


@dataclass(frozen=True)
class Row:
    """One row: its line in the file (from 1), its cells by column, and whether these are too few or too many."""

    line: int
    cells: dict[str, str]
    ragged: bool


@dataclass(frozen=True)
class Table:
    """A readable file: its columns and, once only, its rows that hold anything."""

    columns: tuple[str, ...]
    rows: Iterator[Row]
    decimal_comma: bool


def content_of(path: Path) -> Content:
    """A file's bytes, at most one more than LARGEST_FILE, or why it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        return error


def open_table(
    content: Content, known: Collection[str], needed: Collection[str], complaints: Complaints
) -> Table | None:
    """The table in a file, separated by commas or semicolons; None where not even its columns can be told."""
    text = text_of(content, complaints)
    if text is None:
        return None
    first = text.lstrip().partition("\n")[0]
    semicolons = first.count(";") > first.count(",")
    reader = csv.reader(io.StringIO(text), delimiter=";" if semicolons else ",", strict=True)
    lines = filled_lines(reader, complaints)
    _, header = next(lines, (0, []))
    columns = tuple(name.lower() for name in header)
    if not columns and not complaints.count:
        complaints.add(tr("is empty"))
    if not (columns and fits(columns, known, needed, complaints)):
        return None
    return Table(columns, rows_of(columns, lines, complaints), semicolons)


def text_of(content: Content, complaints: Complaints) -> str | None:
    """A file's text in UTF-8, with or without a byte order mark."""
    if not isinstance(content, bytes):
        reason = getattr(content, "strerror", None) or content
        complaints.add(tr("cannot be read ({reason})").format(reason=reason))
    elif len(content) > LARGEST_FILE:
        complaints.add(tr("is larger than {most} MB, the most that is read").format(most=LARGEST_FILE // 1_000_000))
    elif content.startswith((b"\xff\xfe", b"\xfe\xff")):
        complaints.add(tr("is UTF-16 text; save it as CSV in UTF-8"))
    elif (zero := content.find(b"\0")) >= 0:
        complaints.add(tr("byte {at} is zero: this is no text file").format(at=zero + 1), line_at(content, zero))
    else:
        return decoded(content, complaints)
    return None


def decoded(content: bytes, complaints: Complaints) -> str | None:
    """The bytes as text with plain line ends."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = error.start + (3 if content.startswith(b"\xef\xbb\xbf") else 0)
        wrong = tr("byte {at} ({byte}) is not UTF-8; save the file as CSV in UTF-8")
        complaints.add(wrong.format(at=at + 1, byte=f"0x{content[at]:02x}"), line_at(content, at))
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def line_at(content: bytes, position: int) -> int:
    """The line (from 1) that a byte stands in."""
    return content.count(b"\n", 0, position) + 1


def filled_lines(reader: Any, complaints: Complaints) -> Iterator[tuple[int, list[str]]]:
    """Line and stripped cells of every row that holds anything, up to the first that is no CSV."""
    while True:
        line = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            complaints.add(tr("is no CSV from here on ({error})").format(error=error), line)
            return
        if any(cells):
            yield line, cells


def fits(columns: tuple[str, ...], known: Collection[str], needed: Collection[str], complaints: Complaints) -> bool:
    """Complain about columns that are missing, unknown or there twice; whether the needed ones are there."""
    for name in needed:
        if name not in columns:
            text = tr("column '{name}' is missing; the columns are {columns}")
            complaints.add(text.format(name=name, columns=", ".join(map(repr, columns[:30]))))
    for name in dict.fromkeys(columns):
        if name not in known:
            hint = nearest(name, known) or "; " + tr("known are {known}").format(known=", ".join(known))
            complaints.add(tr("unknown column '{name}'{hint}").format(name=name[:60], hint=hint), 1)
        elif columns.count(name) > 1:
            text = tr("column '{name}' is there {n} times")
            complaints.add(text.format(name=name, n=columns.count(name)), 1)
    return set(needed) <= set(columns)


def rows_of(columns: tuple[str, ...], lines: Iterator[tuple[int, list[str]]], complaints: Complaints) -> Iterator[Row]:
    """Rows by column; one may have empty cells too many, as spreadsheets write them."""
    width = len(columns)
    for line, cells in lines:
        ragged = len(cells) < width or any(cells[width:])
        if ragged:
            complaints.add(tr("cells: {n}; columns: {m}").format(n=len(cells), m=width), line)
            cells += [""] * width
        yield Row(line, dict(zip(columns, cells, strict=False)), ragged)


def number(cell: str, decimal_comma: bool) -> float:
    """The number in a cell, NaN if it holds none that is finite; 0,5 is a half where semicolons separate cells."""
    if decimal_comma and cell.count(",") == 1 and "." not in cell:
        cell = cell.replace(",", ".")
    try:
        value = float(cell) if "_" not in cell else math.nan
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan
