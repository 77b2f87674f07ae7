"""HTML as a browser reads it: what the tests of the renderer look at instead of substrings."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

from webchat.markup import render


def parsed(html: str) -> Element:
    """Return the elements of a fragment, inside one that is only there to hold them."""
    fragment: Element = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return fragment


def rendered(text: str) -> Element:
    """Return the elements of the reply `text`."""
    return parsed(render(text))


def text_of(element: Element) -> str:
    return "".join(element.itertext())


def outline(element: Element) -> str:
    """Return names and texts, brief enough to be read in an assertion: `<p>a <em>b</em></p>`, without attributes."""
    return "".join(_outlined(child) for child in element).strip()


def only(element: Element, path: str) -> Element:
    """Return the one element at `path`; fails when there are none or several."""
    [found] = element.findall(path)
    return found


def attributes(element: Element) -> Iterator[tuple[str, str, str]]:
    """Yield the element's name, the attribute's name and its value, for every attribute inside `element`."""
    for inner in element.iter():
        for name, value in inner.attrib.items():
            yield inner.tag, name, value


def _outlined(element: Element) -> str:
    inside = (element.text or "") + "".join(_outlined(child) for child in element)
    return f"<{element.tag}>{inside}</{element.tag}>{element.tail or ''}"
