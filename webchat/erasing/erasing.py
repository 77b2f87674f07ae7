"""Deletes everything of somebody, in short transactions, so that others are served meanwhile."""

import logging
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from webchat.erasing.receipt import Receipt, receipt_for
from webchat.errors import NotFound, StorageUnavailable
from webchat.imports import forgetting
from webchat.store import deleted_words, owners
from webchat.store.database import Database
from webchat.store.owners import Deleted
from webchat.wording import N_

PAUSE = 0.005  # seconds between two batches, in which others write
LOG_TRIES, BETWEEN_TRIES = 20, 0.05  # seconds; while somebody reads, the database's log cannot be emptied
log = logging.getLogger("webchat.erasing")


class NotAllErased(StorageUnavailable):
    """The database failed half-way: what was deleted stays deleted."""


def erase(
    database: Database, data_dir: Path, theirs: Sequence[str], *, stop: Callable[[str, uuid.UUID], object]
) -> Receipt:
    """Delete conversations, and whatever belongs to them, of all these owners; `stop` ends an owner's running reply.

    Raises NotAllErased: called again, it goes on.
    """
    deleted, imports = Deleted(), 0
    try:
        for owner in theirs:
            _stop_all(database, owner, stop)
            imports += forgetting.forget_all(database, data_dir, owner)
            while not (batch := _delete_some(database, owner)).is_nothing:
                deleted += batch
                time.sleep(PAUSE)
        while _merge_words_away(database):
            time.sleep(PAUSE)
        _empty_log(database)
    except StorageUnavailable as error:
        raise NotAllErased(
            N_(
                "Not everything could be deleted yet: %(count)s conversations are gone, the rest is still there. "
                "Please press the button again."
            ),
            count=deleted.conversations,
        ) from error
    return receipt_for(deleted, imports=imports)


def _stop_all(database: Database, owner: str, stop: Callable[[str, uuid.UUID], object]) -> None:
    with database.reading() as session:
        running = owners.running_replies(session, owner)
    for reply_id in running:
        with suppress(NotFound):  # it was put away, and stops by itself
            stop(owner, reply_id)


def _delete_some(database: Database, owner: str) -> Deleted:
    with database.writing() as session:
        return owners.delete_some(session, owner)


def _merge_words_away(database: Database) -> bool:
    with database.writing() as session:
        return deleted_words.merge_away(session)


def _empty_log(database: Database) -> None:
    for _ in range(LOG_TRIES):
        if database.forget_deleted():
            return
        time.sleep(BETWEEN_TRIES)
    log.warning("what was deleted is overwritten only with what is written next: the database's log is in use")
