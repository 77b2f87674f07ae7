"""The one clock of a database: PostgreSQL's own, or with SQLite that of the machine. Workers' clocks differ."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webchat.store.columns import now


def moment(session: Session) -> datetime:
    """The present moment, by the clock that all who use this database share."""
    if session.get_bind().dialect.name != "postgresql":
        return now()
    read: datetime = session.scalars(select(func.clock_timestamp())).one()
    return read
