"""Which version of the tables this code works with, and which one a database has; known without importing Alembic."""

from typing import cast

from sqlalchemy import Connection, inspect, text

from webchat.errors import ConfigurationError

HEAD = "0006"


def version_of(connection: Connection) -> str | None:
    """The version of the tables (four digits), or None for a database that has none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return cast("str | None", connection.scalar(text("SELECT version_num FROM alembic_version")))


def is_current(version: str | None) -> bool:
    """Whether nothing is left to migrate. Raises ConfigurationError when the version is newer than this code."""
    if version is not None and version not in _known():
        raise ConfigurationError(
            f"The database has version {version} of the tables, and this webchat knows them only up to {HEAD}: "
            "start the newer webchat, or restore a backup of the time before it."
        )
    return version == HEAD


def _known() -> list[str]:
    return [f"{number:04}" for number in range(1, int(HEAD) + 1)]
