"""The colours of pictures and pages: cream paper and ink; white paper in print."""

GROUND, SURFACE, INK, INK2, INK3, LINE, STRONG = (
    "#F4EDDF",
    "#FFFCF5",
    "#241E18",
    "#5A5146",
    "#6F6556",
    "#DDD2BD",
    "#8F8470",
)
FUNDED = "#EBE2D0"
PAPER, PAPER_LINE, PAPER_SUNKEN = "#FFFFFF", "#D9D2C4", "#F3EFE6"
_QUIET_TEXT = {"#90877D": "#6A6259"}
"""Grey marks are too pale for text: the palette's own darker grey stands in."""


def text_colour(colour: str) -> str:
    """The colour for words about what is drawn in a colour."""
    return _QUIET_TEXT.get(colour, colour)


def tint(colour: str, share: float = 0.08) -> str:
    """So much of a colour on white paper."""
    mixed = (round(255 - share * (255 - int(colour[k : k + 2], 16))) for k in (1, 3, 5))
    return "#" + "".join(f"{part:02X}" for part in mixed)
