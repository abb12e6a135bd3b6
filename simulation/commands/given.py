"""Options as typed, checked together, so that one message lists everything that is wrong."""

import shlex
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from scenarios.errors import BerdayaError
from scenarios.language import current_language, languages, nearest, tr, use_language

_CHANGE_NOTHING = ("--out", "--workers", "--lang")
"""Options with a value that does not change the figures."""


class Given:
    """Collects what was typed and what is wrong with it."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def whole(self, option: str, typed: str | None, least: int | None = None) -> int | None:
        """A whole number; None where nothing usable was typed."""
        return self._number(option, typed, int, tr("a whole number"), least)

    def number(self, option: str, typed: str | None, least: float | None = None) -> float | None:
        """A number; None where nothing usable was typed."""
        return self._number(option, typed, float, tr("a number, such as 0.5"), least)

    def one_of(self, option: str, typed: str, known: Iterable[str]) -> str:
        """One of a few words."""
        words = list(known)
        if typed not in words:
            text = tr("{option} {typed}: must be one of {known}{hint}")
            known_words = ", ".join(words)
            self.problems.append(text.format(option=option, typed=typed, known=known_words, hint=nearest(typed, words)))
        return typed

    def attempt[Read](self, read: Callable[[], Read]) -> Read | None:
        """What `read` gives, or None after taking in what it complains about."""
        try:
            return read()
        except BerdayaError as error:
            self.problems += [problem for problem in error.problems if problem not in self.problems]
            return None

    def refuse(self) -> None:
        """Raise BerdayaError if anything is wrong."""
        if self.problems:
            raise BerdayaError(self.problems)

    def _number[N: (int, float)](
        self, option: str, typed: str | None, kind: Callable[[str], N], words: str, least: float | None
    ) -> N | None:
        if typed is None:
            return None
        try:
            value = kind(typed)
        except ValueError:
            self.problems.append(tr("{option} {typed}: must be {kind}").format(option=option, typed=typed, kind=words))
            return None
        if value != value or (least is not None and value < least):
            text = tr("{option} {typed}: must be at least {least}")
            self.problems.append(text.format(option=option, typed=typed, least=f"{least or 0:g}"))
            return None
        return value


Language = Annotated[str | None, typer.Option(metavar="LANGUAGE", help="language")]


def speak(lang: Language = None) -> None:
    """Use the language of --lang, if any. Raises BerdayaError for a language that is not there."""
    if lang is not None:
        if lang not in languages():
            there_are = ", ".join(languages())
            text = tr("--lang {lang}: there is no such language; there are: {there_are}")
            raise BerdayaError(text.format(lang=lang, there_are=there_are))
        use_language(lang)


def line_again(arguments: Sequence[str]) -> str:
    """The line that makes the same results again: what was typed, in the language in use, less what changes none."""
    kept, words = list[str](), iter(arguments)
    for word in words:
        if word in _CHANGE_NOTHING:
            next(words, None)
        elif word.split("=")[0] not in (*_CHANGE_NOTHING, "--json"):
            kept.append(word)
    return shlex.join(["python", "run.py", *kept, "--lang", current_language()])


def say_first_run() -> None:
    """Say on stderr that the model has to be compiled, where it has."""
    from agents.compiled import first_run

    if first_run():
        text = tr("Preparing the model: it is compiled once on this machine, which takes a minute or two.")
        print(text, file=sys.stderr)


def refuse_existing(file: Path) -> None:
    """Raise BerdayaError if a file to be written exists."""
    if file.exists():
        raise BerdayaError(tr("{file} exists and is left as it is: name another file").format(file=file))
