"""Text shown as it is: what a reply falls back to where Markdown cannot, or should not, be read."""

import re

from markupsafe import Markup, escape

from webchat.markup.characters import clean

_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")


def render_plain(text: str) -> Markup:
    """Return `text` as escaped HTML: a paragraph for each run of lines, every line break kept. Never raises."""
    paragraphs = _BLANK_LINES.split(clean(text).strip("\n"))
    return Markup("").join(_paragraph(paragraph) for paragraph in paragraphs if paragraph.strip())


def _paragraph(text: str) -> Markup:
    return Markup("<p>{}</p>\n").format(escape(text).replace("\n", Markup("<br>\n")))
