"""Pictures as SVG with real letters: alike on a page and in print, without matplotlib, which threads cannot share."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from simulation.report.palette import INK2, PAPER

FONTS = Path(__file__).parent / "fonts"
FAMILY = "Plus Jakarta Sans"
_FILES = {False: "PlusJakartaSans-Regular.ttf", True: "PlusJakartaSans-SemiBold.ttf"}
_ASCENT, _DESCENT = 0.78, 0.22
"""Of a letter's size, how far it reaches above and below its line."""
_ROUND = 3.0
"""Dashes shorter than this are dots and get round ends."""

type Points = Sequence[tuple[float, float]]


class Box(NamedTuple):
    """Where a text stands."""

    words: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass
class Drawing:
    """An SVG picture as it is drawn, in pixels of 1/96 inch from the upper left; `texts`: where its words stand."""

    width: float
    height: float
    parts: list[str] = field(default_factory=list)
    texts: list[Box] = field(default_factory=list)

    def svg(self, alt: str = "") -> str:
        """The picture as text; without an alternative text it is an ornament that readers of the screen pass over."""
        about = f'role="img" aria-label={quoteattr(alt)}' if alt else 'aria-hidden="true"'
        size = f'viewBox="0 0 {self.width:g} {self.height:g}" width="{self.width:g}" height="{self.height:g}"'
        font = f'font-family="{FAMILY}"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {font} {about}>{"".join(self.parts)}</svg>'

    def line(
        self, one: tuple[float, float], other: tuple[float, float], colour: str, width: float = 1.0, **style: Any
    ) -> None:
        """A straight line."""
        self.path([one, other], colour, width, **style)

    def path(
        self,
        points: Points,
        colour: str,
        width: float = 1.0,
        dash: Sequence[float] = (),
        opacity: float = 1.0,
        round_ends: bool = False,
    ) -> None:
        """A line through points."""
        style = f'stroke="{colour}" stroke-width="{width:g}"{_shade("stroke-", opacity)}'
        if dash:
            style += f' stroke-dasharray="{" ".join(f"{length:g}" for length in dash)}"'
        if round_ends or (dash and min(dash) < _ROUND):
            style += ' stroke-linecap="round"'
        self.parts.append(f'<path d="{_through(points)}" fill="none" {style}/>')

    def area(self, points: Points, colour: str, opacity: float = 1.0) -> None:
        """What lies inside points."""
        self.parts.append(f'<path d="{_through(points)}Z" fill="{colour}"{_shade("fill-", opacity)}/>')

    def bar(self, left: float, top: float, width: float, height: float, colour: str, **style: Any) -> None:
        """A rectangle; `rounded`: radius of its corners, `rim`: it is empty, with a dashed edge."""
        look = f'fill="{colour}"'
        if style.get("rim"):
            look = f'fill="none" stroke="{colour}" stroke-width="1.2" stroke-dasharray="3 2"'
        corner = f' rx="{style["rounded"]:g}"' if style.get("rounded") else ""
        self.parts.append(
            f'<rect x="{_n(left)}" y="{_n(top)}" width="{_n(width)}" height="{_n(height)}"{corner} {look}/>'
        )

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = 9.0,
        colour: str = INK2,
        anchor: str = "start",
        strong: bool = False,
        halo: bool = False,
    ) -> None:
        """Words on a line; `halo`: paper round the letters keeps them legible over lines."""
        style = f'font-size="{size:g}" fill="{colour}"'
        style += f' text-anchor="{anchor}"' if anchor != "start" else ""
        style += ' font-weight="600"' if strong else ""
        style += f' stroke="{PAPER}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"' if halo else ""
        self.parts.append(f'<text x="{_n(x)}" y="{_n(y)}" {style}>{escape(words)}</text>')
        wide = width_of(words, size, strong)
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        self.texts.append(Box(words, left, y - _ASCENT * size, left + wide, y + _DESCENT * size))

    def mark(self, look: Mapping[str, Any], x: float, y: float, size: float = 1.0, opacity: float = 1.0) -> None:
        """A strategy's mark."""
        self.parts.append(_mark(str(look["marker"]), x, y, str(look["light"]), size, opacity))


def sample(look: Mapping[str, Any], width: float = 26.0) -> Drawing:
    """A strategy's line with its mark, to stand beside its name."""
    drawing = Drawing(width, 12)
    drawing.line((1.5, 6), (width - 1.5, 6), look["light"], 2.4, dash=look["dash"])
    drawing.mark(look, width / 2, 6, 0.78)
    return drawing


