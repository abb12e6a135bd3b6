"""Why a programme fails, in words and a table: how often, by what, since when, and the cheapest lever that rescues."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from scenarios.language import later, tr
from scenarios.scenario import Scenario
from simulation.report.wording import number, percent, rupiah, strategy_label, village_label
from simulation.study.diagnosis import CAUSES, Diagnosis, Rescue

LABELS = {
    "exit collapse": later("collapse after exit"),
    "needs mismatch": later("needs mismatch"),
    "group breakdown": later("group breakdown"),
    "elite capture": later("elite capture"),
    "free riding": later("free riding"),
    "never took off": later("never took off"),
    "overload": later("overload"),
    "resource collapse": later("resource collapse"),
}
REMOVALS = {
    "exit collapse": later("the facilitator hands tasks over"),
    "needs mismatch": later("the content fits what people need"),
    "group breakdown": later("a sensitive, skilled facilitator; no quarrels"),
    "elite capture": later("everyone is heard and leads in turn"),
    "free riding": later("a norm of contribution that holds"),
    "never took off": later("people trust each other and the facilitator"),
    "overload": later("hours for everyone who was promised sessions"),
    "resource collapse": later("the common stock lasts"),
}


def mode_label(cause: str) -> str:
    """A way to fail as readers know it."""
    return tr(LABELS[cause])


def main_mode(diagnoses: list[Diagnosis]) -> str | None:
    """The cause that most failing runs died of; None if none could be named in most."""
    counted = Counter(d.main for d in diagnoses)
    return max(counted, key=lambda cause: counted[cause], default=None)


def main_modes(diagnoses: Sequence[Diagnosis]) -> list[str]:
    """All causes that equally many failing runs died of, and none more; empty if none could be named in most."""
    counted = Counter(d.main for d in diagnoses)
    most = max(counted.values(), default=0)
    modes = [cause for cause in LABELS if counted[cause] == most]
    return modes if counted[None] < most else []


def headline(scenario: Scenario, n: int, diagnoses: list[Diagnosis]) -> str:
    """How often it fails, and of what most."""
    words = {"strategy": strategy_label(scenario.strategy_name), "village": village_label(scenario), "n": number(n)}
    words["asked"] = number(100 * scenario.values["least_effect"])
    if not diagnoses:
        text = tr("{strategy}, {village}: healthy in all of {n} runs. No run left fewer than {asked} of 100 invited ")
        return (text + tr("empowered beyond a village without a programme, 24 months after exit.")).format(**words)
    words["failing"] = number(len(diagnoses))
    mode = main_mode(diagnoses)
    words["mode"] = mode_label(mode) if mode else tr("none of the known ways alone or in pairs")
    text = tr("{strategy}, {village}: fails in {failing} of {n} runs, mostly by {mode}. A run fails when fewer than ")
    rest = tr("{asked} of 100 invited are empowered beyond a village without a programme, 24 months after exit.")
    return (text + rest).format(**words)


def show(console: Console, scenario: Scenario, n: int, diagnoses: list[Diagnosis], rescues: list[Rescue]) -> None:
    """Print the headline, the causes with their but-for rise, the onset and the levers."""
    console.print(Text(headline(scenario, n, diagnoses), style="bold"))
    if not diagnoses:
        return
    console.print(Text(timing(diagnoses)))
    console.print()
    console.print(_causes(diagnoses))
    console.print()
    console.print(_levers(rescues))
    console.print(Text(proposal(rescues), style="bold"))


def timing(diagnoses: list[Diagnosis]) -> str:
    """When it set in, and how many were a success at exit."""
    months = np.array([d.onset for d in diagnoses])
    low, middle, high = (number(x) for x in np.quantile(months, (0.1, 0.5, 0.9), method="inverted_cdf"))
    passed = number(sum(d.passed_exit for d in diagnoses))
    text = tr(
        "The effect stays below that from month {middle} on ({low} to {high} in 80 of 100 failing runs; exit is month "
        "{exit}); {passed} of {failing} were a success on the day the facilitator left."
    )
    leaves, failing = number(diagnoses[0].shares.exit), number(len(diagnoses))
    return text.format(low=low, middle=middle, high=high, passed=passed, failing=failing, exit=leaves)


def _causes(diagnoses: list[Diagnosis]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(tr("But for ..."))
    table.add_column(tr("named in"), justify="right")
    table.add_column(tr("adds"), justify="right")
    table.add_column(tr("people of 100 invited, had it been so that"))
    named = Counter(cause for d in diagnoses for cause in d.causes)
    rises = {cause: np.mean(r) for cause in LABELS if (r := [d.rises[cause] for d in diagnoses if cause in d.rises])}
    for cause in sorted(rises, key=lambda cause: (-named[cause], -rises[cause])):
        share = tr("{k} of {n}").format(k=number(named[cause]), n=number(len(diagnoses)))
        table.add_row(mode_label(cause), share, number(100 * rises[cause], 1, sign=True), tr(REMOVALS[cause]))
    unnamed = sum(not d.named for d in diagnoses)
    if unnamed:
        share = tr("{k} of {n}").format(k=number(unnamed), n=number(len(diagnoses)))
        table.add_row(tr("none of these, alone or in pairs"), share, "", "")
    return table


def _levers(rescues: list[Rescue]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(tr("Lever"))
    table.add_column(tr("rescues"), justify="right")
    table.add_column(tr("adds to the cost"), justify="right")
    for rescue in rescues:
        table.add_row(tr(rescue.lever), percent(rescue.share), rupiah(rescue.extra_cost, 1))
    return table


def proposal(rescues: list[Rescue]) -> str:
    """The cheapest single lever that rescues, or that there is none."""
    if not rescues or not rescues[0].enough:
        return tr("No single lever rescues three quarters of the failing runs.")
    best = rescues[0]
    text = tr("Cheapest single lever that rescues: {lever} ({share} of the failing runs, {cost} more).")
    return text.format(lever=tr(best.lever), share=percent(best.share), cost=rupiah(best.extra_cost, 1))


def figures(
    scenario: Scenario, root_seed: int, n: int, diagnoses: list[Diagnosis], rescues: list[Rescue]
) -> dict[str, Any]:
    """The same for machines."""
    named = Counter(cause for d in diagnoses for cause in d.causes)
    return {
        "scenario": scenario.digest,
        "strategy": scenario.strategy_name,
        "root_seed": root_seed,
        "replicates": n,
        "failing": len(diagnoses),
        "main": main_mode(diagnoses),
        "named": {cause.name: named[cause.name] for cause in CAUSES},
        "runs": [
            {
                "seed": d.seed,
                "share_exit": d.shares.at_exit,
                "share_24": d.shares.later,
                "joined": d.joined,
                "onset": d.onset,
                "causes": [list(names) for names in d.named],
                "rises": dict(d.rises),
            }
            for d in diagnoses
        ],
        "levers": [{"lever": r.lever, "rescues": r.share, "extra_cost": r.extra_cost} for r in rescues],
    }
