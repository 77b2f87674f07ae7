"""Formulas made to bring elements, styles or addresses of their own. None may leave more than MathML behind."""

from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.markup.formulas import MATHML, rendered
from tests.markup.parsed import attributes, parsed
from webchat.markup import render
from webchat.markup.mathml import ATTRIBUTES, ELEMENTS
from webchat.markup.sanitiser import sanitised

ATTACKS = [
    r"\href{javascript:alert(1)}{x}",
    r"\class{x' onclick=alert(1)}{x}",
    r"\style{position:fixed}{x}",
    r"\color{red}{x}",
    r"\textcolor{url(//a.example)}{x}",
    r'\colorbox{a" onload="b}{x}',
    r"\fcolorbox{a}{b}{x}",
    r"\unicode{x3c}img src=x onerror=alert(1)\unicode{x3e}",
    r"\unicode{60}",
    r"\unicode{x202e}abc",
    r"\unicode{0}\unicode{d800}\unicode{d}\unicode{x110000}x",
    r"\text{<script>alert(1)</script>}",
    r"\text{&lt;script&gt;&#60;b&#62;}",
    r"\text{<hx-partial hx-get=/a>}",
    r"\text{</mtext></math><img src=x onerror=alert(1)>}",
    r"\mbox{<style><img src=x>}",
    r"\verb|<img src=x>|",
    r"\tag{<img>} x",
    r"\operatorname{<b>}x",
    r"\begin{<b>}x\end{<b>}",
    r"\hspace{1em;color:red}x",
    r'\hspace{" onload="a}x',
    r"\raise{-99em}{x}",
    r"\hspace{-99em}x\hspace{9999em}",
    r"\rule{999em}{999em}x",
    r"\left<x\right>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<annotation-xml encoding=text/html><script>alert(1)</script></annotation-xml>",
    "<maction actiontype=statusline xlink:href=javascript:alert(1)>x</maction>",
    '<hx-get data-hx-get="/secret">',
    "x' onmouseover='alert(1)",
    r"\def\a{\b\b}\def\b{\c\c}\a",
    r"\newcommand{\a}{\a\a}\a",
]


def assert_only_mathml_in_formulas(html: str) -> None:
    fragment: Element = html5lib.parseFragment(html)
    for formula in fragment.iter(f"{MATHML}math"):
        for element in formula.iter():
            assert element.tag.removeprefix(MATHML) in ELEMENTS
            assert element.tag.startswith(MATHML)
            assert set(element.attrib) <= ATTRIBUTES | {"display", "tabindex"}
    outside = {str(element.tag) for element in fragment.iter() if MATHML not in str(element.tag)}
    assert not outside & {f"{{http://www.w3.org/1999/xhtml}}{name}" for name in ("script", "img", "style", *ELEMENTS)}


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("around", ["${}$", "$$\n{}\n$$", r"- \({}\)", "| $${}$$ |\n|-|", "[${}$](https://a.example)"])
def test_nothing_in_a_formula_becomes_an_element_address_or_style(attack: str, around: str) -> None:
    html = render(around.replace("{}", attack))

    assert_only_mathml_in_formulas(html)
    names = {name for _, name, _ in attributes(parsed(html))}
    assert not {name for name in names if name.startswith(("on", "hx-", "data-", "style", "id", "src", "xlink"))}
    assert not {"mathcolor", "mathbackground", "voffset"} & names
    assert "<hx-" not in html and "\r" not in html and "\u202e" not in html.replace(attack, "")
    assert not [value for _, name, value in attributes(parsed(html)) if name == "href" and "script" in value]


@pytest.mark.parametrize("latex", [r"\hspace{-99em}x", r"\hspace{9999em}x", r"\rule{1em}{99em}x", r"\kern{9in}x"])
def test_formula_keeps_to_its_place(latex: str) -> None:
    lengths = [value for _, name, value in attributes(rendered(f"${latex}$")) if name in ("width", "height")]

    assert all(-2 <= float(length.removesuffix("em")) <= 20 for length in lengths)


@pytest.mark.parametrize(
    "html",
    [
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<math><mtext><option><fake><option></option><mglyph><svg><mtext><style><a title='</style><img src=x>'>",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
        "<math><maction actiontype='statusline#a' xlink:href='javascript:alert(1)'>x</maction></math>",
        "<math href='javascript:alert(1)'><mi xlink:href='javascript:alert(1)' style='a' id='c'>x</mi></math>",
        "<math tabindex='5' display='inline' onclick='a'><mi data-hx-get='/a' hx-get='/a'>x</mi></math>",
        "<math><semantics><annotation encoding='text/html'><img src=x></annotation></semantics></math>",
        "<math><a href='https://a.example'><mi>x</mi></a></math>",
        "<math><mi><svg><mi></svg></math>",
    ],
)
def test_sanitiser_alone_would_hold_mathml_that_is_more_than_mathml(html: str) -> None:
    cleaned = sanitised(html)

    elements = {element.tag.removeprefix(MATHML) for element in parsed(cleaned).iter()}
    assert {name for _, name, _ in attributes(parsed(cleaned))} <= {"target", "rel", "title"}
    assert elements <= ELEMENTS | {"DOCUMENT_FRAGMENT", "a", "table"}


PIECES = [
    *(
        "$",
        "$$",
        r"\(",
        r"\)",
        r"\[",
        r"\]",
        "\n",
        "\n\n",
        "{",
        "}",
        "^",
        "_",
        "&",
        r"\\",
        "'",
        "%",
        "#",
        "|",
        "<",
        "~",
    ),
    *(
        r"\frac",
        r"\sqrt",
        r"\left",
        r"\right",
        r"\begin{matrix}",
        r"\end{matrix}",
        r"\begin{aligned}",
        r"\end{aligned}",
    ),
    *(r"\text{", r"\unicode", r"\href", r"\class", r"\color", r"\hbox{", r"\mathbf", r"\operatorname", r"\sideset"),
    *(
        r"\genfrac",
        r"\above",
        r"\over",
        r"\choose",
        r"\substack",
        r"\limits",
        r"\sum",
        r"\xrightarrow",
        r"\rule",
        r"\hskip",
    ),
    *(
        "x",
        "1",
        "a b",
        " ",
        ".",
        "1em",
        "]",
        "[",
        "`",
        "- ",
        "> ",
        "| ",
        "*",
        "\\",
        r"\verb",
        r"\middle",
        r"\skew",
        r"\not",
    ),
]
latex_like = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=30).map("".join)
COMMANDS = st.sampled_from(["${}$", "$$\n{}\n$$", r"\({}\)", "{}"])


@given(latex_like, COMMANDS)
@settings(max_examples=300, deadline=None)
def test_any_text_is_shown_and_holds_only_what_is_allowed(latex: str, around: str) -> None:
    html = render(around.replace("{}", latex))

    assert_only_mathml_in_formulas(html)
    html.encode()
    assert "\r" not in html and "<hx-" not in html


@given(latex_like, COMMANDS)
@settings(max_examples=100, deadline=None)
def test_formulas_pass_the_sanitiser_unchanged_a_second_time(latex: str, around: str) -> None:
    once = sanitised(render(around.replace("{}", latex)))

    assert sanitised(once) == once