@cache
def _advances(strong: bool) -> tuple[dict[str, float], float]:
    """Width of each letter of the typeface relative to its size, and of one that it lacks."""
    from fontTools.ttLib import TTFont

    with TTFont(FONTS / _FILES[strong]) as font:
        letters, widths, unit = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
        return {chr(code): widths[name][0] / unit for code, name in letters.items()}, 0.65


def width_of(words: str, size: float, strong: bool = False) -> float:
    """How wide words stand, in pixels."""
    known, otherwise = _advances(strong)
    return size * sum(known.get(letter, otherwise) for letter in words)


def wrapped(words: str, room: float, size: float, strong: bool = False) -> list[str]:
    """Words broken into lines no wider than `room`, where a single word is not wider."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, strong) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def spread(heights: list[float], gap: float) -> list[float]:
    """Heights for labels: as near to the asked ones as a gap between any two allows."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    placed = [[heights[k]] for k in order]
    middles = [heights[k] for k in order]
    blocks = [[k] for k in range(len(order))]
    merged = True
    while merged:
        merged = False
        for k in range(len(blocks) - 1):
            reach = gap * (len(blocks[k]) + len(blocks[k + 1])) / 2
            if middles[k + 1] - middles[k] < reach - 1e-9:
                blocks[k] += blocks.pop(k + 1)
                middles.pop(k + 1)
                middles[k] = sum(placed[i][0] for i in blocks[k]) / len(blocks[k])
                merged = True
                break
    result = [0.0] * len(heights)
    for block, middle in zip(blocks, middles, strict=True):
        for rank, i in enumerate(block):
            result[order[i]] = middle + gap * (rank - (len(block) - 1) / 2)
    return result


def axis(most: float, steps: int = 5) -> tuple[float, float]:
    """Step and end of an axis that reaches `most`, in round numbers."""
    rough = max(1e-9, most) / steps
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(k * power for k in (1, 2, 5, 10) if k * power >= 0.999 * rough)
    return step, step * math.ceil(most / step - 1e-9)


def _n(value: float) -> str:
    return f"{value + 0.0:.1f}".removesuffix(".0")


def _through(points: Points) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points)


def _shade(part: str, opacity: float) -> str:
    return f' {part}opacity="{opacity:g}"' if opacity < 1 else ""


def _mark(marker: str, x: float, y: float, colour: str, size: float, opacity: float) -> str:
    """The shapes by which strategies are told apart without colour."""
    rim = (
        f'fill="{colour}" stroke="{PAPER}" stroke-width="1"' if opacity == 1 else f'fill="{colour}" opacity="{opacity}"'
    )
    thick = f'fill="none" stroke="{colour}" stroke-width="{_n(3 * size)}"{_shade("", opacity)}'

    def corners(n: int, radius: float, inner: float | None = None) -> str:
        reach = [radius if inner is None or k % 2 == 0 else inner for k in range(n)]
        turn = [2 * math.pi * k / n for k in range(n)]
        return _through(
            [(x + r * size * math.sin(t), y - r * size * math.cos(t)) for r, t in zip(reach, turn, strict=True)]
        )

    match marker:
        case "open circle":
            ring = f'fill="{PAPER}" stroke="{colour}" stroke-width="{_n(2.2 * size)}"{_shade("", opacity)}'
            return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(4.4 * size)}" {ring}/>'
        case "square":
            side, half = _n(9.2 * size), 4.6 * size
            return f'<rect x="{_n(x - half)}" y="{_n(y - half)}" width="{side}" height="{side}" {rim}/>'
        case "diamond":
            return f'<path d="{corners(4, 6.4)}Z" {rim}/>'
        case "triangle" | "pentagon" | "hexagon":
            return f'<path d="{corners({"triangle": 3, "pentagon": 5, "hexagon": 6}[marker], 6.0)}Z" {rim}/>'
        case "star":
            return f'<path d="{corners(10, 7.2, 3.0)}Z" {rim}/>'
        case "cross" | "plus":
            arm = (3.8 if marker == "cross" else 5.0) * size
            ends = ((-arm, -arm), (arm, arm)) if marker == "cross" else ((-arm, 0.0), (arm, 0.0))
            strokes = (ends, tuple((b, -a) for a, b in ends))
            drawn = "".join(_through([(x + a, y + b) for a, b in stroke]) for stroke in strokes)
            return f'<path d="{drawn}" {thick}/>'
        case _:
            return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(4.9 * size)}" {rim}/>'
