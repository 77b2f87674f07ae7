"""What of a conversation is shown to everyone who has the link: the words of finished messages, and no more."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from webchat import markup
from webchat.aside import aside
from webchat.store import Message

QUICK_CHARS = 1_000
KEPT_REPLIES = 256
ENDINGS = {
    "stopped": "This reply was stopped.",
    "interrupted": "This reply broke off before it was finished.",
    "failed": "This reply broke off before it was finished.",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One message as it is shared."""

    role: str
    text: str
    model: str | None
    ending: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as the page shows it; `html` is empty for a person's, whose text is shown as it was typed."""

    role: str
    text: str
    html: Markup
    model: str | None
    ending: str | None


def snapshot_of(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """The finished messages that have words, as JSON. Reasoning, costs and failures are nobody else's business."""
    return [asdict(_said(message)) for message in messages if message.text and not message.is_running]


def _said(message: Message) -> Said:
    ending = "This reply was cut at the token limit." if message.finish_reason == "length" else None
    return Said(message.role, message.text, message.model, ENDINGS.get(message.status, ending))


def shown(snapshot: Sequence[dict[str, Any]]) -> list[Shown]:
    """The messages of a snapshot, formatted."""
    return [_shown(Said(**said)) for said in snapshot]


def _shown(said: Said) -> Shown:
    html = _html(said.text) if said.role == "assistant" else Markup()
    return Shown(said.role, said.text, html, said.model, said.ending)


def _html(text: str) -> Markup:
    return _long_html(text) if len(text) > QUICK_CHARS else markup.render(text)


@lru_cache(maxsize=KEPT_REPLIES)
def _long_html(text: str) -> Markup:
    """Kept for the crowd that follows one link."""
    return aside(markup.render, text)
