"""Sessions as JSON files in the data directory, for one process.

cachelib's cache falls back to pickle, evicts live sessions past its threshold, and takes a file that cannot be read for
a session that does not exist; ours does none of that.
"""

import struct
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

from cachelib.file import FileSystemCache
from cachelib.serializers import JSONSerializer
from flask import Flask
from flask_session.base import ServerSideSession
from flask_session.cachelib.cachelib import CacheLibSessionInterface

from webchat.errors import StorageUnavailable
from webchat.web.session_cookie import OwnCookie
from webchat.wording import N_

EXPIRY = struct.Struct("I")  # how cachelib begins a file


class FileSessions(OwnCookie, CacheLibSessionInterface):  # type: ignore[misc]
    """Sessions as files in the data directory; cachelib only returns False where one cannot be written."""

    @classmethod
    def in_folder(cls, app: Flask, folder: Path) -> Self:
        """The sessions of this folder, whose expired files are deleted every day."""
        cache = JsonFileCache(folder)
        threading.Thread(target=cache.sweep_daily, name="session-sweep", daemon=True).start()
        return cls(app, client=cache, key_prefix="", sid_length=32)

    def _upsert_session(self, session_lifetime: timedelta, session: ServerSideSession, store_id: str) -> None:
        if not self.cache.set(store_id, dict(session), timeout=int(session_lifetime.total_seconds())):
            raise StorageUnavailable(
                N_("Your session cannot be saved at the moment. Nothing was lost; please try again.")
            )

    def _delete_session(self, store_id: str) -> None:
        if not self.cache.delete(store_id):
            raise StorageUnavailable(N_("Your session cannot be ended at the moment. Please try again."))


class JsonFileCache(FileSystemCache):
    """cachelib's file cache without eviction (threshold 0) and without pickle.

    A file that cannot be read is a failure, never a session that does not exist: that would make its owner a stranger.
    """

    serializer = JSONSerializer()  # type: ignore[assignment]

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder), threshold=0, mode=0o600)

    def get(self, key: str) -> Any:
        """The session; None when there is none or it has expired. Raises StorageUnavailable when it cannot be read."""
        try:
            content = Path(self._get_filename(key)).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageUnavailable(N_("Your session cannot be read at the moment. Please try again.")) from error
        is_whole = len(content) > EXPIRY.size
        if not is_whole or EXPIRY.unpack_from(content)[0] < time.time():
            return None
        return self.serializer.loads(content[EXPIRY.size :])

    def sweep(self) -> None:
        """Delete the files of sessions that have expired."""
        self._remove_expired(time.time())

    def sweep_daily(self) -> None:
        """Sweep now and every day, for as long as the process lives."""
        while True:
            self.sweep()
            time.sleep(timedelta(days=1).total_seconds())
