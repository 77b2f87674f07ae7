"""Turn a reply's Markdown into HTML that is safe to put on the page.

The only Markdown of the project, and the only place that makes `Markup`. What a model writes is never trusted: raw
HTML is shown as text, and all that is left passes an allow-list of our own before the page's own parts are added.
"""

from webchat.markup.live import LiveMarkdown
from webchat.markup.patches import Patch
from webchat.markup.plain import render_plain
from webchat.markup.reply import blocks, render

__all__ = ["LiveMarkdown", "Patch", "blocks", "render", "render_plain"]
