"""Starts the processes of imports, a few at a time, and ends them with the server."""

import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from webchat.errors import Busy, StorageUnavailable
from webchat.imports import files
from webchat.store import imports
from webchat.store.database import Database
from webchat.store.imports import Lease
from webchat.wording import N_

AT_ONCE = 2
ENDING_TAKES = 3.0  # seconds
PATIENCE = 5.0  # seconds in which a process may end that is just about to
LONGEST = 6 * 3_600.0  # seconds
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "PGSSLROOTCERT")
_NOT_STARTED = N_("The import could not be started. Please try again in a minute.")
_BROKEN_OFF = N_("The import broke off. What was imported before is kept; it can be started again.")
log = logging.getLogger("webchat.imports")


class Porter:
    """The imports of this server process. `url` is the database's, for the processes; they get no other secret.

    `retention_days`: how long conversations are kept, or None; who imports older ones is told. `patience`: how many
    seconds to wait for a place.
    """

    def __init__(
        self,
        database: Database,
        url: str,
        data_dir: Path,
        *,
        retention_days: int | None,
        at_once: int = AT_ONCE,
        patience: float = PATIENCE,
    ) -> None:
        self._database, self._url, self._data_dir = database, url, data_dir
        self._retention_days, self._at_once, self._patience = retention_days, at_once, patience
        self._running: set[subprocess.Popen[bytes]] = set()
        self._places_taken = 0
        self._place = threading.Condition()

    def check_room(self) -> None:
        """Raise Busy when as many imports run as may at once."""
        if not self._has_place():
            raise Busy(N_("Others are importing just now. Please try again in a minute."), retry_after=30)

    def _has_place(self) -> bool:
        return self._places_taken < self._at_once

    def start(self, claim: Callable[[], Lease | None], task: str) -> None:
        """Let a process of its own do it, if `claim`, asked when there is a place for one, gives the right to.

        Raises Busy without a place, and StorageUnavailable when no process can be started.
        """
        with self._place:
            self._place.wait_for(self._has_place, self._patience)
            self.check_room()
            self._places_taken += 1
        is_started = False
        try:
            if lease := claim():
                self._begin(lease, task)
                is_started = True
        finally:
            if not is_started:
                self._give_place_back()

    def _give_place_back(self) -> None:
        with self._place:
            self._places_taken -= 1
            self._place.notify()

    def _begin(self, lease: Lease, task: str) -> None:
        try:
            process = self._process()
        except OSError as problem:
            self._fail(lease, _NOT_STARTED)
            raise StorageUnavailable(_NOT_STARTED) from problem
        self._running.add(process)
        self._tell(process, lease, task)
        threading.Thread(target=self._watch, args=(process, lease), name="import-watch", daemon=True).start()

    def _process(self) -> "subprocess.Popen[bytes]":
        package = Path(__file__).parents[2]
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        return subprocess.Popen(
            [sys.executable, "-m", "webchat.imports"],
            bufsize=0,  # nothing is left to be written when its input is closed
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env=environment | {"PYTHONPATH": os.pathsep.join([str(package), *filter(None, sys.path)])},
        )

    def _tell(self, process: "subprocess.Popen[bytes]", lease: Lease, task: str) -> None:
        order = {
            "task": task,
            "database": self._url,
            "path": str(files.path_of(self._data_dir, lease.import_id)),
            "import_id": str(lease.import_id),
            "owner_id": lease.owner_id,
            "lease_until": lease.until.isoformat(),
            "retention_days": self._retention_days,
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
        self._running.discard(process)
        self._give_place_back()
        assert process.stdin
        process.stdin.close()
        if code:
            log.warning("the process of an import ended with %s", code)
            self._fail(lease, _BROKEN_OFF)

    def _fail(self, lease: Lease, words: str) -> None:
        """Say so at once if this lease is still the one that holds; else it runs out, and its page says so then."""
        try:
            with self._database.writing() as session:
                imports.finish(session, lease, "failed", error=words)
        except StorageUnavailable as problem:
            log.warning("the end of an import could not be stored: %s", problem.__cause__ or problem)

    def close(self) -> None:
        """Ask all processes to end, and kill those that do not."""
        running = list(self._running)
        for process in running:
            assert process.stdin
            process.stdin.close()
        until = time.monotonic() + ENDING_TAKES
        for process in running:
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(ENDING_TAKES)
