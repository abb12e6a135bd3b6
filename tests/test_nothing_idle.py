"""Nothing idle: every parameter is read, every rule is called, every column is looked at by somebody."""

import ast
from collections.abc import Iterator
from functools import cache

from agents.columns import FACILITATOR_COLUMNS, GROUP, STAKEHOLDER_COLUMNS, VILLAGER
from scenarios.parameters import BY_NAME
from simulation.engine import COMPETENCES, SNAPSHOT
from simulation.measures.dependency import LEVELS
from tests.directions import CONVENTIONS, DIRECTIONS
from tests.test_house import files


@cache
def trees(*folders: str) -> tuple[ast.Module, ...]:
    return tuple(ast.parse(file.read_text(encoding="utf-8")) for file in files(*folders) if file.name != "columns.py")


def nodes(*folders: str) -> Iterator[ast.AST]:
    for tree in trees(*folders):
        yield from ast.walk(tree)


def name_of(node: ast.AST) -> str:
    """The last name of an expression: `p` of `p` and of `w.p`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def text_in(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


# --- parameters ----------------------------------------------------------------------------------------------------


def parameters_read() -> Iterator[str]:
    """`p.name` in a rule; `values["name"]` in the start, the plan, a measure or a study."""
    yield from COMPETENCES  # read by name, in a loop
    for node in nodes("agents", "simulation"):
        if isinstance(node, ast.Attribute) and name_of(node.value) == "p":
            yield node.attr
        if isinstance(node, ast.Subscript) and name_of(node.value) == "values":
            yield text_in(node.slice)


def test_every_parameter_is_read() -> None:
    assert set(BY_NAME) - set(parameters_read()) == set()


FELT_ELSEWHERE = {
    "months_after": "how long a run is watched",
    "harm_margin": "who counts as harmed",
    "least_effect": "when a programme counts as failed",
    "cost_of_training": "the price of a lever that a diagnosis proposes",
    "cost_of_redesign": "the price of a lever that a diagnosis proposes",
    "worst_season": "a floor under harvests that the weather reaches once in hundreds of years",
}
"""Constants that move no measure of a run month by month."""


def test_every_parameter_is_felt() -> None:
    assert set(BY_NAME) == {row.parameter for row in DIRECTIONS + CONVENTIONS} | set(FELT_ELSEWHERE)


# --- rules ---------------------------------------------------------------------------------------------------------


def is_compiled(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and any(name_of(d) in ("rule", "entry") for d in node.decorator_list)


def names_in(node: ast.AST) -> set[str]:
    """Names read, in a function or in what a module does outside compiled functions."""
    found = {node.id} if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) else set()
    return found.union(*(names_in(child) for child in ast.iter_child_nodes(node) if not is_compiled(child)))


def test_every_rule_is_called() -> None:
    """From what Python calls, by what those rules call, every rule is reached."""
    functions = (node for node in nodes("agents", "simulation") if isinstance(node, ast.FunctionDef))
    rules = {function.name: function for function in functions if is_compiled(function)}
    reached: set[str] = set()
    new = set().union(*(names_in(tree) for tree in trees("agents", "simulation"))) & set(rules)
    while new:
        reached |= new
        new = set().union(*(names_in(rules[name]) for name in new)) & set(rules) - reached
    assert set(rules) - reached == set()


# --- columns -------------------------------------------------------------------------------------------------------

ROWS = {"facilitator": "facilitator", "group": "group", "stakeholder": "stakeholder", "formed": "group"}
"""What rows of a kind are called where they are read, in the singular; everything else is a villager's."""
KINDS = {"villager": VILLAGER, "facilitator": FACILITATOR_COLUMNS, "group": GROUP, "stakeholder": STAKEHOLDER_COLUMNS}
ONLY_SHOWN = {
    ("villager", "forgotten_knowledge"),  # with what is held, the ledger of all that was learned
    ("villager", "forgotten_skill"),
    ("facilitator", "hours"),
    ("facilitator", "spent"),
    ("stakeholder", "kind"),
}
"""Columns for whoever looks at an agent: nothing in the model, its measures or the laboratory reads them."""


def kind_of(rows: ast.AST) -> str:
    """The kind of some rows: of `group`, of `w.groups[g]` and of `run.world.groups["alive"]`."""
    while isinstance(rows, ast.Subscript):
        rows = rows.value
    return ROWS.get(name_of(rows).removesuffix("s"), "villager")


def columns_read() -> Iterator[tuple[str, str]]:
    """(kind, column) by attribute or by name."""
    yield from (("villager", name) for name in (*SNAPSHOT, *LEVELS.values()))
    for node in nodes("agents", "simulation"):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and name_of(node.value) != "p":
            yield kind_of(node.value), node.attr
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            yield kind_of(node.value), text_in(node.slice)


def test_every_column_is_looked_at() -> None:
    columns = {(kind, column.name) for kind, of_kind in KINDS.items() for column in of_kind}
    assert columns - set(columns_read()) == ONLY_SHOWN
