"""The body of a reply as a page builds it from patches: just enough of a document to check that no word is missing."""

from html.parser import HTMLParser
from typing import Self

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
INLINE = frozenset("a b code del em i math mi mo mn mrow s span strong sub sup".split())
LABELS = ("code__bar",)


class Element:
    """An element: its name, its classes as they are written, and its children, elements and texts."""

    def __init__(self, name: str, classes: str | None = None) -> None:
        self.name, self.classes = name, classes
        self.children: list[Element | str] = []

    def text(self) -> str:
        """The text inside, with a space around what is not inline."""
        inner = "".join(child if isinstance(child, str) else child.text() for child in self.children)
        if self.classes in LABELS:
            return " "
        return inner if self.name in INLINE else f" {inner} "

    def find(self, classes: str) -> "Element | None":
        """The first element with these classes in here."""
        if self.classes == classes:
            return self
        inside = (child.find(classes) for child in self.children if isinstance(child, Element))
        return next((found for found in inside if found), None)


class Body(HTMLParser):
    """A reply's body. `apply` takes one patch: depth, HTML, code units to cut, children to drop."""

    def __init__(self, html: str = "") -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("body")
        self._open = [self.root]
        self._append(self.root, html)

    @classmethod
    def of_message(cls, html: str) -> Self | None:
        """The body in the element of a whole message; None when there is none."""
        body = cls(html)
        found = body.root.find("message__body")
        if found is None:
            return None
        body.root = found
        return body

    def apply(self, depth: int, html: str, cut: int = 0, drop: int = 0) -> None:
        """Patch the place that lies `depth` last elements down."""
        place = self.root
        for _ in range(depth):
            place = next(child for child in reversed(place.children) if isinstance(child, Element))
        if drop:
            del place.children[-drop:]
        if cut:
            last = place.children.pop()
            assert isinstance(last, str)
            if kept := last.encode("utf-16-le")[: -2 * cut].decode("utf-16-le"):
                place.children.append(kept)
        self._append(place, html)

    def text(self) -> str:
        """The text as a person reads it, without the labels that the page adds."""
        return self.root.text()

    def _append(self, place: Element, html: str) -> None:
        if html and not ("<" in html or "&" in html):
            self._add_text(place, html)
            return
        self._open = [place]
        self.feed(html)
        self.close()
        self.reset()

    def _add_text(self, place: Element, text: str) -> None:
        if place.children and isinstance(place.children[-1], str):
            place.children[-1] += text
        else:
            place.children.append(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        element = Element(tag, dict(attrs).get("class"))
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        if len(self._open) > 1 and tag not in VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Add text."""
        self._add_text(self._open[-1], data)
