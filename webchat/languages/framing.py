"""Says in the visitor's language what formatting puts around parts of a reply: names of boxes, and the button to copy.

A reply is formatted once, for all its viewers; these few words are exchanged where it is shown. No text of a model can
look like them: each has a `<` or a `>`, which are always escaped there.
"""

import json

from flask_babel import gettext
from markupsafe import Markup, escape

from webchat.languages.language import ENGLISH
from webchat.languages.listener import language_spoken
from webchat.wording import N_

FRAMES = (
    ('data-action="copy-code">%s</button>', "Copy", N_("Copy")),
    ('<span class="code__language">%s</span>', "Code", N_("Code")),
    ('<pre role="group" tabindex="0" aria-label="%s">', "Code", N_("Code")),
    ('<pre role="group" tabindex="0" aria-label="%s, ', "Code", N_("Code")),
    ('aria-label="%s"><table>', "Table", N_("Table")),
    ('<input type="checkbox" disabled checked aria-label="%s">', "Done", N_("This task is done")),
    ('<input type="checkbox" disabled aria-label="%s">', "To do", N_("This task is to be done")),
)
IMAGE = ' class="image-link" target="_blank" rel="noopener noreferrer nofollow">'
KIND = N_("Image: ")
Exchange = tuple[tuple[str, str], ...]


def framed(html: str) -> Markup:
    """The formatted text of a reply, for whoever is spoken to."""
    return Markup(exchanged(str(html), exchange()))


def exchange() -> Exchange:
    """What is to be exchanged for whoever is spoken to: nothing in English."""
    if language_spoken() is ENGLISH:
        return ()
    told = [(frame % english, frame % str(escape(gettext(words)))) for frame, english, words in FRAMES]
    return (*told, (IMAGE, f' data-kind="{escape(gettext(KIND))}"{IMAGE}'))


def in_json(known: Exchange) -> Exchange:
    """The same within JSON, as event streams carry it."""
    return tuple((json.dumps(old)[1:-1], json.dumps(new, ensure_ascii=False)[1:-1]) for old, new in known)


def exchanged(text: str, known: Exchange) -> str:
    """A text with everything exchanged."""
    for old, new in known:
        text = text.replace(old, new)
    return text
