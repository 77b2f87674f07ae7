"""Imports: files of conversations that a person brings, how far they have got, and what went wrong.

Whoever works on one holds it under a lease, named by the moment at which it ends: one that was given up can neither
renew it nor write an outcome.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

from sqlalchemy import Uuid, and_, delete, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from webchat.store.base import Base, changed_rows
from webchat.store.columns import PackedJson, StorableText, UtcDateTime, now

Status = Literal["reading", "ready", "importing", "done", "cancelled", "failed"]
Task = Literal["reading", "importing"]
AT_WORK = ("reading", "importing")
LEASE = timedelta(seconds=30)


class Import(Base):
    """One file. `preview` and `outcome` are what its page shows; while it runs it is under a lease."""

    __tablename__ = "imports"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    owner_id: Mapped[str] = mapped_column(index=True)
    file_name: Mapped[str] = mapped_column(StorableText)
    status: Mapped[str]
    preview: Mapped[Any] = mapped_column(PackedJson, nullable=True)
    outcome: Mapped[Any] = mapped_column(PackedJson, nullable=True)
    error: Mapped[str | None] = mapped_column(StorableText)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def is_at_work(self) -> bool:
        """Whether somebody reads or imports the file now."""
        return self.status in AT_WORK and self.lease_until is not None and self.lease_until > now()

    @property
    def is_broken_off(self) -> bool:
        """Whether whoever read or imported the file is gone."""
        return self.status in AT_WORK and not self.is_at_work


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on one import, until a moment."""

    import_id: UUID
    owner_id: str
    until: datetime


def add(session: Session, owner_id: str, *, import_id: UUID, file_name: str) -> Lease:
    """A file that has come, to be read by the holder of the lease."""
    until = now() + LEASE
    row = Import(
        id=import_id, owner_id=owner_id, file_name=file_name, status="reading", lease_until=until, created_at=now()
    )
    session.add(row)
    return Lease(import_id, owner_id, until)


def new_id() -> UUID:
    """The name of the next import, and of its file."""
    return uuid4()


def owned_by(session: Session, owner_id: str, import_id: UUID) -> Import | None:
    """The import if it is this owner's, else None."""
    return session.scalar(select(Import).where(Import.id == import_id, Import.owner_id == owner_id))


def of_owner(session: Session, owner_id: str) -> Sequence[Import]:
    """All imports of this owner that are still known, the newest first."""
    query = select(Import).where(Import.owner_id == owner_id).order_by(Import.created_at.desc(), Import.id)
    return session.scalars(query).all()


def claim(session: Session, owner_id: str, import_id: UUID, status: Task) -> Lease | None:
    """Take a file that nobody works on; None when somebody does, or when it is done, or another owner's."""
    moment = now()
    is_free = or_(Import.lease_until.is_(None), Import.lease_until < moment)
    theirs = and_(Import.id == import_id, Import.owner_id == owner_id, Import.status != "done", is_free)
    values = {"status": status, "lease_until": moment + LEASE, "done": 0, "total": 0, "error": None}
    is_taken = changed_rows(session, _change(theirs, values)) == 1
    return Lease(import_id, owner_id, moment + LEASE) if is_taken else None


def renew(session: Session, lease: Lease, *, done: int, total: int) -> Lease | None:
    """Say how far the work has got and hold on to it; None when it was cancelled, deleted or taken by another."""
    until = now() + LEASE
    values = {"lease_until": until, "done": done, "total": total}
    is_held = changed_rows(session, _change(_held(lease), values)) == 1
    return Lease(lease.import_id, lease.owner_id, until) if is_held else None


def hold(session: Session, lease: Lease) -> bool:
    """Keep the lease, and its owner, until the transaction ends; False when it was lost.

    So nothing is stored for an owner whose things have been deleted, or given to another.
    """
    held = select(Import.id).where(_held(lease), Import.owner_id == lease.owner_id).with_for_update(read=True)
    return session.scalar(held) is not None


def finish(session: Session, lease: Lease, status: Status, **values: Any) -> bool:
    """End the work with a preview, an outcome or an error; False when the lease was lost."""
    return changed_rows(session, _change(_held(lease), {"status": status, "lease_until": None} | values)) == 1


def let_go(session: Session, lease: Lease) -> None:
    """Stop working on it; somebody else may go on at once."""
    session.execute(_change(_held(lease), {"lease_until": None}))


def cancel(session: Session, owner_id: str, import_id: UUID) -> bool:
    """Whoever works on it stops; what was imported stays. False when it is not this owner's, or over already."""
    theirs = and_(Import.id == import_id, Import.owner_id == owner_id, Import.status.not_in(("done", "failed")))
    return changed_rows(session, _change(theirs, {"status": "cancelled", "lease_until": None})) == 1


def forget(session: Session, owner_id: str) -> Sequence[UUID]:
    """Delete all imports of this owner; returns which. Whoever works on one stops."""
    return session.scalars(delete(Import).where(Import.owner_id == owner_id).returning(Import.id)).all()


def forget_waiting(session: Session, owner_id: str) -> Sequence[UUID]:
    """Delete the imports of this owner that nobody works on and that were never finished; returns which."""
    moment = now()
    is_free = or_(Import.lease_until.is_(None), Import.lease_until < moment)
    waiting = delete(Import).where(Import.owner_id == owner_id, Import.status != "done", is_free)
    return session.scalars(waiting.returning(Import.id)).all()


def forget_older(session: Session, before: datetime) -> Sequence[UUID]:
    """Delete the imports that began before this moment and that nobody works on; returns which."""
    is_free = or_(Import.lease_until.is_(None), Import.lease_until < now())
    return session.scalars(delete(Import).where(Import.created_at < before, is_free).returning(Import.id)).all()


def known(session: Session, import_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these there are."""
    return set(session.scalars(select(Import.id).where(Import.id.in_(import_ids))))


def _held(lease: Lease) -> Any:
    return and_(Import.id == lease.import_id, Import.lease_until == lease.until, Import.status.in_(AT_WORK))


def _change(condition: Any, values: dict[str, Any]) -> Any:
    return update(Import).where(condition).values(**values).execution_options(synchronize_session=False)
