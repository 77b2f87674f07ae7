"""The marks of inline Markdown, and how long one may wait for its other half."""

import re

SPECIAL = re.compile("[\\\\`*_~\\[\\]&<>$\\n/\xa0]")
"""What no plain text of a sentence holds."""

MARK = re.compile(r"\\|`+|\*+|_+|~+|!?\[|&|<|\$|\n|://")
MOST_HELD = {"[": 300, "](": 1_000, "&": 32, "<": 200, "$": 80, "\\(": 500}
FOOTNOTE = re.compile(r"\^?\d{0,3}")
ENTITY = re.compile(r"&(?:#[xX]?)?\w*(;?)")
ANGLE = re.compile(r"<[A-Za-z][^\s<>]*(>?)")
PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
WORD = re.compile(r"\S*")
SPACES_AT_END = re.compile(r" +$")
_IN_LABEL = re.compile(r"\\.|[\[\]]|`[^`]*`", re.DOTALL)
_PROSE = re.compile(r"\s[A-Za-z]{3,}\s")
ELEMENTS = {"*": ("<em>", "<strong>"), "_": ("<em>", "<strong>"), "~": ("", "<s>")}


def closing_bracket(text: str, start: int) -> int:
    """Return where the bracket closes that was opened before `start`, or -1."""
    depth = 1
    for mark in _IN_LABEL.finditer(text, start):
        depth += {"[": 1, "]": -1}.get(mark.group(), 0)
        if depth == 0:
            return mark.start()
    return -1


def is_punctuation(character: str) -> bool:
    """Return whether emphasis takes `character` for punctuation; symbols too (CommonMark 0.31, section 6.2)."""
    return not character.isalnum() and not character.isspace()


def may_be_formula(rest: str) -> bool:
    """Return whether `rest`, what has come after a dollar, may become a formula, rather than money."""
    return not rest or not (rest[0].isspace() or rest[0].isdigit() or _PROSE.search(rest) or "\n" in rest)
