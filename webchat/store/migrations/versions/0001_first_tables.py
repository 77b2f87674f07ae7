"""The first tables: conversations, messages, submissions, exchanges."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_moment = sa.DateTime(timezone=True)
_IS_RUNNING = sa.text("status IN ('pending', 'streaming')")


def upgrade() -> None:
    _create_conversations()
    _create_messages()
    _create_submissions()
    _create_exchanges()


def downgrade() -> None:
    for table in ("exchanges", "submissions", "messages", "conversations"):
        op.drop_table(table)


def _create_conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("owner_id", sa.String, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("created_at", _moment, nullable=False),
        sa.Column("updated_at", _moment, nullable=False),
        sa.Column("leaf_id", sa.Uuid),
        sa.Column("next_position", sa.Integer, nullable=False),
    )
    op.create_index("ix_conversations_owner_id_updated_at", "conversations", ["owner_id", "updated_at"])


def _create_messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("conversation_id", sa.Uuid, sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
        sa.Column("parent_id", sa.Uuid, sa.ForeignKey("messages.id")),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("reasoning", sa.Text, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("error", sa.String),
        sa.Column("error_detail", sa.JSON),
        sa.Column("model", sa.Text),
        sa.Column("finish_reason", sa.Text),
        sa.Column("prompt_tokens", sa.Integer),
        sa.Column("completion_tokens", sa.Integer),
        sa.Column("left_out", sa.Integer, nullable=False),
        sa.Column("created_at", _moment, nullable=False),
        sa.Column("started_at", _moment),
        sa.Column("finished_at", _moment),
        sa.Column("lease_holder", sa.String),
        sa.Column("lease_until", _moment),
        sa.UniqueConstraint("conversation_id", "position"),
        sa.CheckConstraint("role IN ('user', 'assistant')", name="role"),
        sa.CheckConstraint(
            "status IN ('pending', 'streaming', 'complete', 'stopped', 'failed', 'interrupted')", name="status"
        ),
    )
    op.create_index("ix_messages_parent_id", "messages", ["parent_id"])
    op.create_index(
        "ix_messages_running", "messages", ["conversation_id"], sqlite_where=_IS_RUNNING, postgresql_where=_IS_RUNNING
    )


def _create_submissions() -> None:
    op.create_table(
        "submissions",
        sa.Column("owner_id", sa.String, primary_key=True),
        sa.Column("submission_id", sa.String, primary_key=True),
        sa.Column("conversation_id", sa.Uuid, sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
        sa.Column("message_id", sa.Uuid, nullable=False),
        sa.Column("reply_id", sa.Uuid, nullable=False),
        sa.Column("created_at", _moment, nullable=False),
    )
    op.create_index("ix_submissions_conversation_id", "submissions", ["conversation_id"])


def _create_exchanges() -> None:
    op.create_table(
        "exchanges",
        sa.Column("reply_id", sa.Uuid, sa.ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("method", sa.String, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("request_headers", sa.JSON, nullable=False),
        sa.Column("request_body", sa.LargeBinary, nullable=False),
        sa.Column("request_cut", sa.Integer, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("response_headers", sa.JSON, nullable=False),
        sa.Column("response_body", sa.LargeBinary, nullable=False),
        sa.Column("response_cut", sa.Integer, nullable=False),
        sa.Column("started_at", _moment, nullable=False),
        sa.Column("seconds_to_headers", sa.Double),
        sa.Column("seconds_to_first_byte", sa.Double),
        sa.Column("seconds_total", sa.Double),
        sa.Column("arrivals", sa.LargeBinary, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("usage", sa.JSON),
        sa.Column("finish_reason", sa.Text),
    )
