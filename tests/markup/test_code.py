"""Code blocks: named, coloured, copied, scrolled; and every character of the code kept."""

import pytest

from tests.markup.parsed import only, rendered, text_of
from webchat.markup.elements import MAX_HIGHLIGHTED_CHARACTERS, MAX_HIGHLIGHTED_LINES
from webchat.markup.highlighting import highlighted


def fence(code: str, language: str = "") -> str:
    return f"````{language}\n{code}\n````"


@pytest.mark.parametrize(
    ("info", "label", "name"),
    [
        ("python", "Python", "language-python"),
        ("PY", "Python", "language-python"),
        ("js", "JavaScript", "language-javascript"),
        ("c++", "C++", "language-cpp"),
        ("r", "R", "language-splus"),
        ("sh", "Bash", "language-bash"),
        ("ts title=a.ts", "TypeScript", "language-typescript"),
        ("python:main.py", "Python", "language-python"),
        ("{.python}", "Python", "language-python"),
        ("plaintext", "Text", "language-text"),
        ("mermaid", "mermaid", None),
        ("", "Code", None),
    ],
)
def test_language_is_named_as_people_call_it(info: str, label: str, name: str | None) -> None:
    reply = rendered(fence("x", info))

    assert text_of(only(reply, ".//span[@class='code__language']")) == label
    assert only(reply, ".//code").get("class") == name


def test_unknown_language_is_shown_as_text_of_at_most_forty_characters() -> None:
    reply = rendered(fence("x", '<b/onclick="a()">' + "z" * 100))

    label = text_of(only(reply, ".//span[@class='code__language']"))

    assert label == ('<b/onclick="a()">' + "z" * 100)[:40]


def test_code_can_be_copied() -> None:
    reply = rendered(fence("x"))

    button = only(reply, ".//button")

    assert button.attrib == {"type": "button", "class": "code__copy", "data-action": "copy-code"}
    assert text_of(button) == "Copy"


def test_code_scrolls_in_a_named_box_that_the_keyboard_reaches() -> None:
    reply = rendered(fence("x", "python"))

    box = only(reply, ".//pre")

    assert box.attrib == {"role": "group", "tabindex": "0", "aria-label": "Code, Python"}


def test_code_inside_lists_and_quotes_is_framed_too() -> None:
    reply = rendered("- a\n\n  ```js\n  b\n  ```\n\n> ```\n> c\n> ```\n")

    assert [text_of(code) for code in reply.findall(".//div[@class='code']/pre/code")] == ["b\n", "c\n"]


def test_indented_code_is_framed_too() -> None:
    reply = rendered("    a\n     b\n")

    assert text_of(only(reply, ".//pre")) == "a\n b\n"


def test_parts_of_a_language_get_their_colours() -> None:
    reply = rendered(fence("def f(a): return 'b' + 1  # c", "python"))

    coloured = {(span.get("class"), text_of(span)) for span in reply.findall(".//code/span")}

    assert coloured == {("k", "def"), ("nf", "f"), ("k", "return"), ("s", "'b'"), ("m", "1"), ("c", "# c")}


@pytest.mark.parametrize("language", ["python", "html", "bash", "json", "cpp", "diff", "php", "yaml", "markdown", ""])
@pytest.mark.parametrize(
    "code",
    ["\n\n  a\n\n", "\ta\tb ", "<a href='x'>&amp;</a>", '"unterminated', "\ufeffa", "a\u2028b\x0cc\x85d", "é🙂\u200d"],
)
def test_every_character_of_code_is_kept(language: str, code: str) -> None:
    reply = rendered(fence(code, language))

    assert text_of(only(reply, ".//pre")) == code + "\n"


@pytest.mark.parametrize(
    "code",
    [
        "x = 1\n" * (MAX_HIGHLIGHTED_LINES + 1),
        ("x = 1 # " + "y" * 1000 + "\n") * (MAX_HIGHLIGHTED_CHARACTERS // 1000),
        "x = " + "1" * 5000,
    ],
    ids=["lines", "characters", "one long line"],
)
def test_huge_code_is_shown_without_colours(code: str) -> None:
    reply = rendered(fence(code, "python"))

    assert reply.findall(".//code/span") == []
    assert text_of(only(reply, ".//code")) == code + "\n"


def test_code_that_takes_too_long_is_shown_without_colours() -> None:
    assert highlighted("def f(): <a>", "python", seconds=1) != "def f(): &lt;a&gt;"

    late = highlighted("def f(): <a>", "python", seconds=0)

    assert late == "def f(): &lt;a&gt;"


def test_what_follows_code_stands_outside_its_frame() -> None:
    reply = rendered("```\na\n```\n\nb")

    assert [element.tag for element in reply] == ["div", "p"]


def test_unfinished_fence_is_shown_as_code() -> None:
    reply = rendered("```python\nprint(1)")

    assert text_of(only(reply, ".//code[@class='language-python']")) == "print(1)"
