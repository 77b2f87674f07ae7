"""What becomes of a comparison: one side is kept, or both; or it goes, a while after its page was closed."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from webchat.chat.opening import title_from
from webchat.comparing.comparison import UNKNOWN, Comparison
from webchat.conversations import changing, temporary
from webchat.conversations.temporary import LIFE
from webchat.errors import NotFound
from webchat.store import Session, conversations
from webchat.store.conversations import Conversation
from webchat.store.database import Database

AFTER_CLOSING = timedelta(minutes=10)  # one looks at a reply by itself, and comes back to both
RENEWED_AFTER = timedelta(minutes=10)  # not with each word that its page is there


def keep_one(database: Database, owner: str, kept_id: UUID, other_id: UUID) -> None:
    """Move one to the list; the other is deleted, unless it was kept before. Raises NotFound when one is gone."""
    with database.writing() as session:
        kept, other = _held(session, owner, kept_id, other_id)
        changing.keep_held(session, kept, title_from=title_from)
        if other.shelf == "temporary":
            conversations.put_away(session, other)


def keep_both(database: Database, owner: str, first_id: UUID, second_id: UUID) -> None:
    """Move both to the list, told apart by their letters. Raises NotFound when one is gone."""
    with database.writing() as session:
        first, second = _held(session, owner, first_id, second_id)
        changing.keep_held(session, first, title_from=lambda text: f"{title_from(text)} (A)")
        changing.keep_held(session, second, title_from=lambda text: f"{title_from(text)} (B)")


def close(database: Database, owner: str, comparison: Comparison) -> None:
    """Its page is closed: what is not kept goes in ten minutes."""
    for side in comparison:
        if not side.is_kept:
            temporary.close(database, owner, side.conversation, within=AFTER_CLOSING)


def keep_open(database: Database, owner: str, comparison: Comparison) -> None:
    """Its page is there, or something is done on it: what is not kept lives for another hour.

    Raises NotFound when one is gone.
    """
    until = datetime.now(UTC) + LIFE
    if comparison.stays_until is None or comparison.stays_until > until - RENEWED_AFTER:
        return
    with database.writing() as session:
        for held in _held(session, owner, comparison.a.conversation.id, comparison.b.conversation.id):
            conversations.keep_until(session, held, until)


def _held(session: Session, owner: str, first_id: UUID, second_id: UUID) -> tuple[Conversation, Conversation]:
    """Both, held in one order whoever asks, so that two who keep do not wait for each other."""
    found = {
        known_id: conversations.owned_by(session, owner, known_id, for_change=True)
        for known_id in sorted((first_id, second_id))
    }
    first, second = found[first_id], found[second_id]
    if first is None or second is None:
        raise NotFound(UNKNOWN)
    return first, second
