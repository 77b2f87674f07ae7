"""Starts the processes of imports, a few at a time, and ends them with the server."""

import json
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path
from uuid import UUID

from webchat.errors import Busy, StorageUnavailable
from webchat.imports import files
from webchat.store import imports
from webchat.store.database import Database
from webchat.store.imports import Lease

AT_ONCE = 2
ENDING_TAKES = 5.0  # seconds
LONGEST = 6 * 3_600.0  # seconds
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "PGSSLROOTCERT")
log = logging.getLogger("webchat.imports")


class Porter:
    """The imports of this server process. `url` is the database's, for the processes; they get no other secret."""

    def __init__(self, database: Database, url: str, data_dir: Path) -> None:
        self._database, self._url, self._data_dir = database, url, data_dir
        self._running: dict[UUID, subprocess.Popen[bytes]] = {}

    def check_room(self) -> None:
        """Raise Busy when as many imports run as may at once."""
        if len(self._running) >= AT_ONCE:
            raise Busy("Others are importing just now. Please try again in a minute.", retry_after=30)

    def start(self, lease: Lease, task: str) -> None:
        """Let a process of its own do it. Raises StorageUnavailable when that cannot be started."""
        package = Path(__file__).parents[2]
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        try:
            process = subprocess.Popen(
                [sys.executable, "-m", "webchat.imports"],
                bufsize=0,  # nothing is left to be written when its input is closed
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                env=environment | {"PYTHONPATH": os.pathsep.join([str(package), *filter(None, sys.path)])},
            )
        except OSError as problem:
            self._fail(lease, "The import could not be started. Please try again in a minute.")
            raise StorageUnavailable("The import could not be started. Please try again in a minute.") from problem
        self._running[lease.import_id] = process
        self._tell(process, lease, task)
        watcher = threading.Thread(target=self._watch, args=(process, lease), name="import-watch", daemon=True)
        watcher.start()

    def _tell(self, process: "subprocess.Popen[bytes]", lease: Lease, task: str) -> None:
        order = {
            "task": task,
            "database": self._url,
            "path": str(files.path_of(self._data_dir, lease.import_id)),
            "import_id": str(lease.import_id),
            "owner_id": lease.owner_id,
            "lease_until": lease.until.isoformat(),
        }
        assert process.stdin
        try:
            process.stdin.write(json.dumps(order).encode() + b"\n")
        except BrokenPipeError:
            log.warning("the process of an import ended at once")

    def _watch(self, process: "subprocess.Popen[bytes]", lease: Lease) -> None:
        """Wait for its end; one that was killed, or is never done, leaves words behind."""
        try:
            code = process.wait(LONGEST)
        except subprocess.TimeoutExpired:
            process.kill()
            code = process.wait(ENDING_TAKES)
        self._running.pop(lease.import_id, None)
        assert process.stdin
        process.stdin.close()
        if code:
            log.warning("the process of an import ended with %s", code)
            self._fail(lease, "The import broke off. What was imported before is kept; it can be started again.")

    def _fail(self, lease: Lease, words: str) -> None:
        try:
            with self._database.writing() as session:
                imports.fail(session, lease.owner_id, lease.import_id, words)
        except StorageUnavailable as problem:  # its lease runs out, and its page says so
            log.warning("the end of an import could not be stored: %s", problem.__cause__ or problem)

    def close(self) -> None:
        """Ask all processes to end, and kill those that do not."""
        running = list(self._running.values())
        for process in running:
            assert process.stdin
            process.stdin.close()
        for process in running:
            try:
                process.wait(ENDING_TAKES)
            except subprocess.TimeoutExpired:
                process.kill()
