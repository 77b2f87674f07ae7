"""What people see while a reply is being written: sensible at every moment, and what is shown stays."""

import pytest

from tests.markup.page import pieces_of
from tests.markup.parsed import outline, parsed
from webchat.markup import LiveMarkdown


def seen(text: str) -> str:
    """Return what a page shows once `text` has arrived by characters and more may come, without spaces at its end."""
    live = LiveMarkdown()
    for character in text:
        live.feed(character)
    return outline(parsed(live.html)).replace(" </p>", "</p>")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("some **bo", "<p>some <strong>bo</strong></p>"),
        ("some **bold**", "<p>some <strong>bold</strong></p>"),
        ("some *it", "<p>some <em>it</em></p>"),
        ("***bo", "<p><em><strong>bo</strong></em></p>"),
        ("a ~~b", "<p>a <s>b</s></p>"),
        ("a `b", "<p>a <code>b</code></p>"),
        ("a ``b ` c", "<p>a <code>b ` c</code></p>"),
        ("**a `b", "<p><strong>a <code>b</code></strong></p>"),
        ("a [li", "<p>a li</p>"),
        ("a [link](htt", "<p>a link</p>"),
        ("a ![pic](https://p", "<p>a pic</p>"),
        ("a [link](https://a.example)", "<p>a <a>link</a></p>"),
        ("a [1", "<p>a</p>"),
        ("a [1] b", "<p>a [1] b</p>"),
        ("a &am", "<p>a</p>"),
        ("a &amp; b", "<p>a & b</p>"),
        ("a <https://b.exa", "<p>a</p>"),
        ("see https://a.example/b_c now", "<p>see <a>https://a.example/b_c</a> now</p>"),
        ("it costs $5 and", "<p>it costs $5 and</p>"),
        ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
        ("a*b and snake_case_name", "<p>a*b and snake_case_name</p>"),
        (r"\*a", "<p>*a</p>"),
        ("a  \nb", "<p>a<br></br>\nb</p>"),
        ("a\nb", "<p>a\nb</p>"),
    ],
)
def test_open_text_is_shown_as_if_it_were_complete(text: str, expected: str) -> None:
    assert seen(text) == expected


@pytest.mark.parametrize("text", ["a *", "a **", "a `", "a ~~", "a [", "a &", "a <", "a $", "a \\", "a \\(x", "a $x^2"])
def test_mark_that_may_become_anything_is_not_shown_yet(text: str) -> None:
    assert seen(text) == "<p>a</p>"


@pytest.mark.parametrize(
    "text", ["#", "##", "-", "- ", "1", "12.", "`", "```", "```pyth", "|", "| a | b |\n|--", "$$\nx"]
)
def test_beginning_of_a_block_is_not_shown_as_text(text: str) -> None:
    assert seen(text) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# a *b", "<h3>a <em>b</em></h3>"),
        ("- a\n- **b", "<ul>\n<li>a</li>\n<li><strong>b</strong></li>\n</ul>"),
        ("- a\n  1. b", "<ul>\n<li>a\n<ol>\n<li>b</li>\n</ol>\n</li>\n</ul>"),
        ("- a\n\n- b", "<ul>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>"),
        ("> a\n> b", "<blockquote>\n<p>a\nb</p>\n</blockquote>"),
        ("> a\nb", "<blockquote>\n<p>a\nb</p>\n</blockquote>"),
        ("***\na", "<hr></hr>\n<p>a</p>"),
        ("a\n===\n", "<h3>a</h3>"),
    ],
)
def test_open_block_is_shown_as_what_it_is(text: str, expected: str) -> None:
    assert seen(text) == expected


def test_open_code_is_shown_as_code_in_its_frame() -> None:
    live = LiveMarkdown()
    live.feed("```python\nprint(1)\nif a")

    reply = parsed(live.html)

    [code] = reply.findall(".//div[@class='code']/pre/code[@class='language-python']")
    assert "".join(code.itertext()) == "print(1)\nif a"


def test_open_table_grows_cell_by_cell() -> None:
    live = LiveMarkdown()
    live.feed("| a | b |\n|---|--:|\n| c | *d")

    reply = parsed(live.html)

    assert [cell.text for cell in reply.findall(".//th")] == ["a", "b"]
    assert [outline(cell) or cell.text for cell in reply.findall(".//td")] == ["c", "<em>d</em>"]
    assert reply.findall(".//td")[1].get("class") == "table__right"


def test_open_task_is_a_checkbox() -> None:
    live = LiveMarkdown()
    live.feed("- [x] do")

    [box] = parsed(live.html).findall(".//li[@class='task']/input")

    assert box.get("aria-label") == "Done"


@pytest.mark.parametrize(
    "text",
    [
        "Plain words, in two sentences. Nothing else.\nAnd a second line.\n\nAnother paragraph.",
        "Words with **bold ones**, *slanted ones*, `code` and ~~mistakes~~ in them.\n\n> quoted **text**\n",
        "1. **First** thing\n2. second `thing`\n   - nested\n   - *more*\n3. third\n\n# Heading\n\nafter",
        "- [ ] task\n- [x] done\n",
        "| a | b |\n|---|---|\n| **c** | `d` |\n| e | f |\n\nafter",
        "```\nplain code\n\n  indented <b>\n```\n\nafter",
    ],
)
@pytest.mark.parametrize("length", [1, 4, 11])
def test_nothing_that_was_shown_is_taken_back(text: str, length: int) -> None:
    live = LiveMarkdown()

    patches = [patch for piece in pieces_of(text, [length]) for patch in live.feed(piece)] + live.finish()

    assert not any(patch.cut or patch.drop for patch in patches)


def test_long_line_that_proves_to_be_no_table_is_shown_whole() -> None:
    live = LiveMarkdown()
    live.feed("|" + "a" * 700)
    live.feed("b")

    live.feed("\nc")

    assert outline(parsed(live.html)) == f"<p>|{'a' * 700}b\nc</p>"
