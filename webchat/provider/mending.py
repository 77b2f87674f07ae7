"""Makes text storable that arrives in pieces: some providers cut a character's two JSON escapes apart.

`"\\ud83d"` in one event and `"\\ude00"` in the next are one character; alone they cannot be written as UTF-8.
"""

import re

_SURROGATE = re.compile("[\ud800-\udfff]")


class Mender:
    """Joins surrogate halves over the borders of pieces; what stays alone, and NUL, becomes U+FFFD."""

    def __init__(self) -> None:
        self._half = ""

    def mend(self, piece: str) -> str:
        """Return what of the text so far is certain, keeping back a first half whose second may still come."""
        text = self._half + piece
        self._half = ""
        if text.isascii():
            return text.replace("\0", "\ufffd") if "\0" in text else text
        if "\ud800" <= text[-1:] <= "\udbff":
            text, self._half = text[:-1], text[-1]
        return _joined(text)

    def finish(self) -> str:
        """Return the replacement of a first half that stayed alone, or nothing."""
        half, self._half = self._half, ""
        return "\ufffd" if half else ""


def _joined(text: str) -> str:
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\0", "\ufffd")
