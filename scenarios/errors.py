"""What a user can get wrong: one family of exceptions, each listing every problem at once."""

from collections.abc import Iterable
from difflib import get_close_matches


class BerdayaError(Exception):
    """Something the user gave cannot be used. `problems` holds every complaint, `str()` gives them one a line."""

    def __init__(self, problems: str | Iterable[str]) -> None:
        self.problems: list[str] = [problems] if isinstance(problems, str) else list(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(self.problems)


class ScenarioError(BerdayaError):
    """A scenario, a preset or a value is wrong."""


class VillageError(BerdayaError):
    """A roster of villagers or a list of their ties is wrong."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Give " (did you mean 'x'?)" for the known name closest to `name`, or "" where none is close."""
    from scenarios.language import tr  # which raises what stands above

    close = get_close_matches(name.lower(), list(known), n=1, cutoff=0.6)
    return " " + tr("(did you mean '{name}'?)").format(name=close[0]) if close else ""
