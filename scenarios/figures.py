"""The ten figures that a village planner knows, each mapped to one parameter; not knowing one widens its range."""

from collections.abc import Mapping
from dataclasses import dataclass

from scenarios.parameter import Value


@dataclass(frozen=True)
class Figures:
    """A planner's answers. given: by figure, as answered. values: by parameter, what is likeliest.

    ranges: by parameter, what is plausible with that answer, the lowest and the highest; for a choice all of them.
    """

    given: Mapping[str, object]
    values: Mapping[str, Value]
    ranges: Mapping[str, tuple[Value, ...]]

    @property
    def unknown(self) -> tuple[str, ...]:
        """Figures that were not given."""
        return ()
