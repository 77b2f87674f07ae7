"""A conversation at its beginning: titled by its first words, or a temporary one, which has no title and expires."""

from datetime import UTC, datetime

from webchat.conversations.temporary import LIFE
from webchat.store import Session, conversations
from webchat.store.conversations import Conversation

TITLE_CHARS = 60


def title_from(text: str) -> str:
    """The first words of a text, on one line."""
    line = " ".join(text.split())
    if len(line) <= TITLE_CHARS:
        return line
    start = line[:TITLE_CHARS]
    return f"{start.rsplit(' ', 1)[0] if ' ' in start else start}…"


def begin(session: Session, owner: str, text: str, *, is_temporary: bool) -> Conversation:
    """A new conversation, to begin with this text."""
    if is_temporary:
        return conversations.create(session, owner, shelf="temporary", expires_at=datetime.now(UTC) + LIFE)
    return conversations.create(session, owner, title=title_from(text))


def renew(session: Session, conversation: Conversation) -> None:
    """Let a temporary conversation live on, from its last message."""
    if conversation.shelf == "temporary":
        conversations.keep_until(session, conversation, conversation.updated_at + LIFE)
