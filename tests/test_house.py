"""The house: imports go down only, no rule knows a strategy, every parameter a rule reads is declared."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from scenarios.parameters import BY_NAME
from scenarios.presets import strategies

HOUSE = Path(__file__).resolve().parent.parent
FLOORS = (
    ("scenarios",),
    ("agents",),
    ("simulation.chance", "simulation.village"),
    ("simulation.world", "simulation.month", "simulation.people", "simulation.programme"),
    ("simulation.engine",),
    ("simulation.model", "simulation.measures"),
    ("simulation.study",),
    ("simulation.report",),
    ("simulation.lab",),
    ("simulation.commands",),
    ("run",),
)
PLAN = {"first_group_month", "exit_month", "places"}
"""Numbers of the plan that rules read beside the parameters."""


def files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((HOUSE / folder).rglob("*.py"))


def module_of(file: Path) -> str:
    return ".".join(file.relative_to(HOUSE).with_suffix("").parts).removesuffix(".__init__")


def floor_of(module: str) -> int:
    found = [k for k, floor in enumerate(FLOORS) for name in floor if module == name or module.startswith(name + ".")]
    return max(found, default=-1)


def imports_of(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_every_module_stands_on_a_floor() -> None:
    for file in files("scenarios", "agents", "simulation"):
        if module_of(file) != "simulation":
            assert floor_of(module_of(file)) >= 0, file


def test_imports_go_down_only() -> None:
    for file in files("scenarios", "agents", "simulation"):
        for name in imports_of(file):
            if name.split(".")[0] in ("scenarios", "agents", "simulation"):
                assert floor_of(name) <= floor_of(module_of(file)), f"{file} imports {name}"


def test_scenarios_are_light() -> None:
    heavy = {"numpy", "numba", "pandas", "mesa", "matplotlib", "solara", "scipy"}
    for file in files("scenarios"):
        assert not {name.split(".")[0] for name in imports_of(file)} & heavy, file


def test_rules_import_no_mesa() -> None:
    for file in files("simulation/month"):
        assert "mesa" not in {name.split(".")[0] for name in imports_of(file)}, file


def test_no_rule_knows_the_name_of_a_strategy() -> None:
    names = {name for name in strategies() if "-" in name or name == "cascade"}
    for file in files("agents", "simulation/month"):
        words = [n.value for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.Constant)]
        assert not names & {word for word in words if isinstance(word, str)}, file


def test_every_parameter_a_rule_reads_is_declared() -> None:
    for file in files("agents", "simulation/month"):
        if file.name == "columns.py":  # no rules
            continue
        read = set(re.findall(r"\bp\.([a-z_0-9]+)", file.read_text(encoding="utf-8")))
        assert read <= set(BY_NAME) | PLAN, f"{file}: {read - set(BY_NAME) - PLAN}"


STRUCTURE = {
    "agents/columns.py": None,  # sizes and bounds of columns
    "agents/compiled.py": None,
    "agents/views.py": None,
    "agents/stakeholder.py": {3},  # readiness is the mean of three things
    "agents/villager.py": {4, 8, 16, 5, 1000},  # bits and number of the indicators, metres
    "agents/facilitator.py": set(),
    "simulation/month/earn.py": {6},  # months of a season
    "simulation/month/plan.py": {1000},  # metres
    "simulation/month/record.py": {3, 4},  # places of the indicators' bits; a third
    "simulation/month/spread.py": {3},  # ways to hear
}
"""Numbers that are no quantities: what they are stands beside them; None: the file holds no rules."""


def test_numbers_in_rules_are_parameters() -> None:
    """Beside 0, 1, 2, a half and guards against division by 0, what a rule computes with is declared."""
    plain = {0, 1, 2, 0.5, 1e-9, 1e-6}
    for file in files("agents", "simulation/month"):
        allowed = STRUCTURE.get(file.relative_to(HOUSE).as_posix(), set())
        if allowed is None:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and type(node.value) in (int, float):
                assert node.value in plain | allowed, f"{file}:{node.lineno}: {node.value} is not declared"
