"""Samples of CommonMark 0.31, each with what a reader must see. Raw HTML is the one deliberate difference."""

import pytest

from tests.markup.parsed import only, outline, rendered, text_of


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("one\ntwo", "<p>one\ntwo</p>"),
        ("one  \ntwo", "<p>one<br></br>\ntwo</p>"),
        ("one\\\ntwo", "<p>one<br></br>\ntwo</p>"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("*a* **b** ***c***", "<p><em>a</em> <strong>b</strong> <em><strong>c</strong></em></p>"),
        ("_a_ __b__ snake_case_name", "<p><em>a</em> <strong>b</strong> snake_case_name</p>"),
        ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
        (r"\*not emphasis\*", "<p>*not emphasis*</p>"),
        ("`` a ` b ``", "<p><code>a ` b</code></p>"),
        ("`**a**`", "<p><code>**a**</code></p>"),
        ("&copy; &#35; &unknown;", "<p>© # &unknown;</p>"),
        ("***", "<hr></hr>"),
        ("> a\nb\n> > c", "<blockquote>\n<p>a\nb</p>\n<blockquote>\n<p>c</p>\n</blockquote>\n</blockquote>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("- a\n\n- b", "<ul>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>"),
        ("- a\n  - b", "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>"),
        ("1) a\n2) b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("[a][x]\n\n[X]: https://b.example", "<p><a>a</a></p>"),
        ("[a", "<p>[a</p>"),
        ("**a", "<p>**a</p>"),
        ("`a", "<p>`a</p>"),
        ("", ""),
        (" \n\n ", ""),
    ],
)
def test_markdown_becomes_the_elements_it_means(markdown: str, expected: str) -> None:
    reply = rendered(markdown)

    assert outline(reply) == expected


@pytest.mark.parametrize(
    "html",
    ["<b>bold</b>", "<div>\n*a*\n</div>", "<!-- a -->", "<?php a ?>", "<!DOCTYPE a>", "<![CDATA[a]]>", "a <br/> b"],
)
def test_raw_html_is_shown_as_text(html: str) -> None:
    reply = rendered(html)

    assert {element.tag for element in reply.iter()} <= {"DOCUMENT_FRAGMENT", "p", "em"}
    assert text_of(reply).strip() == html.replace("*a*", text_of(rendered("*a*")).strip())


def test_list_keeps_the_number_it_starts_with() -> None:
    reply = rendered("7. a\n8. b")

    assert only(reply, "ol").get("start") == "7"


def test_headings_start_below_those_of_the_page() -> None:
    reply = rendered("# a\n## b\n### c\n#### d\n##### e\n###### f")

    assert [element.tag for element in reply] == ["h3", "h4", "h5", "h6", "h6", "h6"]


def test_headings_never_skip_a_level() -> None:
    reply = rendered("### a\n### b\n##### c\n## d\n### e\n\nf\n=\n")

    assert [element.tag for element in reply] == ["h3", "h3", "h4", "h3", "h4", "h3"]
