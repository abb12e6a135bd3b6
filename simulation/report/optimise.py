"""The best programme under a budget: in words, as tables, as figures, as a strategy file, as a picture."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.path import Path as Shape
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MaxNLocator
from rich.console import Console
from rich.table import Table
from rich.text import Text

from scenarios.form import as_toml
from scenarios.language import languages, tr
from scenarios.parameters import BY_NAME
from simulation.report.answer import people
from simulation.report.drawing import spread
from simulation.report.palette import INK, INK2, LINE, STRONG, SURFACE
from simulation.report.programme import in_words, lever_value
from simulation.report.style import SANS, SERIF, STRONG_SANS, card, heading, look_of, settings, wrapped
from simulation.report.table import two_lines
from simulation.report.wording import decimals_for, interval, number, rupiah, strategy_label, village_label
from simulation.study.optimise import CHOOSING, SEARCHING, STAGES, Found, Optimum, Part
from simulation.study.statistics import Estimate, mean_interval, ratio_interval

NAME_WIDTH = 0.25
"""Of the budget, as wide as a strategy's name is in the picture."""
LABELS = {"en": "Recommended programme", "id": "Program yang disarankan"}


def label(optimum: Optimum, found: Found) -> str:
    """A strategy as readers know it, or the letter of a programme: A is the cheapest."""
    if found.arm.programme is None:
        return strategy_label(found.arm.name)
    return chr(ord("A") + [one.arm.name for one in optimum.shown].index(found.arm.name))


def sentences(optimum: Optimum) -> Iterator[str]:
    """What is recommended, what it gives, against what, and how much of it was luck of the search."""
    best, rival = optimum.best, optimum.rival
    text = tr(
        "{village}, {budget}: programme {letter} leaves {kept} people more empowered 24 months after the facilitator "
        "leaves than no programme ({interval}), and fails in {failed} of 100 plausible villages ({failing})."
    )
    yield text.format(
        village=village_label(optimum.scenario),
        budget=rupiah(optimum.scenario.values["budget"]),
        letter=label(optimum, best),
        kept=people(best.kept.mean),
        interval=interval(best.kept, decimals_for(best.kept.mean)),
        failed=number(100 * best.fails.mean),
        failing=interval(best.fails, scale=100),
    )
    text = tr("It spends {cost}: {programme}")
    yield text.format(cost=rupiah(best.cost), programme=in_words(best.arm.scenario.values))
    text = tr(
        "Of the strategies there were, {strategy} keeps most under the same budget: {kept}, and fails in {failed} of "
        "100. Programme {letter} keeps {gain} more ({interval}), and more in {ahead} of 100 villages."
    )
    gain = optimum.gain(best)
    yield text.format(
        strategy=strategy_label(rival.arm.name),
        kept=people(rival.kept.mean),
        failed=number(100 * rival.fails.mean),
        letter=label(optimum, best),
        gain=people(gain.mean),
        interval=interval(gain, decimals_for(gain.mean)),
        ahead=number(100 * optimum.ahead),
    )
    yield _luck(optimum)


def _luck(optimum: Optimum) -> str:
    assert optimum.first is not None
    seemed, told = optimum.seemed_gain(optimum.first), optimum.gain(optimum.first).mean
    text = tr(
        "The programme that looked best in the search seemed to keep {seemed} more than that strategy; in villages "
        "that the search had not seen it keeps {told} more. What was luck of the search is counted nowhere here."
    )
    return text.format(seemed=people(seemed), told=people(told))


