"""Formulas made to take for ever, or to overflow: each is shown, soon, with nothing lost."""

from itertools import pairwise
from time import thread_time

import pytest

from tests.markup.formulas import rendered
from tests.markup.parsed import text_of
from webchat.markup import render
from webchat.markup.formulas import MAX_FORMULA_CHARACTERS, MAX_FORMULA_NESTING
from webchat.markup.maths import MAX_FORMULA_CHARACTERS_OF_REPLY

MOST_SECONDS = 5
"""Of processor time for 100,000 characters: several times what the slowest here took."""

BOMBS = {
    "dollars": "$" * 100_000,
    "dollars and spaces": "$ " * 50_000,
    "dollars and letters": "$a " * 33_000,
    "dollars within dollars": "$$ $ " * 20_000,
    "round openings": r"\(" * 50_000,
    "square openings": r"\[a " * 25_000,
    "square openings on lines": "\\[a\n" * 25_000,
    "double dollars on lines": "$$a\n" * 25_000,
    "openings by turns": "\\[a\n$$b\n" * 12_500,
    "an opening and many lines": "$$\n" + "a\n" * 50_000,
    "openings in a list": "- $$\n" * 20_000,
    "openings in brackets": "[$a \\(" * 14_000,
    "backslashes": "$" + "\\" * 99_990,
    "escapes": "$" + r"\$" * 49_990,
    "prose": ("$a" + " bcd" * 12_000 + "e$ ") * 2,
    "braces": "$x" + "{" * 10_000 + "}" * 10_000 + "$",
    "commands within commands": ("$" + r"\sqrt" * 390 + "x$\n") * 40,
    "fractions within fractions": ("$" + r"\frac" * 390 + "x$\n") * 40,
    "left": ("$$" + r"\left(" * 300 + "x" + r"\right)" * 300 + "$$\n\n") * 20,
    "a long formula": "$" + "x+" * 25_000 + "x$",
    "long formulas": "".join(f"${'x+' * 990}{number}$\n" for number in range(50)),
    "cells": ("$$\n\\begin{align}" + "&" * 1_900 + "x\\end{align}\n$$\n\n") * 50,
    "many formulas": "".join(f"$x_{number}$ " for number in range(12_000)),
    "definitions": "$" + "".join(rf"\def\{a}{{\{b}\{b}}}" for a, b in pairwise("abcdefghijklmnopqrst")) + r"\a$",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_any_text_with_marks_of_formulas_is_shown_in_bounded_time(bomb: str) -> None:
    begun = thread_time()

    html = render(bomb)

    assert thread_time() - begun < MOST_SECONDS
    assert len(html) < 20 * len(bomb) + 100


@pytest.mark.parametrize(
    "latex",
    ["x" * (MAX_FORMULA_CHARACTERS + 1), "{" * (MAX_FORMULA_NESTING + 1) + "x" + "}" * (MAX_FORMULA_NESTING + 1)],
)
def test_formula_that_is_too_large_is_shown_as_typed_and_the_next_is_a_formula(latex: str) -> None:
    reply = rendered(f"${latex}$ and $y$")

    assert [text_of(formula) for formula in reply.iter("math")] == ["y"]
    assert text_of(reply).startswith(f"${latex}$ and")


def test_formulas_end_where_a_reply_has_had_too_many_and_nothing_is_lost() -> None:
    count = MAX_FORMULA_CHARACTERS_OF_REPLY // 4

    reply = rendered(" ".join(f"${number}$" for number in range(1_000, 1_000 + count + 5)))

    assert len(list(reply.iter("math"))) == count
    assert text_of(reply).split()[-1] == f"${1_000 + count + 4}$"
