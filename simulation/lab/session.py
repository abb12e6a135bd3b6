"""What belongs to one visitor and every tab needs: the language spoken, and the link the page was opened with."""

import os
from urllib.parse import parse_qs

import solara

from scenarios.language import ENGLISH, languages, use_language

language: solara.Reactive[str] = solara.reactive("")
"""The visitor's language, "" until chosen; Solara keeps one value for each visitor."""


def first_language() -> str:
    """The language of a page that names none: the server's."""
    named = os.environ.get("BERDAYA_LANG", ENGLISH)
    return named if named in languages() else ENGLISH


def spoken() -> str:
    """Speak the visitor's language from here on, and give its code. The caller is rendered again when it changes."""
    code = language.value or first_language()
    use_language(code)
    return code


def opened_with() -> dict[str, str]:
    """What stands after the question mark of the page's address, each name once. For use inside a component."""
    search = solara.use_router().search or ""
    return {name: values[-1] for name, values in parse_qs(search[:4096].lstrip("?")).items()}
