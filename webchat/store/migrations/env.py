"""Run by Alembic: applies the versions on the connection it was given, inside that connection's own transaction."""

from alembic import context

import webchat.store  # noqa: F401  (so that every table is known to the metadata)
from webchat.store.base import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()
