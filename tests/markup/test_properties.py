"""What holds for every text, tried with texts that nobody thought of."""

import re
from concurrent.futures import ThreadPoolExecutor
from string import ascii_letters

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.markup.formulas import MATHML
from tests.markup.parsed import attributes, outline, parsed, rendered, text_of
from webchat.markup import blocks, render, render_plain
from webchat.markup.highlighting import CLASSES
from webchat.markup.mathml import ATTRIBUTES, ELEMENTS

PIECES = [
    *"\n \t*_~`#>-+|:[]()!<>&;\\\"'=0a.@/",
    *(
        "\n\n",
        "    ",
        "```",
        "```python\n",
        "~~~html\n",
        "- [x] ",
        "1. ",
        "|-|-|\n",
        "| a | b |\n",
        "[a]: ",
        "](",
        "![",
    ),
    *("https://a.example/", "www.a.example", "mailto:a@b.c", "javascript:", "data:", "vbscript:", "<https://", "&#13;"),
    *("<script>", "</script>", "<hx-get", ' hx-get="/a"', " data-hx-get=/a", " onerror=a", "<img src=x", "<!--", "-->"),
    *(
        "&lt;",
        "&#60;",
        "&quot;",
        "\u202e",
        "\u200b",
        "\0",
        "\r",
        "\ud800",
        "é",
        "🙂",
        "def f(): 'a' # b\n",
        "<pre title=",
    ),
    *("</code></pre>", "<table>", '<span class="task__done"></span>'),
    *(
        "$",
        "$$",
        "\\(",
        "\\)",
        "\\[",
        "\\]",
        "$x$",
        "\\(y\\)",
        "\n$$\nz\n$$\n",
        "\\text{<b>}",
        "\\href{javascript:a}{b}",
        "\\frac",
    ),
]
markdown = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40).map("".join)
anything = st.text(st.characters(), max_size=200) | markdown

ALIGNMENT = "table__(left|center|right)"
ALLOWED = {
    "a": {"href": r"(?i:https?://[^\s\\]|mailto:).*", "title": ".*", "target": "_blank", "class": "image-link"}
    | {"rel": "noopener noreferrer nofollow"},
    "button": {"type": "button", "class": "code__copy", "data-action": "copy-code"},
    "code": {"class": "language-[a-z0-9+#.-]+"},
    "div": {"class": "code|code__bar|table", "role": "group", "tabindex": "0", "aria-label": "Table"},
    "input": {"type": "checkbox", "disabled": "", "checked": "", "aria-label": "Done|To do"},
    "li": {"class": "task"},
    "p": {"class": "formula"},
    "ol": {"start": r"\d+"},
    "pre": {"role": "group", "tabindex": "0", "aria-label": "Code(, .{1,40})?"},
    "span": {"class": "code__language|formula|" + "|".join(CLASSES)},
    "td": {"class": ALIGNMENT},
    "th": {"class": ALIGNMENT},
    **{f"{MATHML}{element}": dict.fromkeys(ATTRIBUTES, r"[a-z0-9. -]+") for element in ELEMENTS},
    f"{MATHML}math": {"display": "block", "tabindex": "0"},
}
BARE = {
    "blockquote",
    "br",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "p",
    "s",
    "strong",
    "table",
    "tbody",
    "thead",
    "tr",
    "ul",
}


@given(anything)
@settings(max_examples=200, deadline=None)
def test_only_allowed_elements_and_attributes_appear(text: str) -> None:
    reply = rendered(text)

    tags = {element.tag for element in reply.iter()} - {"DOCUMENT_FRAGMENT"}
    assert tags <= ALLOWED.keys() | BARE
    for tag, name, value in attributes(reply):
        assert name in ALLOWED.get(tag, {}), (tag, name)
        assert re.fullmatch(ALLOWED[tag][name], value, re.DOTALL), (tag, name, value)


@given(anything)
@settings(max_examples=200, deadline=None)
def test_html_can_be_sent_and_read_by_htmx_unchanged(text: str) -> None:
    html = render(text)

    html.encode()
    assert "\r" not in html and "\0" not in html
    assert "<hx-" not in html and "</hx-" not in html


@given(anything)
@settings(max_examples=150, deadline=None)
def test_blocks_joined_are_the_whole(text: str) -> None:
    parts = blocks(text)

    assert "".join(parts) == render(text)


@given(anything)
@settings(max_examples=150, deadline=None)
def test_each_block_is_complete_in_itself(text: str) -> None:
    parts = blocks(text)

    separately = [outline(parsed(part)) for part in parts]

    assert "\n".join(separately) == outline(rendered(text))


@given(st.text(st.sampled_from(ascii_letters + "äß漢字🙂 ,;?"), max_size=200))
@settings(deadline=None)
def test_text_without_markup_is_shown_whole(text: str) -> None:
    shown = text_of(rendered(text))

    assert "".join(shown.split()) == "".join(text.split())


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
@settings(deadline=None)
def test_plain_text_is_shown_whole(text: str) -> None:
    shown = text_of(parsed(render_plain(text)))

    assert "".join(shown.split()) == "".join(text.split())


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=100), st.sampled_from(["", "python", "html", "x"])
)
@settings(deadline=None)
def test_code_is_shown_whole(code: str, language: str) -> None:
    shown = text_of(rendered(f"{'`' * 101}{language}\n{code}\n{'`' * 101}").find(".//pre"))  # type: ignore[arg-type]

    assert shown == code + "\n"


def test_many_threads_render_the_same() -> None:
    text = "- [x] *a* https://a.example\n\n```python\nprint('a')\n```\n\n| a |\n|-|\n| b |\n\n[c]: https://c.example\n\n[c]"

    with ThreadPoolExecutor(8) as threads:
        results = set(threads.map(render, [text] * 64))

    assert len(results) == 1
