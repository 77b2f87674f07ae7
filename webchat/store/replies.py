"""The life of a reply: claimed by one holder, kept under a lease, ended exactly once, swept when its holder is gone.

Every write asks for the holder's name, so a holder that was given up for dead can no longer change anything. Leases
are measured by one clock: PostgreSQL's own, or with SQLite that of the machine. A message is stored with a reply that
is claimed already; `pending`, which nobody holds, is the state of one that an earlier version stored.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypedDict, Unpack
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from webchat.store import clock, search
from webchat.store.base import changed_rows, table_of
from webchat.store.columns import now
from webchat.store.message import IS_RUNNING, End, Message

SWEPT_AT_ONCE = 200
PENDING_BOUND = timedelta(seconds=30)  # a reply that nobody has claimed by then is given up
LONGEST_LEASE = timedelta(minutes=1)  # one that ends later was given before the clock was set back


class Outcome(TypedDict, total=False):
    """What may be written with the end of a reply; a field left out stays as it is."""

    text: str
    reasoning: str
    error: str | None
    error_detail: dict[str, Any] | None
    model: str | None
    finish_reason: str | None
    prompt_tokens: int | None
    completion_tokens: int | None
    left_out: int


def claim(session: Session, reply_id: UUID, holder: str, lease: timedelta) -> bool:
    """Take a pending reply for `holder` and start it; False when somebody else has it or it has ended."""
    is_free = and_(Message.id == reply_id, Message.status == "pending")
    return _change(session, is_free, **held_by(session, holder, lease))


def held_by(session: Session, holder: str, lease: timedelta) -> dict[str, Any]:
    """What a reply carries that `holder` writes from now on."""
    moment = clock.moment(session)
    return {"status": "streaming", "started_at": moment, "lease_holder": holder, "lease_until": moment + lease}


def reopen(
    session: Session, reply_id: UUID, holder: str, lease: timedelta, *, asked_with: dict[str, Any] | None = None
) -> bool:
    """Take a reply that ended early, to continue it; False when it is complete, failed, running, put away or gone.

    The session then knows it as it was taken: read before, its text may have lacked what was stored with its end.
    """
    is_cut = and_(Message.status == "complete", Message.finish_reason == "length")
    ended_early = or_(Message.status.in_(("stopped", "interrupted")), is_cut)
    taken = held_by(session, holder, lease) | {"continued_from": func.length(Message.text)}
    taken |= {"asked_with": asked_with} if asked_with else {}
    is_shown = and_(Message.id == reply_id, Message.role == "assistant", Message.deleted_at.is_(None))
    condition = and_(is_shown, ended_early)
    is_taken = _change(session, condition, **taken, finished_at=None, finish_reason=None, stop_requested=False)
    if is_taken:
        session.get(Message, reply_id, populate_existing=True)
    return is_taken


def renew(session: Session, reply_ids: Collection[UUID], holder: str, lease: timedelta) -> dict[UUID, bool]:
    """Hold these replies for `lease` from now on. Those still the holder's, and whether each is to be stopped."""
    held = and_(Message.id.in_(reply_ids), Message.status == "streaming", Message.lease_holder == holder)
    renewed = update(Message).where(held).values(lease_until=clock.moment(session) + lease)
    rows = session.execute(
        renewed.returning(Message.id, Message.stop_requested).execution_options(synchronize_session=False)
    )
    return {reply_id: stop_requested for reply_id, stop_requested in rows}


def save_progress(session: Session, holder: str, progress: Mapping[UUID, tuple[str, str]]) -> None:
    """Keep what has arrived so far, text and reasoning, of each reply that is still this holder's."""
    if not progress:
        return
    messages = table_of(Message)
    theirs = and_(
        messages.c.id == bindparam("reply"), messages.c.status == "streaming", messages.c.lease_holder == holder
    )
    saved = update(messages).where(theirs).values(text=bindparam("arrived"), reasoning=bindparam("thought"))
    rows = [
        {"reply": reply_id, "arrived": text, "thought": reasoning} for reply_id, (text, reasoning) in progress.items()
    ]
    session.connection().execute(saved, rows)


def finish(session: Session, reply_id: UUID, holder: str, *, status: End, **outcome: Unpack[Outcome]) -> bool:
    """End the reply, once: False when it has ended already or belongs to another holder."""
    values = _ended(status) | outcome
    if not changed_rows(session, _ending(*values), {"reply": reply_id, "holder": holder} | values):
        return False
    search.put_ended(session, [reply_id])
    return True


@cache
def _ending(*names: str) -> Any:
    """The statement that sets these columns; made once, for making it takes longer than executing it."""
    table = table_of(Message)
    held = and_(
        table.c.id == bindparam("reply"), table.c.status == "streaming", table.c.lease_holder == bindparam("holder")
    )
    return update(table).where(held).values({name: bindparam(name) for name in names})


def request_stop(session: Session, reply_id: UUID) -> bool:
    """Ask whoever writes the reply to stop; one that nobody writes yet stops here. False when it has ended."""
    if _change(session, and_(Message.id == reply_id, Message.status == "pending"), **_ended("stopped")):
        return True
    return _change(session, and_(Message.id == reply_id, Message.status == "streaming"), stop_requested=True)


def edit(session: Session, reply: Message, text: str) -> bool:
    """Replace the text of a reply that has ended, and remember that a person did; False while it runs."""
    has_ended = and_(Message.id == reply.id, Message.role == "assistant", ~IS_RUNNING, Message.deleted_at.is_(None))
    values = {"text": text, "edited_at": now()}
    if not _change(session, has_ended, **values):
        return False
    for name, value in values.items():
        set_committed_value(reply, name, value)
    search.put_ended(session, [reply.id])
    return True


def expired(session: Session, *, at: datetime | None = None, living: Collection[UUID] = ()) -> Sequence[UUID]:
    """What runs under a lease that has passed, or was never claimed, and is not among the `living`; 200 at most."""
    return session.scalars(select(Message.id).where(_is_expired(session, at, living)).limit(SWEPT_AT_ONCE)).all()


def sweep_expired(
    session: Session, *, at: datetime | None = None, living: Collection[UUID] = (), only: UUID | None = None
) -> int:
    """Mark what is `expired` as interrupted, or `only` this one if it is; returns how many.

    The text received so far stays. A reply whose lease lives, or that is among the `living`, is never touched.
    """
    is_swept = _is_expired(session, at, living)
    if only is not None:
        is_swept = and_(Message.id == only, is_swept)
    lost = update(Message).where(is_swept).values(**_ended("interrupted"))
    found = session.scalars(lost.returning(Message.id).execution_options(synchronize_session=False)).all()
    search.put_ended(session, found)
    return len(found)


def _is_expired(session: Session, at: datetime | None, living: Collection[UUID]) -> ColumnElement[bool]:
    moment = at or clock.moment(session)
    lease_passed = or_(Message.lease_until < moment, Message.lease_until > moment + LONGEST_LEASE)
    is_lost = and_(Message.status == "streaming", lease_passed, Message.id.not_in(living))
    is_old = or_(Message.created_at < moment - PENDING_BOUND, Message.created_at > moment + PENDING_BOUND)
    never_claimed = and_(Message.status == "pending", is_old)
    return and_(IS_RUNNING, or_(is_lost, never_claimed))


def _ended(status: End) -> dict[str, Any]:
    return {
        "status": status,
        "finished_at": now(),
        "lease_holder": None,
        "lease_until": None,
        "stop_requested": False,
    }


def _change(session: Session, condition: ColumnElement[bool], **values: Any) -> bool:
    return changed_rows(session, update(Message).where(condition).values(**values)) == 1
