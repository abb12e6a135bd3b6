"""The Lab's middle: transport, time line, the two villages and their legend."""

from collections.abc import Callable
from typing import Any

import solara

from scenarios.language import tr
from simulation.lab.bench import Bench
from simulation.lab.looks import looks
from simulation.lab.pair import village_for_page
from simulation.lab.session import spoken


@solara.component_vue("stage.vue", vuetify=False)
def StageView(
    village: dict[str, Any],
    chunk: dict[str, Any],
    looks: list[dict[str, Any]],
    words: dict[str, str],
    event_more: Callable[[Any], None],
) -> None:
    """Draws the villages; asks for more months as it plays."""


@solara.component
def Stage(bench: Bench) -> None:
    """The villages of this visitor."""
    lang = spoken()
    pair = bench.pair.value
    StageView(
        village=solara.use_memo(lambda: {**village_for_page(pair), "pair": id(pair)}, [id(pair)]),
        chunk={**bench.chunk.value, "pair": id(pair)},
        looks=solara.use_memo(lambda: looks(pair.settings), [id(pair), lang]),
        words=solara.use_memo(words, [lang]),
        event_more=bench.more,
    )


def words() -> dict[str, str]:
    """What transport, maps and legend say."""
    return {
        "transport": tr("Time"),
        "play": tr("Play"),
        "pause": tr("Pause"),
        "step": tr("One month on"),
        "reset": tr("Back to the start"),
        "month": tr("Month"),
        "of": tr("of {n}"),
        "before": tr("before the programme"),
        "present": tr("facilitator present"),
        "after": tr("month {n} after exit"),
        "at_exit": tr("the facilitator leaves"),
        "nobody": tr("no programme"),
        "speed": tr("Speed"),
        "show": tr("Show"),
        "ties": tr("Ties"),
        "snowball": tr("Snowball"),
        "leaves": tr("Facilitator leaves"),
        "own": tr("on their own"),
        "months_short": tr("+{n} m"),
        "timeline": tr("Month shown"),
        "month_n": tr("month {n}"),
        "empowered": tr("of {n} empowered"),
        "map": tr("{strategy}, month {month}: {n} of {of} empowered, change agents: {agents}, groups: {groups}"),
        "which": tr("Village shown"),
        "both": tr("Both"),
        "waves": tr("Who empowered whom, by wave"),
        "by_facilitator": tr("by the facilitator"),
        "nobody_yet": tr("nobody yet"),
        "by_villagers": tr("wave {n}: by villagers"),
        "indicators": tr("Indicators reached"),
        "four": tr("empowered: 4 of 5"),
        "visited": tr("client"),
        "ring": tr("ring: group"),
        "agent": tr("change agent"),
        "facilitator": tr("facilitator"),
        "stakeholder": tr("stakeholder"),
        "arc": tr("empowered by"),
    }
