"""The catalogues of words: `python -m scenarios.catalogue` brings every language in `scenarios/locale` up to date.

Sentences are taken from the code by Babel, as pyproject.toml says: what stands in `tr`, `ntr` and `later`, the helps of
commands, and the words of parameters, outcomes and presets. `python -m scenarios.catalogue nl` begins a language.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import chdir
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, get_args

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po, write_po
from babel.plural import to_gettext

from scenarios import language
from scenarios.language import ENGLISH, forms, is_said, keeps_placeholders, languages, locale_of
from scenarios.outcomes import OUTCOMES
from scenarios.parameter import SECTIONS, Role
from scenarios.parameters import PARAMETERS
from scenarios.presets import communities, strategies

HOUSE = Path(__file__).resolve().parent.parent
_KEYWORDS = ("tr", "later", "ntr:1,2")
_ALIKE = 0.8
_PLAIN_UNITS = {"", "0-1", "km"}
_METAVAR = re.compile(r"[A-Z]{3}")

type Found = Iterator[tuple[int, str, str, list[str]]]
"""Line, function, sentence, comments: what Babel asks of a method of extraction."""


def template() -> Catalog:
    """Every sentence that the code says, in the order of files and lines, untranslated."""
    with TemporaryDirectory() as folder, chdir(HOUSE):
        file = Path(folder) / "berdaya.pot"
        keywords = [part for keyword in _KEYWORDS for part in ("-k", keyword)]
        command = ["extract", "-F", "pyproject.toml", "--no-default-keywords", *keywords, "--add-location=file"]
        CommandLineInterface().run(["pybabel", "-q", *command, "-o", str(file), "."])
        return _read(file)


def update(code: str, sentences: Catalog) -> list[str]:
    """Bring a language up to date, or begin it; in words, what there is to do in it.

    Sentences no longer said are dropped; one that changed a little keeps its translation, marked fuzzy. Files in a
    folder named as the language are taken in and removed.
    """
    file = language.LOCALE / f"{code}.po"
    catalogue = _read(file) if file.is_file() else _begun(code)
    said = [f"{code}: {text}" for text in _take_in(catalogue, language.LOCALE / code)]
    catalogue.update(_without(sentences, own_words(code)), no_fuzzy_matching=True, update_creation_date=False)
    dropped = [message for message in catalogue.obsolete.values() if is_said(message.string)]
    _hand_down(dropped, [message for message in catalogue if message.id and not is_said(message.string)])
    said += [f"{code}: no longer said, dropped: {_quoted(message)}" for message in dropped]
    _write(catalogue, file)
    return [*said, *(f"{code}: {text}" for text in faults(catalogue)), f"{code}: {len(catalogue)} sentences"]


def faults(catalogue: Catalog) -> Iterator[str]:
    """What is wrong in a catalogue: sentences not translated, to be looked at again, or with other placeholders."""
    for message in catalogue:
        if not message.id:
            continue
        if message.fuzzy:
            yield f"changed in English, look at it again: {_quoted(message)}"
        elif not is_said(message.string):
            yield f"without a translation: {_quoted(message)}"
        elif not keeps_placeholders(message.id, message.string):
            yield f"other {{placeholders}} than in English: {_quoted(message)}"


def own_words(code: str) -> set[str]:
    """English words of presets whose own files say them in the language."""
    presets = (*communities().values(), *strategies().values())
    labels = {preset.label for preset in presets if code in preset.labels}
    return labels | {preset.description for preset in presets if code in preset.descriptions}


def of_commands(file: IO[bytes], keywords: Any, tags: Sequence[str], options: Any) -> Iterator[Any]:
    """What stands in `tr` and `later`, and the helps of commands and options."""
    yield from extract_python(file, keywords, tags, options)
    file.seek(0)
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.FunctionDef) and node.name.endswith("_command"):
            yield from _found(node.lineno, ast.get_docstring(node))
        if isinstance(node, ast.keyword) and isinstance(node.value, ast.Constant):
            text = str(node.value.value)
            if node.arg in ("help", "epilog") or (node.arg == "metavar" and _METAVAR.search(text)):
                yield from _found(node.value.lineno, text)


def of_parameters(*_: Any, options: Any = None) -> Found:
    """Labels, meanings, units, choices and sources of parameters, and the names of their sections."""
    yield from _found(1, *SECTIONS, *get_args(Role))
    for parameter in PARAMETERS:
        words = (parameter.label, parameter.meaning, parameter.unit, *parameter.choices, parameter.source)
        yield from _found(1, *words)


def of_outcomes(*_: Any, options: Any = None) -> Found:
    """Meanings and units of what a study keeps."""
    for column in OUTCOMES.values():
        yield from _found(1, column.meaning, column.unit)


def of_preset(file: IO[bytes], *_: Any, options: Any = None) -> Found:
    """Label and description of a community or strategy."""
    preset = tomllib.load(file)
    yield from _found(1, preset["label"], preset["description"])


def _found(line: int, *texts: str | None) -> Found:
    return ((line, "later", text, []) for text in texts if text and text not in _PLAIN_UNITS)


def _read(file: Path) -> Catalog:
    with open(file, "rb") as lines:
        return read_po(lines, abort_invalid=True)


def _begun(code: str) -> Catalog:
    locale = locale_of(code)
    catalogue = Catalog(
        code,
        header_comment=f"# berdaya in {locale.english_name if code == str(locale) else code}.",
        project="berdaya",
        version="1",
        msgid_bugs_address="berdaya",
        last_translator="berdaya",
        language_team="berdaya",
        revision_date=datetime.now(UTC),
        fuzzy=False,
    )
    catalogue.mime_headers = [("Plural-Forms", to_gettext(locale.plural_form))]
    return catalogue


def _write(catalogue: Catalog, file: Path) -> None:
    for message in catalogue:
        message.flags.discard("python-format")  # "95 % interval" is none
    with open(file, "wb") as out:
        write_po(out, catalogue, width=0, ignore_obsolete=True, include_previous=True, include_lineno=False)


def _take_in(catalogue: Catalog, folder: Path) -> Iterator[str]:
    """Add what stands in a folder's files to a catalogue and remove them; what they say otherwise is told."""
    for file in sorted(folder.glob("*.po")):
        for message in _read(file):
            there = catalogue.get(message.id) if message.id else message
            if there is None:
                catalogue[message.id] = message
            elif not is_said(there.string):
                there.string = message.string
            elif message.id and message.string != there.string:
                yield f'{file.name} says "{message.string}" for "{message.id}"; kept: "{there.string}"'
        file.unlink()
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _hand_down(dropped: Iterable[Message], new: Iterable[Message]) -> None:
    """Give new sentences the translations of dropped ones that they are much like, to be looked at again."""
    old = {message.id: message for message in dropped if isinstance(message.id, str)}
    for message in (message for message in new if isinstance(message.id, str)):
        for like in get_close_matches(str(message.id), old, n=1, cutoff=_ALIKE):
            message.string, message.previous_id = old[like].string, [like]
            message.flags.add("fuzzy")


def _quoted(message: Message) -> str:
    return f'"{forms(message.id)[-1]}"'


def _without(sentences: Catalog, words: set[str]) -> Catalog:
    left = Catalog()
    for message in sentences:
        if message.id and not words & set(forms(message.id)):
            left[message.id] = _copy(message)
    return left


def _copy(message: Message) -> Message:
    return Message(message.id, locations=message.locations, auto_comments=message.auto_comments)


def main(codes: Sequence[str] = ()) -> int:
    """Bring every language and those named up to date, and say what is to do in them."""
    sentences = template()
    left_over = {folder.name for folder in language.LOCALE.iterdir() if folder.is_dir()}
    for code in sorted({*languages(), *left_over, *codes} - {ENGLISH}):
        print("\n".join(update(code, sentences)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
