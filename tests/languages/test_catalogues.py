"""The catalogues have the words of the sources, German is complete, and a translation says the same as the original."""

import io
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo, write_mo
from bs4 import BeautifulSoup

from scripts import translations
from tests.conftest import MakeApp
from tests.languages.pseudo import pseudo
from tests.person import Person
from webchat import languages

CATALOGUES = list(translations.catalogues())
PLACEHOLDER = re.compile(r"%(?:%|\((\w+)\)s)")


def language_of(path: Path) -> str:
    return path.parents[1].name


def forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, (list, tuple)) else [message.string]


def originals(message: Message) -> list[str]:
    """The original of each form: the plural is that of all forms but the first."""
    if isinstance(message.id, str):
        return [message.id]
    one, many = message.id
    return [one, *[many] * (len(forms(message)) - 1)]


def content(catalogue: Catalog) -> dict[object, object]:
    return {(message.context, str(message.id)): message.string for message in catalogue if message.id}


def keys(catalogue: Catalog) -> set[object]:
    return set(content(catalogue))


@pytest.fixture(scope="module")
def words() -> Catalog:
    """What the sources say now."""
    return translations.extracted()


def test_there_is_a_german_catalogue() -> None:
    assert "de" in [language_of(path) for path in CATALOGUES]


@pytest.mark.parametrize("path", CATALOGUES, ids=language_of)
def test_a_catalogue_has_just_the_words_of_the_sources(path: Path, words: Catalog) -> None:
    assert keys(translations.read(path)) == keys(words), "run: make translations"


@pytest.mark.parametrize("path", CATALOGUES, ids=language_of)
def test_what_is_compiled_is_what_people_wrote(path: Path) -> None:
    file = io.BytesIO()
    write_mo(file, translations.read(path))
    with path.with_suffix(".mo").open("rb") as compiled:
        found = read_mo(compiled)
    file.seek(0)

    assert content(found) == content(read_mo(file)), "run: make translations"


def test_german_is_complete() -> None:
    [german] = [translations.read(path) for path in CATALOGUES if language_of(path) == "de"]

    assert [message.id for message in translations.untranslated(german)] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=language_of)
def test_a_translation_has_the_placeholders_of_its_original(path: Path) -> None:
    wrong = [
        (original, form)
        for message in translations.read(path)
        if message.id and translations.is_translated(message)
        for original, form in zip(originals(message), forms(message), strict=True)
        if not same_placeholders(original, form)
    ]

    assert wrong == []


def same_placeholders(original: str, form: str) -> bool:
    """A percent sign that stands for itself counts where the original has values, and is doubled there."""
    if Counter(PLACEHOLDER.findall(original)) != Counter(PLACEHOLDER.findall(form)):
        return False
    has_values = PLACEHOLDER.search(original) is not None
    return not has_values or "%" not in PLACEHOLDER.sub("", form)


@pytest.mark.parametrize("path", CATALOGUES, ids=language_of)
def test_a_translation_has_the_markup_of_its_original(path: Path) -> None:
    """Templates take both for markup: a tag or a quote too many would break the page."""
    wrong = [
        (original, form)
        for message in translations.read(path)
        if message.id and translations.is_translated(message)
        for original, form in zip(originals(message), forms(message), strict=True)
        if markup(original) != markup(form)
    ]

    assert wrong == []


def markup(text: str) -> tuple[list[str], int]:
    tags = re.findall(r"<[^>]*>", text)
    return sorted(tags), re.sub(r"<[^>]*>", "", text).count('"') + text.count("<") + text.count(">")


@pytest.mark.parametrize(
    ("original", "form", "is_same"),
    [
        ("%(a)s of %(b)s", "%(b)s, davon %(a)s", True),
        ("%(a)s", "%(b)s", False),
        ("%(a)s", "", False),
        ("%(a)s %%", "%(a)s %", False),
        ("%(a)s", "%(a)s 100 %", False),
    ],
)
def test_wrong_placeholders_are_found(original: str, form: str, is_same: bool) -> None:
    assert same_placeholders(original, form) is is_same


def test_a_language_is_added_in_three_steps(make_app: MakeApp, tmp_path: Path) -> None:
    """Those of docs/languages.md, in a copy: begin the catalogue, fill it in, compile it."""
    leave_out = shutil.ignore_patterns("__pycache__", "translations")
    for folder in translations.SOURCES:
        shutil.copytree(translations.ROOT / folder, tmp_path / folder, ignore=leave_out)
    shutil.copy(translations.ROOT / "babel.cfg", tmp_path)

    translations.main(["fr"], tmp_path)
    path = tmp_path / "webchat/translations/fr/LC_MESSAGES/messages.po"
    catalogue = translations.read(path)
    pseudo(catalogue)
    translations.written(catalogue, path)
    translations.main([], tmp_path)

    app = make_app()
    languages.offer(app, tmp_path / "webchat/translations")
    page = Person(app).open("/", headers={"Accept-Language": "fr-CA"}).page
    assert app.extensions["languages"]["fr"] == "Français"
    assert BeautifulSoup(str(page), "html.parser").select_one("html")["lang"] == "fr"  # type: ignore[index]
    assert page.select_one(".header__new").get_text(strip=True).startswith("⟦")  # type: ignore[union-attr]
    assert translations.untranslated(translations.read(path)) == []


def test_what_is_no_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="xx is no language"):
        translations.begin("xx", tmp_path)


def test_a_new_language_counts_as_it_does(tmp_path: Path) -> None:
    catalogue = translations.read(translations.begin("ar", tmp_path))

    assert catalogue.num_plurals == 6
