"""The look of an assistant: a sheet of style of its own, since a page must not carry style inside."""

import hashlib

from webchat.assistants.accents import DARK, LIGHT, Theme
from webchat.assistants.colour import Colour
from webchat.models.assistant import Accent, Assistant


def sheet(accent: Accent) -> str:
    """The CSS that sets the accent colour, and what is tinted with it, in both themes.

    It stands in no layer, and so above what the page brings.
    """
    plain = f"light-dark({accent.light}, {accent.dark})"
    strong = f"light-dark({_hovered(LIGHT, accent.light)}, {_hovered(DARK, accent.dark)})"
    bubble = f"light-dark({_tinted(LIGHT, accent.light)}, {_tinted(DARK, accent.dark)})"
    return f":root {{ --color-accent: {plain}; --color-accent-strong: {strong}; --color-bubble: {bubble}; }}\n"


def version(accent: Accent) -> str:
    """What changes in the address whenever the sheet does."""
    return hashlib.sha256(sheet(accent).encode()).hexdigest()[:16]


def address_of(assistant: Assistant) -> str | None:
    """Where its sheet is; None for an assistant in the usual colours."""
    return f"{assistant.address}/look.css?v={version(assistant.accent)}" if assistant.accent else None


def _hovered(theme: Theme, colour: str) -> str:
    return theme.hovered(Colour(colour)).text


def _tinted(theme: Theme, colour: str) -> str:
    return theme.tinted(Colour(colour)).text
