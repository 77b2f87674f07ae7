"""Numbers are read as each language writes them, and as everybody types them; nothing is guessed."""

import pytest
from babel import Locale

from webchat.languages.language import ENGLISH
from webchat.languages.reading import whole_number

LOCALES = {"en": ENGLISH.locale, "de": Locale("de"), "hi": Locale("hi")}


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("en", "1000", 1_000),
        ("en", "1,000", 1_000),
        ("de", "1000", 1_000),
        ("de", "1.000", 1_000),
        ("de", "12.345.678", 12_345_678),
        ("hi", "1,00,000", 100_000),
    ],
)
def test_a_whole_number_is_read_with_and_without_its_groups(language: str, text: str, number: int) -> None:
    assert whole_number(text, LOCALES[language]) == number


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    "text", ["", " ", "1.5", "1,5", "1,00", "10.00", "1.0.0", "1e3", "nan", "infinity", "½", "9" * 4301]
)
def test_what_could_be_meant_otherwise_is_no_whole_number(language: str, text: str) -> None:
    assert whole_number(text, LOCALES[language]) is None


def test_a_group_of_another_language_is_not_taken_for_its_own() -> None:
    assert whole_number("1.000", LOCALES["en"]) is None
    assert whole_number("1,000", LOCALES["de"]) is None
