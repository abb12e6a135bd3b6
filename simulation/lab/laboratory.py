"""The tab Lab: two villages side by side, the same people and luck, another strategy."""

import solara

from simulation.lab.bench import Bench
from simulation.lab.charts import Charts
from simulation.lab.panel import Panel
from simulation.lab.session import opened_with, spoken
from simulation.lab.side import Side
from simulation.lab.stage import Stage


@solara.component
def LabTab() -> None:
    """Its parts are drawn again one by one, as what each reads changes."""
    spoken()
    asked = opened_with()
    bench = solara.use_memo(lambda: Bench(asked), [])
    solara.use_effect(bench.watch, [id(bench.pair.value)])
    with solara.v.Html(tag="div", class_="lab"):
        Panel(bench)
        Stage(bench)
        Charts(bench)
        Side(bench)
