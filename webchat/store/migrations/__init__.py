"""The history of the tables, applied by Alembic. Imported only when a database is not at the newest version."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration, made here so that no ini file has to be found."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(connection: Connection) -> None:
    """Bring the tables to the newest version inside the transaction that this connection is in."""
    command.upgrade(configuration(connection), "head")
