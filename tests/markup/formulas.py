"""Replies with formulas, as a browser reads them."""

from xml.etree.ElementTree import Element

from tests.markup import parsed
from tests.markup.parsed import text_of

MATHML = "{http://www.w3.org/1998/Math/MathML}"


def rendered(text: str) -> Element:
    """Return the elements of the reply `text`, those of MathML by their bare names."""
    reply = parsed.rendered(text)
    for element in reply.iter():
        element.tag = element.tag.removeprefix(MATHML)
    return reply


def formulas(text: str) -> list[str]:
    """Return what the formulas of the reply `text` say, in order."""
    return [text_of(formula) for formula in rendered(text).iter("math")]
