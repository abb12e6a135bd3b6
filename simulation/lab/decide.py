"""The tab Decide."""

import solara

from simulation.lab.session import spoken


@solara.component
def DecideTab() -> None:
    """The tab Decide."""
    spoken()
    solara.v.Html(tag="p", children=["Decide"])
