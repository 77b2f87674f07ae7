"""The line that a mistake is told with is the one on which the statement begins, however it is written."""

import pytest

from tests.configuration.conftest import Wrong
from webchat.configuration.places import Lines

TEXT = '''\
# A comment
title = "a" # and [ another """

[owner]
name.first = "A"
name."last.name" = "B"
[[items]]
id = 1
text = """
id = 2
[[items]]
"""
more = [
  "x", # ]
  "y",
  { a = 1 },
]
[[items]]
id = 2
inner = { deep = { deeper = [1, 2] } }
  [[items.parts]]
  id = "]"
  [[items.parts]]
  id = \'\'\'
[[items]]\'\'\'
[items.last]
a = 1'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ((), 1),
        (("none",), 1),
        (("title",), 2),
        (("title", "deeper"), 2),
        (("owner",), 4),
        (("owner", "none"), 4),
        (("owner", "name"), 5),
        (("owner", "name", "first"), 5),
        (("owner", "name", "last.name"), 6),
        (("items",), 7),
        (("items", 0), 7),
        (("items", 0, "id"), 8),
        (("items", 0, "text"), 9),
        (("items", 0, "more"), 13),
        (("items", 0, "more", 1), 13),
        (("items", 0, "more", 2, "a"), 13),
        (("items", 1), 18),
        (("items", 1, "id"), 19),
        (("items", 1, "inner", "deep", "deeper", 1), 20),
        (("items", 1, "parts", 0), 21),
        (("items", 1, "parts", 0, "id"), 22),
        (("items", 1, "parts", 1), 23),
        (("items", 1, "parts", 1, "id"), 24),
        (("items", 1, "last", "a"), 27),
        (("items", 2), 7),
    ],
)
def test_place_is_found_on_its_line(place: tuple[str | int, ...], line: int) -> None:
    assert Lines(TEXT).of(place) == line


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_lines_are_counted_with_any_line_end_and_mark(wrong: Wrong, end: str, mark: str) -> None:
    text = f'{mark}# one\n\n[[providers]]\nslug = "one"\nbuilt_in = true\nname = """a\nb"""\n'.replace("\n", end)

    assert wrong(text.encode()).startswith("line 6: ")


def test_line_separators_within_a_text_are_no_lines(wrong: Wrong) -> None:
    assert wrong('# a\u2028b\x85c\ndefault_model = "x"').startswith("line 2: ")


def test_long_texts_cost_little() -> None:
    words = "words [ ] \n" * 100
    text = "".join(f'[[items]]\nid = {number}\ntext = """\n{words}"""\n' for number in range(50))

    assert Lines(text).of(("items", 49, "text")) == 50 * 104 - 101
