"""A conversation at its beginning: titled by its first words, or a temporary one, which has no title and expires."""

from datetime import UTC, datetime

from webchat.conversations.temporary import LIFE
from webchat.parameters.answering import Overrides
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


def begin(
    session: Session, owner: str, text: str, *, is_temporary: bool, assistant: str | None, overrides: Overrides
) -> Conversation:
    """A new conversation, to begin with this text, answered by this assistant."""
    own = overrides.stored() or None
    if is_temporary:
        until = datetime.now(UTC) + LIFE
        return conversations.create(
            session, owner, shelf="temporary", expires_at=until, assistant=assistant, overrides=own
        )
    return conversations.create(session, owner, title=title_from(text), assistant=assistant, overrides=own)


def renew(session: Session, conversation: Conversation) -> None:
    """Let a temporary conversation live on, from its last message."""
    if conversation.shelf == "temporary":
        conversations.keep_until(session, conversation, conversation.updated_at + LIFE)
