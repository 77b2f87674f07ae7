"""Takes our secrets out of whatever a provider sends back, so that neither errors nor stored exchanges can leak them.

A replacement is as long as what it replaces: byte offsets into a recorded body stay right.
"""

import re
import string
from collections.abc import Iterable

_MASK = re.compile(r"\*{2,}|\.{3,}|(?:\u2022|\u2026|\xe2\x80[\xa2\xa6]|\\u202[26])+")
_WORD = string.ascii_letters + string.digits + "_-"
_WHOLE_LENGTH, _PART_LENGTH, _BESIDE = 4, 8, 64


class Secrets:
    """The words that must not be shown. What is shorter than four characters cannot be one: no text would be left."""

    def __init__(self, values: Iterable[str]) -> None:
        long_enough = [value for value in values if len(value) >= _WHOLE_LENGTH]
        self._values = list(dict.fromkeys(long_enough + [value.lower() for value in long_enough]))
        self._encoded = [value.encode("utf-8", "replace") for value in self._values]

    def __repr__(self) -> str:
        return "Secrets(…)"

    @property
    def longest(self) -> int:
        """The length of the longest of them in UTF-8, in bytes; 0 without any."""
        return max(map(len, self._encoded), default=0)

    def without_whole(self, text: str) -> str:
        """Return `text` with every whole secret starred out: enough for what we ourselves send."""
        for value in self._values:
            text = text.replace(value, "*" * len(value))
        return text

    def without_whole_bytes(self, data: bytes) -> bytes:
        """Return UTF-8 `data` with every whole secret starred out."""
        for value in self._encoded:
            data = data.replace(value, b"*" * len(value))
        return data

    def scrub(self, text: str) -> str:
        """Return `text` with every secret starred out: whole, in pieces of eight characters, or partly masked."""
        text = self.without_whole(text)
        for value in self._values:
            if len(value) >= _PART_LENGTH:
                text = _without_masked(_without_pieces(text, value), value)
        return text

    def scrub_bytes(self, data: bytes) -> bytes:
        """Return `data`, in any encoding that extends ASCII, scrubbed as `scrub` does."""
        return self.scrub(data.decode("latin-1")).encode("latin-1") if self._values else data


def _without_pieces(text: str, value: str) -> str:
    pieces = [value[i : i + _PART_LENGTH] for i in range(len(value) - _PART_LENGTH + 1)]
    found = [piece for piece in pieces if piece in text]
    if not found:
        return text
    characters = list(text)
    for piece in found:
        place = text.find(piece)
        while place >= 0:
            characters[place : place + len(piece)] = "*" * len(piece)
            place = text.find(piece, place + 1)
    return "".join(characters)


def _without_masked(text: str, value: str) -> str:
    """Star out what stands beside stars, dots or bullets and is the secret's beginning or end, as in `sk-…wxyz`."""
    characters = list(text)
    for mask in _MASK.finditer(text):
        left, right = text[max(0, mask.start() - _BESIDE) : mask.start()], text[mask.end() : mask.end() + _BESIDE]
        before, after = left[len(left.rstrip(_WORD)) :], right[: len(right) - len(right.lstrip(_WORD))]
        if (before and value.startswith(before)) or (len(after) > 1 and value.endswith(after)):
            first, last = mask.start() - len(before), mask.end() + len(after)
            characters[first:last] = "*" * (last - first)
    return "".join(characters)