def notes(optimum: Optimum) -> Iterator[str]:
    """What to know beside the figures."""
    text = tr(
        "{tried} programmes were tried in {searching} plausible villages, the best again in {choosing} others, where "
        "one was chosen; all figures come from {telling} more, in which nothing was chosen. They differ in all that is "
        "unknown: the village, its people, the facilitator, what nobody has measured, luck."
    )
    yield text.format(
        tried=number(len(optimum.tried)),
        searching=number(SEARCHING),
        choosing=number(CHOOSING),
        telling=number(len(optimum.best.outcomes)),
    )
    if optimum.best.arm.scenario.values["agent_effort"] > optimum.scenario.values["agent_effort"]:
        yield tr("Change agents are asked for more of their time, which is not paid and has no price here.")
    if ends := at_the_end(optimum):
        text = tr("At an end of what was searched, so that more may lie beyond: {levers}.")
        yield text.format(levers=", ".join(tr(BY_NAME[name].label).lower() for name in ends))
    if optimum.failed:
        yield tr("{n} runs failed: failures.parquet tells which, and why.").format(n=number(optimum.failed))
    yield tr("A simulation, not a forecast.")


def at_the_end(optimum: Optimum) -> list[str]:
    """Levers of the recommended programme at an end of their range that could go on beyond it."""
    assert optimum.best.arm.programme is not None
    choice = optimum.best.arm.programme.choice
    ends = []
    for lever in optimum.levers:
        value, parameter = choice[lever.name], BY_NAME[lever.name]
        if lever.ordered and None not in lever.values and value in (lever.values[0], lever.values[-1]):
            low, high = parameter.limits
            if low < float(value) < high:  # type: ignore[arg-type]
                ends.append(lever.name)
    return ends


def front_table(optimum: Optimum) -> Table:
    """Programmes that none beats, the cheapest first, and the strategies there were."""
    grid = _grid(tr("Programme"))
    for head in (
        tr("Cost, Rp\nmillion"),
        tr("Kept"),
        tr("Worst-off\nthird"),
        tr("Fails,\nof 100"),
        tr("Rp million\na person kept"),
        tr("Took\npart"),
    ):
        grid.add_column(head, justify="right")
    for found in (*optimum.shown, *sorted(optimum.strategies, key=lambda one: -one.kept.mean)):
        name = label(optimum, found)
        recommended = found.arm.name == optimum.recommended
        grid.add_row(
            Text(f"{name} {tr('(recommended)')}" if recommended else name, style="bold" if recommended else ""),
            f"{number(found.cost)}\n",
            two_lines(found.kept),
            two_lines(_poorest(found)),
            f"{number(100 * found.fails.mean)}\n{interval(found.fails, scale=100)}",
            two_lines(ratio_interval(found.values("cost_total"), found.values("extra_24"))),
            f"{number(mean_interval(found.values('n_joined')).mean)}\n",
        )
    return grid


def lever_table(optimum: Optimum) -> Table:
    """What each programme shown decides: levers down, programmes across."""
    grid = _grid(tr("Lever"))
    for found in optimum.shown:
        grid.add_column(label(optimum, found), justify="right", style="bold" if found is optimum.best else "")
    for lever in optimum.levers:
        choices = [found.arm.programme.choice[lever.name] for found in optimum.shown if found.arm.programme]
        if lever.name == "budget":  # what is spent of it is told
            continue
        grid.add_row(lever_label(lever.name), *(lever_value(lever.name, choice) for choice in choices))
    return grid


def parts_table(optimum: Optimum) -> Table:
    """What each lever of the recommended programme adds."""
    grid = _grid(tr("Put back"))
    for head in (tr("from"), tr("to"), tr("people kept\nfewer"), tr("Rp million\nless spent")):
        grid.add_column(head, justify="right")
    for part in optimum.parts:
        instead = tr("as found") if part.instead is None else lever_value(part.lever, part.instead)
        adds = f"{number(part.adds.mean, 1)} ({interval(part.adds, 1)})"
        grid.add_row(lever_label(part.lever), lever_value(part.lever, part.value), instead, adds, number(part.costs, 1))
    return grid


def lever_label(name: str) -> str:
    """A lever as readers know it, with its unit."""
    parameter = BY_NAME[name]
    unit = f" ({tr(parameter.unit)})" if parameter.unit not in ("", "0-1", "share") else ""
    return tr(parameter.label) + unit


def _grid(first: str) -> Table:
    grid = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim", collapse_padding=True)
    grid.add_column(first)
    return grid


