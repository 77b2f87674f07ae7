"""Excerpts: what was found is marked where it is written, however it was typed, in a piece of fitting length."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webchat.errors import InvalidInput
from webchat.search.excerpts import LENGTH, Segment, excerpt, marked
from webchat.search.plain_words import plain_words
from webchat.search.query import parse
from webchat.store.matching import Query

FILLER = "and so on " * 200


def asked(text: str) -> Query:
    query = parse(text)
    assert query
    return query


def shown(segments: list[Segment]) -> str:
    """Hits in brackets."""
    return "".join(f"[{segment.text}]" if segment.is_hit else segment.text for segment in segments)


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Why is the sky blue?", "sky ", "Why is the [sky] blue?"),
        ("Why is the sky blue?", "bl", "Why is the sky [bl]ue?"),
        ("sky, Sky and SKY", "sky", "[sky], [Sky] and [SKY]"),
        ("a blue sky and blue", '"blue sky"', "a [blue sky] and blue"),
        ("a blue sky", "sky blue", "a [blue] [sky]"),
        ("Die Straße", "strasse", "Die [Straße]"),
        ("Die Straße", "stras", "Die [Straß]e"),
        ("an oﬃce", "office", "an [oﬃce]"),
        ("re\u0301sume\u0301 here", "resume ", "[re\u0301sume\u0301] here"),
        ("re\u0301sume\u0301 here", "re", "[re\u0301]sume\u0301 here"),
        ("今天天气很好", "天气", "今天[天气]很好"),
        ("\u1112\u1161\u11ab\u1100\u116e\u11a8 here", "한국", "[\u1112\u1161\u11ab\u1100\u116e\u11a8] here"),
        ("مُحَمَّد هنا", "محمد ", "[مُحَمَّد] هنا"),
        ("use C++ here", "c++", "use [C++] here"),
        ("party 🎉 time", "🎉", "party [🎉] time"),
        ("two  lines\n\nof sky", "sky", "two lines of [sky]"),
        ("<b>sky</b>", "sky", "<b>[sky]</b>"),
    ],
)
def test_hits_are_marked_where_they_are_written(text: str, query: str, expected: str) -> None:
    assert shown(excerpt(text, asked(query))) == expected


def test_long_text_is_cut_around_the_first_hit_at_borders_of_words() -> None:
    segments = excerpt(f"{FILLER}needle {FILLER}", asked("needle"))

    assert segments[0] == Segment("… ", is_hit=False) and segments[-1] == Segment(" …", is_hit=False)
    inside = "".join(segment.text for segment in segments[1:-1])
    assert inside in f"{FILLER}needle {FILLER}" and 100 < len(inside) <= LENGTH
    assert set(inside.split()) == {"and", "so", "on", "needle"}
    assert [segment.text for segment in segments if segment.is_hit] == ["needle"]


def test_hit_at_the_very_end_is_shown() -> None:
    assert shown(excerpt(f"{FILLER}needle", asked("needle"))).endswith("on [needle]")


def test_word_longer_than_an_excerpt_is_still_shown() -> None:
    segments = excerpt("x" * 5_000, asked("xxx"))

    assert segments[0] == Segment("xxx", is_hit=True)
    assert sum(len(segment.text) for segment in segments) <= LENGTH + 2


def test_run_without_spaces_is_cut_anywhere() -> None:
    segments = excerpt("很好" * 500 + "天气" + "很好" * 500, asked("天气"))

    assert "[天气]" in shown(segments)
    assert len(shown(segments)) <= LENGTH + 10


def test_phrase_over_a_border_of_pieces_is_found() -> None:
    for shift in range(0, 1_000, 37):
        text = "x " * ((shift + 2_000) // 2) + "deep blue sea" + " y" * 800

        assert "[deep blue sea]" in shown(excerpt(text, asked('"deep blue sea"')))


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("# The **blue** sky", "The [blue] sky"),
        ("- [x] a `blue` line\n> quoted", "a [blue] line quoted"),
        ("see [the blue page](https://a.example/b)", "see the [blue] page"),
        ("```python\nblue = 1\n```", "[blue] = 1"),
        ("_very_ blue_sky a * b * c", "very [blue]_sky a * b * c"),
        ("| a | blue |\n|---|---|", "| a | [blue] |"),
        ("![blue](x.png)", "[blue]"),
    ],
)
def test_reply_is_shown_without_the_signs_of_markdown(markdown: str, expected: str) -> None:
    assert shown(excerpt(markdown, asked("blue "), plain_words)) == expected


def test_hit_in_the_target_of_a_link_shows_the_link_as_it_is_written() -> None:
    assert (
        shown(excerpt("[here](https://blue.example)", asked("blue"), plain_words)) == "[here](https://[blue].example)"
    )


def test_text_in_which_nothing_is_found_shows_its_beginning() -> None:
    assert shown(excerpt(FILLER, asked("needle"))).startswith("and so on")


def test_title_is_shown_whole() -> None:
    assert shown(marked("A " + "long " * 60 + "title", asked("title"))).endswith("long [title]")


@given(st.text(), st.text(min_size=1))
def test_segments_are_the_text_and_nothing_else(text: str, typed: str) -> None:
    try:
        query = parse(typed)
    except InvalidInput:
        return

    if query:
        assert "".join(segment.text for segment in marked(text, query)) == text
        assert all(segment.text for segment in excerpt(text, query, plain_words))


@pytest.mark.parametrize(
    "unit", ["*a ", "_a ", "[a", "[a](", "> ", "`", "**", "| - ", "#", "a" * 50, "很", "a\u0301", "- "]
)
def test_hostile_text_takes_no_longer_than_another(unit: str) -> None:
    text = (unit * 500_000)[:500_000] + " needle"
    begin = time.thread_time()

    excerpt(text, asked("needle"), plain_words)

    assert time.thread_time() - begin < 3
