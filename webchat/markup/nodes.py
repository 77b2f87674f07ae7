"""The HTML of a reply as a tree: elements and texts, as a page holds them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from typing import TypeAlias

_PIECE = re.compile(r'<[^">]*(?:"[^"]*"[^">]*)*>|[^<]+')
_NAME = re.compile(r"<([^\s>]+)")
_EMPTY = {"br", "hr", "input"}
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\xa0": "&nbsp;"}
_ESCAPED = re.compile("[&<>\xa0]")


@dataclass(slots=True)
class Element:
    """One element; `opening` is its whole opening tag."""

    opening: str
    children: "list[Node]" = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name in the opening tag."""
        return name_of(self.opening)


Node: TypeAlias = Element | str


def nodes_of(html: str) -> list[Node]:
    """Return the nodes of well-formed `html`: every element closed, or one that is always empty."""
    root = Element("")
    stack = [root]
    for piece in _PIECE.findall(html):
        if not piece.startswith("<"):
            stack[-1].children.append(unescape(piece))
        elif piece.startswith("</"):
            stack.pop()
        else:
            element = Element(piece)
            stack[-1].children.append(element)
            if element.name not in _EMPTY:
                stack.append(element)
    return root.children


def written(nodes: Iterable[Node]) -> str:
    """Return `nodes` as HTML, written as the sanitiser writes it."""
    pieces: list[str] = []
    _write(nodes, pieces)
    return "".join(pieces)


def escaped(text: str) -> str:
    """Return `text` as the sanitiser writes it; `markupsafe` would escape quotation marks too."""
    return _ESCAPED.sub(lambda match: _ESCAPES[match.group()], text)


def name_of(opening: str) -> str:
    """Return the name of the element that the tag `opening` opens."""
    match = _NAME.match(opening)
    return match.group(1) if match else ""


def _write(nodes: Iterable[Node], pieces: list[str]) -> None:
    for node in nodes:
        if isinstance(node, str):
            pieces.append(escaped(node))
            continue
        pieces.append(node.opening)
        _write(node.children, pieces)
        if node.name not in _EMPTY:
            pieces.append(f"</{node.name}>")
