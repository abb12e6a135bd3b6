"""How fast the laboratory is, in a real Chromium on this machine: `python benchmarks/laboratory.py [--minutes 5]`.

Frames a second at 1,000 villagers, server time a frame and a step, steps a second of five visitors at once, memory that
a visitor takes and gives back, and, with --minutes, whether play makes server or page grow. Linux; the extra `dev`.
Server time is the processor time of the server's process; workers that run other villages are not counted in it.
"""

import argparse
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HOUSE = Path(__file__).resolve().parent.parent
READY = "document.querySelector('.lab canvas') && berdaya.lab.state.ready && berdaya.lab.data.drawn > 1"
TICK = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """Processor time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def megabytes(pid: int) -> float:
    """Resident memory of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


@contextmanager
def server(**limits: int) -> Iterator[tuple[str, int]]:
    """A laboratory: its address and process number."""
    environment = {**os.environ, **{f"BERDAYA_LAB_{name.upper()}": str(n) for name, n in limits.items()}}
    command = [sys.executable, "run.py", "app", "--no-browser", "--port", "0"]
    process = subprocess.Popen(
        command, cwd=HOUSE, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().split()[1], process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def open_lab(browser: Browser, address: str, query: str) -> Page:
    """A visitor's page with its villages drawn and its other villages run."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(240_000)
    page.goto(f"{address}/?tab=lab&{query}")
    page.wait_for_function(READY)
    return page


def played(page: Page, seconds: float) -> tuple[float, float]:
    """Months and frames (both maps drawn) a second while playing at four times the usual speed."""
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
    passed = (end[1] - start[1]) / 1000
    return months / passed, (end[0] - start[0]) / 2 / passed


def speed(browser: Browser, address: str, pid: int, households: int) -> None:
    """Frames a second, and server time by month played, by step taken and by lever moved."""
    page = open_lab(browser, address, f"households={households}")
    before = cpu_seconds(pid)
    page.evaluate("berdaya.lab.show(berdaya.lab.state.horizon)")
    page.wait_for_function("berdaya.lab.state.last === berdaya.lab.state.horizon")
    whole = 1000 * (cpu_seconds(pid) - before) / page.evaluate("berdaya.lab.state.horizon")
    months, frames = played(page, 12)
    print(
        f"{households} villagers: {frames:.0f} frames/s, {months:.1f} months/s, {whole:.1f} ms of server time a month"
    )
    page.reload()
    page.wait_for_function(READY)
    before = cpu_seconds(pid)
    for month in range(1, 31):
        page.get_by_role("button", name="One month on").click()
        page.wait_for_function(f"berdaya.lab.state.month === {month}")
    print(f"{households} villagers: {1000 * (cpu_seconds(pid) - before) / 30:.1f} ms of server time a step of the page")
    page.context.close()


STEPS = """async (months) => {
  const stage = document.querySelector(".lab .stage").__vue__, lab = berdaya.lab.state, start = performance.now();
  for (let month = lab.last + 1; month <= months; month++) {
    stage.more({ first: month, to: month });
    while (lab.last < month) await new Promise((next) => setTimeout(next, 1));
  }
  window.steps = (1000 * (months - 1)) / (performance.now() - start);
}"""
"""Ask the server for one month after the other, each when the one before has come, without drawing them."""


def five_at_once(browser: Browser, address: str) -> None:
    """Months a second that five visitors get who all ask at once, and that they see when all play on this machine."""
    pages = [open_lab(browser, address, f"seed={seed}") for seed in range(1, 6)]
    for page in pages:
        page.evaluate(f"void ({STEPS})(51)")
    for page in pages:
        page.wait_for_function("window.steps")
    got = [page.evaluate("window.steps") for page in pages]
    for page in pages:
        page.evaluate("berdaya.lab.state.speed = 4; berdaya.lab.play()")
    start = [page.evaluate("[berdaya.lab.state.month, performance.now()]") for page in pages]
    time.sleep(6)
    end = [page.evaluate("[berdaya.lab.state.month, performance.now()]") for page in pages]
    seen = [1000 * (b[0] - a[0]) / (b[1] - a[1]) for a, b in zip(start, end, strict=True)]
    print("five visitors at once get " + ", ".join(f"{rate:.0f}" for rate in got) + " months/s")
    print("five browsers on this machine show " + ", ".join(f"{rate:.1f}" for rate in seen) + " months/s (at most 6)")
    for page in pages:
        page.context.close()


def memory(browser: Browser, address: str, pid: int) -> None:
    """Memory of the server with no visitor, with ten who have played to the end, and after they have gone."""
    first = open_lab(browser, address, "")
    first.context.close()
    time.sleep(3)
    empty = megabytes(pid)
    pages = [open_lab(browser, address, f"seed={seed}") for seed in range(10)]
    for page in pages:
        page.evaluate("berdaya.lab.show(berdaya.lab.state.horizon)")
        page.wait_for_function("berdaya.lab.state.last === berdaya.lab.state.horizon")
    full = megabytes(pid)
    for page in pages:
        page.context.close()
    time.sleep(8)
    after = megabytes(pid)
    print(f"memory of the server: {empty:.0f} MB, with ten visitors {full:.0f} MB, after they left {after:.0f} MB")


def growth(browser: Browser, address: str, pid: int, minutes: float) -> None:
    """Memory of server and page while one visitor plays on and on, with a new seed each time."""
    page = open_lab(browser, address, "")
    until, seed = time.monotonic() + 60 * minutes, 1
    print("minutes, server MB, page MB, villages played")
    while time.monotonic() < until:
        for _ in range(5):
            played(page, 9)
            seed += 1
            page.locator("#lab-seed").fill(str(seed))
            page.locator("#lab-seed").press("Enter")
            page.wait_for_function(f"location.search.includes('seed={seed}') && berdaya.lab.state.ready")
        heap = page.evaluate("performance.memory ? performance.memory.usedJSHeapSize / 1e6 : NaN")
        print(f"{minutes - (until - time.monotonic()) / 60:.1f}, {megabytes(pid):.0f}, {heap:.0f}, {seed}", flush=True)


def main() -> None:
    """Measure everything, or only growth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--five", action="store_true", help="only five visitors at once")
    parser.add_argument("--minutes", type=float, default=0, help="play so long and watch memory, instead")
    given = parser.parse_args()
    chromium = os.environ.get("BERDAYA_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with server(runs=2) as (address, pid), sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Chromium {browser.version} without a GPU")
        if given.minutes:
            growth(browser, address, pid, given.minutes)
            return
        five_at_once(browser, address)
        if given.five:
            return
        for households in (225, 1000):
            speed(browser, address, pid, households)
        memory(browser, address, pid)


if __name__ == "__main__":
    main()
