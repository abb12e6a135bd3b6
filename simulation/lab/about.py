"""The tab About."""

import solara

from simulation.lab.session import spoken


@solara.component
def AboutTab() -> None:
    """The tab About."""
    spoken()
    solara.v.Html(tag="p", children=["About"])
