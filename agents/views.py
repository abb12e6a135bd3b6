"""Everybody as Mesa agents: each a thin view on its row, with an attribute for each column.

Nothing is copied: reading an attribute reads the column, setting it writes the column, within its declared bounds.
"""

from typing import Any, ClassVar

import mesa
import numpy as np

from agents.columns import FACILITATOR_COLUMNS, GROUP, NOBODY, STAKEHOLDER_COLUMNS, VILLAGER, Column
from agents.villager import leaves_group


def attribute(column: Column) -> property:
    """A column as an attribute: a Python scalar, or a tuple of them where a row holds several values."""

    def read(self: "RowAgent") -> Any:
        value = self.rows[column.name][self.row].tolist()
        return tuple(value) if isinstance(value, list) else value

    def write(self: "RowAgent", value: Any) -> None:
        if not np.all((np.asarray(value) >= column.low) & (np.asarray(value) <= column.high)):
            raise ValueError(f"{column.name} = {value!r}: must lie between {column.low:g} and {column.high:g}")
        self.rows[column.name][self.row] = value

    return property(read, write, doc=f"{column.meaning} ({column.unit})")


class RowAgent(mesa.Agent):
    """One of a kind, by its row in the world. A subclass states its columns and has an attribute for each."""

    rows_name: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]] = ()

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        for column in cls.columns:
            setattr(cls, column.name, attribute(column))

    def __init__(self, model: mesa.Model, world: Any, row: int) -> None:
        super().__init__(model)
        self.world = world
        self.rows: np.ndarray = getattr(world, self.rows_name)
        self.row = row

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.row}>"


class Villager(RowAgent):
    """A household's representative; attributes are the columns of `agents.columns.VILLAGER`."""

    rows_name = "villagers"
    columns = VILLAGER

    def remove(self) -> None:
        """Leave the programme, the group and the model's agents. The villager lives on in the village."""
        self.rows["left"][self.row] = True
        self.rows["client"][self.row] = False
        leaves_group(self.rows[self.row])
        super().remove()


class Facilitator(RowAgent):
    """A facilitator (pendamping); attributes are the columns of `agents.columns.FACILITATOR_COLUMNS`."""

    rows_name = "facilitators"
    columns = FACILITATOR_COLUMNS

    def remove(self) -> None:
        """Leave: the clients are visited no more, the groups go on alone."""
        for rows in (self.world.villagers, self.world.groups):
            rows["facilitator"][rows["facilitator"] == self.row] = NOBODY
        self.world.villagers["client"][self.world.villagers["facilitator"] == NOBODY] = False
        super().remove()


class Group(RowAgent):
    """A group that meets; attributes are the columns of `agents.columns.GROUP`."""

    rows_name = "groups"
    columns = GROUP

    def remove(self) -> None:
        """Dissolve at the end of the last month; the members go on alone."""
        if self.rows["alive"][self.row]:
            self.rows["alive"][self.row] = False
            self.rows["ended"][self.row] = self.model.steps - 1
            for i in np.flatnonzero(self.world.villagers["group"] == self.row):
                leaves_group(self.world.villagers[i])
        super().remove()


class Stakeholder(RowAgent):
    """Government, NGO or private sector; attributes are the columns of `agents.columns.STAKEHOLDER_COLUMNS`."""

    rows_name = "stakeholders"
    columns = STAKEHOLDER_COLUMNS

    def remove(self) -> None:
        """Withdraw from every group, and take on none any more."""
        self.world.groups["links"][:, self.row] = 0
        self.rows["linked"][self.row] = self.rows["capacity"][self.row] = 0
        super().remove()
