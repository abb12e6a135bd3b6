"""What docs/extend shows is true: a strategy or a community is one new file, and every command knows it."""

import json
import re
import shutil
from pathlib import Path

import pytest

from scenarios import presets
from simulation.commands.app import main

EXTEND = Path(__file__).parents[1] / "docs" / "extend"


def example(page: str) -> str:
    """The first TOML file that a page shows."""
    found = re.search(r"```toml\n(.*?)```", (EXTEND / page).read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folders of strategies and communities, to add to."""
    for name, folder in (("STRATEGIES", presets.STRATEGIES), ("COMMUNITIES", presets.COMMUNITIES)):
        shutil.copytree(folder, tmp_path / folder.name)
        monkeypatch.setattr(presets, name, tmp_path / folder.name)
    return tmp_path


def compared(capsys: pytest.CaptureFixture[str], out: Path, *arguments: str) -> dict[str, dict[str, object]]:
    given = ["compare", *arguments, "--replicates", "3", "--workers", "1", "--out", str(out), "--json"]
    assert main(given) == 0
    strategies = json.loads(capsys.readouterr().out)["strategies"]
    assert isinstance(strategies, dict)
    return strategies


def test_a_strategy_and_a_community_are_a_file_each(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (house / "strategies" / "market-groups.toml").write_text(example("strategy.md"), encoding="utf-8")
    (house / "communities" / "fishing-hamlets.toml").write_text(example("community.md"), encoding="utf-8")
    found = compared(capsys, house / "out", "fishing-hamlets", "--strategies", "none,group,market-groups")
    assert set(found) == {"none", "group", "market-groups"}
    assert found["market-groups"] != found["group"]
    scenario = (house / "out" / "scenario.toml").read_text(encoding="utf-8")
    assert 'preset = "fishing-hamlets"' in scenario
    report = (house / "out" / "report.html").read_text(encoding="utf-8")
    assert "Groups for the market" in report
    assert "Fishing hamlets" in report
    assert presets.strategies()["market-groups"].label_in("id") == "Kelompok pasar"


def test_a_strategy_file_may_lie_anywhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presets, "_own", {})
    file = tmp_path / "market-groups.toml"
    file.write_text(example("strategy.md"), encoding="utf-8")
    assert set(compared(capsys, tmp_path / "out", "--strategies", f"none,{file}")) == {"none", "market-groups"}
