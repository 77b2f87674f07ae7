"""The shown line of a conversation as one web page that needs nothing else: what its template shows of each message."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from webchat.exports import speech
from webchat.formatted import formatted
from webchat.store.taking import Taking
from webchat.wording import ENGLISH, Voice


@dataclass(frozen=True, slots=True)
class PageMessage:
    """One message of the page. `html` is its formatted text, empty for what a person typed."""

    role: str
    about: str
    text: str
    html: Markup
    reasoning: str
    ending: str


def messages_of(taking: Taking, voice: Voice = ENGLISH) -> Iterator[PageMessage]:
    """The messages as the page shows them, made one by one."""
    for message in taking.shown():
        is_reply = message.role == "assistant"
        yield PageMessage(
            role=message.role,
            about=speech.about(message, voice),
            text=message.text,
            html=formatted(message.text) if is_reply else Markup(),
            reasoning=message.reasoning,
            ending=speech.ending(message, voice),
        )


def policy(style: str) -> str:
    """A Content Security Policy that allows this one style sheet and nothing else (CSP Level 3, 2.3.1)."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
