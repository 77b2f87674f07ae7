"""Chores: what has to be done once in a while, by one worker however many there are."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from webchat.store import clock
from webchat.store.base import Base, changed_rows
from webchat.store.columns import UtcDateTime


class Chore(Base):
    """One chore and the moment from which on it is due."""

    __tablename__ = "chores"

    name: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)


_SLACK = timedelta(minutes=1)  # more than a worker can wait between reading the clock and claiming
# One statement, the same on both databases: whoever comes second sees the new moment and changes nothing. A chore that
# is due later than `latest` was claimed before the clock was set back.
_CLAIM = text(
    "INSERT INTO chores (name, due_at) VALUES (:name, :following) ON CONFLICT (name) DO UPDATE"
    " SET due_at = excluded.due_at WHERE chores.due_at <= :moment OR chores.due_at > :latest"
).bindparams(*(bindparam(name, type_=UtcDateTime()) for name in ("moment", "following", "latest")))


def claim(session: Session, name: str, *, every: timedelta) -> bool:
    """Take over a chore; True for exactly one worker in each period of this length."""
    moment = clock.moment(session)
    when = {"moment": moment, "following": moment + every, "latest": moment + every * 2 + _SLACK}
    return changed_rows(session, _CLAIM, {"name": name} | when) == 1
