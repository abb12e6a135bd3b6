"""Declarations: how people learn, cooperate, spread a practice, earn, and how empowerment is measured."""

from scenarios.parameter import Parameter

PEOPLE: tuple[Parameter, ...] = ()
LEARNING: tuple[Parameter, ...] = ()
COOPERATION: tuple[Parameter, ...] = ()
SPREAD: tuple[Parameter, ...] = ()
LIVELIHOOD: tuple[Parameter, ...] = ()
MEASURES: tuple[Parameter, ...] = ()
