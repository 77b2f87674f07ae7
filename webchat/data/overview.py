"""How much somebody has: shown on the page of one's data, and before everything is deleted."""

from webchat.store import owners
from webchat.store.database import Database
from webchat.store.owners import Overview


def overview_of(database: Database, owner: str | None) -> Overview:
    """What this owner has; nobody has nothing."""
    if owner is None:
        return Overview()
    with database.reading() as session:
        return owners.overview(session, owner)
