"""Which model a conversation is answered by, what each reply was asked with and cost, and what an owner has used."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_TokenCount = sa.BigInteger().with_variant(sa.Integer, "sqlite")


_IS_EDITED = sa.text("edited_at IS NOT NULL")
_Json = sa.JSON(none_as_null=True)
_ADDED = (
    ("conversations", "assistant", sa.String),
    ("conversations", "overrides", _Json),
    ("messages", "asked_with", _Json),
    ("messages", "cached_tokens", _TokenCount),
    ("messages", "reasoning_tokens", _TokenCount),
    ("messages", "seconds_to_text", sa.Double),
    ("messages", "counted_seconds", sa.Double),
    ("messages", "cost_nanos", _TokenCount),
    ("messages", "currency", sa.String),
    ("messages", "continued_from", sa.Integer),
)


def upgrade() -> None:
    for table, name, kind in _ADDED:
        op.add_column(table, sa.Column(name, kind))
    op.create_table(
        "usage_days",
        sa.Column("owner_id", sa.String, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("currency", sa.String, primary_key=True),
        sa.Column("replies", _TokenCount, nullable=False),
        sa.Column("estimated_replies", _TokenCount, nullable=False),
        sa.Column("prompt_tokens", _TokenCount, nullable=False),
        sa.Column("completion_tokens", _TokenCount, nullable=False),
        sa.Column("cost_nanos", _TokenCount, nullable=False),
    )
    op.create_index("ix_usage_days_day", "usage_days", ["day"])
    op.create_index(
        "ix_messages_edited_at",
        "messages",
        ["conversation_id", "edited_at"],
        sqlite_where=_IS_EDITED,
        postgresql_where=_IS_EDITED,
    )


def downgrade() -> None:
    op.drop_index("ix_messages_edited_at", "messages")
    op.drop_table("usage_days")
    for table, name, _ in reversed(_ADDED):
        op.drop_column(table, name)
