"""What a page would say in Indonesian and has no translation for."""

import ast
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from gettext import NullTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from scenarios import language

HOUSE = Path(__file__).resolve().parent.parent


def catalogue(code: str = "id") -> Catalog:
    """A language's file."""
    with open(language.LOCALE / f"{code}.po", "rb") as lines:
        return read_po(lines)


@contextmanager
def heard(patch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Speak Indonesian; sentences asked for that the catalogue does not have gather in the set."""
    words, missed = language._translations("id"), set[str]()
    known = {form for message in catalogue() for form in language.forms(message.id)}

    class Listening(NullTranslations):
        def gettext(self, message: str) -> str:
            missed.update({message} - known)
            return words.gettext(message)

        def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
            missed.update({msgid2} - known)
            return words.ngettext(msgid1, msgid2, n)

    patch.setattr(language, "_translations", lambda code: Listening() if code == "id" else NullTranslations())
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
