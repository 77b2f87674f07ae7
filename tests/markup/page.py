"""A page that shows a running reply: it applies patches as the contract with the scripts says, on a real DOM."""

from html import escape
from xml.dom.minidom import Element, Node

import html5lib

from webchat.markup import Patch


class Page:
    """Shows one reply, first with `html` in its body."""

    def __init__(self, html: str = "") -> None:
        self.body: Element = _parsed("<div></div>", "div").firstChild
        self.apply([Patch(0, html)])

    def apply(self, patches: list[Patch]) -> None:
        """Apply `patches` in order; fails where a browser's script would."""
        for patch in patches:
            node = self.body
            for _ in range(patch.depth):
                node = [child for child in node.childNodes if child.nodeType == Node.ELEMENT_NODE][-1]
            _change(node, patch)

    @property
    def shown(self) -> str:
        """The nodes as one string in which no two different trees are the same."""
        return "".join(outline_of(child) for child in self.body.childNodes)


def outline_of(node: Node) -> str:
    if node.nodeType == Node.TEXT_NODE:
        assert node.data, "an empty text stands on the page"
        return escape(node.data)
    attributes = "".join(f" {name}={value!r}" for name, value in sorted(node.attributes.items()))
    return f"<{node.tagName}{attributes}>{''.join(map(outline_of, node.childNodes))}</{node.tagName}>"


def shown(html: str) -> str:
    """Return what a page with `html` in its body shows."""
    return Page(html).shown


def pieces_of(text: str, lengths: list[int]) -> list[str]:
    """Return `text` cut into pieces of `lengths`, over and over."""
    pieces: list[str] = []
    position = 0
    while position < len(text):
        length = lengths[len(pieces) % len(lengths)]
        pieces.append(text[position : position + length])
        position += length
    return pieces


def _change(node: Element, patch: Patch) -> None:
    for _ in range(patch.drop):
        node.removeChild(node.childNodes[-1])
    if patch.cut:
        text = node.childNodes[-1]
        assert text.nodeType == Node.TEXT_NODE, "only a text can be cut"
        encoded = text.data.encode("utf-16-le")
        assert patch.cut * 2 <= len(encoded), "more is cut than stands there"
        text.data = encoded[: len(encoded) - patch.cut * 2].decode("utf-16-le")
        if not text.data:
            node.removeChild(text)
    _append(node, patch.html)


def _append(node: Element, html: str) -> None:
    for child in list(_parsed(html, node.tagName).childNodes):
        last = node.childNodes[-1] if node.childNodes else None
        if child.nodeType == Node.TEXT_NODE and last is not None and last.nodeType == Node.TEXT_NODE:
            last.data += child.data
        else:
            node.appendChild(child)


def _parsed(html: str, context: str) -> Element:
    parser = html5lib.HTMLParser(html5lib.getTreeBuilder("dom"), namespaceHTMLElements=False)
    fragment: Element = parser.parseFragment(html, container=context)
    fragment.normalize()
    return fragment
