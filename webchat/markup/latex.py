"""LaTeX read by latex2mathml; loaded with the first formula only.

Of its result only the tree is used, never its text, in which it leaves what stands in a formula unescaped.
"""

import re
from xml.etree.ElementTree import Element

from latex2mathml import exceptions
from latex2mathml.converter import convert_to_element
from markupsafe import Markup

from webchat.markup.mathml import MalformedFormula, written

_FAILURES = (
    exceptions.DenominatorNotFoundError,
    exceptions.DoubleSubscriptsError,
    exceptions.DoubleSuperscriptsError,
    exceptions.ExtraLeftOrMissingRightError,
    exceptions.InvalidAlignmentError,
    exceptions.InvalidStyleForGenfracError,
    exceptions.InvalidWidthError,
    exceptions.LimitsMustFollowMathOperatorError,
    exceptions.MissingEndError,
    exceptions.MissingSuperScriptOrSubscriptError,
    exceptions.NoAvailableTokensError,
    exceptions.NumeratorNotFoundError,
    AttributeError,
    LookupError,
    NameError,
    RuntimeError,
    StopIteration,
    TypeError,
    ValueError,
)
"""What it raises on malformed formulas: its own, and those of Python where it takes for granted what is missing."""

_DEFINITION = re.compile(r"\\(?:def|newcommand|newenvironment|DeclareMathOperator)(?![A-Za-z])")
_ENVIRONMENT = re.compile(r"(\\(?:begin|end)\s*\{)([a-z]+\*?)\}")
_KNOWN_AS = {
    "align": "align*",
    "aligned": "align*",
    "dcases": "cases",
    "eqnarray": "align*",
    "eqnarray*": "align*",
    "flalign": "align*",
    "flalign*": "align*",
    "gather": "matrix",
    "gather*": "matrix",
    "gathered": "matrix",
    "multline": "matrix",
    "multline*": "matrix",
    "split": "align*",
}
"""Environments by the names of like ones that latex2mathml has; its `align` would number the lines."""

_SAID_OTHERWISE = [
    (re.compile(r"\\label\s*\{[^{}]*\}|\\(?:begin|end)\s*\{(?:equation|math|displaymath)\*?\}"), ""),
    (re.compile(r"\\(?:notag|nonumber)(?![A-Za-z])"), ""),
    (re.compile(r"\\begin\s*\{align(?:ed)?at\*?\}\s*\{\d*\}"), r"\\begin{align*}"),
    (re.compile(r"\\end\s*\{align(?:ed)?at\*?\}"), r"\\end{align*}"),
    (re.compile(r"(\\\\)\*?\s*\[\s*-?[\d.]+\s*[a-z]{2}\s*\]"), r"\1"),
    (re.compile(r"\\(arg|csch|rank|sech|sgn|Tr|tr)(?![A-Za-z])"), r"\\operatorname{\1}"),
    (re.compile(r"\\operatorname\*?\s*\{(?![A-Za-z\s*]+\})([^{}\\$]*)\}"), r"\\text{\1}"),
    (re.compile(r"\\text\s*\{([^{}$]*\$[^{}]*)\}"), r"\\hbox{\1}"),
    (re.compile(r"\\tag(?=\*?\s*\{)"), r"\\qquad\\tag"),
    (re.compile(r"\\not\s*="), r"\\neq "),
    (re.compile(r"\\hdots(?![A-Za-z])"), r"\\ldots "),
    (re.compile(r"(?<=\d)%"), r"\\%"),
]
"""What models write and latex2mathml does not know, or would take for a comment."""

_DASH = "&#x02015;"
_STRETCHING_LINES = {"mover": "\u203e", "munder": "_"}


def converted(latex: str, *, is_display: bool) -> Markup:
    """Return `latex` as a `math` element. Raises `MalformedFormula`, also on definitions, which could grow for ever."""
    if _DEFINITION.search(latex):
        raise MalformedFormula
    try:
        tree = convert_to_element(_as_understood(latex, is_display), display="block" if is_display else "inline")
    except _FAILURES as failure:
        raise MalformedFormula from failure
    _draw_lines_that_stretch(tree)
    return written(tree, is_display=is_display)


def _draw_lines_that_stretch(tree: Element) -> None:
    """Replace the lines over and under, for which latex2mathml takes a dash that keeps its length in browsers."""
    for element in tree.iter():
        line = element[1] if element.tag in _STRETCHING_LINES and len(element) == 2 else None
        if line is not None and line.text == _DASH:
            line.text = _STRETCHING_LINES[element.tag]


def _as_understood(latex: str, is_display: bool) -> str:
    """Return `latex` in the words that latex2mathml knows; it would show others as they are."""
    for written_as, known_as in _SAID_OTHERWISE:
        latex = written_as.sub(known_as, latex)
    latex = _ENVIRONMENT.sub(lambda match: f"{match[1]}{_KNOWN_AS.get(match[2], match[2])}}}", latex)
    if is_display and r"\\" in latex and r"\begin" not in latex:
        return rf"\displaylines{{{latex}}}"
    return latex
