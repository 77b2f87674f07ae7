"""One formula of LaTeX as MathML, within bounds.

What reads LaTeX is loaded with the first formula: it takes longer to load than most replies take to render.
"""

import re
from functools import lru_cache

from markupsafe import Markup

from webchat.markup.mathml import MalformedFormula
from webchat.one_at_a_time import ONE_AT_A_TIME

MAX_FORMULA_CHARACTERS = 2_000
"""A longer one is not read as a formula: callers ask for its length first."""

MAX_FORMULA_NESTING = 40

_NESTING = re.compile(r"\\(?:begin|left|end|right)(?![A-Za-z])|\\.|[{}]", re.DOTALL)
_STEPS = {"{": 1, r"\begin": 1, r"\left": 1, "}": -1, r"\end": -1, r"\right": -1}


def mathml(latex: str, *, is_display: bool) -> Markup | None:
    """Return `latex` (without its delimiters) as a `math` element, or None if it is malformed or nested too deep."""
    if not _is_balanced(latex):
        return None
    try:
        return _converted(latex, is_display)
    except (MalformedFormula, RecursionError):
        return None


@lru_cache(maxsize=128)
def _converted(latex: str, is_display: bool) -> Markup:
    """Remember formulas: each is read when it arrives, again when its block closes, and whenever a page shows it."""
    with ONE_AT_A_TIME:
        from webchat.markup.latex import converted

    return converted(latex, is_display=is_display)


def _is_balanced(latex: str) -> bool:
    depth = 0
    for mark in _NESTING.findall(latex):
        depth += _STEPS.get(mark, 0)
        if not 0 <= depth <= MAX_FORMULA_NESTING:
            return False
    return depth == 0
