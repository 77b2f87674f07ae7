"""The query parser: words, phrases, excluded words; and never an error for anything that can be typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webchat.errors import InvalidInput
from webchat.search.query import LONGEST, parse
from webchat.store.matching import Query, Term


def words(*tokens: str, is_prefix: bool = False) -> Term:
    return Term(tokens, is_prefix)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("blue", Query((words("blue", is_prefix=True),))),
        ("blue ", Query((words("blue"),))),
        ("Blue SKY", Query((words("blue"), words("sky", is_prefix=True)))),
        ('"blue sky"', Query((words("blue", "sky"),))),
        ('"blue sk', Query((words("blue", "sk", is_prefix=True),))),
        ("“blue sky”", Query((words("blue", "sky"),))),
        ("«blue sky»", Query((words("blue", "sky"),))),
        ("sky -red", Query((words("sky"),), (words("red"),))),
        ('-"red sea" sky', Query((words("sky", is_prefix=True),), (words("red", "sea"),))),
        ("well-known", Query((words("well", "known", is_prefix=True),))),
        ("--verbose", Query((words("verbose", is_prefix=True),))),
        ("blue blue blue ", Query((words("blue"),))),
        ("AND OR NOT NEAR ", Query((words("and"), words("or"), words("not"), words("near")))),
        ("天气", Query((words("天", "气", is_prefix=True),))),
    ],
)
def test_what_is_typed_becomes_a_query(text: str, query: Query) -> None:
    assert parse(text) == query


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u3000"])
def test_nothing_typed_is_no_query(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    "text", ['"', '""', '"""', "-", "- -", "*", "():^{}", '-""', "\0", "\ud800", "\u202e", "...", "&|!"]
)
def test_signs_alone_are_refused_in_words(text: str) -> None:
    with pytest.raises(InvalidInput, match="Search for letters, digits or emoji"):
        parse(text)


@pytest.mark.parametrize("text", ["-red", '-"red sea"', "-red -blue"])
def test_excluded_words_alone_ask_for_another(text: str) -> None:
    with pytest.raises(InvalidInput, match="Add a word to search for"):
        parse(text)


def test_what_is_too_long_is_refused_in_words() -> None:
    assert parse("a" * LONGEST)

    with pytest.raises(InvalidInput, match=f"at most {LONGEST} characters"):
        parse("a" * 10_000)


@given(st.one_of(st.text(), st.text(alphabet='"- ab*:()^{}+“”\0')))
def test_whatever_is_typed_is_a_query_or_refused_in_words(text: str) -> None:
    try:
        query = parse(text)
    except InvalidInput as refused:
        assert str(refused)
        return

    assert query is None or query.wanted
    assert query is None or all(term.tokens for term in (*query.wanted, *query.excluded))
