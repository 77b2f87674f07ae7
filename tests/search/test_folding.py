"""Folding: the words of a text are the same whether or not their places are asked for, and however it was typed."""

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from webchat.store.folding import LONGEST_TOKEN, folded, tokens

SIGNS = st.sampled_from(["++", "#", "C", "a", "_", " ", "\u0301", "\u200c", "م", "你", "ß", "ﬁ", "½", "🎉", "\ud800"])
TEXTS = st.one_of(st.text(), st.lists(SIGNS).map("".join))


@given(TEXTS)
def test_words_with_their_places_are_the_same_words(text: str) -> None:
    assert list(folded(text).words) == tokens(text)


@given(TEXTS)
def test_every_word_came_from_somewhere_in_the_text(text: str) -> None:
    found = folded(text)

    for word, place in zip(found.words, found.places, strict=True):
        begin, end = found.begins[place], found.ends[place + len(word) - 1]
        assert 0 <= begin < end <= len(text)


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_ascii_is_folded_as_in_other_company(text: str) -> None:
    assert tokens(f"{text} я") == [*tokens(text), "я"]


@given(TEXTS)
def test_words_hold_nothing_that_a_query_language_knows(text: str) -> None:
    for word in tokens(text):
        assert 0 < len(word) <= LONGEST_TOKEN
        assert not set(word) & set(" \"'\\:*()&|!<>-^{}\0")
        assert not any("\ud800" <= character <= "\udfff" for character in word)


@given(st.text())
@example("0#À")
@example("C++ỹ")
def test_composed_and_decomposed_texts_have_the_same_words(text: str) -> None:
    assert tokens(unicodedata.normalize("NFC", text)) == tokens(unicodedata.normalize("NFD", text))


def test_run_without_end_is_cut() -> None:
    assert tokens("a" * 10_000) == ["a" * LONGEST_TOKEN]
    assert tokens("ä" * 10_000) == ["a" * LONGEST_TOKEN]


@pytest.mark.parametrize("marks", ["\u0301\u0316", "\u0f73\u0f71", "\uff9e\u0301", "\u0344\u0316"])
def test_marks_without_end_take_no_longer_than_letters(marks: str) -> None:
    piled = "a" + marks[0] * 20_000 + marks[1] * 20_000 + " é"

    begun = time.thread_time()
    words = tokens(piled)

    assert time.thread_time() - begun < 1
    assert words[-1] == "e" and list(folded(piled).words) == words
