"""The catalogue: every word a user meets is translated, placeholders survive, and no user speaks for another."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path

import pytest

from scenarios.errors import BerdayaError
from scenarios.language import LOCALE, current_language, languages, read_po, tr, use_language
from scenarios.parameters import PARAMETERS

CATALOGUES = sorted(LOCALE.glob("*/*.po"))
TRANSLATED_SECTIONS = ("community", "programme", "facilitator", "costs")
LIKE_ENGLISH = {"", "km", "0-1"}


def isolated[Said](action: Callable[[], Said]) -> Said:
    """Run in a context of its own, so that no test leaves a language behind."""
    return copy_context().run(action)


def test_english_is_the_language_until_another_is_used() -> None:
    assert current_language() == "en"
    assert tr("Households") == "Households"
    assert tr("Households", "id") == "Rumah tangga"
    assert current_language() == "en"


def test_a_language_in_use_is_spoken_and_can_be_left() -> None:
    def speak() -> tuple[str, str]:
        use_language("id")
        indonesian = tr("Households")
        use_language("en")
        return indonesian, tr("Households")

    assert isolated(speak) == ("Rumah tangga", "Households")


def test_what_is_not_translated_stays_english() -> None:
    assert tr("a sentence nobody has translated", "id") == "a sentence nobody has translated"
    assert tr("", "id") == ""


def test_an_unknown_language_is_refused_with_those_there_are() -> None:
    with pytest.raises(BerdayaError, match=r"unknown language 'in'.*there are: en, id"):
        use_language("in")


def test_one_users_language_is_not_anothers() -> None:
    def speak(language: str) -> str:
        use_language(language)
        return tr("Households")

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(lambda language: copy_context().run(speak, language), ["id", "en"] * 20))
    assert said == ["Rumah tangga", "Households"] * 20
    assert tr("Households") == "Households"


@pytest.mark.parametrize("language", [language for language in languages() if language != "en"])
def test_labels_meanings_and_units_users_meet_first_are_translated(language: str) -> None:
    met = [p for p in PARAMETERS if p.section in TRANSLATED_SECTIONS]
    words = {word for p in met for word in (p.label, p.meaning, p.unit, *p.choices)} - LIKE_ENGLISH
    assert {word for word in words if tr(word, language) == word} == set()


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_placeholders_survive_translation(catalogue: Path) -> None:
    for english, said in read_po(catalogue).items():
        assert sorted(re.findall(r"{.*?}", english)) == sorted(re.findall(r"{.*?}", said))


def test_no_sentence_has_two_translations() -> None:
    for language in languages():
        said: dict[str, str] = {}
        for file in sorted((LOCALE / language).glob("*.po")):
            for english, other in read_po(file).items():
                assert said.setdefault(english, other) == other


def test_a_gettext_file_is_read_with_headers_comments_and_long_lines(tmp_path: Path) -> None:
    file = tmp_path / "words.po"
    file.write_text(
        '# a comment\nmsgid ""\nmsgstr "Language: id\\n"\n\n#: where.py:3\nmsgid "one \\"two\\"\\n"\n'
        '"three \\\\n"\nmsgstr ""\n"satu \\"dua\\"\\n"\n"tiga \\\\n"\n\nmsgid "untranslated"\nmsgstr ""\n',
        encoding="utf-8",
    )
    assert read_po(file) == {'one "two"\nthree \\n': 'satu "dua"\ntiga \\n'}


@pytest.mark.parametrize("line", ['msgctxt "x"', 'msgstr "x"', '"x"', "msgid x", 'msgid "x', 'msgid "\\q"'])
def test_what_the_catalogue_does_not_use_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    file = tmp_path / "words.po"
    file.write_text(f"# words\n{line}\n")
    with pytest.raises(BerdayaError, match=r"words\.po: line 2"):
        read_po(file)
