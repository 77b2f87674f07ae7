"""Where a reply holds formulas, and where dollars are only dollars."""

import pytest

from tests.markup.formulas import formulas, rendered
from tests.markup.parsed import outline, text_of

X = "<math><mi>x</mi></math>"


@pytest.mark.parametrize("text", ["$x$", r"\(x\)", r"\( x \)"])
def test_formula_in_a_line_is_mathml(text: str) -> None:
    reply = rendered(f"a {text} b")

    assert outline(reply) == f"<p>a {X} b</p>"
    assert reply.find(".//math").get("display") is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text", ["$$x$$", "$$ x $$", r"\[x\]", "$$\nx\n$$", "\\[\n  x\n\\]", "$$x\n$$", "$$\nx$$  ", "  \\[ x\n\\]"]
)
def test_formula_on_lines_of_its_own_is_a_display(text: str) -> None:
    reply = rendered(f"a\n{text}\nb")

    assert outline(reply) == f"<p>a</p>\n<p>{X}</p>\n<p>b</p>"
    assert reply[1].get("class") == "formula"
    assert reply[1][0].get("display") == "block"


@pytest.mark.parametrize("text", ["$$x$$", r"\[x\]"])
def test_display_within_a_line_stands_by_itself(text: str) -> None:
    reply = rendered(f"a {text} b")

    assert outline(reply) == f"<p>a <span>{X}</span> b</p>"
    assert reply[0][0].get("class") == "formula"
    assert reply[0][0][0].get("display") == "block"


@pytest.mark.parametrize("text", ["$$x$$.", "$$\nx\n$$,", "\\[\nx\n\\]."])
def test_sign_after_a_display_stays_in_its_line(text: str) -> None:
    reply = rendered(text)

    assert [text_of(formula) for formula in reply.iter("math")] == [f"x{text[-1]}"]


def test_lines_of_a_display_are_never_markdown() -> None:
    reply = rendered("$$\na\n= b\n- c\n+ *d* _e_\n> 1\n===\n$$\n*f*")

    assert [element.tag for element in reply] == ["p", "p"]
    assert not {"em", "ul", "blockquote"} & {element.tag for element in reply[0].iter()}
    assert outline(reply[1]) == "<em>f</em>"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("- a\n- $x$", "ul/li/math"),
        ("- a\n- b\n  $$\n  x\n  $$", "ul/li/p/math"),
        ("- \\[\n  x\n  \\]\n  b", "ul/li/p/math"),
        ("> $$\n> x\n> $$", "blockquote/p/math"),
        ("> \\[ x \\]", "blockquote/p/math"),
        ("# a $x$", "h3/math"),
        ("a \\(x\\)\n===", "h3/math"),
        ("| $x$ | b |\n|-|-|\n| c | d |", "div/table/thead/tr/th/math"),
        ("| a | b |\n|-|-|\n| c | \\(x\\) |", "div/table/tbody/tr/td/math"),
        ("*a $x$*", "p/em/math"),
        ("[a $x$](https://a.example)", "p/a/math"),
        ("[$x$](https://a.example)", "p/a/math"),
    ],
)
def test_formula_stands_wherever_text_does(text: str, place: str) -> None:
    reply = rendered(text)

    assert [text_of(formula) for formula in reply.findall(place)] == ["x"]


@pytest.mark.parametrize(
    "text",
    [
        "it costs $5 and $10",
        "$5-$10",
        "$5/month or $50/year",
        "from $1,000 to $2,000",
        "US$5 or A$ 10, US$5 (US$6)",
        "5$ and 6$",
        "between $5 and then 10$",
        "$ x$ and $x $",
        "$HOME/$USER and $PATH:$HOME",
        "${a}${b} and ${a}-${b}",
        "echo $a $b",
        "$f($x)",
        "$$$ and $$$",
        "$x$$ y",
        "$x",
        "x$",
        "$",
        "$$",
        "$$$$",
        "$ $",
        "$$ $$",
        r"\$x\$",
        r"$x\$",
    ],
)
def test_dollars_that_hold_no_formula_stay_dollars(text: str) -> None:
    reply = rendered(text)

    assert formulas(text) == []
    assert text_of(reply).strip() == text.replace(r"\$", "$")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the $n$th", ["n"]),
        ("$k$-means", ["k"]),
        ("($x$), $y$; $z$.", ["x", "y", "z"]),
        ("it costs $5, and $x$ is 3", ["x"]),
        ("25$^\\circ$C", ["∘"]),
        (r"$5\$$", ["5$"]),
        (r"$a \text{ if this } b$", ["a\xa0if\xa0this\xa0b"]),
        (r"$50\%$ and $50%$", ["50%", "50%"]),
    ],
)
def test_dollars_that_hold_a_formula_are_seen(text: str, found: list[str]) -> None:
    assert formulas(text) == found


@pytest.mark.parametrize(
    "text",
    ["`$x$`", "``$$x$$``", "```\n$$\nx\n$$\n```", "    $$x$$", r"`\(x\)`", "$5 or `$x`", "<https://a.example/$x$>"],
)
def test_code_and_addresses_hold_no_formulas(text: str) -> None:
    assert formulas(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "$$\nx",
        "\\[\nx",
        "a \\(x",
        "a \\[x",
        "$$\nx\n\ny\n$$",
        "- $$\n  x\n\n$$",
        "- \\[\n  x\n- \\]",
        "> \\[\n> x\n\n\\]",
    ],
)
def test_unclosed_formula_is_text_and_reaches_no_further_than_its_paragraph(text: str) -> None:
    reply = rendered(f"{text}\n\n*after*")

    assert not list(reply.iter("math"))
    assert outline(reply[-1]) == "<em>after</em>"
    assert "x" in text_of(reply)
