"""Replies can be asked to stop by any process; token counts may pass two billion."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("messages", sa.Column("stop_requested", sa.Boolean, nullable=False, server_default=sa.false()))
    if op.get_bind().dialect.name == "postgresql":  # SQLite's integers have 64 bits as they are
        for name in ("prompt_tokens", "completion_tokens"):
            op.alter_column("messages", name, type_=sa.BigInteger)


def downgrade() -> None:
    op.drop_column("messages", "stop_requested")
    if op.get_bind().dialect.name == "postgresql":
        for name in ("prompt_tokens", "completion_tokens"):
            op.alter_column("messages", name, type_=sa.Integer)
