"""Texts that try to make the page run, fetch or send something. None may leave an element or attribute behind."""

import re

import pytest

from tests.markup.parsed import attributes, rendered
from webchat.markup import render
from webchat.markup.sanitiser import sanitised

SCRIPTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<a href='javascript:alert(1)'>a</a>",
    "<style>@import 'https://a.example'</style>",
    "<form action=/conversations method=post><input name=q></form>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
]
ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "java&#10;script:alert(1)",
    "java&Tab;script:alert(1)",
    "%6aavascript:alert(1)",
    "&#1;javascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml;base64,PHN2Zz4=",
    "view-source:https://a.example",
    "blob:https://a.example/b",
    "\\\\\\\\a.example",
    "https:\\\\\\\\a.example",
]
HTMX = [
    '<div hx-get="/secret" hx-trigger="load">a</div>',
    '<div data-hx-get="/secret">a</div>',
    '<hx-partial hx-target="#composer">a</hx-partial>',
    "<button hx-on:click=alert(1)>a</button>",
    '[a](https://a.example "<hx-get data-hx-get=/secret>")',
    '[a](https://a.example "&quot; data-hx-get=&quot;/secret")',
    '![<hx-get " hx-get="/secret](https://a.example/b.png)',
    '![" onerror="alert(1)](https://a.example/b.png)',
    "[<hx-partial>](https://a.example)",
    "[a](https://a.example/<hx-get>)",
    "<https://a.example/<hx-get>>",
    '```<hx-get>"\n<hx-get>\n```',
    '```python" data-hx-get="/secret\na\n```',
    "`<hx-get>`",
    "    <hx-get>",
    "|<hx-get>|\n|-|\n|<hx-get>|",
    "- [x] <hx-get>",
    "# <hx-get>",
    "[a]: https://a.example '<hx-get>'\n\n[a]",
]
OURS = [
    '<button type="button" data-action="copy-code">Copy</button>',
    '<pre title="a"><code lang="b">',
    '<span class="task__done"></span>',
    '[a](https://a.example "<pre title=x><code lang=y>")',
    "</code></pre>",
    "<table>",
]


@pytest.mark.parametrize("attack", SCRIPTS + HTMX + OURS)
@pytest.mark.parametrize("around", ["{}", "> {}", "- {}", "a {} b", "**{}**", "\n{}\n"])
def test_nothing_in_a_text_becomes_an_element_or_attribute_of_its_own(attack: str, around: str) -> None:
    reply = rendered(around.format(attack))

    names = {name for _, name, _ in attributes(reply)}
    classes = {value for _, name, value in attributes(reply) if name == "class"}
    actions = {value for _, name, value in attributes(reply) if name == "data-action"}
    frames = len(reply.findall(".//pre"))
    assert not {name for name in names if name.startswith(("hx-", "data-hx", "on", "style", "id", "name", "src"))}
    assert actions <= {"copy-code"}
    assert len(reply.findall(".//button")) == len(reply.findall(".//div[@class='code']")) == frames
    assert classes <= {
        "code",
        "code__bar",
        "code__language",
        "code__copy",
        "language-python",
        "table",
        "task",
        "image-link",
    }


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "around", ["[a]({})", "[a](<{}>)", "<{}>", "![a]({})", "[a]\n\n[a]: {}", "[a]\n\n[a]: <{}>", "{}"]
)
def test_no_address_but_of_the_web_and_mail_is_ever_a_link(address: str, around: str) -> None:
    reply = rendered(around.format(address))

    addresses = [value for _, name, value in attributes(reply) if name in ("href", "src")]

    assert all(re.match(r"https?://[^\\]|mailto:", value) for value in addresses)
    assert not any("script" in value.partition(":")[0] for value in addresses)


@pytest.mark.parametrize("attack", HTMX)
def test_the_raw_html_never_holds_what_htmx_rewrites(attack: str) -> None:
    html = render(attack)

    assert "<hx-" not in html.lower()
    assert "</hx-" not in html.lower()


@pytest.mark.parametrize("end", ["\r", "\r\n", "&#13;", "&#xD;", "&#13;&#10;"])
def test_no_carriage_return_can_end_a_line_of_the_event_stream(end: str) -> None:
    html = render(f"a{end}event: done{end}\n\n`b{end}c`\n\n```\nd{end}e\n```\n\n[f](https://a.example 'g{end}h')")

    assert "\r" not in html


@pytest.mark.parametrize("html", ["<p>a&#13;b</p>", "<p>a\r\nb</p>", "<a title='a&#xD;b'></a>"])
def test_sanitiser_alone_would_hold_a_carriage_return(html: str) -> None:
    cleaned = sanitised(html)

    assert "\r" not in cleaned


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        '<p id="a" name="b" style="c" class="d" data-e="f" hx-get="g" onclick="h">',
        '<a href="javascript:alert(1)">',
        '<a href="/conversations">',
        '<span class="button">',
        '<pre class="code">',
        '<img src="https://a.example">',
        "<button>",
        '<input type="checkbox">',
        "<div>",
        "<h1>",
        "<svg><a href='https://a.example'></svg>",
    ],
)
def test_sanitiser_alone_would_hold_what_the_parser_let_through(html: str) -> None:
    cleaned = sanitised(html)

    kept = dict.fromkeys(re.findall(r' ([\w-]+)="', cleaned))
    assert set(kept) <= {"target", "rel", "class", "href"}
    assert not re.search(r"<(script|img|button|input|div|h1|svg)", cleaned)
    assert "javascript" not in cleaned
    assert 'href="/' not in cleaned
    assert 'class="b' not in cleaned and 'class="d' not in cleaned and 'class="code' not in cleaned
