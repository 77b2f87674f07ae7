"""Moves: links, good for one use, that take a person's conversations to another browser."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from webchat.store.base import Base
from webchat.store.columns import UtcDateTime


class Move(Base):
    """One link. Only the SHA-256 of its token is kept."""

    __tablename__ = "moves"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[str] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