def _poorest(found: Found) -> Estimate:
    return mean_interval(found.values("poorest_extra_24"))


def show(console: Console, optimum: Optimum) -> None:
    """Print it all."""
    first, *others = sentences(optimum)
    console.print(Text(first, style="bold"))
    for sentence in others:
        console.print(Text(sentence))
    front = tr("Programmes that no other beats in cost, people kept and failure at once; below each mean its interval")
    tables = {front: front_table(optimum), tr("What they decide (a dash: as it is found)"): lever_table(optimum)}
    if optimum.parts:
        tables[tr("What each part of the recommended programme adds, under the same budget")] = parts_table(optimum)
    for title, table in tables.items():
        console.print()
        console.print(Text(title, style="dim"))
        console.print(table)
    console.print()
    for note in notes(optimum):
        console.print(Text(note))


# --- for machines --------------------------------------------------------------------------------------------------


def figures(optimum: Optimum) -> dict[str, Any]:
    """All figures for machines."""
    assert optimum.first is not None
    return {
        "scenario": optimum.scenario.digest,
        "root_seed": optimum.root_seed,
        "budget": float(optimum.scenario.values["budget"]),
        "tried": len(optimum.tried),
        "recommended": optimum.recommended,
        "gain": optimum.gain(optimum.best)._asdict(),
        "ahead": optimum.ahead,
        "first_in_the_search": {
            "name": optimum.first.arm.name,
            "seemed_gain": optimum.seemed_gain(optimum.first),
            "gain": optimum.gain(optimum.first)._asdict(),
        },
        "programmes": {found.arm.name: _figures_of(optimum, found) for found in optimum.shown},
        "strategies": {found.arm.name: _figures_of(optimum, found) for found in optimum.strategies},
        "parts": [
            {
                "lever": part.lever,
                "value": part.value,
                "instead": part.instead,
                "adds": part.adds._asdict(),
                "costs": part.costs,
            }
            for part in optimum.parts
        ],
    }


def _figures_of(optimum: Optimum, found: Found) -> dict[str, Any]:
    seemed = optimum.seemed.get(found.arm.name)
    return {
        "cost": found.cost,
        "kept": found.kept._asdict(),
        "fails": found.fails._asdict(),
        "poorest_kept": _poorest(found)._asdict(),
        "in_the_search": {"cost": seemed[0], "kept": -seemed[1], "fails": seemed[2]} if seemed else None,
        "values": dict(found.arm.programme.values) if found.arm.programme else {},
    }


def front_rows(optimum: Optimum) -> list[dict[str, Any]]:
    """A row for every programme shown and every strategy there was, for front.csv."""
    rows = []
    for found in (*optimum.shown, *optimum.strategies):
        values = found.arm.scenario.values
        row: dict[str, Any] = {"name": found.arm.name, "letter": label(optimum, found) if found.arm.programme else None}
        row |= {"recommended": found.arm.name == optimum.recommended, "cost": found.cost}
        for name, estimate in (
            ("kept", found.kept),
            ("fails", found.fails),
            ("poorest", _poorest(found)),
        ):
            row |= {name: estimate.mean, f"{name}_low": estimate.low, f"{name}_high": estimate.high}
        rows.append(
            row | {lever.name: values[lever.name] for lever in optimum.levers} | {"preparation": values["preparation"]}
        )
    return rows


def tried_rows(optimum: Optimum) -> list[dict[str, Any]]:
    """A row for every programme tried, as it looked in the search, for programmes.csv."""
    return [
        {"name": programme.name, "cost": cost, "kept": -kept, "fails": failed, **programme.choice}
        for programme, (cost, kept, failed) in optimum.tried
    ]


def world_rows(optimum: Optimum) -> list[dict[str, Any]]:
    """A row for every world, in the order of `point` in outcomes.parquet, for worlds.csv."""
    stages = [stage for stage, n in STAGES.items() for _ in range(n)]
    return [
        {"point": k, "stage": stage, "rules": world.rules, **world.values}
        for k, (stage, world) in enumerate(zip(stages, optimum.worlds, strict=True))
    ]


