"""The tabs of the page, in their order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scenarios.language import later
from simulation.lab.about import AboutTab
from simulation.lab.decide import DecideTab
from simulation.lab.laboratory import LabTab
from simulation.lab.story import StoryTab


@dataclass(frozen=True)
class Tab:
    """A tab: its name in links, its label (English), its icon, and the component that fills it."""

    name: str
    label: str
    icon: str
    component: Callable[[], Any]


TABS = (
    Tab("story", later("Story"), "eye", StoryTab),
    Tab("lab", later("Lab"), "flower", LabTab),
    Tab("decide", later("Decide"), "check", DecideTab),
    Tab("about", later("About"), "ring", AboutTab),
)
FIRST = "lab"
"""The tab shown by a link that names none."""
