"""How fast the laboratory is, in a real Chromium on this machine: `python -m benchmarks.laboratory`.

Takes all figures and writes them into docs/laboratory.md (`--only PART,PART` for some; `--minutes 60` to play an hour
instead of six minutes). Linux; the extra `dev`. Server time is the processor time of the server's process; workers that
run other villages are not counted in it.
"""

import argparse
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from benchmarks.measuring import HOUSE, processor
from benchmarks.page import table

PAGE = HOUSE / "docs" / "laboratory.md"
FIGURES = re.compile(r"(?<=<!-- figures -->\n).*(?=<!-- end of figures -->)", re.S)
READY = "document.querySelector('.lab canvas') && berdaya.lab.state.ready && berdaya.lab.data.drawn > 1"
FLAGS = ["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info"]
TICK = os.sysconf("SC_CLK_TCK")
VISITORS = 10
COUNTING = """
import gc, signal, sys
def count(*_):
    from simulation.lab.pair import Pair
    gc.collect()
    print(sum(isinstance(thing, Pair) for thing in gc.get_objects()), flush=True)
signal.signal(signal.SIGUSR1, count)
sys.argv = ["run.py", "app", "--no-browser", "--port", "0"]
import runpy
runpy.run_path("run.py", run_name="__main__")
"""
"""The laboratory, which says how many pairs of villages it holds when it gets a signal."""

Row = tuple[str, str, str]
"""What was measured, the figure, and what the design asks for."""


@dataclass(frozen=True)
class Server:
    """A laboratory that runs: where, and which process."""

    address: str
    process: "subprocess.Popen[str]"

    @property
    def cpu_seconds(self) -> float:
        """Processor time so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    @property
    def megabytes(self) -> float:
        """Resident memory."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * resource.getpagesize() / 1e6

    def pairs(self) -> int:
        """How many pairs of villages it holds."""
        assert self.process.stdout is not None
        self.process.send_signal(signal.SIGUSR1)
        return int(self.process.stdout.readline())


