"""Where files are handed in, started and cancelled: rows, files and processes in the right order."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from webchat.errors import Busy, InvalidInput, StorageUnavailable
from webchat.imports import files
from webchat.imports.porter import Porter
from webchat.store import imports
from webchat.store.database import Database
from webchat.store.imports import Import, Lease
from webchat.wording import N_

ROOM = 10_000_000_000  # bytes of all files that wait or are just coming
_GONE = N_(
    "The file is not here any more, or it lies on another machine of this server. Please bring it again; what was "
    "imported before is kept."
)


class Counter:
    """The imports that people bring to one server. Whose an import is, is for the caller to know."""

    def __init__(self, database: Database, data_dir: Path, porter: Porter) -> None:
        self._database, self._data_dir, self._porter = database, data_dir, porter

    def check_room(self) -> None:
        """Raise Busy when a file that came now could not be looked at, or would fill the disk."""
        self._porter.check_room()
        if files.bytes_in(self._data_dir) > ROOM:
            raise Busy(
                N_("Too many files wait to be imported here. Please try again in some hours."), retry_after=3_600
            )

    def take(self, owner_id: str, receive: Callable[[Path], str]) -> UUID:
        """Take a file in place of those that wait, and begin to look through it; the id of the import.

        `receive` writes it to a path and returns its name; what it raises goes on to the caller. When others were
        quicker the file waits, with words. Raises StorageUnavailable.
        """
        import_id = imports.new_id()
        name = receive(files.path_of(self._data_dir, import_id))
        try:
            with self._database.writing() as session:
                replaced = imports.forget_waiting(session, owner_id)
                lease = imports.add(session, owner_id, import_id=import_id, file_name=name)
        except StorageUnavailable:
            files.remove(self._data_dir, import_id)
            raise
        for each in replaced:
            files.remove(self._data_dir, each)
        self._look_at(lease)
        return import_id

    def _look_at(self, lease: Lease) -> None:
        try:
            self._porter.start(lambda: lease, "reading")
        except Busy as problem:
            with self._database.writing() as session:
                imports.finish(session, lease, "failed", error=str(problem))

    def has_file(self, import_id: UUID) -> bool:
        """Whether its file is here."""
        return files.path_of(self._data_dir, import_id).exists()

    def start(self, found: Import) -> None:
        """Bring what was looked at into the database, or look again when that broke off; not if that is done or runs.

        Raises InvalidInput when its file is not here, Busy, and StorageUnavailable.
        """
        if found.status == "done" or found.is_at_work:
            return
        if not self.has_file(found.id):
            raise InvalidInput(_GONE)
        has_preview = bool(found.preview and found.preview.get("conversations"))
        task: imports.Task = "importing" if has_preview else "reading"

        def claim() -> Lease | None:
            with self._database.writing() as session:
                return imports.claim(session, found.owner_id, found.id, task)

        self._porter.start(claim, task)

    def cancel(self, found: Import) -> None:
        """Stop it. What was imported already stays. Raises StorageUnavailable."""
        with self._database.writing() as session:
            imports.cancel(session, found.owner_id, found.id)
