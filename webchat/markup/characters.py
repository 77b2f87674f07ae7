"""The characters that a reply may hold.

Providers pass on whatever a model emits: halves of surrogate pairs cannot be encoded as UTF-8, NUL ends texts in other
programs, and marks of writing direction can make an address look like another one.
"""

import re

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_UNCLEAN = re.compile("[\0\r\ud800-\udfff]")
_LINE_END = re.compile("\r\n?")
_DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """Return `text` with line ends as `\\n`, and NUL and lone surrogates as U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", _LINE_END.sub("\n", text))


def is_clean(text: str) -> bool:
    """Return whether `text` is the same after `clean`."""
    return not _UNCLEAN.search(text)


def clean_piece(text: str, *, is_after_return: bool) -> str:
    """Return `text`, a part of a longer one, as it stands in that after `clean`.

    `is_after_return` tells that a carriage return stands before: a line feed that follows is part of the same line end.
    """
    return clean(text[1:] if is_after_return and text.startswith("\n") else text)


def without_direction_marks(text: str) -> str:
    """Return `text` without the bidirectional formatting characters of Unicode Standard Annex #9, section 2."""
    return _DIRECTION_MARKS.sub("", text)


def is_visible(text: str) -> bool:
    """Return whether any character of `text` leaves a mark that can be seen and clicked."""
    return any(character.isprintable() and not character.isspace() for character in text)
