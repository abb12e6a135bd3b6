"""No module imports itself by a detour, and no rule tells cases apart by a name."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent


def modules() -> dict[str, Path]:
    """Every module of the house by name."""
    files = [
        HOUSE / "run.py",
        *(file for part in ("scenarios", "agents", "simulation") for file in (HOUSE / part).rglob("*.py")),
    ]
    return {".".join(file.relative_to(HOUSE).with_suffix("").parts).removesuffix(".__init__"): file for file in files}


MODULES = modules()
RULES = [file for module, file in MODULES.items() if module.startswith(("agents", "simulation.month"))]


def imports(file: Path) -> set[str]:
    """Modules of the house that a file imports, at the top or inside a function."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} & MODULES.keys() or {node.module}
    return found & MODULES.keys()


def test_no_circle() -> None:
    graph = {module: imports(file) - {module} for module, file in MODULES.items()}
    assert "simulation.month.month" in graph["simulation.engine"]
    tuple(TopologicalSorter(graph).static_order())  # raises CycleError


@pytest.mark.parametrize("module", sorted(m for m in MODULES if m.startswith(("agents", "simulation."))))
def test_only_studies_and_what_shows_them_know_which_strategy_runs(module: str) -> None:
    if not module.startswith(("simulation.study", "simulation.report", "simulation.commands", "simulation.lab")):
        tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
        assert "strategy_name" not in {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def compiled(file: Path) -> Iterator[ast.FunctionDef]:
    """The rules and entries of a file."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and {ast.unparse(d) for d in node.decorator_list} & {"rule", "entry"}:
            yield node


@pytest.mark.parametrize("file", RULES, ids=lambda file: file.name)
def test_rules_hold_no_text_but_names_of_columns(file: Path) -> None:
    for function in compiled(file):
        inside = [node for statement in function.body[1:] for node in ast.walk(statement)]
        columns = {id(node.slice) for node in inside if isinstance(node, ast.Subscript)}
        texts = [
            n.value for n in inside if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in columns
        ]
        assert not texts, function.name
