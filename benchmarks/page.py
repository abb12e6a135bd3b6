"""docs/performance.md and its picture, written from the figures that were taken."""

from collections.abc import Iterable, Mapping
from typing import Any

from agents.columns import VILLAGER, dtype_of
from benchmarks.contagion import COMPARABLE
from benchmarks.limits import Limit, held

HEAD = """# Performance

How long the model takes, against what was asked of it. Everything on this page is written by `python -m benchmarks`
from `docs/performance.json`, with the picture (`--quick` for a try, `--only PART,PART` for some, `--page` for the page
alone); changes by hand are lost.

Figures are *least / median / most* of several rounds in one process; contestants take turns in every round, and a
ratio is taken within a round. A limit of a time holds for the least of the rounds, of a ratio or a difference for
the median. Wall time on one core, unless said. *Villager-month*: one villager's part of one month of the full model:
three livelihoods, stakeholders, ledgers, change agents and the monthly record. Another machine gives other
nanoseconds; ratios travel better. Under each table stand the machine and its load when the part began: on a busy
machine all times are too long.
"""
PICTURE = """
![growth with the number of villagers, peers, and the lines of the month](performance.png)
"""


KILLED = ("runs", "drivers_killed", "workers_killed", "finished_at_the_last", "lost", "double")


def table(heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """A table of markdown."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines) + "\n"


def three(values: Mapping[str, float]) -> str:
    """Least / median / most."""
    return " / ".join(f"{values[name]:,g}" for name in ("least", "median", "most"))


def page(figures: Mapping[str, Any]) -> str:
    """The whole page; a part that was not measured is left out."""
    parts = [HEAD, of_limits(figures), PICTURE]
    for name, words in PARTS.items():
        if name in figures:
            taken = figures[name]
            parts += [f"## {words[0]}\n", words[1](taken["figures"]), f"{words[2]} {under(taken['machine'])}\n"]
    return "\n".join(parts)


def of_limits(figures: Mapping[str, Any]) -> str:
    """What was asked, what came out, and how many limits are met."""
    found = list(held(figures))
    met = sum(limit.is_met(figure) for limit, figure in found)
    rows = (
        (limit.what, limit.asked(), f"{figure:,.3g}" if figure < 1000 else f"{figure:,.0f}", verdict(limit, figure))
        for limit, figure in found
    )
    return f"{met} of {len(found)} limits are met.\n\n{table(('what', 'asked', 'measured', ''), rows)}"


def verdict(limit: Limit, figure: float) -> str:
    """Met or not."""
    return "met" if limit.is_met(figure) else "**not met**"


def under(machine: Mapping[str, Any]) -> str:
    """On what, and how busy it was."""
    loads = ", ".join(f"{load:g}" for load in machine["load_average"])
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items() if number)
    system = f"{machine['processor']}, {machine['cores']} cores, load average {loads} before"
    return f"*{system}; Python {machine['python']}, {versions}.*"


def of_groups(rows: list[dict[str, Any]]) -> str:
    """Compiled code by how many are in groups."""
    return table(
        ("225 villagers", "in groups, on average", "ns per villager-month"),
        ((row["what"], row["members"], three(row["ns"])) for row in rows),
    )


def of_mesa(figures: dict[str, Any]) -> str:
    """Mesa's step."""
    return table(
        ("", "microseconds a month"), [("Mesa's own step on top of the month", three(figures["microseconds"]))]
    )


def of_objects(rows: list[dict[str, Any]]) -> str:
    """Objects against compiled code."""
    return table(
        ("225 villagers", "objects, ns per villager-month", "compiled", "ratio"),
        ((row["what"], three(row["objects_ns"]), three(row["compiled_ns"]), three(row["ratio"])) for row in rows),
    )


def of_agreement(rows: list[dict[str, Any]]) -> str:
    """Agreement, case by case."""
    return table(
        ("case", "compared", "largest difference", "of", "share beyond 2"),
        ((row["what"], row["compared"], row["largest"], row["of"], row["beyond_2"]) for row in rows),
    )


def of_growth(rows: list[dict[str, Any]]) -> str:
    """Growth with the number of villagers."""
    return table(
        ("villagers", "ns per villager-month", "least against 10,000 villagers"),
        ((f"{row['n']:,}", three(row["ns"]), against(row, rows)) for row in rows),
    )


def against(row: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    """Time per villager against that at 10,000."""
    base = next((r["ns"]["least"] for r in rows if r["n"] == 10_000), None)
    return f"{row['ns']['least'] / base:.2f}" if base else ""


def of_large(figures: dict[str, Any]) -> str:
    """One large village."""
    return table(
        ("villagers", "months", "seconds", "of them on the processor", "largest memory, MB"),
        [(f"{figures['n']:,}", figures["months"], figures["wall"], figures["processor"], figures["memory_mb"])],
    )


def of_threads(figures: dict[str, Any]) -> str:
    """Two threads."""
    same = "yes" if figures["same_bytes"] else "NO"
    return table(
        ("villagers", "months", "times faster in two threads", "the same bytes"),
        [(f"{figures['n']:,}", figures["months"], three(figures["times_faster"]), same)],
    )


def of_start(rows: list[dict[str, Any]]) -> str:
    """Start-up."""
    return table(
        ("`python run.py ...`", "seconds until its answer", "until its end"),
        ((f"`{row['command']}`", three(row["answer"]), three(row["wall"])) for row in rows),
    )


def of_study(figures: dict[str, Any]) -> str:
    """Paired replicates."""
    seconds = (three(figures[name]) for name in ("answer", "wall", "processor"))
    return table(
        ("paired replicates", "seconds until the table", "until the end", "of processor time", "largest process, MB"),
        [(f"{figures['replicates']:,}", *seconds, round(figures["memory_mb"]))],
    )


def of_pace(figures: dict[str, Any]) -> str:
    """A study against the bare model."""
    heads = ("runs", "bare model, runs a second", "share", "by processor time", "with all files", "driver's memory, MB")
    rows = (
        (
            f"{figures['runs']:,}",
            row["bare_runs_a_second"],
            f"{row['share']:.0%}",
            f"{row['processor']:.0%}",
            f"{row['with_files']:.0%}",
            f"{row['driver_mb_at_a_tenth']} after a tenth, {row['driver_mb_at_the_end']} at the end",
        )
        for row in figures["rounds"]
    )
    return table(heads, rows)


def of_planned(figures: dict[str, Any]) -> str:
    """A large study planned."""
    workers = f"{figures['workers']} workers"
    return table(
        ("runs", f"runs a second, {workers}", f"hours, {workers}", "minutes, 100 workers as fast", "result, MB"),
        [
            (
                f"{figures['runs']:,}",
                round(figures["runs_a_second"]),
                round(figures["seconds"] / 3600, 1),
                round(figures["seconds_of_many"] / 60, 1),
                round(figures["disk"] / 1e6),
            )
        ],
    )


def of_killed(figures: dict[str, Any]) -> str:
    """A study killed again and again."""
    same = "yes" if figures["same_bytes"] else "NO"
    return table(
        ("runs", "drivers killed", "workers killed", "finished at the last kill", "lost", "double", "the same bytes"),
        [(*(f"{figures[name]:,}" for name in KILLED), same)],
    )


def of_compile(figures: dict[str, Any]) -> str:
    """The first compile."""
    return table(
        ("", "seconds", "of processor time"),
        [("first result where nothing is compiled yet", figures["wall"], figures["processor"])],
    )


def of_lines(rows: list[dict[str, Any]]) -> str:
    """The lines of the month."""
    names = [row["what"] for row in rows]
    lines = rows[0]["ns"]
    body = [(line, *(f"{row['ns'][line]:.1f}" for row in rows)) for line in lines]
    return table(("line of the month", *names), [*body, ("all", *(f"{sum(row['ns'].values()):.0f}" for row in rows))])


def of_peers(figures: dict[str, Any]) -> str:
    """Peers on the light workload."""
    body = table(
        ("", "people", "ns per person and step", "share reached", "what is and is not comparable"),
        ((r["who"], f"{r['n']:,}", three(r["ns"]), r["reached"], COMPARABLE[r["who"]]) for r in figures["rows"]),
    )
    return f"{body}\nStarsim: {figures['starsim']}.\n"


PARTS: dict[str, tuple[str, Any, str]] = {
    "compiled": (
        "A month of 225 villagers",
        of_groups,
        "From the first month of a programme to its last, two or three meetings a month at its start.",
    ),
    "mesa": (
        "Under Mesa",
        of_mesa,
        "`EmpowermentModel.step()` against the same months called one by one, without Mesa.",
    ),
    "objects": (
        "Against one object for each agent",
        of_objects,
        "[benchmarks/mesa_reference](../benchmarks/mesa_reference) is the same model in plain Python on Mesa, written "
        "from ODD.md alone.",
    ),
    "agreement": (
        "The plain version and the compiled model give the same distributions",
        of_agreement,
        "Each series at seven months, and learning by source: difference of means in standard errors. If nothing "
        "differs, 0.046 lie beyond 2, and one in a thousand beyond 3.3. `tests/test_reference.py` checks it in small.",
    ),
    "growth": (
        "Growth",
        of_growth,
        f"A fifth of the people in groups, 12 months. A villager is {dtype_of(VILLAGER).itemsize} bytes: many fit no "
        "cache, and each line of the month that passes over all of them waits for memory to bring them anew.",
    ),
    "large": (
        "A million villagers",
        of_large,
        "A fifth of the people in groups, one core, making the village included.",
    ),
    "threads": (
        "Two threads",
        of_threads,
        "A run and its untreated twin at the same time, against one after the other.",
    ),
    "start": (
        "Start",
        of_start,
        "Each in a process of its own, compiled before. `compare` writes its files and report after its table.",
    ),
    "study": (
        "A study",
        of_study,
        "`compare`: individual against group with their twins, 51 months, two workers; compiled before, process start "
        "included. The but-for test of failing runs comes before the table; files, picture and report come after it.",
    ),
    "pace": (
        "A Latin hypercube against the bare model",
        of_pace,
        "225 villagers, 75 months, two strategies with an untreated twin for each pair. Bare: every core makes runs in "
        "a loop, without driver, keys or files, before and after. The study's clock starts after each worker's first "
        "chunk. The driver's memory should not grow.",
    ),
    "million": (
        "A million runs, planned",
        of_planned,
        "`sweep --dry-run` of the same study with 250,000 points: measured for eight seconds, the rest is arithmetic. "
        "What one driver can take in is measured too, and bounds the hundred workers.",
    ),
    "killed": (
        "Killed ten times",
        of_killed,
        "SIGKILL at random instants, to a worker (the driver goes on) and to the driver (the same command goes on) in "
        "turn, against the same study left alone. Double: finished runs made again.",
    ),
    "compile": (
        "The first compile",
        of_compile,
        "Once after installing and after a rule has changed, in one process; the code is kept on disk.",
    ),
    "lines": (
        "Where a month goes",
        of_lines,
        "ns per villager-month, least of the rounds; the counter's own time included. In groups most of a month goes "
        "into meetings: who comes and who speaks asks for exponentials and powers, one member after the other, and "
        "each present draws a fellow among all members.",
    ),
    "peers": (
        "Peers on a light workload",
        of_peers,
        "Contagion on a fixed network that all can express: nine contacts each, 40 steps, chance 0.02. It says what a "
        "step of the simplest rule costs, not what the full model would cost in another framework. Starsim is put into "
        "a virtual environment of its own that is thrown away.",
    ),
}
"""Each part's title, its table, and what is said under it, in the page's order."""
