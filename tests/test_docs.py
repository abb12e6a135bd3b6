"""The documents say what the code does: tables are fresh, every rule's file, parameter and measure has its place."""

import ast
import inspect
import re
from pathlib import Path
from typing import Any

import pytest

from scenarios.parameters import PARAMETERS
from scenarios.scenario import make_scenario
from simulation.measures.empowerment import INDICATORS
from simulation.month import month as the_month
from simulation.report.odd_tables import DOCS, REFRESH, pages, write_pages
from simulation.study.replicate import replicate
from simulation.world import HOURS, MONEY

ODD = (DOCS / "ODD.md").read_text(encoding="utf-8")
EVIDENCE = (DOCS / "EVIDENCE.md").read_text(encoding="utf-8")
PLACEHOLDERS = {
    "when": ("exit", "12", "24", "36"),
    "indicator": INDICATORS,
    "level": ("income", "confidence", "skill", "knowledge", "assets", "use"),
    "part": ("women", "men", "poorest", "middle", "richest"),
    "kind": (*HOURS, *MONEY),
}


def lines_of_the_month() -> list[str]:
    """Files of simulation/month that run_months calls in its loop, in order."""
    tree = ast.parse(inspect.getsource(the_month))
    files = {str(node.module).rpartition(".")[2] for node in tree.body if isinstance(node, ast.ImportFrom)}
    loop = next(node for node in ast.walk(tree) if isinstance(node, ast.For))
    calls = [node.value.func for node in loop.body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)]
    return [call.id for call in calls if isinstance(call, ast.Name) and call.id in files]


def defined(name: str) -> bool:
    """Whether section 9 of ODD.md has a measure of this name, or a family of measures to which it belongs."""
    section = ODD[ODD.index("## 9. ") : ODD.index("## 10. ")]
    firsts = "".join(line.split("|")[1] for line in section.splitlines() if line.startswith("| `"))
    for family in re.findall(r"`([^`]+)`", firsts):
        parts = re.split(r"<(\w+)>", family)
        pattern = "".join(f"({'|'.join(PLACEHOLDERS[p])})" if k % 2 else re.escape(p) for k, p in enumerate(parts))
        if re.fullmatch(pattern, name):
            return True
    return False


@pytest.mark.parametrize("name", ["parameters.md", "state.md", "outcomes.md"])
def test_tables_are_those_of_the_declarations(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == pages()[name], f"out of date, refresh with: {REFRESH}"


def test_refreshing_writes_what_is_checked(tmp_path: Path) -> None:
    write_pages(tmp_path)
    assert {file.name: file.read_bytes().decode() for file in tmp_path.iterdir()} == pages()


def test_the_month_is_described_in_its_order() -> None:
    lines = lines_of_the_month()
    assert len(lines) == 10
    overview = ODD[ODD.index("## 3. ") : ODD.index("## 4. ")]
    submodels = ODD[ODD.index("## 7. ") : ODD.index("## 8. ")]
    assert re.findall(r"^\d+\. \*\*\w+\*\* \(`(\w+)\.py`\)", overview, re.M) == lines
    assert re.findall(r"^### 7\.\d+ \w+ \(`(\w+)\.py`\)", submodels, re.M) == lines


def test_every_file_of_the_month_is_a_line_of_it() -> None:
    folder = Path(inspect.getfile(the_month)).parent
    assert {file.stem for file in folder.glob("*.py")} - {"__init__", "month"} == set(lines_of_the_month())


def test_every_parameter_has_its_place_in_the_description() -> None:
    text = ODD[ODD.index("## 2. ") : ODD.index("## 10. ")]
    missing = [p.name for p in PARAMETERS if not re.search(rf"\b{p.name}\b", text)]
    assert not missing, "not in any rule of docs/ODD.md"


def test_a_description_without_a_rule_would_be_noticed() -> None:
    assert not defined("extra_48")
    assert not defined("extra_")
    assert defined("extra_24_k60")


def test_every_measure_is_defined() -> None:
    small = make_scenario(households=30, hamlets=2, months=4, months_after=36)
    (arm,) = replicate([small], seed=0).outcomes
    assert [name for name in arm if not defined(name)] == []


def test_every_value_not_judged_has_its_source_named() -> None:
    unnamed = [p.name for p in PARAMETERS if p.grade != "J" and f"`{p.name}`" not in EVIDENCE]
    assert not unnamed, "graded V or D, not in docs/EVIDENCE.md"


def test_what_is_from_memory_is_said_to_be() -> None:
    memory = EVIDENCE[EVIDENCE.index("## What comes from memory") : EVIDENCE.index("## What is judged")]
    assert [p.name for p in PARAMETERS if "from memory" in p.source and f"`{p.name}`" not in memory] == []


QUICKLY = {"range(20)": "range(1)", "sample(problem, 64)": "sample(problem, 4)", "n_trials=40": "n_trials=3"}


def test_what_other_libraries_need_runs_as_it_stands_in_the_page() -> None:
    pytest.importorskip("optuna", reason="needs the extra [optimise]")
    text = (DOCS / "studies.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text[text.index("## Without a study file") :], re.S)
    ours = [b for b in blocks if "ema_workbench" not in b and "pyabc" not in b]
    assert len(ours) == 4
    names: dict[str, Any] = {}
    for block in ours:
        for usual, quick in QUICKLY.items():
            block = block.replace(usual, quick)
        exec(block, names)
    assert names["indices"]["ST"].shape == (2,)
    assert 0 <= names["search"].best_params["handing_over"] <= 1
