"""Conversations: who owns them, which leaf they show, and the place that their next message takes.

One that was put away is found by nobody, but for a short time it can be brought back; `removal` deletes it for good.
"""

from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

from sqlalchemy import bindparam, insert, or_, select, update
from sqlalchemy import delete as sql_delete
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from webchat.errors import NotFound
from webchat.store import clock, running, search
from webchat.store.base import changed_rows, table_of
from webchat.store.columns import UtcDateTime, now
from webchat.store.conversation import Conversation, Shelf, TitleBy
from webchat.store.removal import delete_all, delete_older, purge
from webchat.store.submissions import Submission
from webchat.wording import N_

__all__ = [
    "UNDO",
    "UNDO_OFFERED",
    "Conversation",
    "Shelf",
    "TitleBy",
    "bring_back",
    "create",
    "delete_all",
    "delete_older",
    "hold",
    "keep_until",
    "owned_by",
    "purge",
    "put_away",
    "put_away_of",
    "rename",
    "set_overrides",
    "set_pinned",
    "set_shelf",
    "show_leaf",
]

UNDO_OFFERED = timedelta(seconds=10)
UNDO = UNDO_OFFERED + timedelta(seconds=2)  # how long what was put away can be brought back: a click takes its way
_YIELDS = {"words": ("words",), "model": ("words", "model"), "person": ("words", "model", "person")}

_table = table_of(Conversation)
_INSERT = insert(_table)
_OWNED = select(Conversation).where(
    Conversation.id == bindparam("conversation"),
    Conversation.owner_id == bindparam("owner"),
    Conversation.deleted_at.is_(None),
    or_(Conversation.expires_at.is_(None), Conversation.expires_at > bindparam("moment", type_=UtcDateTime())),
)
# Held against everybody who changes it, but not against those who only make sure that it is there (foreign keys):
# they may hold a reply that whoever holds this wants next.
_OWNED_FOR_CHANGE = _OWNED.with_for_update(key_share=True).execution_options(populate_existing=True)
_HELD = (
    select(_table.c.leaf_id, _table.c.next_position)
    .where(_table.c.id == bindparam("conversation"), _table.c.deleted_at.is_(None))
    .with_for_update(key_share=True)
)


def create(
    session: Session,
    owner_id: str,
    *,
    title: str | None = None,
    shelf: Shelf = "list",
    expires_at: datetime | None = None,
    assistant: str | None = None,
    overrides: dict[str, Any] | None = None,
) -> Conversation:
    """An empty conversation of this owner. A temporary one is deleted when it has expired."""
    moment = now()
    columns = {
        "id": uuid4(),
        "owner_id": owner_id,
        "title": title,
        "title_by": "words",
        "shelf": shelf,
        "is_pinned": False,
        "created_at": moment,
        "updated_at": moment,
        "deleted_at": None,
        "expires_at": expires_at,
        "leaf_id": None,
        "next_position": 0,
        "assistant": assistant,
        "overrides": overrides,
    }
    session.execute(_INSERT, columns)
    conversation = Conversation(**columns)
    if title:
        search.put_title(session, conversation)
    return conversation


def owned_by(
    session: Session, owner_id: str, conversation_id: UUID, *, for_change: bool = False
) -> Conversation | None:
    """The conversation if it is this owner's, else None: a stranger cannot tell it from one that does not exist.

    One that was put away, or has expired, is not found.
    `for_change` holds it until the transaction ends, so that what is then read about it (a running reply, an earlier
    submission) stays true until the append.
    """
    query = _OWNED_FOR_CHANGE if for_change else _OWNED
    return session.scalar(query, {"conversation": conversation_id, "owner": owner_id, "moment": now()})


def owner_of(session: Session, conversation_id: UUID) -> str | None:
    """Whose it is, also when it was put away or is another's meanwhile, held until the transaction ends; None when it
    is gone."""
    query = select(Conversation.owner_id).where(Conversation.id == conversation_id)
    return session.scalar(query.with_for_update(key_share=True))