def strategy_text(optimum: Optimum, command: str) -> str:
    """The recommended programme as a strategy file, under a comment that says how to compare it."""
    programme = optimum.best.arm.programme
    assert programme is not None
    words = in_words(optimum.best.arm.scenario.values)
    lines = [
        f"# {command}",
        f"label = {as_toml(LABELS['en'])}",
        f"description = {as_toml(words)}",
        "",
        "[labels]",
        *(f"{code} = {as_toml(LABELS[code])}" for code in languages() if code in LABELS and code != "en"),
        "",
        "[values]",
        *(f"{name} = {as_toml(value)}" for name, value in programme.values.items()),
        "",
        "[look]",
        f"light = {as_toml(INK)}",
        'dark = "#F4EDDF"',
        "dash = []",
        'marker = "pentagon"',
        'letter = "O"',
    ]
    return "\n".join(lines) + "\n"


# --- picture -------------------------------------------------------------------------------------------------------


def draw(optimum: Optimum, file: Path) -> None:
    """Cost against people kept, with failure as the filled part of each mark; beside it what each part adds."""
    tall = max(5.2, 1.5 + 0.3 * len(optimum.parts))
    with mpl.rc_context(settings()):
        figure = Figure(figsize=(11.0, tall + 1.2), dpi=150)
        canvas, inches = FigureCanvasAgg(figure), tall + 1.2
        title = tr("The best programmes for {village} under {budget}").format(
            village=village_label(optimum.scenario), budget=rupiah(optimum.scenario.values["budget"])
        )
        wrapped(figure, 0.03, 1 - 0.2 / inches, title, 0.94, fontfamily=SERIF, fontsize=16)
        bottom, top = 0.4 / inches, 1 - 0.75 / inches
        _plane(figure, optimum, (0.025, bottom, 0.555, top - bottom))
        _parts_panel(figure, optimum, (0.595, bottom, 0.38, top - bottom))
        figure.text(0.975, 0.1 / inches, tr("A simulation, not a forecast."), fontsize=8.5, color=INK2, ha="right")
        canvas.print_png(file, metadata={"Software": "berdaya"})


def _panel(figure: Figure, sheet: tuple[float, float, float, float], words: tuple[str, str], left: float) -> Axes:
    x, y, width, height = sheet
    inches = figure.get_figheight()
    card(figure, x, y, width, height)
    heading(figure, x + 0.02, y + height - 0.15 / inches, *words, width - 0.035)
    return figure.add_axes((x + left, y + 0.55 / inches, width - left - 0.02, height - 1.55 / inches))


def _plane(figure: Figure, optimum: Optimum, sheet: tuple[float, float, float, float]) -> None:
    words = tr(
        "people empowered 24 months after exit beyond no programme; filled part of a mark: villages in which it fails; "
        "line: 95 % interval; small dots: all programmes tried, as they looked in the search"
    )
    axes = _panel(figure, sheet, (tr("What money keeps"), words), 0.065)
    tried = np.array([scores for _, scores in optimum.tried])
    axes.scatter(tried[:, 0], -tried[:, 1], s=5, color=STRONG, alpha=0.35, linewidth=0, zorder=1)
    axes.axvline(float(optimum.scenario.values["budget"]), color=INK, linewidth=1)
    most = np.maximum.accumulate([found.kept.mean for found in optimum.shown])
    costs = [*(found.cost for found in optimum.shown), float(optimum.scenario.values["budget"])]
    axes.step(costs, [*most, most[-1]], where="post", color=LINE, linewidth=1.5, zorder=2)
    for found in (*optimum.strategies, *optimum.shown):
        _mark(axes, optimum, found)
    axes.set_xlim(left=0)
    axes.grid(axis="y")
    axes.xaxis.set_major_locator(MaxNLocator(6))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axes.set_xlabel(tr("spent, Rp million"), fontsize=8.5)
    _names(axes, optimum)


