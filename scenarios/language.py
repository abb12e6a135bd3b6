"""The words shown to users: English sentences in the code, other languages from the catalogue in `scenarios/locale`.

A language is a folder of gettext files (`locale/id/*.po`), read at first use. A sentence without a translation stays
English. Of gettext's format the catalogue uses `msgid`, `msgstr` and comments; anything else is refused.
"""

import re
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from scenarios.errors import BerdayaError, nearest

LOCALE = Path(__file__).parent / "locale"
ENGLISH = "en"

_current: ContextVar[str] = ContextVar("language", default=ENGLISH)
_LINE = re.compile(r'(?:(msgid|msgstr) +)?"((?:[^"\\]|\\["\\nt])*)"')


def languages() -> tuple[str, ...]:
    """Codes of the languages there are, English first."""
    return (ENGLISH, *sorted(folder.name for folder in LOCALE.iterdir() if folder.is_dir()))


def use_language(language: str) -> None:
    """Speak a language from here on, in this thread or task. Raises BerdayaError for a language that is not there."""
    if language not in languages():
        there_are = ", ".join(languages())
        raise BerdayaError(f"unknown language '{language}'{nearest(language, languages())}; there are: {there_are}")
    _current.set(language)


def current_language() -> str:
    """Code of the language in use in this thread or task."""
    return _current.get()


def tr(text: str, language: str | None = None) -> str:
    """The sentence in the language in use, or in the one named; English where there is no translation."""
    return _catalogue(language or _current.get()).get(text, text)


@cache
def _catalogue(language: str) -> dict[str, str]:
    files = sorted((LOCALE / language).glob("*.po")) if language != ENGLISH else []
    return {text: said for file in files for text, said in read_po(file).items()}


def read_po(file: Path) -> dict[str, str]:
    """Translations in a gettext file by English sentence, without its header and what is not translated yet."""
    pairs: list[dict[str, str]] = []
    key = ""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line.strip())
        if not found or not (pairs or found[1] == "msgid"):
            raise BerdayaError(f"{file.name}: line {number} is neither msgid, msgstr, text nor a comment: {line}")
        if found[1] == "msgid":
            pairs.append({})
        key = found[1] or key
        pairs[-1][key] = pairs[-1].get(key, "") + re.sub(r"\\(.)", _unescaped, found[2])
    return {pair["msgid"]: pair["msgstr"] for pair in pairs if pair["msgid"] and pair.get("msgstr")}


def _unescaped(escape: re.Match[str]) -> str:
    return {"n": "\n", "t": "\t"}.get(escape[1], escape[1])