def hold(session: Session, conversation: Conversation) -> None:
    """Keep everybody else from changing it until the transaction ends, and learn which leaf it shows by now.

    Raises NotFound when it was deleted or put away meanwhile.
    """
    held = session.execute(_HELD, {"conversation": conversation.id}).first()
    if held is None:
        raise NotFound(N_("This conversation does not exist any more."))
    set_committed_value(conversation, "leaf_id", held.leaf_id)
    set_committed_value(conversation, "next_position", held.next_position)


def rename(session: Session, conversation: Conversation, title: str, *, by: TitleBy) -> bool:
    """Give it a title; False when it has a better one: a person's before the model's, that before the first words."""
    may = Conversation.title_by.in_(_YIELDS[by])
    is_renamed = _change(session, conversation, may, title=title, title_by=by)
    if is_renamed:
        search.put_title(session, conversation)
    return is_renamed


def set_pinned(session: Session, conversation: Conversation, is_pinned: bool) -> None:
    """Keep it above the others of its shelf, or no longer."""
    _change(session, conversation, is_pinned=is_pinned)


def set_shelf(session: Session, conversation: Conversation, shelf: Literal["list", "archive"]) -> None:
    """Move it to the archive or back. A temporary one is kept from then on."""
    was_temporary = conversation.shelf == "temporary"
    if _change(session, conversation, shelf=shelf, expires_at=None) and was_temporary:
        search.put_conversation(session, conversation)


def set_overrides(session: Session, conversation: Conversation, overrides: dict[str, Any] | None) -> None:
    """Keep what it sets for itself; None: nothing."""
    _change(session, conversation, overrides=overrides)


def keep_until(session: Session, conversation: Conversation, moment: datetime) -> None:
    """Let a temporary conversation expire at this moment; others never do."""
    _change(session, conversation, Conversation.shelf == "temporary", expires_at=moment)


def show_leaf(session: Session, conversation: Conversation, leaf_id: UUID | None) -> None:
    """End the shown line at this message. The choices above it have to agree: see `choices`."""
    _change(session, conversation, leaf_id=leaf_id)


def put_away(session: Session, conversation: Conversation) -> None:
    """Hide it from everybody, until it is brought back or purged. What is being written in it is to stop.

    Its forms, sent again, are new submissions.
    """
    _change(session, conversation, deleted_at=clock.moment(session))
    running.ask_to_stop(session, conversation.id)
    session.execute(sql_delete(Submission).where(Submission.conversation_id == conversation.id))


def put_away_of(session: Session, owner_id: str, conversation_id: UUID, *, within: timedelta) -> Conversation | None:
    """The conversation if this owner put it away not longer than `within` ago, so that it can still be brought back."""
    theirs = (Conversation.id == conversation_id, Conversation.owner_id == owner_id)
    recently = Conversation.deleted_at >= clock.moment(session) - within
    return session.scalar(select(Conversation).where(*theirs, recently))


def bring_back(session: Session, owner_id: str, conversation_id: UUID, *, within: timedelta) -> Conversation | None:
    """The conversation again, if this owner put it away not longer than `within` ago and it is still there."""
    conversation = put_away_of(session, owner_id, conversation_id, within=within)
    if conversation is None:
        return None
    is_same = (Conversation.id == conversation_id, Conversation.deleted_at.is_not(None))
    back = update(Conversation).where(*is_same).values(deleted_at=None)
    if not changed_rows(session, back.execution_options(synchronize_session=False)):
        return None
    set_committed_value(conversation, "deleted_at", None)
    return conversation


def _change(session: Session, conversation: Conversation, *conditions: Any, **values: Any) -> bool:
    """Change what is still there, and the object alike; False when nothing was changed."""
    its = (Conversation.id == conversation.id, Conversation.deleted_at.is_(None))
    changed = update(Conversation).where(*its, *conditions).values(**values)
    if not changed_rows(session, changed.execution_options(synchronize_session=False)):
        return False
    for name, value in values.items():
        set_committed_value(conversation, name, value)
    return True
