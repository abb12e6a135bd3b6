"""The catalogue: every word a user meets is translated, placeholders survive, and no user speaks for another."""

import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path

import pytest

from scenarios import catalogue as catalogues
from scenarios import language as spoken
from scenarios.errors import BerdayaError
from scenarios.language import current_language, language_of_surroundings, languages, ntr, tr, use_language
from simulation.commands.app import language_asked, main
from simulation.report.wording import number
from tests.spoken import HOUSE, catalogue

OTHERS = [language for language in languages() if language != "en"]
ENGLISH_WORDS = re.compile(r"\b(the|and|with|without|which|that|when|where|is|are|of|people|their)\b", re.I)
"""Words that no sentence of another language has, and every English one."""
DUTCH = """msgid ""
msgstr ""
"Language: nl\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Strategy"
msgstr "Aanpak"

msgid "{n} month"
msgid_plural "{n} months"
msgstr[0] "{n} maand"
msgstr[1] "{n} maanden"

msgid "A simulation, not a forecast."
msgstr "Een simulatie, geen voorspelling."
"""


@pytest.fixture
def dutch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A third language, by one file beside the one there is."""
    (tmp_path / "nl.po").write_text(DUTCH, encoding="utf-8")
    (tmp_path / "id.po").write_bytes((spoken.LOCALE / "id.po").read_bytes())
    monkeypatch.setattr(spoken, "LOCALE", tmp_path)


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


@pytest.mark.parametrize("code", OTHERS)
def test_everything_the_code_says_is_translated_and_nothing_else(code: str) -> None:
    """What `python -m scenarios.catalogue` would change or ask for: nothing."""
    there = catalogue(code)
    said = {m.id for m in catalogues.template() if m.id} - catalogues.own_words(code)
    assert said - {m.id for m in there if m.id} == set()
    assert {m.id for m in there if m.id} - said == set()
    assert list(catalogues.faults(there)) == []


def test_no_english_is_left_in_indonesian() -> None:
    said = {re.sub(r"{.*?}|<.*?>", "", form) for m in catalogue("id") if m.id for form in spoken.forms(m.string)}
    assert {text for text in said if ENGLISH_WORDS.search(text)} == set()


def test_a_page_says_nothing_that_did_not_come_through_the_catalogue() -> None:
    for file in [*(HOUSE / "simulation/lab").rglob("*.vue")]:
        page = file.read_text(encoding="utf-8").partition("<script")[0]
        bare = re.sub(r"{{.*?}}|<[^>\"]*(\"[^\"]*\"[^>\"]*)*>", " ", page, flags=re.DOTALL)
        assert set(re.findall(r"[A-Za-z]{3,}", bare)) <= {"berdaya"}, file.name
        fixed = re.findall(r'\s(?:title|placeholder|aria-label|alt)="([^"]*)"', page)
        assert fixed == [], file.name


def test_changed_and_missing_sentences_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spoken, "LOCALE", tmp_path)
    said = {"one {n}": "satu {m}", "two": "", "gone entirely": "hilang", "a sentence that was said": "sebuah kalimat"}
    (tmp_path / "id.po").write_text("\n".join(f'msgid "{e}"\nmsgstr "{i}"\n' for e, i in said.items()))
    sentences = catalogues.Catalog()
    for text in ("one {n}", "two", "a sentence that is said"):
        sentences.add(text)
    told = catalogues.update("id", sentences)
    for words in ("other {placeholders}", 'without a translation: "two"', "look at it again", "dropped"):
        assert any(words in line for line in told), words
    assert catalogue("id").get("a sentence that is said").fuzzy


def test_files_beside_a_language_are_taken_into_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spoken, "LOCALE", tmp_path)
    (tmp_path / "id").mkdir()
    (tmp_path / "id.po").write_text('msgid "two"\nmsgstr ""\n')
    (tmp_path / "id" / "new.po").write_text('msgid "one"\nmsgstr "satu"\n\nmsgid "two"\nmsgstr "dua"\n')
    sentences = catalogues.Catalog()
    for text in ("one", "two"):
        sentences.add(text)
    catalogues.update("id", sentences)
    assert [catalogue("id").get(text).string for text in ("one", "two")] == ["satu", "dua"]
    assert [file.name for file in tmp_path.iterdir()] == ["id.po"]


@pytest.mark.parametrize("text", ['msgid "x', "msgid x", "hello\n"])
def test_a_file_not_in_gettexts_format_is_refused_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(spoken, "LOCALE", tmp_path)
    (tmp_path / "xx.po").write_text('msgid "one"\nmsgstr "satu"\n\n' + text)
    with pytest.raises(BerdayaError, match=r"xx\.po: line"):
        isolated(lambda: use_language("xx"))


@pytest.mark.parametrize(
    ("surroundings", "language"),
    [
        ({"LANG": "id_ID.UTF-8"}, "id"),
        ({"LANG": "id_ID.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB", "LC_MESSAGES": "id_ID"}, "id"),
        ({"LANGUAGE": "xx:id:en", "LANG": "en_US"}, "id"),
        ({"LANGUAGE": "id", "BERDAYA_LANG": "en"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "ban_ID"}, "en"),
        ({}, "en"),
    ],
)
def test_the_surroundings_name_the_language_as_in_gettext(surroundings: dict[str, str], language: str) -> None:
    assert language_of_surroundings(surroundings) == language


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        ([], None),
        (["--lang"], None),
        (["--lang", "id"], "id"),
        (["compare", "--lang=id", "--months", "3"], "id"),
        (["compare", "--seed", "1"], None),
    ],
)
def test_the_language_asked_for_is_found_wherever_it_stands(arguments: list[str], language: str | None) -> None:
    assert language_asked(arguments) == language


def test_help_and_complaints_are_in_the_language_asked_for() -> None:
    def said(*arguments: str, **environment: str) -> str:
        typed = [sys.executable, str(HOUSE / "run.py"), *arguments]
        done = subprocess.run(typed, capture_output=True, text=True, env={"PATH": "", **environment}, timeout=60)
        return done.stdout + done.stderr

    help_page = said("compare", "--help", "--lang", "id")
    assert "Pemakaian:" in help_page
    assert not ENGLISH_WORDS.search(help_page)
    assert tr("No such command '{name}'. Did you mean {near}?", "id").format(name="comapre", near="'compare'") in said(
        "comapre", LANG="id_ID.UTF-8"
    )


@pytest.mark.usefixtures("dutch")
def test_a_language_is_one_file(capsys: pytest.CaptureFixture[str]) -> None:
    from simulation.lab.page import language_name

    def speak() -> None:
        use_language("nl")
        assert tr("Strategy") == "Aanpak"
        assert tr("Households") == "Households"  # not translated: English
        assert ntr("{n} month", "{n} months", 3).format(n=number(3)) == "3 maanden"
        assert number(1234.5, 1) == "1.234,5"

    assert languages() == ("en", "id", "nl")
    isolated(speak)
    assert language_name("nl") == "Nederlands"
    assert isolated(lambda: main(["compare", "--help", "--lang", "nl"])) == 0
    assert "en|id|nl" in capsys.readouterr().out
