"""The picture: the same bytes, nothing over anything else, nothing outside, in both languages."""

from contextvars import copy_context
from itertools import combinations
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from scenarios.language import use_language
from scenarios.presets import strategies
from simulation.report import picture
from simulation.report.drawing import spread
from simulation.report.left import kept_share, stays_share
from simulation.report.style import look_of, settings
from tests.comparisons import LONG_NAMES, STANDARD, small_comparison

CASES = [
    (STANDARD, "en"),
    (STANDARD, "id"),
    (LONG_NAMES, "en"),
    (LONG_NAMES, "id"),
    (("group",), "en"),
    (("none", "group"), "id"),
]


def texts(names: tuple[str, ...], language: str) -> tuple[Figure, dict[Text, Bbox]]:
    """A picture laid out, and every visible text in it with its place in pixels."""

    def draw() -> tuple[Figure, dict[Text, Bbox]]:
        use_language(language)
        with mpl.rc_context(settings()):
            figure = Figure(figsize=(picture.WIDTH, 7), dpi=picture.DPI)
            FigureCanvasAgg(figure)
            picture._lay_out(figure, small_comparison(names))
            figure.canvas.draw()
            found = [
                t for t in figure.findobj(Text) if isinstance(t, Text) and t.get_visible() and t.get_text().strip()
            ]
            return figure, {t: t.get_window_extent() for t in found if t not in beyond_the_axes(figure)}

    return copy_context().run(draw)


def beyond_the_axes(figure: Figure) -> set[Text]:
    """Labels of ticks outside an axis, which matplotlib keeps and does not draw."""
    axes: list[Any] = [axis for a in figure.axes for axis in (a.xaxis, a.yaxis)]
    ticks = [(tick, *sorted(axis.get_view_interval())) for axis in axes for tick in axis.get_major_ticks()]
    return {tick.label1 for tick, low, high in ticks if not low <= tick.get_loc() <= high}


@pytest.mark.parametrize(("names", "language"), CASES)
def test_no_text_lies_over_another_or_outside(names: tuple[str, ...], language: str) -> None:
    figure, places = texts(names, language)
    for text, place in places.items():
        inside = place.x0 >= 0 and place.y0 >= 0 and place.x1 <= figure.bbox.width and place.y1 <= figure.bbox.height
        assert inside, text.get_text()
    for (one, a), (other, b) in combinations(places.items(), 2):
        shared = Bbox.intersection(a, b)
        assert shared is None or min(shared.width, shared.height) < 3, (one.get_text(), other.get_text())


def test_the_same_comparison_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.png", "two.png"):
        picture.draw(small_comparison(), tmp_path / name)
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


def test_it_speaks_the_language_in_use() -> None:
    words = {language: " ".join(t.get_text() for t in texts(STANDARD, language)[1]) for language in ("en", "id")}
    assert "facilitator leaves" in words["en"]
    assert "pendamping pergi" in words["id"]
    assert "facilitator" not in words["id"]


def test_it_shows_what_is_left_as_a_ratio_of_means() -> None:
    comparison = small_comparison()
    extra = [comparison.values("group", name) for name in ("extra_24", "extra_exit", "dependency_24")]
    assert kept_share(comparison, "group", 24).mean == pytest.approx(extra[0].mean() / extra[1].mean())
    stays = stays_share(comparison, "group", 24).mean
    assert stays == pytest.approx((extra[0] + extra[2]).mean() / extra[1].mean())


def test_every_strategy_has_a_look_told_apart_without_colour() -> None:
    looks = {name: look_of(name) for name in strategies()}
    assert len({(look.dash, look.marker, look.filled) for look in looks.values()}) == len(looks)


def test_labels_are_moved_apart_and_keep_their_order_and_middle() -> None:
    asked = [10.0, 10.5, 3.0, 11.0, 30.0]
    placed = spread(asked, 2.0)
    assert np.argsort(placed).tolist() == np.argsort(asked).tolist()
    assert np.diff(sorted(placed)).min() == pytest.approx(2.0)
    assert (placed[2], placed[4]) == (3.0, 30.0)
    assert spread([1.0, 5.0], 2.0) == [1.0, 5.0]
