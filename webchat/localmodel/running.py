"""The built-in model, running: starts its process, and starts it again on the same port whenever it dies.

One thread of this process spawns the child and watches it. Processes that this one forks (gunicorn's workers) share
the model by its address only: for them `close` does nothing, and their end does not touch it.
"""

import http.client
import logging
import os
import threading
import time
from pathlib import Path
from typing import Self

from webchat.localmodel.child import ChildProcess
from webchat.localmodel.errors import OTHERWISE, LocalModelUnavailable
from webchat.localmodel.launch import Launch, check_library

WATCH_SECONDS = 1.0
HEALTH_SECONDS = 2.0
STEADY_SECONDS = 60.0
FIRST_DELAY_SECONDS = 0.25
LONGEST_DELAY_SECONDS = 30.0
CLOSE_SECONDS = 10.0
LOG = logging.getLogger(__name__)


class LocalModel:
    """A model that serves at `base_url` until `close`, or until this process ends in whatever way."""

    def __init__(self, launch: Launch, ready_timeout: float) -> None:
        self._launch = launch
        self._ready_timeout = ready_timeout
        self._owner = os.getpid()
        self._port = 0
        self._child: ChildProcess | None = None
        self._is_settled = threading.Event()
        self._is_closing = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="localmodel", daemon=True)

    @classmethod
    def start(cls, model_file: Path, *, threads: int | None = None, ready_timeout: float = 30.0) -> Self:
        """Start the model and wait, at most `ready_timeout` seconds, until it answers.

        `threads` compute; by default one less than there are processors. Raises LocalModelUnavailable.
        """
        check_library()
        launch = Launch(model_file, threads)
        model = cls(launch, ready_timeout)
        model._watcher.start()
        model._is_settled.wait(ready_timeout + WATCH_SECONDS)
        if model._port and model.is_ready():
            return model
        model.close()
        raise LocalModelUnavailable(
            f"The built-in model does not start (its log is {launch.log}): see whether {model_file} is whole "
            f"and memory is free, {OTHERWISE}."
        )

    @property
    def base_url(self) -> str:
        """The API's address; it stays the same over restarts."""
        return f"http://127.0.0.1:{self._port}/v1"

    @property
    def pid(self) -> int | None:
        """The process that serves now; None between two."""
        child = self._child
        return child.pid if child else None

    def is_ready(self) -> bool:
        """Whether the model answers now; works in forked processes too. Takes HEALTH_SECONDS at most."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=HEALTH_SECONDS)
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def close(self) -> None:
        """End the model's process and wait for its end. In a forked process: nothing."""
        if os.getpid() != self._owner:
            return
        self._is_closing.set()
        if child := self._child:
            child.cut()
        self._watcher.join(CLOSE_SECONDS)

    def _watch(self) -> None:
        deaths = 0
        while self._may_run():
            started = time.monotonic()
            try:
                self._run_once()
            except OSError:
                LOG.exception("The built-in model's process cannot be started.")
            if not self._port:
                self._is_settled.set()
                return
            deaths = 1 if time.monotonic() - started > STEADY_SECONDS else deaths + 1
            self._pause(restart_delay(deaths))

    def _pause(self, seconds: float) -> None:
        if self._may_run():
            LOG.warning("The built-in model's process ended; it is started again in %.2f s.", seconds)
            self._is_closing.wait(seconds)

    def _run_once(self) -> None:
        """One life of the child: from its start until its death, or until we close."""
        child = ChildProcess.spawn(self._launch.command(self._port), self._launch.environment())
        self._child = child
        if port := self._await_port(child):
            self._port = port
            self._is_settled.set()
            while self._may_run() and child.read(WATCH_SECONDS) != b"":
                continue
        if os.getpid() == self._owner:
            self._child = None
            child.end()

    def _await_port(self, child: ChildProcess) -> int | None:
        """The port that the child tells once it serves; None when it died first or took too long."""
        deadline = time.monotonic() + self._ready_timeout
        while self._may_run() and time.monotonic() < deadline:
            line = child.read(min(WATCH_SECONDS, self._ready_timeout))
            if line is not None:
                return int(line) if line else None
        return None

    def _may_run(self) -> bool:
        """Not when closing, and not in a fork: gevent's threads go on living there."""
        return not self._is_closing.is_set() and os.getpid() == self._owner


def restart_delay(deaths: int) -> float:
    """Seconds to wait after so many deaths in a row: doubling, so at most eight tries in the first minute."""
    doublings = min(deaths - 1, 10)
    return float(min(FIRST_DELAY_SECONDS * 2**doublings, LONGEST_DELAY_SECONDS))
