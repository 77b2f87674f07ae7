"""Conversations are listed, put away, branched; messages wait their turn; shares, moves, imports and chores."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_moment = sa.DateTime(timezone=True)
_IS_ROOT = sa.text("parent_id IS NULL")
_IS_PUT_AWAY = sa.text("deleted_at IS NOT NULL")
_TABLES = ("chores", "imports", "moves", "shares", "waiting_messages")
_DEPTHS = """
WITH RECURSIVE line(id, depth) AS (
  SELECT id, 1 FROM messages WHERE parent_id IS NULL
  UNION ALL SELECT messages.id, line.depth + 1 FROM messages JOIN line ON messages.parent_id = line.id
)
UPDATE messages SET depth = (SELECT line.depth FROM line WHERE line.id = messages.id) WHERE parent_id IS NOT NULL
"""
# Until now a line ended at its conversation's leaf, whichever child was newest: say so at each message of it.
_CHOICES = """
WITH RECURSIVE line(id, parent_id, child_id) AS (
  SELECT messages.id, messages.parent_id, CAST(NULL AS {uuid}) FROM messages
    JOIN conversations ON conversations.leaf_id = messages.id
  UNION ALL SELECT messages.id, messages.parent_id, line.id FROM messages JOIN line ON messages.id = line.parent_id
)
UPDATE messages SET chosen_child_id = (SELECT line.child_id FROM line WHERE line.id = messages.id)
WHERE id IN (SELECT parent_id FROM messages GROUP BY parent_id HAVING count(*) > 1)
"""


def upgrade() -> None:
    _extend_conversations()
    _extend_messages()
    _create_waiting_messages()
    _create_shares()
    _create_moves()
    _create_imports()
    op.create_table(
        "chores",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("due_at", _moment, nullable=False),
    )


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)
    for name in ("ix_messages_roots", "ix_messages_deleted_at"):
        op.drop_index(name, "messages")
    for name in ("depth", "chosen_child_id", "edited_at", "deleted_at"):
        op.drop_column("messages", name)
    for name in ("shelf", "updated_at", "deleted_at", "expires_at"):
        op.drop_index(f"ix_conversations_{name}", "conversations")
    for name in ("title_by", "shelf", "is_pinned", "deleted_at", "expires_at"):
        op.drop_column("conversations", name)
    op.create_index("ix_conversations_owner_id_updated_at", "conversations", ["owner_id", "updated_at"])


def _extend_conversations() -> None:
    op.add_column("conversations", sa.Column("title_by", sa.String, nullable=False, server_default="words"))
    op.add_column("conversations", sa.Column("shelf", sa.String, nullable=False, server_default="list"))
    op.add_column("conversations", sa.Column("is_pinned", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("conversations", sa.Column("deleted_at", _moment))
    op.add_column("conversations", sa.Column("expires_at", _moment))
    op.drop_index("ix_conversations_owner_id_updated_at", "conversations")
    place = ["owner_id", "shelf", "is_pinned", "updated_at", "id"]
    op.create_index("ix_conversations_shelf", "conversations", place)
    for name in ("updated_at", "deleted_at", "expires_at"):
        op.create_index(f"ix_conversations_{name}", "conversations", [name])


def _extend_messages() -> None:
    op.add_column("messages", sa.Column("depth", sa.Integer, nullable=False, server_default="1"))
    op.add_column("messages", sa.Column("chosen_child_id", sa.Uuid))
    op.add_column("messages", sa.Column("edited_at", _moment))
    op.add_column("messages", sa.Column("deleted_at", _moment))
    _create_partial_index("ix_messages_roots", "conversation_id", _IS_ROOT)
    _create_partial_index("ix_messages_deleted_at", "deleted_at", _IS_PUT_AWAY)
    op.execute(_DEPTHS)
    op.execute(_CHOICES.format(uuid="UUID" if op.get_bind().dialect.name == "postgresql" else "CHAR(32)"))


def _create_partial_index(name: str, column: str, condition: sa.TextClause) -> None:
    op.create_index(name, "messages", [column], sqlite_where=condition, postgresql_where=condition)


def _create_waiting_messages() -> None:
    op.create_table(
        "waiting_messages",
        sa.Column("conversation_id", sa.Uuid, sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("submission_id", sa.String, nullable=False),
        sa.Column("parent_id", sa.Uuid),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("created_at", _moment, nullable=False),
    )


def _create_shares() -> None:
    op.create_table(
        "shares",
        sa.Column("token", sa.String, primary_key=True),
        sa.Column("owner_id", sa.String, nullable=False),
        sa.Column("conversation_id", sa.Uuid, sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("snapshot", sa.LargeBinary, nullable=False),
        sa.Column("created_at", _moment, nullable=False),
        sa.Column("expires_at", _moment),
    )
    for name in ("owner_id", "conversation_id", "expires_at"):
        op.create_index(f"ix_shares_{name}", "shares", [name])


def _create_moves() -> None:
    op.create_table(
        "moves",
        sa.Column("token_hash", sa.String, primary_key=True),
        sa.Column("owner_id", sa.String, nullable=False),
        sa.Column("created_at", _moment, nullable=False),
        sa.Column("used_at", _moment),
    )
    op.create_index("ix_moves_owner_id", "moves", ["owner_id"])


def _create_imports() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("owner_id", sa.String, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("preview", sa.LargeBinary),
        sa.Column("outcome", sa.LargeBinary),
        sa.Column("error", sa.Text),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("lease_until", _moment),
        sa.Column("created_at", _moment, nullable=False),
    )
    op.create_index("ix_imports_owner_id", "imports", ["owner_id"])
