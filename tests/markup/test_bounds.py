"""Texts made to take for ever, to overflow, or to break the parser: each is shown, soon, with nothing lost."""

import inspect
import sys
from time import thread_time

import pytest

from tests.markup.parsed import parsed, rendered, text_of
from webchat.markup import blocks, render, render_plain
from webchat.markup.bounds import MAX_NESTING
from webchat.markup.reply import MAX_MARKDOWN_CHARACTERS

MOST_SECONDS = 20
"""Of processor time for any megabyte: several times what the slowest here took when the bounds were chosen."""

BOMBS = {
    "quotes": ">" * 10_000,
    "quotes on lines": ">" * 10_000 + " a\n" + "b\n" * 1000,
    "nested lists": "".join("  " * depth + "- a\n" for depth in range(1_000)),
    "lists on one line": "- " * 10_000 + "a",
    "nested lists on many lines": ("- " * 24 + "a\n") * 20_000,
    "brackets": "[" * 50_000,
    "bracket pairs": "[" * 50_000 + "]" * 50_000,
    "brackets in paragraphs": ("[" * 40 + "x*" * 5_000 + "\n\n") * 100,
    "pictures": "![" * 50_000,
    "links": "[a](" * 50_000,
    "stars": "*" * 50_000,
    "stars and letters": "a**b" + "c* " * 50_000,
    "tildes": "~~a" * 50_000,
    "back-ticks": "".join("a" + "`" * length for length in range(1_000)),
    "angles": "<" * 50_000,
    "entities": "&" * 200_000,
    "schemes": "a://" * 250_000,
    "addresses": "http://a:" * 100_000,
    "mail": "a@" * 200_000,
    "www": "www." * 200_000,
    "definitions": "[a\n" * 200_000,
    "table cells": "|a" * 1_000 + "|\n" + "|-" * 1_000 + "|\n" + "a\n" * 100_000,
    "items": "- a\n" * 250_000,
    "paragraphs": "a\n\n" * 300_000,
    "code in need of colours": ("```html\n" + "&\n" * 1_990 + "```\n") * 200,
    "unfinished strings": ("```css\n" + '"\\\n' * 1_990 + "```\n") * 100,
    "NUL": "\0" * 1_000_000,
    "surrogates": "\ud83d" * 1_000_000,
    "spaces": " " * 1_000_000,
    "unfinished": '> - ```\n[a](b "c **d `e <f & | \\',
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_any_text_is_shown_in_bounded_time(bomb: str) -> None:
    begun = thread_time()

    html = render(bomb)

    assert thread_time() - begun < MOST_SECONDS
    assert len(html) < 20 * len(bomb) + 100


@pytest.mark.parametrize("marker", [">", "- "])
def test_block_that_is_nested_too_deep_is_shown_as_it_is(marker: str) -> None:
    bomb = marker * (MAX_NESTING + 1) + "the end"

    reply = rendered(f"*before*\n\n{bomb}")

    assert [element.tag for element in reply] == ["p", "p"]
    assert reply.find(".//em") is not None
    assert text_of(reply[1]) == bomb


def test_emphasis_that_is_nested_too_deep_is_shown_as_it_is() -> None:
    bomb = "*a " * MAX_NESTING + "b" + "* c" * MAX_NESTING

    reply = rendered(f"*before*\n\n{bomb}")

    assert reply.findall(".//em") == reply[0].findall("em")
    assert text_of(reply[1]) == bomb


def test_what_stands_after_deep_quotes_is_still_markdown() -> None:
    reply = rendered(">" * (MAX_NESTING + 1) + " a\n\n*after*")

    assert [element.tag for element in reply[-1]] == ["em"]


def test_sensible_nesting_is_rendered() -> None:
    reply = rendered("".join("  " * depth + f"- {depth}\n" for depth in range(12)))

    assert text_of(reply).split() == [str(depth) for depth in range(12)]
    assert len(reply.findall(".//ul")) == 12


def test_block_of_too_much_work_is_shown_as_it_is_and_the_next_is_markdown() -> None:
    bomb = ("[" * 80 + "x*" * 50_000)[:80_000]

    reply = rendered(f"{bomb}\n\n*after*")

    assert text_of(reply[0]) == bomb
    assert [element.tag for element in reply[1]] == ["em"]


def test_markdown_ends_where_a_text_grows_too_long_and_nothing_is_lost() -> None:
    numbers = range(MAX_MARKDOWN_CHARACTERS // 8)

    reply = rendered("\n".join(f"*{number}*\n" for number in numbers))

    shown = text_of(reply).split()
    assert [line.strip("*") for line in shown] == [str(number) for number in numbers]
    assert (shown[0], shown[-1]) == ("0", f"*{numbers[-1]}*")


def rendered_below(frames: int, text: str) -> str:
    """Return `text` rendered where that many more calls are on the stack."""
    return rendered_below(frames - 1, text) if frames else render(text)


def test_text_that_needs_more_stack_than_is_left_is_shown_as_it_is() -> None:
    text = "*a* " + "[" * 500
    room_left = 120

    html = rendered_below(sys.getrecursionlimit() - len(inspect.stack(0)) - room_left, text)

    assert text_of(parsed(html)).strip() == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\0b", "a\ufffdb"), ("a\ud800b", "a\ufffdb"), ("\udc00\ud800", "\ufffd\ufffd"), ("a\r\nb\rc", "a\nb\nc")],
)
@pytest.mark.parametrize("renderer", [render, render_plain])
def test_characters_that_no_page_can_hold_are_replaced(renderer: object, text: str, shown: str) -> None:
    assert callable(renderer)

    html = str(renderer(text))

    assert text_of(parsed(html)).strip() == shown
    html.encode()


def test_plain_text_keeps_paragraphs_and_lines() -> None:
    reply = parsed(render_plain("*a* <b>\nc & d\n\n  \ne\n"))

    assert [(element.tag, text_of(element)) for element in reply] == [("p", "*a* <b>\nc & d"), ("p", "e")]
    assert len(reply.findall(".//br")) == 1


def test_blocks_are_the_whole_in_parts() -> None:
    text = "# a\n\nb\n\n- c\n- d\n\n```\ne\n```\n\n> f\n\n| g |\n|-|\n\n---\n"

    parts = blocks(text)

    assert [parsed(part)[0].tag for part in parts] == ["h3", "p", "ul", "div", "blockquote", "div", "hr"]
    assert "".join(parts) == render(text)
