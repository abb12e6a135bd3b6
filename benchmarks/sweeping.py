"""A study timed against the bare model, its driver's memory, a million runs planned, and a study killed ten times."""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq

from benchmarks.measuring import HOUSE
from scenarios.study import Study, load_study
from simulation.study.jobs import Job, Work, scenarios_of
from simulation.study.pool import Pool, usable_cores
from simulation.study.replicate import horizon_of, replicate
from simulation.study.sweep import Prepared, Tally, prepare, sweep

STUDY = """name = "Pace"
question = "How much of the model's own speed is left to a study?"
[base]
community = "farmers-group-village"
strategies = ["individual", "group"]
[base.values]
months = 15
months_after = 60
[levers]
handing_over = "usual"
fading = "usual"
budget = "usual"
[uncertainties]
trust_fellows = "usual"
trust_facilitator = "usual"
need_diversity = "usual"
furthest_km = "usual"
[design]
kind = "latin-hypercube"
samples = {samples}
[runs]
replicates = 2
[keep]
outcomes = ["extra_exit", "extra_24", "poorest_extra_24", "n_joined", "cost_total", "failed"]
"""
"""225 villagers, 75 months; four runs at each point, and an untreated twin for every two."""
BARE_SHARE = 10
"""The bare model makes a tenth as many runs, before the study and after it."""
KILLS = 10
PLANNED = ("runs", "workers", "runs_a_second", "driver_runs_a_second", "seconds", "seconds_of_many", "disk")
PATIENCE = 600
"""Seconds after which a command that does not go on is given up."""


def pace(runs: int, n_rounds: int) -> dict[str, Any]:
    """Share of the bare model's speed on all cores that a study has, and the driver's memory.

    Bare: every core makes runs in a loop, with no driver, no keys and nothing kept. The study's clock starts when every
    worker has given back its first chunk, and ends with the last run; `with_files`, when all lie on the disk in their
    order. `processor`: the same share by processor time a run, the driver's included.
    """
    taken = [_round(runs, turn) for turn in range(n_rounds)]
    return {"runs": runs, "workers": usable_cores(), "rounds": taken}


