"""Forgetting imports: their rows and their files, of one person or of some time ago."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from webchat.imports import files
from webchat.store import imports
from webchat.store.database import Database


def forget_all(database: Database, data_dir: Path, owner_id: str) -> int:
    """Forget all imports of an owner; whoever works on one stops. Returns how many. Raises StorageUnavailable."""
    with database.writing() as session:
        forgotten = imports.forget(session, owner_id)
    for import_id in forgotten:
        files.remove(data_dir, import_id)
    return len(forgotten)


def sweep(database: Database, data_dir: Path, older_than: timedelta) -> int:
    """Forget old imports that nobody works on, and files that belong to none; returns how many imports."""
    with database.writing() as session:
        forgotten = imports.forget_older(session, datetime.now(UTC) - older_than)
    for import_id in forgotten:
        files.remove(data_dir, import_id)
    left = files.ids_older_than(data_dir, older_than)
    with database.reading() as session:
        known = imports.known(session, left)
    for import_id in set(left) - known:
        files.remove(data_dir, import_id)
    return len(forgotten)
