"""The index of what can be searched: an entry for each title and each text, in volumes of its owner.

On SQLite `words` holds the folded text, and triggers keep `search_words` (FTS5, without content of its own) alike; on
PostgreSQL it is a tsvector, and `search_words` an index on it. Both are made in the migrations: no model can say them.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Dialect, ForeignKey, Index, Integer, Text, TypeDecorator, Uuid
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeEngine

from webchat.store.base import Base

Number = BigInteger().with_variant(Integer, "sqlite")  # counts up by itself only so


class Words(TypeDecorator[str]):
    """What the full text search of the database takes: text, or a tsvector in its own notation."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name != "postgresql":
            return dialect.type_descriptor(Text())
        from sqlalchemy.dialects.postgresql import TSVECTOR  # not needed, and slow to import, for SQLite

        return dialect.type_descriptor(TSVECTOR())


class SearchVolume(Base):
    """Entries of one owner, about a thousand: a search reads volumes, newest first, until it has enough.

    It costs what it shows, therefore, and not what the owner has; and whoever takes over somebody's conversations takes
    over their volumes, with no entry changed.
    """

    __tablename__ = "search_volumes"
    __table_args__ = (Index("ix_search_volumes_owner_id", "owner_id", "id"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    owner_id: Mapped[str]


class Searchable(Base):
    """One entry: a title (`message_id` is null) or a text; a very long text has several on PostgreSQL."""

    __tablename__ = "searchable"
    __table_args__ = (Index("ix_searchable_volume_id", "volume_id", "id"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    volume_id: Mapped[int] = mapped_column(Number, ForeignKey("search_volumes.id"))
    conversation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    message_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    words: Mapped[str] = mapped_column(Words)
