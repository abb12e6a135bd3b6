"""The tab Story."""

import solara

from simulation.lab.session import spoken


@solara.component
def StoryTab() -> None:
    """The tab Story."""
    spoken()
    solara.v.Html(tag="p", children=["Story"])
