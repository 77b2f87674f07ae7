"""Making, listing, withdrawing and opening shares, for one owner at a time."""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from webchat import unknown
from webchat.errors import InvalidInput, NotFound
from webchat.sharing.snapshot import Shown, shown, snapshot_of
from webchat.store import Conversation, Message, Session, conversations, lines, shares
from webchat.store.columns import now
from webchat.store.database import Database
from webchat.store.shares import Share
from webchat.wording import N_

TOKEN_BYTES = 24
SHARES_OF_OWNER = 200
SHARED_MESSAGES, SHARED_CHARS = 2_000, 1_000_000  # what one page can show
READ_AT_ONCE = 100  # messages
EXPIRIES = {
    "never": (N_("Until I withdraw it"), None),
    "day": (N_("One day"), timedelta(days=1)),
    "week": (N_("7 days"), timedelta(days=7)),
    "month": (N_("30 days"), timedelta(days=30)),
}
UNKNOWN_SHARE = N_("Nothing is shared here. It may have been withdrawn, or its time is over.")


@dataclass(frozen=True, slots=True)
class Opened:
    """A shared conversation as everybody sees it."""

    title: str | None
    shared_at: datetime
    messages: Sequence[Shown]


def to_share(database: Database, owner: str | None, conversation_id: uuid.UUID) -> Conversation:
    """A conversation that may be shared. Raises NotFound, and InvalidInput for a temporary one."""
    with database.reading() as session:
        conversation = owner and conversations.owned_by(session, owner, conversation_id)
        if not conversation:
            raise NotFound(unknown.CONVERSATION)
        if conversation.shelf == "temporary":
            raise InvalidInput(N_("A temporary conversation leaves no trace, so it cannot be shared. Keep it first."))
        return conversation


def share(database: Database, owner: str | None, conversation_id: uuid.UUID, *, expiry: str) -> Share:
    """Keep a copy of what the conversation shows now, behind a new link.

    Raises NotFound; InvalidInput for what cannot be shared, or when the owner shares too much already.
    """
    if expiry not in EXPIRIES:
        raise InvalidInput(N_("Choose how long the link is to work."))
    conversation = to_share(database, owner, conversation_id)
    snapshot = _snapshot(database, conversation)
    lifetime = EXPIRIES[expiry][1]
    with database.writing() as session:
        current = conversations.owned_by(session, conversation.owner_id, conversation_id)
        if current is None:
            raise NotFound(unknown.CONVERSATION)
        if shares.count(session, current.owner_id) >= SHARES_OF_OWNER:
            raise InvalidInput(
                N_("You share %(most)s conversations already. Withdraw some of them first."), most=SHARES_OF_OWNER
            )
        token, expires_at = secrets.token_urlsafe(TOKEN_BYTES), now() + lifetime if lifetime else None
        return shares.add(session, current, token=token, snapshot=snapshot, expires_at=expires_at)


def _snapshot(database: Database, conversation: Conversation) -> list[dict[str, Any]]:
    with database.reading() as session:
        snapshot = snapshot_of(_line(session, conversation))
    if not snapshot:
        raise InvalidInput(N_("There is nothing to share yet: wait until the first reply has ended."))
    return snapshot


def _line(session: Session, conversation: Conversation) -> list[Message]:
    """What the conversation shows, read in parts from its end, and no further than one page could show.

    Raises InvalidInput when that is too long.
    """
    part = lines.newest(session, conversation, READ_AT_ONCE)
    line = list(part.messages)
    while not (is_too_long := _is_too_long(line)) and part.older:
        part = lines.before(session, part.older, READ_AT_ONCE)
        line = [*part.messages, *line]
    if is_too_long:
        raise InvalidInput(
            N_("This conversation is too long for one shared page. Export it and send the file instead.")
        )
    return line


def _is_too_long(line: Sequence[Message]) -> bool:
    return len(line) > SHARED_MESSAGES or sum(len(message.text) for message in line) > SHARED_CHARS


def list_of(database: Database, owner: str | None) -> Sequence[Share]:
    """What an owner shares now, the newest first."""
    if owner is None:
        return []
    with database.reading() as session:
        return shares.of_owner(session, owner, SHARES_OF_OWNER)


def withdraw(database: Database, owner: str | None, token: str) -> None:
    """End a share. Raises NotFound."""
    with database.writing() as session:
        if owner is None or not shares.withdraw(session, owner, token):
            raise NotFound(N_("This share does not exist any more, or it belongs to another browser session."))


def open_shared(database: Database, token: str) -> Opened:
    """What is shared behind a link. Raises NotFound, the same for whatever reason."""
    with database.reading() as session:
        found = shares.visible(session, token)
        snapshot = shares.snapshot_of(session, token) if found else None
    if found is None or snapshot is None:
        raise NotFound(UNKNOWN_SHARE)
    return Opened(found.title, found.created_at, shown(snapshot))
