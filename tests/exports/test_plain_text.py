"""Markdown as plain text."""

import time

import pytest

from webchat.exports.plain_text import plain, wrapped


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("**bold** and *soft* and `code` and ~~gone~~", "bold and soft and code and gone"),
        ("__bold__ and _soft_", "bold and soft"),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("[words](https://example.org)", "words (https://example.org)"),
        ("![alt](https://example.org/a.png)", "alt (https://example.org/a.png)"),
        ("<https://example.org>", "<https://example.org>"),
        ("## Title ##", "Title\n~~~~~"),
        ("# C ## \n# ##\n# a  ###", "C ##\n~~~~\na\n~"),
        ("- one\n- two", "- one\n- two"),
        ("> said", "> said"),
        ("* * *", "-" * 78),
        ("```py\n**x**\n```\nafter", "    **x**\nafter"),
        ("````\n```\n````", "    ```"),
        ("```\nopen", "    open"),
        ("| a | **b** |", "| a | **b** |"),
        (r"\*not soft\*", r"\*not soft\*"),
    ],
)
def test_simple_markup_becomes_words(markdown: str, text: str) -> None:
    assert plain(markdown) == text


def test_long_lines_are_broken_between_words_and_lists_keep_their_shape() -> None:
    lines = plain("- " + "word " * 40).split("\n")

    assert len(lines) == 3
    assert lines[0].startswith("- word") and lines[1].startswith("  word")
    assert all(len(line) <= 78 for line in lines)


def test_no_word_of_what_was_typed_is_lost() -> None:
    typed = "  indented **as typed**\n\n" + "x" * 200 + "\n" + "word " * 100

    assert wrapped(typed).split() == typed.split()


@pytest.mark.parametrize(
    "hostile", ["*a" * 2_000, "[" * 4_000, "__a" * 1_300, "`" * 4_000, "#" * 4_000, "- " * 2_000, f"# a{' ' * 3_990}b"]
)
def test_a_hostile_text_takes_no_longer_than_another(hostile: str) -> None:
    text = "\n".join([hostile] * 25)

    begun = time.thread_time()
    plain(text)

    assert time.thread_time() - begun < 2
