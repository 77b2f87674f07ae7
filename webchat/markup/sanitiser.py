"""The last word on what a reply's HTML may hold: an allow-list of what we make, and nothing else.

htmx obeys attributes wherever they stand, so no `data-*`, `hx-*`, id, name or style may come from a model. Cleaning
also escapes `<` inside the values of attributes, where htmx would look for elements of its own (`<hx-…`).
"""

from functools import cache

from nh3 import Cleaner

from webchat.markup.highlighting import CLASSES
from webchat.markup.mathml import ATTRIBUTES, ELEMENTS

_TEXT = {"a", "br", "code", "em", "p", "s", "span", "strong"}
_BLOCKS = {"blockquote", "h3", "h4", "h5", "h6", "hr", "li", "ol", "pre", "ul"}
_TABLES = {"table", "tbody", "td", "th", "thead", "tr"}
_ALIGNMENTS = {"table__left", "table__center", "table__right"}
_FORMULAS = {element: set(ATTRIBUTES) for element in ELEMENTS - {"math"}}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "pre": {"title"}, "code": {"lang"}} | _FORMULAS


def sanitised(html: str) -> str:
    """Return `html` with nothing in it but allowed elements and attributes, links opening safely, no carriage return.

    A carriage return (`&#13;` makes one) would end a line of the event stream that carries the reply.
    """
    return _cleaner().clean(html).replace("\r", "\n")


@cache
def _cleaner() -> Cleaner:
    return Cleaner(
        tags=_TEXT | _BLOCKS | _TABLES | ELEMENTS,
        attributes=_ATTRIBUTES,
        tag_attribute_values={"math": {"display": {"block"}, "tabindex": {"0"}}},
        allowed_classes={
            "a": {"image-link"},
            "li": {"task"},
            "p": {"formula"},
            "span": {*CLASSES, "formula", "task__done", "task__open"},
            "td": _ALIGNMENTS,
            "th": _ALIGNMENTS,
        },
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