def _round(runs: int, turn: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        prepared = prepare(_study(Path(folder), runs // 4, turn + 1))
        before = _bare(prepared, runs // BARE_SHARE)
        watch = _Watch()
        with Pool() as pool:
            _warm(pool, prepared)
            sweep(prepared, Path(folder) / "out", pool, tell=watch)
            done = time.perf_counter()
        after = _bare(prepared, runs // BARE_SHARE)
    speed, processor = ((one + other) / 2 for one, other in zip(before, after, strict=True))
    return {
        "bare_runs_a_second": round(speed, 1),
        "share": round(watch.speed() / speed, 3),
        "with_files": round(watch.speed(done) / speed, 3),
        "processor": round(processor / watch.processor(), 3),
        "driver_mb_at_a_tenth": round(watch.memory_at(0.1)),
        "driver_mb_at_the_end": round(watch.memory_at(1)),
    }


def _study(folder: Path, samples: int, seed: int) -> Study:
    file = folder / "pace.toml"
    file.write_text(STUDY.format(samples=samples).replace("[runs]", f"[runs]\nseed = {seed}"), encoding="utf-8")
    return load_study(file)


def _bare(prepared: Prepared, runs: int) -> tuple[float, float]:
    """Runs a second of all cores together, each by its own clock, and seconds of processor time a run."""
    everything = prepared.runs()
    jobs = list(everything.jobs(np.ones(everything.keys.shape, bool)))[: runs // len(prepared.work.arms)]
    cores = usable_cores()
    shares = [jobs[k::cores] for k in range(cores)]
    with Pool(cores, chunk=1) as pool:
        _warm(pool, prepared)
        told = [one for some in pool.run(partial(loops, prepared.work), shares) for one in some]
    walls, processors = np.array(told).T
    of_core = len(jobs) / cores * len(prepared.work.arms)
    return float((of_core / walls).sum()), float(processors.mean() / of_core)


def _warm(pool: Pool, prepared: Prepared) -> None:
    """Every worker makes its first chunk."""
    cores = usable_cores()
    everything = prepared.runs()
    job = next(everything.jobs(np.ones(everything.keys.shape, bool)))
    with tempfile.TemporaryDirectory() as there:
        for _ in pool.run(partial(first_chunk, prepared.work, Path(there), cores), [job] * cores):
            pass


def first_chunk(work: Work, there: Path, workers: int, jobs: Sequence[Job]) -> list[None]:
    """Make some jobs, and wait until so many workers have done so."""
    _loop(work, jobs)
    (there / str(os.getpid())).touch()
    deadline = time.monotonic() + PATIENCE
    while len(list(there.iterdir())) < workers and time.monotonic() < deadline:
        time.sleep(0.05)
    return [None] * len(jobs)


def loops(work: Work, shares: Sequence[Sequence[Job]]) -> list[tuple[float, float]]:
    """Seconds, on the clock and of processor time, in which this process makes each share of jobs."""
    return [_loop(work, jobs) for jobs in shares]


def _loop(work: Work, jobs: Sequence[Job]) -> tuple[float, float]:
    given = [(scenarios_of(work, job), work.seed(job.replicate, job.luck)) for job in jobs]
    began = time.perf_counter(), time.process_time()
    for scenarios, seed in given:
        replicate(scenarios, seed, work.stays, max(map(horizon_of, scenarios)))
    return time.perf_counter() - began[0], time.process_time() - began[1]


class _Seen(NamedTuple):
    """A look at a sweep. seconds: on the clock; processor: of all its processes so far; memory: of the driver, MB."""

    made: int
    seconds: float
    processor: float
    memory: float


@dataclass
class _Watch:
    """Looks at a sweep as it goes on."""

    seen: list[_Seen] = field(default_factory=list)

    def __call__(self, tally: Tally) -> None:
        processes = [os.getpid(), *workers_of(os.getpid())]
        self.seen.append(_Seen(tally.made, time.perf_counter(), sum(map(processor_time, processes)), memory()))

    def speed(self, end: float | None = None) -> float:
        """Runs a second."""
        first, last = self.seen[0], self.seen[-1]
        return (last.made - first.made) / ((end or last.seconds) - first.seconds)

    def processor(self) -> float:
        """Seconds of processor time a run."""
        first, last = self.seen[0], self.seen[-1]
        return (last.processor - first.processor) / (last.made - first.made)

    def memory_at(self, share: float) -> float:
        """MB when so large a share of the runs was made."""
        return next(look.memory for look in self.seen if look.made >= share * self.seen[-1].made)


def processor_time(process: int) -> float:
    """Seconds of processor time that a process has taken."""
    words = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def memory() -> float:
    """MB of this process that lie in memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


# --- planned ---------------------------------------------------------------------------------------------------------


def planned(samples: int) -> dict[str, Any]:
    """What `sweep --dry-run` says of the study with so many points."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pace.toml"
        file.write_text(STUDY.format(samples=samples), encoding="utf-8")
        words = [sys.executable, "run.py", "sweep", str(file), "--dry-run", "--json"]
        done = subprocess.run(words, cwd=HOUSE, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    return {name: told[name] for name in PLANNED}


# --- killed ----------------------------------------------------------------------------------------------------------


def killed(samples: int) -> dict[str, Any]:
    """The study as a command, a worker and its driver killed in turn at random instants, against one left alone."""
    dice, kills, lost = random.Random(1), {"worker": 0, "driver": 0}, 0
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        _study(place, samples, 1)
        began = time.perf_counter()
        _ended(_started(place, "clean"))
        longest = 1.6 * (time.perf_counter() - began) / KILLS
        process = _started(place, "killed")
        for kill in range(KILLS):
            time.sleep(dice.uniform(0, longest))
            workers, before = workers_of(process.pid), _keys(place / "killed")
            if process.poll() is not None:
                break
            if kill % 2 == 0 and workers:
                os.kill(dice.choice(workers), signal.SIGKILL)
                kills["worker"] += 1
                continue
            process.kill()
            process.wait(PATIENCE)
            kills["driver"] += 1
            lost += len(set(before) - set(_keys(place / "killed")))
            process = _started(place, "killed")
        on_the_way = _keys(place / "killed")
        _ended(process)
        clean, again = (_files(place / name) for name in ("clean", "killed"))
    return {
        "runs": 4 * samples,
        **{f"{who}s_killed": n for who, n in kills.items()},
        "finished_at_the_last": len(on_the_way),
        "lost": lost,
        "double": len(on_the_way) - len(set(on_the_way)),
        "same_bytes": clean == again,
    }


def _started(place: Path, out: str) -> "subprocess.Popen[bytes]":
    words = [sys.executable, str(HOUSE / "run.py"), "sweep", "pace.toml", "--out", out, "--workers", "2"]
    return subprocess.Popen(words, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _ended(process: "subprocess.Popen[bytes]") -> None:
    if code := process.wait(PATIENCE):
        raise RuntimeError(f"sweep ended with {code}")


def workers_of(driver: int) -> list[int]:
    """Process numbers of a driver's workers (its helper for shared resources is none)."""
    tasks = Path(f"/proc/{driver}/task/{driver}/children")
    found = [int(word) for word in tasks.read_text(encoding="ascii").split()] if tasks.exists() else []
    return [child for child in found if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def _keys(place: Path) -> list[int]:
    """Keys of all runs that lie on the disk, as often as they are there."""
    files = [*place.glob("parts/*-outcomes.parquet"), *place.glob("outcomes.parquet")]
    return [key for file in files for key in pq.read_table(file, columns=["key"])["key"].to_pylist()]


def _files(place: Path) -> dict[str, bytes]:
    """All that a study leaves, but for the manifest."""
    kept = [file for file in place.iterdir() if file.is_file() and file.name not in ("manifest.json", ".lock")]
    return {file.name: file.read_bytes() for file in kept}
