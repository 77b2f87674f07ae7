"""The text that comes after the Markdown of a very long reply, shown as it is while it is being written."""

import re

from webchat.markup.drawing import Drawing
from webchat.markup.nodes import escaped

_MOST_HELD = 1_000
_BLANK_AT_END = re.compile(r"[ \t\n]*$")


class PlainEnd:
    """Draws paragraphs as `render_plain` makes them."""

    def __init__(self) -> None:
        self.drawing = Drawing()
        self._held = ""
        self._is_open = False

    def feed(self, text: str) -> None:
        """Draw `text`; blanks at its end are held back until it is known whether they end a paragraph."""
        text = self._held + text
        end = _BLANK_AT_END.search(text)
        shown = text[: end.start()] if end and len(text) - end.start() < _MOST_HELD else text
        self._held = text[len(shown) :]
        if not shown:
            return
        for index, paragraph in enumerate(re.split(r"\n(?:[ \t]*\n)+", shown)):
            self._add(paragraph if self._is_open else paragraph.lstrip("\n"), is_new=index > 0)

    def _add(self, text: str, *, is_new: bool) -> None:
        if is_new and self._is_open:
            self.drawing.close()
            self._is_open = False
        if not self._is_open and text.strip():
            self.drawing.open("<p>", "</p>\n")
            self._is_open = True
        if self._is_open:
            self.drawing.append(escaped(text).replace("\n", "<br>\n"))
