"""The files that people bring, in the data directory until they are imported or forgotten."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from webchat.errors import StorageUnavailable
from webchat.imports.problems import FileTooLarge
from webchat.wording import N_

LARGEST = 256 * 1024 * 1024  # bytes
_TURN = 1_000_000  # bytes after which others get a turn
_PAUSE = 0.000_5  # seconds; a pause of nothing would not let gevent look who else is waiting
_ENDING = ".upload"


def path_of(data_dir: Path, import_id: UUID) -> Path:
    """Where the file of an import is, or would be."""
    return data_dir / "imports" / f"{import_id}{_ENDING}"


def remove(data_dir: Path, import_id: UUID) -> None:
    """Delete the file of an import, if it is there."""
    path_of(data_dir, import_id).unlink(missing_ok=True)


def bytes_in(data_dir: Path) -> int:
    """How large all files together are."""
    total = 0
    for path in (data_dir / "imports").glob(f"*{_ENDING}"):
        with suppress(OSError):  # removed meanwhile
            total += path.stat().st_size
    return total


def ids_older_than(data_dir: Path, age: timedelta) -> list[UUID]:
    """The imports whose files were written longer ago than this; what else lies there is passed over."""
    until = time.time() - age.total_seconds()
    found = []
    for path in (data_dir / "imports").glob(f"*{_ENDING}"):
        with suppress(ValueError, OSError):  # no name of ours, or removed meanwhile
            if path.stat().st_mtime < until:
                found.append(UUID(path.stem))
    return found


class Incoming:
    """A file that is just coming in, readable by its owner only. It is what a form parser writes to."""

    def __init__(self, path: Path, largest: int = LARGEST) -> None:
        self._path, self._largest, self.size = path, largest, 0
        try:
            path.parent.mkdir(mode=0o700, exist_ok=True)
            self._file = os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")
        except OSError as problem:
            raise _no_room(problem) from problem

    def write(self, content: bytes) -> int:
        """Keep more of it. Raises FileTooLarge and StorageUnavailable."""
        before = self.size
        self.size += len(content)
        if self.size > self._largest:
            raise too_large(self._largest)
        self._try(lambda: self._file.write(content))
        if before // _TURN != self.size // _TURN:
            time.sleep(_PAUSE)
        return len(content)

    def seek(self, position: int) -> int:
        """Called when all has come."""
        return position

    def close(self) -> None:
        """Have it written."""
        self._try(self._file.close)

    def discard(self) -> None:
        """It is not wanted."""
        try:
            self._file.close()
        except OSError:
            pass  # what could not be written is deleted
        self._path.unlink(missing_ok=True)

    def _try(self, action: Callable[[], object]) -> None:
        try:
            action()
        except OSError as problem:
            raise _no_room(problem) from problem


def too_large(largest: int) -> FileTooLarge:
    """Why a file of more than so many bytes is refused, and what to do."""
    return FileTooLarge(
        N_(
            "This file is larger than %(megabytes)s MB, which is the most that can be brought at once. Nothing was "
            "stored. If it is ChatGPT’s ZIP with pictures, unpack it and choose conversations.json alone."
        ),
        megabytes=largest // (1024 * 1024),
    )


def _no_room(problem: OSError) -> StorageUnavailable:
    """The system's own words stay English: they are for the administrator."""
    return StorageUnavailable(
        N_("The file cannot be kept: %(reason)s. Nothing was stored; the administrator has to make room."),
        reason=(problem.strerror or "the disk does not answer").lower(),
    )
