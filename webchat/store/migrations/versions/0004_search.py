"""What can be searched for: titles and messages, folded, in the full text search of each database."""

import sqlite3

import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import Session

from webchat.errors import ConfigurationError
from webchat.store import search
from webchat.store.columns import UtcDateTime
from webchat.store.searchable import Number, Words

revision = "0004"
down_revision = "0003"

_AT_ONCE = 100  # conversations
_SECURE_DELETE_SINCE = (3, 42)

# An entry's words, each marked with its volume. FTS5 keeps no text of its own: to delete, it is told what was put in.
_MARKED = "{row}.volume_id || ':' || replace({row}.words, ' ', ' ' || {row}.volume_id || ':')"
_FTS5 = """
CREATE VIRTUAL TABLE search_words USING fts5(words, content = '', columnsize = 0, tokenize = "ascii tokenchars ':+#'")
"""
_PUT = f"""
CREATE TRIGGER searchable_put AFTER INSERT ON searchable BEGIN
  INSERT INTO search_words(rowid, words) VALUES (new.id, {_MARKED.format(row="new")});
END
"""
_REMOVED = f"""
CREATE TRIGGER searchable_removed AFTER DELETE ON searchable BEGIN
  INSERT INTO search_words(search_words, rowid, words) VALUES ('delete', old.id, {_MARKED.format(row="old")});
END
"""
# Else words of deleted texts stay in the file until FTS5 merges the segments they are in.
_SECURE_DELETE = "INSERT INTO search_words(search_words, rank) VALUES ('secure-delete', 1)"
# Without the list of pending entries, which every search would read through.
_GIN = "CREATE INDEX search_words ON searchable USING gin (words) WITH (fastupdate = off)"

_conversations = sa.table(
    "conversations",
    *(sa.column("id", sa.Uuid), sa.column("owner_id"), sa.column("title"), sa.column("shelf")),
    sa.column("updated_at", UtcDateTime),
)


def upgrade() -> None:
    _create_tables()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_GIN)
    else:
        _create_fts5()
    _put_what_is_stored()


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        op.execute("DROP TABLE search_words")
    op.drop_table("searchable")
    op.drop_table("search_volumes")


def _create_tables() -> None:
    op.create_table(
        "search_volumes",
        sa.Column("id", Number, primary_key=True),
        sa.Column("owner_id", sa.String, nullable=False),
    )
    op.create_index("ix_search_volumes_owner_id", "search_volumes", ["owner_id", "id"])
    op.create_table(
        "searchable",
        sa.Column("id", Number, primary_key=True),
        sa.Column("volume_id", Number, sa.ForeignKey("search_volumes.id"), nullable=False),
        sa.Column("conversation_id", sa.Uuid, sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
        sa.Column("message_id", sa.Uuid, sa.ForeignKey("messages.id", ondelete="CASCADE")),
        sa.Column("words", Words, nullable=False),
    )
    op.create_index("ix_searchable_volume_id", "searchable", ["volume_id", "id"])
    op.create_index("ix_searchable_conversation_id", "searchable", ["conversation_id"])
    op.create_index("ix_searchable_message_id", "searchable", ["message_id"])


def _create_fts5() -> None:
    try:
        op.execute(_FTS5)
    except sa.exc.OperationalError as problem:
        if "no such module" not in str(problem):
            raise
        raise ConfigurationError(
            "This Python's SQLite has no full text search (FTS5): install one that has, or set WEBCHAT_DATABASE_URL "
            "to a PostgreSQL database."
        ) from problem
    for statement in (_PUT, _REMOVED):
        op.execute(sa.text(statement.replace(":", "\\:")))
    if sqlite3.sqlite_version_info >= _SECURE_DELETE_SINCE:
        op.execute(_SECURE_DELETE)


def _put_what_is_stored() -> None:
    """Conversation by conversation, the one with the newest message last: what is put in last is found first."""
    place = (_conversations.c.updated_at, _conversations.c.id)
    batch = sa.select(_conversations).order_by(*place).limit(_AT_ONCE)
    with Session(op.get_bind()) as session:
        rows = session.execute(batch).all()
        while rows:
            for conversation in rows:
                search.put_conversation(session, conversation)
            last = (rows[-1].updated_at, rows[-1].id)
            rows = session.execute(batch.where(sa.tuple_(*place) > last)).all()
