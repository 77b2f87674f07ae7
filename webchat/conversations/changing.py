"""What an owner may do with a conversation as a whole. Everything raises NotFound for a stranger's, or for none."""

from collections.abc import Callable
from typing import Literal
from uuid import UUID

from webchat import unknown
from webchat.errors import NotFound
from webchat.store import Session, conversations, lines
from webchat.store.conversations import UNDO, UNDO_OFFERED, Conversation
from webchat.store.database import Database
from webchat.wording import N_

Change = Literal["pin", "unpin", "archive", "unarchive"]
GONE_FOR_GOOD = N_("This conversation is gone for good: it could be brought back for ten seconds only.")


def find(database: Database, owner: str | None, conversation_id: UUID) -> Conversation:
    """The owner's conversation."""
    with database.reading() as session:
        return _owned(session, owner, conversation_id)


def rename(database: Database, owner: str | None, conversation_id: UUID, title: str) -> Conversation:
    """Give it the title, already accepted, that a person chose."""
    with database.writing() as session:
        conversation = _owned(session, owner, conversation_id, for_change=True)
        conversations.rename(session, conversation, title, by="person")
        return conversation


def change(database: Database, owner: str | None, conversation_id: UUID, wanted: Change) -> Conversation:
    """Pin it, archive it, or take that back."""
    with database.writing() as session:
        conversation = _owned(session, owner, conversation_id, for_change=True)
        if wanted in ("pin", "unpin"):
            conversations.set_pinned(session, conversation, wanted == "pin")
        else:
            conversations.set_shelf(session, conversation, "archive" if wanted == "archive" else "list")
        return conversation


def keep(
    database: Database, owner: str | None, conversation_id: UUID, *, title_from: Callable[[str], str]
) -> Conversation:
    """Move a temporary conversation to the list, where it stays, titled by its beginning."""
    with database.writing() as session:
        conversation = _owned(session, owner, conversation_id, for_change=True)
        keep_held(session, conversation, title_from=title_from)
        return conversation


def keep_held(session: Session, conversation: Conversation, *, title_from: Callable[[str], str]) -> None:
    """The same with one that is held."""
    if conversation.shelf != "temporary":
        return
    said = lines.beginning(session, conversation)
    if said:
        conversations.rename(session, conversation, title_from(said), by="words")
    conversations.set_shelf(session, conversation, "list")


def put_away(database: Database, owner: str | None, conversation_id: UUID) -> Conversation:
    """Delete it, for ten seconds in a way that can be undone; a reply that runs in it is stopped."""
    with database.writing() as session:
        conversation = _owned(session, owner, conversation_id, for_change=True)
        conversations.put_away(session, conversation)
        return conversation


def bring_back(database: Database, owner: str | None, conversation_id: UUID) -> Conversation:
    """Undo its deletion. Raises NotFound when the time for that is over."""
    with database.writing() as session:
        found = owner and conversations.bring_back(session, owner, conversation_id, within=UNDO)
    if not found:
        raise NotFound(GONE_FOR_GOOD)
    return found


def recently_put_away(database: Database, owner: str | None, conversation_id: UUID) -> Conversation | None:
    """The conversation if undoing its deletion is still offered."""
    if owner is None:
        return None
    with database.reading() as session:
        return conversations.put_away_of(session, owner, conversation_id, within=UNDO_OFFERED)


def _owned(session: Session, owner: str | None, conversation_id: UUID, *, for_change: bool = False) -> Conversation:
    found = owner and conversations.owned_by(session, owner, conversation_id, for_change=for_change)
    if not found:
        raise NotFound(unknown.CONVERSATION)
    return found
