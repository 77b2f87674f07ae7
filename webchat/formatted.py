"""A reply as HTML, wherever one is shown: a long one is formatted aside, so that others are served meanwhile."""

from markupsafe import Markup

from webchat import markup
from webchat.aside import aside

QUICK_CHARS = 1_000  # formatted sooner than another thread is asked


def formatted(text: str) -> Markup:
    """The reply's Markdown as safe HTML."""
    return aside(markup.render, text) if len(text) > QUICK_CHARS else markup.render(text)
