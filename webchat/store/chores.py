"""Chores: what has to be done once in a while, by one worker however many there are."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from webchat.store.base import Base
from webchat.store.columns import UtcDateTime


class Chore(Base):
    """One chore and the moment from which on it is due."""

    __tablename__ = "chores"

    name: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
