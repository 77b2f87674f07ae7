"""What can be searched for: titles and messages, folded, in the full text search of each database."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
