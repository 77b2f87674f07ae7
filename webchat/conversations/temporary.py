"""Temporary conversations: in no list, not found by search, gone when their page is closed.

A reload looks like a closed page. So closing leaves half a minute, and a page that is there again takes it back.
"""

from datetime import UTC, datetime, timedelta

from webchat.store import conversations
from webchat.store.conversations import Conversation
from webchat.store.database import Database

LIFE = timedelta(hours=1)  # after the last message
AFTER_CLOSING = timedelta(seconds=30)


def close(database: Database, owner: str, conversation: Conversation, *, within: timedelta = AFTER_CLOSING) -> None:
    """Let it go in half a minute, or `within` another time, unless its page is opened again."""
    _keep_until(database, owner, conversation, datetime.now(UTC) + within)


def keep_open(database: Database, owner: str, conversation: Conversation) -> None:
    """Its page is there: it stays until an hour after its last message. Does nothing for any other conversation.

    One that is to stay for longer, as a side of a comparison, does.
    """
    whole_life, until = conversation.updated_at + LIFE, conversation.expires_at
    if conversation.shelf == "temporary" and until and until < whole_life:
        _keep_until(database, owner, conversation, whole_life)


def _keep_until(database: Database, owner: str, conversation: Conversation, moment: datetime) -> None:
    with database.writing() as session:
        held = conversations.owned_by(session, owner, conversation.id, for_change=True)
        if held:
            conversations.keep_until(session, held, moment)
