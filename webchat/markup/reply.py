"""A whole reply, block by block.

A block is one top-level piece of Markdown: a paragraph, a list, a code block. Each is rendered on its own, so that a
finished one never has to be rendered again while the rest of a reply is still being written.
"""

import logging

from markupsafe import Markup

from webchat.markup.bounds import new_environment
from webchat.markup.characters import clean
from webchat.markup.exact import PARSER_FAILURES, html_of
from webchat.markup.parser import reply_parser
from webchat.markup.plain import render_plain

MAX_MARKDOWN_CHARACTERS = 100_000
"""Where Markdown ends in a reply; what comes after is plain text. It bounds the time that a reply of any kind takes."""

_log = logging.getLogger(__name__)


def render(text: str) -> Markup:
    """Return a whole reply as safe HTML. Never raises: what cannot be read as Markdown is shown as it is.

    Reads CommonMark 0.31 and the tables, task lists, strikethrough and autolinks of GitHub Flavored Markdown 0.29.
    """
    return Markup("").join(blocks(text))


def blocks(text: str) -> list[Markup]:
    """Return the top-level blocks of `text` as safe HTML, in order. Joined, they are exactly `render(text)`."""
    markdown, rest = _divided(clean(text))
    try:
        rendered = _markdown_blocks(markdown)
    except PARSER_FAILURES as failure:
        _log.warning("A reply of %d characters is shown plain: %s", len(text), type(failure).__name__)
        rendered = [render_plain(markdown)]
    return [*rendered, render_plain(rest)] if rest else rendered


def _markdown_blocks(text: str) -> list[Markup]:
    environment = new_environment()
    return list(html_of(reply_parser().parse(text, environment), environment))


def _divided(text: str) -> tuple[str, str]:
    """Return what is read as Markdown, up to a line end where there is one, and the rest."""
    if len(text) <= MAX_MARKDOWN_CHARACTERS:
        return text, ""
    end = text.rfind("\n", 0, MAX_MARKDOWN_CHARACTERS) + 1 or MAX_MARKDOWN_CHARACTERS
    return text[:end], text[end:]