def _mark(axes: Axes, optimum: Optimum, found: Found) -> None:
    colour = INK if found.arm.programme else look_of(found.arm.name).colour
    size = 190 if found.arm.name == optimum.recommended else 110
    share = found.fails.mean
    axes.plot([found.cost] * 2, [found.kept.low, found.kept.high], color=colour, linewidth=1.2, zorder=3)
    axes.scatter(
        found.cost, found.kept.mean, s=size, marker="o", facecolor=SURFACE, edgecolor=colour, linewidth=1.4, zorder=4
    )
    if share > 0:
        wedge = Shape.circle() if share >= 1 else Shape.wedge(90 - 360 * share, 90)
        axes.scatter(found.cost, found.kept.mean, s=size * 0.9, marker=wedge, color=colour, linewidth=0, zorder=5)


def _names(axes: Axes, optimum: Optimum) -> None:
    """Letters and strategies' names beside their marks, moved apart where marks lie close."""
    low, high = axes.get_ylim()
    gap = 0.17 / (axes.get_window_extent().height / 150) * (high - low)
    wide = NAME_WIDTH * float(optimum.scenario.values["budget"])
    right = {found.arm.name for found in optimum.strategies if _hidden_at_left(optimum, found, wide, gap)}
    sides = [[f for f in optimum.strategies if (f.arm.name in right) == at_right] for at_right in (False, True)]
    for named in (*_close_by(optimum.shown, wide / 8), *sides):
        for found, height in zip(named, spread([found.kept.mean for found in named], gap), strict=True):
            colour, size = (INK, 9.5) if found.arm.programme else (look_of(found.arm.name).text, 7.5)
            at, align = ((11, 0), "left") if found.arm.name in right else ((-11, 0), "right")
            axes.annotate(
                label(optimum, found), (found.cost, height), at, textcoords="offset points", ha=align, va="center",
                fontfamily=STRONG_SANS if found.arm.programme else SANS, fontsize=size, color=colour, zorder=3,
                path_effects=[withStroke(linewidth=2.5, foreground=SURFACE)],
            )  # fmt: skip


def _hidden_at_left(optimum: Optimum, found: Found, wide: float, gap: float) -> bool:
    """Whether a strategy's name at the left of its mark would lie on another's, and there is room at the right."""
    others = [one for one in optimum.strategies if abs(one.kept.mean - found.kept.mean) < gap]
    on_one = any(found.cost - wide < one.cost < found.cost - wide / 8 for one in others)
    return on_one and found.cost + wide <= float(optimum.scenario.values["budget"])


def _close_by(programmes: Sequence[Found], near: float) -> list[list[Found]]:
    """Programmes, the cheapest first, in groups that lie close."""
    groups = list[list[Found]]()
    for found in programmes:
        if not groups or found.cost - groups[-1][-1].cost > near:
            groups.append([])
        groups[-1].append(found)
    return groups


def _parts_panel(figure: Figure, optimum: Optimum, sheet: tuple[float, float, float, float]) -> None:
    words = tr("people kept fewer when one part is put back, with the same budget; line: 95 % interval")
    title = tr("What each part of {letter} adds").format(letter=label(optimum, optimum.best))
    axes = _panel(figure, sheet, (title, words), 0.205)
    if not optimum.parts:
        axes.set_axis_off()
        axes.text(-0.5, 0.9, tr("No part adds anybody for certain."), color=INK2)
        return
    rows = np.arange(len(optimum.parts))
    means, lows, highs = np.array([part.adds for part in optimum.parts]).reshape(-1, 3).T
    axes.axvline(0, color=INK, linewidth=1)
    axes.hlines(rows, lows, highs, color=INK, linewidth=1.4)
    axes.scatter(means, rows, s=30, color=INK, zorder=3)
    axes.set_yticks(rows, [_part_words(part) for part in optimum.parts], fontsize=7.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.grid(axis="x")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))


def _part_words(part: Part) -> str:
    name = tr(BY_NAME[part.lever].label)
    return name if part.instead is None else f"{name}: {lever_value(part.lever, part.value)}"
