"""What a report is made of: words, tables and pictures, before it is known whether a page or print will show them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from simulation.report.drawing import Drawing

type Words = tuple["Span", ...]
type Block = "Paragraph | Bullets | Picture | Table"
type Band = tuple["Part", ...]
"""One part over all the width, or two side by side."""


@dataclass(frozen=True)
class Span:
    """Words of one look: strong, and in a colour where one is named."""

    text: str
    strong: bool = False
    colour: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Running text; `quiet` is small and less dark."""

    words: Words
    quiet: bool = False
    kind: str = field(default="paragraph", init=False)


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: tuple[Words, ...]
    kind: str = field(default="bullets", init=False)


@dataclass(frozen=True)
class Picture:
    """A picture and what it shows in words."""

    svg: str
    alt: str
    width: float
    height: float
    kind: str = field(default="picture", init=False)

    @classmethod
    def of(cls, drawing: Drawing, alt: str = "") -> "Picture":
        """A drawing with its alternative text; none for an ornament."""
        return cls(drawing.svg(alt), alt, drawing.width, drawing.height)


@dataclass(frozen=True)
class Cell:
    """A figure above what is less important, with a small picture before them."""

    main: str = ""
    below: str = ""
    picture: Picture | None = None
    strong: bool = True
    colour: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a table; its first cell names it. tint: the colour of its ground, if it stands out."""

    cells: tuple[Cell, ...]
    tint: str = ""


@dataclass(frozen=True)
class Table:
    """A table. sides: by column, l or r. widths: its share of the room that is left, 0 for no more than it needs."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    sides: str
    widths: tuple[float, ...]
    kind: str = field(default="table", init=False)


@dataclass(frozen=True)
class Part:
    """A part of the report under its heading. about: what is shown. long: it may go on from one page to the next."""

    heading: str
    blocks: tuple[Block, ...]
    about: str = ""
    long: bool = False


@dataclass(frozen=True)
class Verdict:
    """How strong the answer is: a word, so many of three bars, and why."""

    word: str
    bars: Picture
    why: str


@dataclass(frozen=True)
class Report:
    """All of it. `said` holds the words that the frame itself says."""

    language: str
    title: str
    place: str
    logo: Picture
    question: str
    answer: str
    open: bool
    verdict: Verdict | None
    lead: Words
    table: Table
    notes: Words
    bands: tuple[Band, ...]
    command: str
    made: tuple[str, ...]
    said: dict[str, str]


def plain(text: str) -> Words:
    """Words of the usual look."""
    return (Span(text),)


def said(template: str, **parts: str | Span) -> Words:
    """A sentence with some of its words in a look of their own."""
    spans: list[Span] = []
    for k, piece in enumerate(re.split(r"{(\w+)}", template)):
        part: str | Span = parts[piece] if k % 2 else piece
        if part:
            spans.append(Span(part) if isinstance(part, str) else part)
    return tuple(spans)


def joined(sentences: Sequence[Words]) -> Words:
    """Sentences one after the other."""
    spans: list[Span] = []
    for sentence in sentences:
        spans += [Span(" "), *sentence] if spans else [*sentence]
    return tuple(spans)
