"""How a formula is shown: as mathematicians write it, or as it was typed."""

import subprocess
import sys

import pytest

from tests.markup.formulas import rendered
from tests.markup.parsed import outline, text_of


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{1}{2",
        r"\frac{1}",
        "x}",
        "x^y^z",
        "x_",
        r"\left( x",
        r"x \right)",
        r"\begin{matrix} x",
        r"\begin{matrix} x \end{cases}",
        r"\undefined{x}",
        "a & b",
        "a $ b",
        r"\frac{}{}",
        r"\unicode{zzz}",
        r"\genfrac",
        r"\sqrt",
        r"\skew{x}{y}",
        "<b>_",
        r"\skew{3}x",
        r"\verb",
        r"\def\a{x}\a",
        r"\newcommand{\a}{x}\a",
    ],
)
@pytest.mark.parametrize("around", ["${}$", "$${}$$", r"\({}\)", "$$\n{}\n$$", "\\[\n{}\n\\]"])
def test_malformed_formula_is_shown_as_typed(latex: str, around: str) -> None:
    text = around.replace("{}", latex)

    reply = rendered(text)

    assert not list(reply.iter("math"))
    assert text_of(reply).strip() == text


@pytest.mark.parametrize(
    ("latex", "as_shown"),
    [
        (r"\frac{1}{2}", "<mfrac><mn>1</mn><mn>2</mn></mfrac>"),
        ("a<b", "<mi>a</mi><mo><</mo><mi>b</mi>"),
        (r"\mathbf{Ab} \mathbb{RN} \mathfrak{C}", "𝐀𝐛ℝℕℭ"),
        (r"\lim_{x\to0}", "<munder><mo>lim</mo><mrow><mi>x</mi><mo>→</mo><mn>0</mn></mrow></munder>"),
        (r"\operatorname*{argmax}_x", "<munder><mo>argmax</mo><mi>x</mi></munder>"),
        (r"\left(\sum_{i}^n\right)", "<munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover>"),
        (r"\begin{aligned}a\\[4pt]b\end{aligned}", "<mtr><mtd><mi>a</mi></mtd></mtr><mtr><mtd><mi>b</mi></mtd></mtr>"),
        (r"\begin{align}a&=b\end{align}", "<mtd><mi>a</mi></mtd><mtd><mi /><mo>=</mo><mi>b</mi></mtd>"),
        (r"\begin{equation}a\label{b}\end{equation}", "<mi>a</mi>"),
        (r"\begin{alignedat}{2}a\end{alignedat}", "<mtd><mi>a</mi></mtd>"),
        (r"a\\b", "<mtr><mtd><mi>a</mi></mtd></mtr><mtr><mtd><mi>b</mi></mtd></mtr>"),
        (r"\boxed{42}", "<menclose><mn>42</mn></menclose>"),
        (r"\text{if $x$}", "<mtext>if\xa0</mtext><mi>x</mi>"),
        (r"\overline{x}", "<mover><mi>x</mi><mo>‾</mo></mover>"),
        (r"\arg z \not= 1", "<mo>arg</mo><mi>z</mi><mo>≠</mo><mn>1</mn>"),
    ],
)
def test_what_models_write_is_shown_as_mathematicians_do(latex: str, as_shown: str) -> None:
    reply = rendered(f"$${latex}$$")

    if as_shown.startswith("<"):
        assert as_shown.replace("<mi />", "<mi></mi>") in outline(reply)
    else:
        assert text_of(reply).strip() == as_shown


def test_only_a_display_that_may_have_to_scroll_can_be_focused() -> None:
    short, long = rendered("$$x$$\n\n$$" + "x+" * 20 + "x$$").iter("math")

    assert (short.get("tabindex"), long.get("tabindex")) == (None, "0")


def test_reader_of_latex_is_loaded_with_the_first_formula_only() -> None:
    code = (
        "import sys; from webchat.markup import render; render('a $5 *b*'); print('latex2mathml' in sys.modules);"
        "render('$x$'); print('latex2mathml' in sys.modules)"
    )

    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30).stdout

    assert output.split() == ["False", "True"]
