"""What a page would say in Indonesian and has no translation for."""

import ast
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scenarios import language

HOUSE = Path(__file__).resolve().parent.parent


@contextmanager
def heard(patch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Speak Indonesian; sentences asked for that the catalogue does not have gather in the set."""
    catalogue, missed = language._catalogue("id"), set[str]()

    class Listening(dict[str, str]):
        def get(self, text: str, otherwise: str = "") -> str:  # type: ignore[override]
            if text and text not in catalogue:
                missed.add(text)
            return catalogue.get(text, otherwise)

    patch.setattr(language, "_catalogue", lambda code: Listening() if code == "id" else {})
    token = language._current.set("id")
    try:
        yield missed
    finally:
        language._current.reset(token)


def sentences(files: Iterable[str]) -> set[str]:
    """Every sentence that stands in `tr(...)` in the named files of the laboratory."""
    found = set()
    for pattern in files:
        for file in (HOUSE / "simulation" / "lab").glob(pattern):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "tr" and node.args:
                    found |= {n.value for n in ast.walk(node.args[0]) if isinstance(n, ast.Constant)}
    return {text for text in found if isinstance(text, str)}
