"""Moves: links, good for one use, that take a person's conversations to another browser."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from webchat.store.base import Base, changed_rows
from webchat.store.columns import UtcDateTime, now

VALID = timedelta(hours=1)
OPEN_AT_ONCE = 3  # of one person: another link ends the oldest


class Move(Base):
    """One link. Only the SHA-256 of its token is kept."""

    __tablename__ = "moves"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[str] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_expired(self) -> bool:
        """Whether its hour is over."""
        return self.created_at <= now() - VALID


@dataclass(frozen=True, slots=True)
class Open:
    """A link that still works, and until when."""

    owner_id: str
    until: datetime


def add(session: Session, owner_id: str, token_hash: str) -> Open:
    """Remember a new link; of the person's open ones only the newest stay."""
    open_ones = (
        select(Move.token_hash)
        .where(Move.owner_id == owner_id, Move.used_at.is_(None))
        .order_by(Move.created_at.desc(), Move.token_hash)
        .offset(OPEN_AT_ONCE - 1)
    )
    surplus = session.scalars(open_ones).all()
    if surplus:
        session.execute(delete(Move).where(Move.token_hash.in_(surplus)))
    moment = now()
    session.add(Move(token_hash=token_hash, owner_id=owner_id, created_at=moment, used_at=None))
    session.flush()
    return Open(owner_id, moment + VALID)


def find(session: Session, token_hash: str) -> Move | None:
    """The link with this token, also when it was used or is over; None when there was none."""
    return session.scalar(select(Move).where(Move.token_hash == token_hash))


def use(session: Session, token_hash: str) -> str | None:
    """Use the link up, for exactly one caller: the owner whose conversations it takes; None when it does not work."""
    still_works = (Move.token_hash == token_hash, Move.used_at.is_(None), Move.created_at > now() - VALID)
    taken = update(Move).where(*still_works).values(used_at=now()).returning(Move.owner_id)
    return session.scalar(taken.execution_options(synchronize_session=False))


def give_back(session: Session, token_hash: str) -> None:
    """Let a link work again whose use came to nothing."""
    session.execute(update(Move).where(Move.token_hash == token_hash).values(used_at=None))


def was_used(session: Session, owner_id: str) -> bool:
    """Whether a link of this owner has brought another browser to them."""
    query = select(Move.token_hash).where(Move.owner_id == owner_id, Move.used_at.is_not(None)).limit(1)
    return session.scalar(query) is not None


def sweep(session: Session, *, made_before: datetime, used_before: datetime, limit: int = 100) -> int:
    """Forget links that nobody used, and those whose other browser must have ended since; returns how many."""
    is_unused = and_(Move.used_at.is_(None), Move.created_at < made_before)
    old = select(Move.token_hash).where(or_(is_unused, Move.used_at < used_before)).limit(limit)
    return changed_rows(session, delete(Move).where(Move.token_hash.in_(old)))
