"""Below the villages: people empowered over time with what luck can do, and what is left after exit."""

from typing import Any

import solara

from scenarios.language import tr
from simulation.lab.bench import Bench
from simulation.lab.limits import LIMITS
from simulation.lab.looks import looks
from simulation.lab.session import spoken


@solara.component_vue("charts.vue", vuetify=False)
def ChartsView(
    bands: dict[str, Any] | None,
    twins: list[list[float]],
    looks: list[dict[str, Any]],
    words: dict[str, str],
    wanted: int,
) -> None:
    """Draws both charts."""


@solara.component
def Charts(bench: Bench) -> None:
    """The charts of this visitor's villages."""
    lang = spoken()
    settings = bench.settings.value
    ChartsView(
        bands=bench.bands.value,
        twins=bench.twins.value,
        looks=solara.use_memo(lambda: looks(settings), [settings, lang]),
        words=words(),
        wanted=LIMITS.runs,
    )


def words() -> dict[str, str]:
    """What the charts say."""
    return {
        "title": tr("People empowered"),
        "about": tr("line: this run · band: 80 of 100 runs ({n} runs) · dots: had the facilitator stayed"),
        "working": tr("{n} of {of} runs ..."),
        "leaves": tr("Facilitator leaves"),
        "chart": tr("People empowered by month: {a} {n_a}, {b} {n_b} in month {month}"),
        "left": tr("What is left after exit"),
        "left_about": tr("share of the gain at exit still there, 95 % interval"),
        "months_short": tr("+{n} m"),
        "to": tr("to"),
        "stays": tr("had the facilitator stayed; the gap is dependency"),
        "no_gain": tr("no gain at exit to keep"),
        "no_programme": tr("no programme, nothing to leave"),
        "groups": tr("groups at exit that still exist"),
        "borrowed": tr("income gain borrowed from the facilitator"),
        "table": tr("Villagers as a table"),
        "household": tr("Household"),
        "group": tr("Group"),
        "yes": tr("yes"),
        "earlier": tr("Earlier"),
        "later": tr("Later"),
        "rows": tr("{first} to {last} of {n}"),
        "indicators": tr("indicators"),
        "agent": tr("change agent"),
        "wait": tr("More villages are being run to see what is luck ..."),
    }
