"""What a declared parameter is."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["float", "int", "bool", "choice"]
Role = Literal["lever", "uncertainty", "constant"]
Grade = Literal["V", "D", "J"]
Value = float | int | bool | str

SECTIONS = (
    "community",
    "programme",
    "facilitator",
    "people",
    "learning",
    "cooperation",
    "spread",
    "livelihood",
    "costs",
    "measures",
)


@dataclass(frozen=True)
class Parameter:
    """One number (or choice) that the model reads.

    `low` and `high` bound what has been seen in the field or is plausible: studies sample there.
    `allowed` bounds what is accepted at all; it is the same range unless stated.
    Role: *lever* (a programme decides), *uncertainty* (a village or the world decides), *constant* (a convention).
    Grade: *V* seen in a published source, *D* derived from one, *J* judgement, no direct estimate exists.
    """

    name: str
    section: str
    label: str
    meaning: str
    default: Value
    low: float
    high: float
    unit: str
    role: Role
    grade: Grade
    source: str
    kind: Kind = "float"
    choices: tuple[str, ...] = field(default=())
    allowed: tuple[float, float] = field(default=(float("nan"), float("nan")))

    @property
    def limits(self) -> tuple[float, float]:
        """Smallest and largest accepted value (`allowed`, or the plausible range where that is not given)."""
        return self.allowed if self.allowed[0] == self.allowed[0] else (self.low, self.high)


def section(name: str, role: Role, *rows: tuple) -> tuple[Parameter, ...]:
    """Parameters of one section from rows (name, label, meaning, default, low, high, unit, grade, source, keywords)."""
    keys = ("name", "label", "meaning", "default", "low", "high", "unit", "grade", "source")
    return tuple(
        Parameter(
            **{"section": name, "role": role, **dict(zip(keys, row, strict=False)), **(row[9] if row[9:] else {})}
        )
        for row in rows
    )
