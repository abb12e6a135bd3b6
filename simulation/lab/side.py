"""The Lab's right column: one villager's story, and the log of what happens."""

from collections.abc import Callable
from typing import Any

import solara

from scenarios.language import tr
from simulation.lab.bench import Bench
from simulation.lab.looks import looks
from simulation.lab.pair import log_for_page, story_for_page
from simulation.lab.session import spoken
from simulation.measures.empowerment import INDICATORS


@solara.component_vue("side.vue", vuetify=False)
def SideView(
    story: dict[str, Any] | None,
    log: list[dict[str, Any]],
    looks: list[dict[str, Any]],
    words: dict[str, Any],
    event_look: Callable[[Any], None],
) -> None:
    """Draws story and log."""


@solara.component
def Side(bench: Bench) -> None:
    """Story and log of this visitor's villages, as far as they have run."""
    lang = spoken()
    pair, run_so_far, who = bench.pair.value, bench.chunk.value["last"], bench.who.value
    known = 0 <= who < len(pair.sides[0].run.village.ids)
    story = solara.use_memo(lambda: story_for_page(pair, who) if known else None, [id(pair), run_so_far, who, lang])
    SideView(
        story=story,
        log=solara.use_memo(lambda: log_for_page(pair), [id(pair), run_so_far, lang]),
        looks=solara.use_memo(lambda: looks(pair.settings), [id(pair), lang]),
        words=solara.use_memo(words, [lang]),
        event_look=bench.look,
    )


def words() -> dict[str, Any]:
    """What the column says."""
    return {
        "card": tr("A villager's story"),
        "find": tr("Find a household"),
        "find_about": tr("Click a house, or type a household's name."),
        "not_found": tr("There is no household {name} here."),
        "close": tr("Close"),
        "indicators": [tr(name) for name in INDICATORS],
        "taught": tr("From whom this household learned"),
        "nothing": tr("Nothing learned from anyone yet."),
        "sources": [
            tr("facilitator"),
            tr("group peers"),
            tr("change agents"),
            tr("stakeholders"),
            tr("own practice"),
        ],
        "since": tr("Empowered since month {n}"),
        "from_start": tr("Empowered from the start"),
        "again": tr("No longer empowered since month {n}"),
        "not_yet": tr("Not empowered"),
        "same": tr("The same household, {strategy}: {status}"),
        "nothing_happened": tr("Nothing has happened yet."),
        "log": tr("What happens"),
        "log_empty": tr("Nothing has happened yet: press play."),
        "go": tr("Go to month {n}"),
        "reached": tr("reached"),
        "missing": tr("not reached"),
    }