@contextmanager
def served(**limits: int) -> Iterator[Server]:
    """A laboratory with some limits, few villages behind each picture."""
    environment = {**os.environ, **{f"BERDAYA_LAB_{name.upper()}": str(n) for name, n in limits.items()}}
    process = subprocess.Popen(
        [sys.executable, "-c", COUNTING],
        cwd=HOUSE,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield Server(process.stdout.readline().split()[1], process)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def open_lab(browser: Browser, server: Server, query: str) -> Page:
    """A visitor's page with its villages drawn."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(240_000)
    page.goto(f"{server.address}/?tab=lab&{query}")
    page.wait_for_function(READY)
    return page


def played_to_the_end(page: Page) -> int:
    """Months that were run until the last one could be seen."""
    page.evaluate("berdaya.lab.show(berdaya.lab.state.horizon)")
    page.wait_for_function("berdaya.lab.state.last === berdaya.lab.state.horizon")
    return int(page.evaluate("berdaya.lab.state.horizon"))


def played(page: Page, seconds: float) -> tuple[int, float]:
    """Months played at four times the usual speed, and frames (both maps drawn) a second."""
    page.evaluate("berdaya.lab.state.speed = 4; berdaya.lab.show(0)")
    start = page.evaluate("[berdaya.lab.data.drawn, performance.now()]")
    months = 0
    page.evaluate("berdaya.lab.play()")
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(0.5)
        if page.evaluate("!berdaya.lab.state.playing"):
            months += page.evaluate("berdaya.lab.state.month")
            page.evaluate("berdaya.lab.play()")
    months += page.evaluate("berdaya.lab.state.month")
    end = page.evaluate("[berdaya.lab.data.drawn, performance.now()]")
    page.evaluate("berdaya.lab.pause()")
    return months, 1000 * (end[0] - start[0]) / 2 / (end[1] - start[1])


def speed(playwright: Playwright, _: argparse.Namespace) -> list[Row]:
    """Frames a second, and server time by month and by step of the whole page, in two sizes of village."""
    rows: list[Row] = []
    with served(runs=2) as server, chromium(playwright) as browser:
        for households in (225, 1000):
            page = open_lab(browser, server, f"households={households}")
            before = server.cpu_seconds
            months = played_to_the_end(page)
            month = 1000 * (server.cpu_seconds - before) / months
            frames = played(page, 12)[1]
            page.reload()
            page.wait_for_function(f"{READY} && document.querySelector('.lab .working').textContent === ''")
            before = server.cpu_seconds
            for step in range(1, 31):
                page.get_by_role("button", name="One month on").click()
                page.wait_for_function(f"berdaya.lab.state.month === {step}")
            whole = 1000 * (server.cpu_seconds - before) / 30
            page.context.close()
            many = f"{households:,} villagers"
            rows += [
                (f"{many}: frames a second at four times the usual speed", f"{frames:.0f}", "20 or more"),
                (f"{many}: server time a month, which is several frames", f"{month:.1f} ms", "under 5 ms a frame"),
                (f"{many}: server time a step of the whole page", f"{whole:.1f} ms", "under 25 ms"),
            ]
    return rows


STEPS = """async (months) => {
  const stage = document.querySelector(".lab .stage").__vue__, lab = berdaya.lab.state, start = performance.now();
  for (let month = lab.last + 1; month <= months; month++) {
    stage.more({ first: month, to: month });
    while (lab.last < month) await new Promise((next) => setTimeout(next, 1));
  }
  window.steps = (1000 * (months - 1)) / (performance.now() - start);
}"""
"""Ask the server for one month after the other, each when the one before has come, without drawing them."""


def five(playwright: Playwright, _: argparse.Namespace) -> list[Row]:
    """Months a second that five visitors get who all ask at once, each for one month after the other."""
    with served(runs=2) as server, chromium(playwright) as browser:
        pages = [open_lab(browser, server, f"seed={seed}") for seed in range(1, 6)]
        for page in pages:
            page.evaluate(f"void ({STEPS})(51)")
        for page in pages:
            page.wait_for_function("window.steps")
        got = [page.evaluate("window.steps") for page in pages]
    text = ", ".join(f"{rate:.1f}" for rate in sorted(got))
    return [("five visitors at once, their browsers on the same machine: months a second each", text, "5 or more")]


def leaving(playwright: Playwright, _: argparse.Namespace) -> list[Row]:
    """What visitors take of the server's memory, and when it is given up after a tab is closed or has vanished."""
    with served(runs=2) as server:
        with chromium(playwright) as browser:
            open_lab(browser, server, "").close(run_before_unload=True)
            empty = server.megabytes
            pages = [open_lab(browser, server, f"seed={seed}") for seed in range(VISITORS)]
            for page in pages:
                played_to_the_end(page)
            full, held = server.megabytes, server.pairs()
            for page in pages:
                page.close(run_before_unload=True)
            closed = seconds_until_gone(server)
        with killed_in_the_end(playwright) as browser:
            for seed in range(VISITORS):
                open_lab(browser, server, f"seed={seed}")
        vanished = seconds_until_gone(server)
    return [
        (f"{VISITORS} visitors who played to the end: memory above {empty:.0f} MB", f"{full - empty:.0f} MB", ""),
        (f"their {held} pairs of villages are gone after the tabs were closed", f"{closed:.0f} s", "in ten minutes"),
        ("and after the browser was killed, without a word", f"{vanished:.0f} s", "in ten minutes"),
    ]


def seconds_until_gone(server: Server) -> float:
    """Seconds until the server holds no visitor's villages any more."""
    start = time.monotonic()
    while server.pairs():
        if time.monotonic() - start > 900:
            return float("inf")
        time.sleep(1)
    return time.monotonic() - start


def growth(playwright: Playwright, given: argparse.Namespace) -> list[Row]:
    """Whether server and page grow while one visitor plays on and on, another village every ten seconds."""
    samples: list[tuple[float, float, float]] = []
    months, seed = 0, 1
    with served(runs=2) as server, chromium(playwright) as browser:
        page = open_lab(browser, server, "")
        until = time.monotonic() + 60 * given.minutes
        while time.monotonic() < until:
            months += played(page, 9)[0]
            seed += 1
            page.locator("#lab-seed").fill(str(seed))
            page.locator("#lab-seed").press("Enter")
            page.wait_for_function(f"location.search.includes('seed={seed}') && berdaya.lab.state.ready")
            page.evaluate("window.gc && gc()")
            heap = page.evaluate("performance.memory.usedJSHeapSize / 1e6")
            samples.append((months / 1000, server.megabytes, heap))
            print(f"{months} months, server {server.megabytes:.0f} MB, page {heap:.0f} MB", file=sys.stderr)
    settled = np.array(samples[len(samples) // 3 :])
    ends = [f"{settled[0, k]:.0f} to {settled[-1, k]:.0f} MB" for k in (1, 2)]
    slopes = [np.polyfit(settled[:, 0], settled[:, k], 1)[0] for k in (1, 2)]
    what = f"{given.minutes:g} minutes of play, {months:,} months, {seed} villages, the first third left out"
    return [
        (f"{what}: the server's memory", f"{ends[0]}, {slopes[0]:+.1f} MB per 1,000 months", "does not grow"),
        ("the same: the page's memory", f"{ends[1]}, {slopes[1]:+.1f} MB per 1,000 months", "does not grow"),
    ]


PARTS: dict[str, Callable[[Playwright, argparse.Namespace], list[Row]]] = {
    "speed": speed,
    "five": five,
    "leaving": leaving,
    "growth": growth,
}


def chromium_path() -> str:
    """The system's Chromium, or what BERDAYA_CHROMIUM names."""
    found = os.environ.get("BERDAYA_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        sys.exit("no Chromium on this system (BERDAYA_CHROMIUM may name one)")
    return found


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A browser without a graphics card."""
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=[*FLAGS, "--js-flags=--expose-gc"])
    yield browser
    browser.close()


@contextmanager
def killed_in_the_end(playwright: Playwright) -> Iterator[Browser]:
    """A browser that has no time to say that its pages close."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [chromium_path(), "--headless=new", "--remote-debugging-port=0", f"--user-data-dir={profile}", *FLAGS]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
        assert process.stderr is not None
        line = next(line for line in process.stderr if line.startswith("DevTools listening on "))
        yield playwright.chromium.connect_over_cdp(line.removeprefix("DevTools listening on ").strip())
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def write(rows: list[Row], load: float, version: str) -> None:
    """Put the figures where the page has them."""
    on = f"{processor()}, {os.cpu_count()} cores, load average {load:.1f} before; Chromium {version}, no graphics card"
    text = table(("", "measured", "asked for"), rows) + f"\n*{on}; server and browser on the same machine.*\n"
    PAGE.write_text(FIGURES.sub(lambda _: text, PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def main() -> None:
    """Measure, say, and write down what was measured in full."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(PARTS), help="parts to measure; the page is then left alone")
    parser.add_argument("--minutes", type=float, default=6, help="how long to play while memory is watched")
    given = parser.parse_args()
    load, rows = os.getloadavg()[0], []
    with sync_playwright() as playwright:
        for name in given.only.split(","):
            for row in PARTS[name](playwright, given):
                print(" | ".join(row), flush=True)
                rows.append(row)
        with chromium(playwright) as browser:
            version = browser.version
    if given.only == ",".join(PARTS):
        write(rows, load, version)


if __name__ == "__main__":
    main()
