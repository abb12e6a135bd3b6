"""Every tab in both languages, on desk and phone, light and dark: whole, in its own words, and clean for axe."""

from typing import Any

import pytest

from scenarios.scenario import strategies
from tests.pages import Opened, lab_ready, opened, shown_month

DRESSES = [("en", 1440, "light"), ("id", 390, "light"), ("en", 390, "dark"), ("id", 1440, "dark")]
"""Every language with every size, every theme with every size and language."""
TABS = {
    "en": {"lab": "Lab", "story": "Story", "decide": "Decide", "about": "About"},
    "id": {"lab": "Lab", "story": "Cerita", "decide": "Keputusan", "about": "Tentang"},
}


def whole(seen: Opened, width: int) -> None:
    """Nothing reaches beyond the page's width, and axe finds nothing serious."""
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.findings() == []


def lab(seen: Opened, lang: str, width: int) -> None:
    lab_ready(seen.page)
    shown_month(seen.page, 20)
    seen.page.locator(".lab .tale").wait_for()
    seen.page.locator(".lab .explain").first.click()
    seen.page.locator(".lab .told").wait_for()
    assert strategies()["group"].label_in(lang) in seen.page.locator(".lab .map-b").inner_text()
    whole(seen, width)


def story(seen: Opened, lang: str, width: int) -> None:
    seen.page.locator(".story .picks button").nth(1).click()
    whole(seen, width)
    seen.page.locator(".story .go .btn.p").first.click()
    seen.page.locator(".story.told").wait_for()
    assert ("Anda menduga" if lang == "id" else "You expected") in seen.page.locator(".story .prose").inner_text()
    whole(seen, width)


def decide(seen: Opened, lang: str, width: int) -> None:
    seen.page.locator(".decide .ask .btn").click()
    seen.page.locator(".decide .ans h2").wait_for()
    assert ("Kekuatan jawaban" if lang == "id" else "Strength of") in seen.page.locator(".decide .ans").inner_text()
    whole(seen, width)


def about(seen: Opened, lang: str, width: int) -> None:
    seen.page.locator(".about .fold summary").first.click()
    assert ("Batas yang diketahui" if lang == "id" else "Known limits") in seen.page.locator(".about").inner_text()
    whole(seen, width)


@pytest.mark.parametrize(("lang", "width", "theme"), DRESSES)
def test_every_tab_is_whole_in_every_dress(chromium: Any, laboratory: str, lang: str, width: int, theme: str) -> None:
    with opened(chromium, laboratory, f"tab=lab&lang={lang}&at=20&who=40", width, theme=theme) as seen:
        assert seen.page.evaluate("document.documentElement.lang") == lang
        assert seen.page.evaluate("document.documentElement.dataset.theme") == theme
        for name, look in (("lab", lab), ("story", story), ("decide", decide), ("about", about)):
            seen.page.locator("nav a:visible", has_text=TABS[lang][name]).click()
            look(seen, lang, width)
