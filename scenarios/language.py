"""The words shown to users: English sentences in the code, every other language in one gettext file, `locale/id.po`.

Babel reads the files, translators' tools write them, `scenarios/catalogue.py` keeps them up to date. A sentence without
a translation stays English.
"""

import os
import re
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from difflib import get_close_matches
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.errors import BerdayaError

if TYPE_CHECKING:
    from babel import Locale

LOCALE = Path(__file__).parent / "locale"
ENGLISH = "en"
SURROUNDINGS = ("BERDAYA_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""What names the language where the command line does not; the first that is set decides, as in gettext."""

type Said = str | tuple[str, ...] | list[str] | None
"""A message of Babel's: a text, or one text for each form of a sentence that counts."""

_current: ContextVar[str] = ContextVar("language", default=ENGLISH)
_PLACEHOLDER = re.compile(r"{\w*}")


def languages() -> tuple[str, ...]:
    """Codes of the languages there are, English first."""
    return _languages_in(LOCALE, LOCALE.stat().st_mtime_ns)


def use_language(language: str) -> None:
    """Speak a language from here on, in this thread or task. Raises BerdayaError for a language that is not there."""
    if language not in languages():
        there_are = ", ".join(languages())
        text = tr("unknown language '{language}'{hint}; there are: {there_are}")
        raise BerdayaError(text.format(language=language, hint=nearest(language, languages()), there_are=there_are))
    _translations(language)
    _current.set(language)


def current_language() -> str:
    """Code of the language in use in this thread or task."""
    return _current.get()


def language_of_surroundings(environment: Mapping[str, str] = os.environ) -> str:
    """The first language asked for by the environment that there is, id for id_ID.UTF-8; English where none is."""
    wishes = next((environment[name] for name in SURROUNDINGS if environment.get(name)), "")
    for wish in wishes.split(":"):
        code = re.split(r"[.@]", wish)[0]
        for name in (code, code.split("_")[0].lower()):
            if name in languages():
                return name
        if code in ("C", "POSIX"):
            break
    return ENGLISH


def locale_of(language: str) -> "Locale":
    """How a language writes numbers and counts, as Babel knows it; as English where it does not know the language."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Locale(ENGLISH)


def tr(text: str, language: str | None = None) -> str:
    """The sentence in the language in use, or in the one named; English where there is no translation."""
    return _translations(language or _current.get()).gettext(text) if text else ""


def ntr(one: str, many: str, n: int) -> str:
    """The sentence that counts n things, in the language in use and in the form that it has for n."""
    return _translations(_current.get()).ngettext(one, many, int(n))


def later(text: str) -> str:
    """The sentence as it is, marked for the catalogue because `tr` will say it elsewhere."""
    return text


def nearest(name: str, known: Iterable[str]) -> str:
    """Give " (did you mean 'x'?)" for the known name closest to `name`, or "" where none is close."""
    close = get_close_matches(name.lower(), list(known), n=1, cutoff=0.6)
    return " " + tr("(did you mean '{name}'?)").format(name=close[0]) if close else ""


@cache
def _languages_in(folder: Path, _changed: int) -> tuple[str, ...]:
    """Looked for once, and again when the folder has changed: every part of a page asks each time it is drawn."""
    return (ENGLISH, *sorted(file.stem for file in folder.glob("*.po")))


def _translations(language: str) -> NullTranslations:
    """What a language says; English where there is no such language."""
    return _said_in(LOCALE / f"{language}.po")


@cache
def _said_in(file: Path) -> NullTranslations:
    """What a file says. Raises BerdayaError, with the line, where it is not in gettext's format."""
    if not file.is_file():
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    try:
        with open(file, "rb") as lines:
            catalogue = read_po(lines, abort_invalid=True)
    except PoFileError as error:
        raise BerdayaError(f"{file.name}: line {error.lineno}: {error}") from error
    except (OSError, ValueError) as error:
        raise BerdayaError(f"{file.name}: {error}") from error
    for message in catalogue:
        if message.id and not (is_said(message.string) and keeps_placeholders(message.id, message.string)):
            message.string = ""
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def is_said(translation: Said) -> bool:
    """Whether there is a translation, of a sentence that counts in all its forms."""
    return bool(translation) and all(forms(translation))


def keeps_placeholders(english: Said, translation: Said) -> bool:
    """Whether a translation has the {placeholders} of its sentence; where it counts, a form may leave some out."""
    wanted = placeholders(forms(english)[-1])
    there = [placeholders(form) for form in forms(translation)]
    return all(some <= wanted if len(forms(english)) > 1 else some == wanted for some in there)


def forms(text: Said) -> list[str]:
    """A text, or each form of one that counts."""
    return [text] if isinstance(text, str) else list(text or ())


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return set(_PLACEHOLDER.findall(text))
