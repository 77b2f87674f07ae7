"""Forgetting imports: their rows and their files, of one person or of some time ago."""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from webchat.imports import files
from webchat.store import imports
from webchat.store.database import Database

log = logging.getLogger("webchat.imports")


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
    _remove(data_dir, forgotten)
    left = files.ids_older_than(data_dir, older_than)
    with database.reading() as session:
        known = imports.known(session, left)
    _remove(data_dir, set(left) - known)
    return len(forgotten)


def _remove(data_dir: Path, import_ids: Iterable[UUID]) -> None:
    """Each by itself: one that cannot be removed is no reason to keep the others."""
    for import_id in import_ids:
        try:
            files.remove(data_dir, import_id)
        except OSError as problem:
            log.warning("the file of import %s cannot be removed: %s", import_id, problem.strerror)
