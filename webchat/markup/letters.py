"""Letters and digits in the styles of mathematics: bold vectors, double-struck sets.

The characters of Unicode's block Mathematical Alphanumeric Symbols, found by name; those that older blocks hold have
shorter names (DOUBLE-STRUCK CAPITAL R).
"""

import unicodedata

_STYLES = {
    "bold": ("MATHEMATICAL BOLD",),
    "bold-italic": ("MATHEMATICAL BOLD ITALIC", "MATHEMATICAL BOLD"),
    "double-struck": ("MATHEMATICAL DOUBLE-STRUCK", "DOUBLE-STRUCK"),
    "fraktur": ("MATHEMATICAL FRAKTUR", "BLACK-LETTER"),
    "italic": ("MATHEMATICAL ITALIC",),
    "monospace": ("MATHEMATICAL MONOSPACE",),
    "sans-serif": ("MATHEMATICAL SANS-SERIF",),
    "sans-serif-italic": ("MATHEMATICAL SANS-SERIF ITALIC", "MATHEMATICAL SANS-SERIF"),
    "script": ("MATHEMATICAL SCRIPT", "SCRIPT"),
}
_PARTS_LEFT_OUT = ("LATIN ", "GREEK ", "LETTER ")


def styled(text: str, style: str) -> str:
    """Return `text` in `style`, a value of MathML's `mathvariant`; characters without such a form stay as they are."""
    return "".join(_styled_character(character, style) for character in text) if style in _STYLES else text


def _styled_character(character: str, style: str) -> str:
    name = unicodedata.name(character, "")
    for part in _PARTS_LEFT_OUT:
        name = name.replace(part, "")
    for prefix in _STYLES[style]:
        try:
            return unicodedata.lookup(f"{prefix} {name}")
        except KeyError:
            continue
    return character
