"""The tab Lab."""

import solara

from simulation.lab.session import spoken


@solara.component
def LabTab() -> None:
    """The tab Lab."""
    spoken()
    solara.v.Html(tag="p", children=["Lab"])
