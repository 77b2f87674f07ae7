"""A reply in pieces: whatever the text and however it is split, the page ends as if it had been rendered at once."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.markup.page import Page, pieces_of, shown
from tests.markup.test_bounds import BOMBS
from tests.markup.test_properties import PIECES
from webchat.markup import LiveMarkdown, Patch, render, render_plain
from webchat.markup.reply import MAX_MARKDOWN_CHARACTERS

LINES = [
    *("- a\n", "- b", "\n- c", "  - d\n", "  e\n", "1. f\n", "2) g\n", "> h\n", ">", "    i\n", "# j\n", "\n===\n"),
    *("```\n", "\n```\n", "~~~\n", "\n\n", "\n", "| k | l |\n", "|-|:-:|\n", "| m |\n", "k|l\n-|-\n", "\n---\n"),
    *(
        "[n]",
        "[o][n]",
        "[n]: https://n.example\n",
        "**p**",
        "**",
        "*q*",
        "`r`",
        "``",
        "~~s~~",
        "\\",
        "\r\n",
        "  ",
        "🙂",
    ),
    *("[t](https://t.example)", "<https://u.example>", "www.v.example ", "w@x.example ", "&amp;", "&#13;", "\xa0"),
    *("$y$", "$$", "\n$$\n", "\\(z\\)", "\\[", "\\]", "- [x] a\n", "   \n", " plain words ", "x" * 50),
]
texts = st.lists(st.sampled_from(LINES + PIECES) | st.text(max_size=4), max_size=40).map("".join)
sizes = st.lists(st.integers(1, 12), min_size=1, max_size=8)
SAMPLES = [text[:2_500] for text in BOMBS.values()]


@given(texts, sizes)
@example("- a\n\n- b\n", [1])
@example("|-|:-:|\n|-|-|\n\xa0", [1])
@example("$$\n# a\n$$\n\n", [2])
@example("*&#13;\r`a", [4])
@settings(max_examples=150, deadline=None)
def test_page_shows_at_every_moment_what_the_reply_says_it_shows(text: str, lengths: list[int]) -> None:
    live, page = LiveMarkdown(), Page()

    for piece in pieces_of(text, lengths):
        page.apply(live.feed(piece))

        assert page.shown == shown(live.html)
        assert "\r" not in live.html


@pytest.mark.parametrize("opening", ["*a ", "*a _b ", "**a* ", "~~a *b "])
@pytest.mark.parametrize("length", [7, 2_100])
def test_emphasis_that_nests_without_end_needs_no_more_stack(opening: str, length: int) -> None:
    text = opening * 1_000
    live, page = LiveMarkdown(), Page()

    for piece in pieces_of(text, [length]):
        page.apply(live.feed(piece))
    page.apply(live.finish())

    assert page.shown == shown(render(text))


@given(texts, sizes)
@example("[a]\n\n[a]: https://a.example\n", [3])
@example("> a\n\n$$\n# b\n\n$$\n", [1])
@settings(max_examples=300, deadline=None)
def test_page_shows_in_the_end_what_one_rendering_of_the_whole_shows(text: str, lengths: list[int]) -> None:
    live, page = LiveMarkdown(), Page()

    for piece in pieces_of(text, lengths):
        page.apply(live.feed(piece))
    page.apply(live.finish())

    assert page.shown == shown(render(text))
    assert "".join(live.finished) == live.html == render(text)


@pytest.mark.parametrize("text", SAMPLES, ids=BOMBS.keys())
@pytest.mark.parametrize("length", [7, 2_100])
def test_texts_made_to_break_it_end_as_one_rendering_too(text: str, length: int) -> None:
    live, page = LiveMarkdown(), Page()

    for piece in pieces_of(text, [length]):
        page.apply(live.feed(piece))
    page.apply(live.finish())

    assert page.shown == shown(render(text))


@given(texts, sizes)
@settings(max_examples=50, deadline=None)
def test_page_made_from_the_html_of_any_moment_goes_on_from_there(text: str, lengths: list[int]) -> None:
    live, pieces = LiveMarkdown(), pieces_of(text, lengths)
    for piece in pieces[: len(pieces) // 2]:
        live.feed(piece)

    page = Page(live.html)
    for piece in pieces[len(pieces) // 2 :]:
        page.apply(live.feed(piece))
    page.apply(live.finish())

    assert page.shown == shown(render(text))


@pytest.mark.parametrize("length", [3, 700, 10_000])
def test_markdown_ends_at_the_same_character_as_in_one_rendering(length: int) -> None:
    text = "*some* words and `more` of them\n\n" * (MAX_MARKDOWN_CHARACTERS // 33 + 50)
    live = LiveMarkdown()
    live.feed(text[:99_000])
    page = Page(live.html)

    for piece in pieces_of(text[99_000:], [length]):
        page.apply(live.feed(piece))
    page.apply(live.finish())

    assert live.html == render(text)
    assert page.shown == shown(live.html)


def test_one_endless_line_turns_into_plain_text_at_the_same_character() -> None:
    text = "word " * (MAX_MARKDOWN_CHARACTERS // 5) + "*plain*"
    live = LiveMarkdown()

    for piece in pieces_of(text, [999]):
        live.feed(piece)
    live.finish()

    assert live.html == render(text)


@given(st.text(st.sampled_from("a <\n\t "), max_size=30), sizes)
@settings(max_examples=25, deadline=None)
def test_plain_text_after_the_markdown_ends_as_it_is_rendered(rest: str, lengths: list[int]) -> None:
    live = LiveMarkdown()
    live.feed("a" * (MAX_MARKDOWN_CHARACTERS - 1) + "\n" + ".")
    page = Page(live.html)

    for piece in pieces_of(rest, lengths):
        page.apply(live.feed(piece))
        assert page.shown == shown(live.html)
    page.apply(live.finish())

    assert live.finished[-1] == render_plain("." + rest)
    assert page.shown == shown(live.html)


def test_plain_words_are_sent_as_they_are() -> None:
    live = LiveMarkdown()

    patches = [live.feed(piece) for piece in ("Hello", " there,", " you.")]

    assert patches == [[Patch(0, "<p>Hello</p>\n")], [Patch(1, " there,")], [Patch(1, " you.")]]


def test_finished_blocks_are_those_that_nothing_changes_any_more() -> None:
    live = LiveMarkdown()

    live.feed("# a\n\nb\n\n- c\n")

    assert live.finished == [render("# a"), render("b")]


def test_definition_that_comes_late_makes_links_in_the_end_and_sends_nothing_before_again() -> None:
    live = LiveMarkdown()
    live.feed("untouched\n\n[a][b] c\n\n[b]: https://b.example\n")

    patches = live.finish()

    assert live.html == render("untouched\n\n[a][b] c\n\n[b]: https://b.example")
    assert not any("untouched" in patch.html for patch in patches)


def test_formula_over_many_lines_is_whole_even_if_its_lines_look_like_blocks() -> None:
    text = "$$\n# a\n" + "b\n" * 1_100 + "$$\n"
    live = LiveMarkdown()

    for piece in pieces_of(text, [2_100]):
        live.feed(piece)
    live.finish()

    assert live.html == render(text)


def test_nothing_is_sent_after_the_end() -> None:
    live = LiveMarkdown()
    live.feed("a")
    live.finish()

    assert live.finish() == []


def test_text_that_the_parser_cannot_read_is_shown_as_one_rendering_shows_it() -> None:
    bomb = "*a* " + "[" * 80_000

    live = LiveMarkdown()
    live.feed(bomb)
    live.finish()

    assert live.html == render(bomb)
