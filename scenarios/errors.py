"""What a user can get wrong: one family of exceptions, each listing every problem at once."""

from collections.abc import Iterable


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
