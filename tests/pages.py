"""A person at the laboratory's page: opens it, waits for it, and notes whatever goes wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

PATIENCE = 60_000
"""Milliseconds a busy machine may take."""


@dataclass
class Opened:
    """A page in a browser context of its own; `wrong` lists console errors, requests outside and failed answers."""

    page: Any
    address: str
    wrong: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Note everything that should not happen."""
        self.page.on("console", lambda m: self.wrong.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", lambda request: self._outside(request.url))
        self.page.on("response", lambda r: self.wrong.append(f"{r.status} {r.url}") if r.status >= 400 else None)

    def _outside(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.wrong.append(f"request outside: {url}")

    def findings(self) -> list[str]:
        """What axe finds serious or critical on the page as it is."""
        axe = pytest.importorskip(
            "axe_playwright_python.sync_playwright", reason="axe is not installed (the extra dev)"
        )
        found = axe.Axe().run(self.page, options={"preload": False}).response["violations"]
        return [
            f"{f['id']}: {node['html'][:200]}"
            for f in found
            if f["impact"] in ("serious", "critical")
            for node in f["nodes"]
        ]


@contextmanager
def opened(
    browser: Any, address: str, query: str = "", width: int = 1440, height: int = 900, theme: str = "light"
) -> Iterator[Opened]:
    """A page opened by a person of its own, closed at the end; whatever went wrong on it fails the test."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, accept_downloads=True
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    seen = Opened(page, address)
    seen.listen()
    page.goto(f"{address}/?{query}")
    page.wait_for_selector("header.top")
    try:
        yield seen
    finally:
        context.close()
    assert not seen.wrong, "\n".join(seen.wrong)


def lab_ready(page: Any) -> None:
    """Wait until the Lab shows its villages."""
    page.wait_for_function("document.querySelector('.lab canvas') && berdaya.lab.state.ready")


def shown_month(page: Any, month: int) -> None:
    """Wait until the Lab shows a month."""
    page.wait_for_function(f"berdaya.lab.state.month === {month}")


def tab_to(page: Any, target: Any, key: str = "Tab") -> None:
    """Press Tab until the focus is on the target, and see that it can be seen to be."""
    for _ in range(200):
        page.keyboard.press(key)
        if target.evaluate("element => element === document.activeElement"):
            assert target.evaluate("element => element.matches(':focus-visible')")
            return
    raise AssertionError(f"no key leads to {target}")
