"""What the composer shows, and where the messages that it sends lead."""

import uuid
from dataclasses import dataclass

from webchat.store.messages import Message


@dataclass(frozen=True, slots=True)
class Composer:
    """The form below a conversation; `error` are words for the person."""

    conversation_id: str | None
    submission_id: str
    max_chars: int
    text: str = ""
    error: str | None = None


def composer_for(conversation_id: str | None, *, max_chars: int, text: str = "", error: str | None = None) -> Composer:
    """A composer with a fresh submission id."""
    return Composer(conversation_id, uuid.uuid4().hex, max_chars, text, error)


def address_of(reply: Message) -> str:
    """Where a browser without scripts sees the reply; while it runs the page arrives as it is written."""
    place = "?wait=1#arriving" if reply.is_running else f"#message-{reply.id}"
    return f"/conversations/{reply.conversation_id}{place}"
