"""Every request that a reply took, not only the last, and which messages each part of it came from.

Headers become lists of lines: a name may be repeated.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_moment = sa.DateTime(timezone=True)
_KEPT = (
    "reply_id, method, url, request_body, request_cut, status, response_body, response_cut, started_at, "
    "seconds_to_headers, seconds_to_first_byte, seconds_total, arrivals, attempts, usage, finish_reason"
)
_LINES = {  # of an object, in its order
    "sqlite": "(SELECT json_group_array(json_array(key, value)) FROM json_each({}))",
    "postgresql": "(SELECT coalesce(json_agg(json_build_array(key, value)), '[]') FROM json_each({}))",
}
_OBJECT = {  # of lines; a name that is repeated stands there as often
    "sqlite": "(SELECT json_group_object(json_extract(value, '$[0]'), json_extract(value, '$[1]')) FROM json_each({}))",
    "postgresql": "(SELECT coalesce(json_object_agg(value ->> 0, value ->> 1), '{{}}') FROM json_array_elements({}))",
}


def upgrade() -> None:
    """SQLite cannot change a primary key: the table is made anew."""
    _create(
        "exchanges_numbered",
        sa.Column("ordinal", sa.Integer, primary_key=True),
        sa.Column("sources", sa.LargeBinary),
        sa.Column("is_sent", sa.Boolean, nullable=False),
        sa.Column("is_starred", sa.Boolean, nullable=False),
    )
    headers = _headers(_LINES)
    op.execute(
        f"INSERT INTO exchanges_numbered ({_KEPT}, request_headers, response_headers, ordinal, is_sent, is_starred) "
        f"SELECT {_KEPT}, {headers}, 1, true, false FROM exchanges"
    )
    _replace("exchanges_numbered")


def downgrade() -> None:
    """Of several requests the last one stays."""
    _create("exchanges_single")
    headers = _headers(_OBJECT)
    last = "ordinal = (SELECT max(ordinal) FROM exchanges AS others WHERE others.reply_id = exchanges.reply_id)"
    op.execute(
        f"INSERT INTO exchanges_single ({_KEPT}, request_headers, response_headers) "
        f"SELECT {_KEPT}, {headers} FROM exchanges WHERE {last}"
    )
    _replace("exchanges_single")


def _headers(forms: dict[str, str]) -> str:
    form = forms[op.get_bind().dialect.name]
    return ", ".join(form.format(f"exchanges.{name}") for name in ("request_headers", "response_headers"))


def _replace(name: str) -> None:
    op.drop_table("exchanges")
    op.rename_table(name, "exchanges")
    if op.get_bind().dialect.name == "postgresql":
        for constraint in ("pk_{}", "fk_{}_reply_id"):
            old, new = constraint.format(name), constraint.format("exchanges")
            op.execute(f"ALTER TABLE exchanges RENAME CONSTRAINT {old} TO {new}")


def _create(name: str, *more: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("reply_id", sa.Uuid, sa.ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True),
        *more,
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
