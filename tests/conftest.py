"""Shared by tests that need the laboratory in a real browser: one server and one Chromium for all of them."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

HOUSE = Path(__file__).resolve().parent.parent


def chromium_path() -> str | None:
    """The system's Chromium, or what BERDAYA_CHROMIUM names."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return os.environ.get("BERDAYA_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def _playwright() -> Any:
    try:
        from playwright import sync_api
    except ModuleNotFoundError:
        return None
    return sync_api


@contextmanager
def served(**limits: str) -> Iterator[str]:
    """The address of a laboratory that is there for a while, with these limits in its environment."""
    command = [sys.executable, "run.py", "app", "--no-browser", "--port", "0", "--lang", "en"]
    server = subprocess.Popen(
        command, cwd=HOUSE, env={**os.environ, **limits}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert server.stdout is not None
    line = server.stdout.readline()
    assert line.startswith("Ready: http://"), line
    yield line.split()[1]
    server.send_signal(signal.SIGINT)
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.kill()


@pytest.fixture(scope="session")
def laboratory() -> Iterator[str]:
    """The address of a laboratory that runs while tests do, with few replicates behind each picture."""
    with served(BERDAYA_LAB_RUNS="6", BERDAYA_LAB_DECIDE_RUNS="6", BERDAYA_LAB_HOUSEHOLDS="400") as address:
        yield address


@pytest.fixture(scope="session")
def narrow_laboratory() -> Iterator[str]:
    """The address of a laboratory with a place for one visitor."""
    with served(BERDAYA_LAB_VISITORS="1") as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A real Chromium; tests that need it are skipped where there is none."""
    path, playwright = chromium_path(), _playwright()
    if path is None or playwright is None:
        why = (
            "no Chromium on this system (BERDAYA_CHROMIUM may name one)"
            if path is None
            else "no playwright (extra dev)"
        )
        (pytest.fail if os.environ.get("BERDAYA_BROWSER") == "required" else pytest.skip)(why)
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
