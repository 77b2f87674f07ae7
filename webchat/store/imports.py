"""Imports: files of conversations that a person brings, how far they have got, and what went wrong."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webchat.store.base import Base
from webchat.store.columns import PackedJson, StorableText, UtcDateTime


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
