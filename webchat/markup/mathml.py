"""MathML as browsers show it: elements and attributes of MathML Core and few more, everything else left out.

Every text is escaped here and every value has its pattern, so nothing that a formula says can become an element, a
style or an address. Browsers leave letters of another style to Unicode (MathML Core, section 4.2), so we set those.
"""

import html
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from webchat.markup.characters import is_visible, without_direction_marks
from webchat.markup.letters import styled

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_CHARACTERS_ON_A_PHONE = 24
"""A display wider than that may have to scroll, so the keyboard must be able to reach it (WCAG 2.2, 2.1.1)."""

_TOKENS = {"mi", "mn", "mo", "mtext"}
_CHILDREN = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}
_ROWS = {"menclose", "mpadded", "mphantom", "mrow", "mspace", "msqrt", "mstyle", "mtable", "mtd", "mtr"}
ELEMENTS = frozenset({"math", *_TOKENS, *_CHILDREN, *_ROWS})

_WITH_LIMITS = {"msub": "munder", "msubsup": "munderover"}
_WORDS_WITH_LIMITS = {"inf", "lim", "max", "min", "sup"}
_TAKES_LIMITS = {*_WORDS_WITH_LIMITS, *"∏∐∑⋀⋁⋂⋃⨀⨁⨂⨄⨆"}
"""Browsers set the limits of these under and over in a display, and beside in a line (MathML Core, section 3.4.4)."""

_CLAIM = re.compile("true|false")
_STRIKE = "updiagonalstrike|downdiagonalstrike|horizontalstrike"
_VALUES = {
    "accent": _CLAIM,
    "columnalign": re.compile("left|center|right"),
    "displaystyle": _CLAIM,
    "fence": _CLAIM,
    "form": re.compile("prefix|infix|postfix"),
    "largeop": _CLAIM,
    "mathvariant": re.compile("normal|bold|italic|monospace|sans-serif"),
    "movablelimits": _CLAIM,
    "notation": re.compile(f"box|(?:{_STRIKE})(?: (?:{_STRIKE}))?"),
    "scriptlevel": re.compile("[0-3]"),
    "separator": _CLAIM,
    "stretchy": _CLAIM,
}
_LENGTHS = {"columnspacing", "depth", "height", "linethickness", "lspace", "maxsize", "minsize", "rspace", "width"}
ATTRIBUTES = frozenset({*_VALUES, *_LENGTHS})

_LENGTH = re.compile(r"(-?(?:\d{1,3}(?:\.\d{1,4})?|\.\d{1,4}))\s*(em|ex|mu|pt|px|mm|cm|in|)")
_EM = {"em": 1, "ex": 0.45, "mu": 1 / 18, "pt": 0.1, "px": 0.0625, "mm": 0.24, "cm": 2.4, "in": 6, "": 0}
_LEAST_EM, _MOST_EM = -2, 20
_NAMED_LENGTHS = {
    "thinmathspace": "0.167em",
    "thickmathspace": "0.278em",
    "negativethinmathspace": "-0.167em",
    "negativemediummathspace": "-0.222em",
    "negativethickmathspace": "-0.278em",
}
_REFERENCE = re.compile("&#x[0-9A-Fa-f]{1,6};")


class MalformedFormula(Exception):
    """A formula that cannot be shown as one; its source is shown instead."""


def written(math: "Element", *, is_display: bool) -> Markup:
    """Return the tree of a formula as HTML. Raises `MalformedFormula` where it holds no formula that can be shown."""
    text = "".join(_text(element) for element in math.iter())
    if not is_visible(text):
        raise MalformedFormula
    spaces = sum(element.tag == "mspace" for element in math.iter())
    attributes = {
        **({"display": "block"} if is_display else {}),
        **({"tabindex": "0"} if len(text) + spaces > MOST_CHARACTERS_ON_A_PHONE else {}),
    }
    return _element("math", attributes.items(), _inside(_without_needless_rows(math)))


def _written(element: "Element") -> Markup:
    element = _without_needless_rows(element)
    if len(element) != _CHILDREN.get(element.tag, len(element)):
        raise MalformedFormula
    if element.tag in _TOKENS and not len(element):
        return _element(element.tag, _attributes(element), escape(_text(element)))
    tag = element.tag if element.tag in ELEMENTS - _TOKENS else "mrow"
    if tag in _WITH_LIMITS and _takes_limits(element[0]):
        tag = _WITH_LIMITS[tag]
    return _element(tag, _attributes(element), _inside(element))


def _takes_limits(base: "Element") -> bool:
    return base.get("movablelimits") == "true" or _text(base) in _TAKES_LIMITS


def _inside(element: "Element") -> Markup:
    return Markup("").join(_written(child) for child in element)


def _element(tag: str, attributes: Iterable[tuple[str, str]], inside: Markup) -> Markup:
    pairs = Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in attributes)
    return Markup("<{tag}{pairs}>{inside}</{tag}>").format(tag=tag, pairs=pairs, inside=inside)


def _without_needless_rows(element: "Element") -> "Element":
    """Return the element itself, or the only one that a row around it holds. A `math` is a row as well."""
    while len(element) == 1 and not element.attrib and element.tag == "mrow":
        element = element[0]
    is_row_in_math = element.tag == "math" and len(element) == 1 and element[0].tag == "mrow"
    return element[0] if is_row_in_math and not element[0].attrib else element


def _attributes(element: "Element") -> Iterator[tuple[str, str]]:
    if element.tag == "mo" and _text(element) in _WORDS_WITH_LIMITS and "movablelimits" not in element.attrib:
        yield "movablelimits", "true"
    for name, value in element.attrib.items():
        if name == "mathvariant" and element.tag != "mtext" and (element.tag != "mi" or value != "normal"):
            continue
        if name in _VALUES and _VALUES[name].fullmatch(value):
            yield name, value
        lengths = [_length(part) for part in value.split()] if name in _LENGTHS else []
        if lengths and all(lengths):
            yield name, " ".join(lengths)


def _length(value: str) -> str:
    """Return a length in em, or nothing for one that is unknown or would leave the formula's place."""
    match = _LENGTH.fullmatch(_NAMED_LENGTHS.get(value, value))
    if match is None:
        return ""
    length = float(match[1]) * _EM[match[2]]
    return f"{length:.4g}em" if _LEAST_EM <= length <= _MOST_EM else ""


def _text(element: "Element") -> str:
    raw = element.text or ""
    if element.tag in ("mi", "mo") and (raw in ("&", "$") or (raw[:1] == "\\" and len(raw) > 1)):
        raise MalformedFormula
    text = without_direction_marks(_REFERENCE.sub(lambda match: html.unescape(match[0]), raw))
    if element.tag == "mi" and text.startswith("&#x"):
        raise MalformedFormula
    return text if element.tag == "mtext" else styled(text, element.get("mathvariant", ""))
