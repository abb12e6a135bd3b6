"""The look of pictures: cream paper and ink, one colour, line pattern and marker for each strategy, own typefaces."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from textwrap import fill
from typing import Any

from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text

from scenarios.presets import strategies
from simulation.report.palette import GROUND, INK, INK2, INK3, LINE, SURFACE, text_colour

FONTS = Path(__file__).parent / "fonts"
SANS, STRONG_SANS = ["Plus Jakarta Sans", "DejaVu Sans"], ["Plus Jakarta Sans SemiBold", "DejaVu Sans"]
SERIF = ["Newsreader SemiBold", "DejaVu Serif"]
_MARKERS = {
    "circle": "o",
    "open circle": "o",
    "square": "s",
    "diamond": "D",
    "triangle": "^",
    "hexagon": "h",
    "star": "*",
    "pentagon": "p",
    "plus": "P",
    "cross": "X",
}
_SIZES = {"star": 10.0, "diamond": 6.0, "square": 6.5}


@dataclass(frozen=True)
class Look:
    """How a strategy is drawn. dash: lengths in points, empty is solid."""

    colour: str
    dash: tuple[float, ...]
    marker: str
    size: float
    filled: bool
    hatch: str

    @property
    def text(self) -> str:
        """The colour for its name."""
        return text_colour(self.colour)

    @property
    def line(self) -> dict[str, Any]:
        """What matplotlib needs for a line."""
        pattern: Any = (0, tuple(length / 2 for length in self.dash)) if self.dash else "-"
        cap = "round" if self.dash else "butt"
        return {"color": self.colour, "linestyle": pattern, "dash_capstyle": cap, "linewidth": 2.0}

    @property
    def mark(self) -> dict[str, Any]:
        """What matplotlib needs for a marker."""
        inside = self.colour if self.filled else SURFACE
        width = 0.8 if self.filled else 1.6
        rim = SURFACE if self.filled else self.colour
        return {
            "marker": self.marker,
            "markersize": self.size,
            "markerfacecolor": inside,
            "markeredgecolor": rim,
            "markeredgewidth": width,
            "linestyle": "none",
        }


def look_of(strategy: str) -> Look:
    """The look that a strategy's file names."""
    look: Mapping[str, Any] = strategies()[strategy].look
    marker = str(look["marker"])
    return Look(
        colour=str(look["light"]),
        dash=tuple(look["dash"]),
        marker=_MARKERS.get(marker, "o"),
        size=_SIZES.get(marker, 7.0),
        filled=not marker.startswith("open"),
        hatch="////" if look["hatch"] else "",
    )


@cache
def fonts_added() -> bool:
    """Make the typefaces that lie beside this file known to matplotlib, each cut as a family of its own."""
    manager = font_manager.fontManager
    for file in sorted(FONTS.glob("*.ttf")):
        manager.addfont(file)
        manager.ttflist[-1] = replace(manager.ttflist[-1], weight=400)
    return True


def settings() -> Any:
    """Matplotlib's settings for all pictures; text that the typefaces lack falls back to DejaVu Sans."""
    fonts_added()
    return {
        "font.family": SANS,
        "font.size": 9.5,
        "text.color": INK,
        "axes.edgecolor": LINE,
        "axes.facecolor": SURFACE,
        "axes.labelcolor": INK2,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.axisbelow": True,
        "axes.unicode_minus": True,
        "figure.facecolor": GROUND,
        "grid.color": LINE,
        "grid.linewidth": 0.7,
        "xtick.color": INK3,
        "ytick.color": INK3,
        "xtick.labelsize": 8.5,
        "ytick.labelsize": 8.5,
        "xtick.major.size": 0,
        "ytick.major.size": 0,
        "hatch.linewidth": 0.6,
        "svg.hashsalt": "berdaya",
    }


def card(figure: Figure, left: float, bottom: float, width: float, height: float) -> None:
    """A sheet of lighter paper, which coloured text needs under it to be read (WCAG AA)."""
    box = FancyBboxPatch(
        (left, bottom),
        width,
        height,
        boxstyle="round,pad=0,rounding_size=0.014",
        mutation_aspect=figure.get_figwidth() / figure.get_figheight(),
        transform=figure.transFigure,
        facecolor=SURFACE,
        edgecolor=LINE,
        linewidth=0.8,
        zorder=-1,
    )
    figure.add_artist(box)


def heading(figure: Figure, left: float, top: float, title: str, below: str, room: float) -> None:
    """A panel's title in serif and what it shows under it, no wider than `room` (share of the figure's width)."""
    text = figure.text(left, top, title, fontfamily=SERIF, fontsize=13.5, va="top")
    text.set_fontsize(min(13.5, 13.5 * room * figure.bbox.width / text.get_window_extent().width))
    wrapped(figure, left, top - 0.26 / figure.get_figheight(), below, room, color=INK2, fontsize=8.5, linespacing=1.15)


def wrapped(figure: Figure, left: float, top: float, words: str, room: float, **style: Any) -> Text:
    """Text broken into lines of even length, as few as fit into `room` (share of the figure's width)."""
    text = figure.text(left, top, words, va="top", **style)
    n_lines = 1
    while text.get_window_extent().width > room * figure.bbox.width and n_lines < len(words):
        n_lines += 1
        text.set_text(fill(words, 1 + _least_width(words, n_lines)))
    return text


def _least_width(words: str, n_lines: int) -> int:
    """The narrowest width in letters at which words take so many lines."""
    width = -(-len(words) // n_lines)
    while fill(words, width).count("\n") >= n_lines:
        width += 1
    return width
