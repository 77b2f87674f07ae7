"""Code that is still being written: its finished lines are in colours, and nothing of it is lost."""

import pytest

from tests.markup.page import Page, pieces_of, shown
from tests.markup.parsed import parsed, text_of
from webchat.markup import LiveMarkdown, render
from webchat.markup.elements import MAX_HIGHLIGHTED_CHARACTERS

PYTHON = 'def f(a):\n    """Return\n    twice `a`."""\n    return 2 * a  # <b>\n\n\nprint(f(1), "x")\n'
SCRIPT = "/* one\n   two */\nlet x = `a\nb`;\nif (x) { y(/z/) }\n"


def test_finished_lines_are_coloured_while_the_last_is_open() -> None:
    live = LiveMarkdown()
    live.feed("```python\nreturn 1\nreturn 2")

    spans = [(span.get("class"), text_of(span)) for span in parsed(live.html).findall(".//code/span")]

    assert spans == [("k", "return"), ("m", "1")]


@pytest.mark.parametrize(("language", "code"), [("python", PYTHON), ("js", SCRIPT), ("text", PYTHON), ("", SCRIPT)])
@pytest.mark.parametrize("length", [1, 4, 1_000])
def test_code_has_its_colours_before_it_closes(language: str, code: str, length: int) -> None:
    text = f"```{language}\n{code}```\n"
    live = LiveMarkdown()
    for piece in pieces_of(text.removesuffix("```\n"), [length]):
        live.feed(piece)

    before = live.html

    assert shown(before) == shown(render(text))


@pytest.mark.parametrize("language", ["python", "html", "bash", "json", "cpp", "diff", "php", "yaml", "markdown", "js"])
@pytest.mark.parametrize(
    "code", [PYTHON, SCRIPT, "<a href='x'>&amp;</a>\n<!--\n-->", '"open\n\ttab\n', "a\u2028b\x0cc\x85d"]
)
def test_code_of_any_language_ends_as_one_rendering(language: str, code: str) -> None:
    text = f"- a\n\n  ```{language}\n  " + code.replace("\n", "\n  ") + "\n  ```\n"
    live, page = LiveMarkdown(), Page()

    for piece in pieces_of(text, [3]):
        page.apply(live.feed(piece))
        assert page.shown == shown(live.html)
    page.apply(live.finish())

    assert page.shown == shown(render(text))


def test_code_that_grows_too_long_for_colours_loses_them_as_in_one_rendering() -> None:
    text = "```python\n" + "x = 1\n" * (MAX_HIGHLIGHTED_CHARACTERS // 6 + 10) + "```\n"
    live = LiveMarkdown()

    for piece in pieces_of(text, [500]):
        live.feed(piece)
    live.finish()

    assert live.html == render(text)
