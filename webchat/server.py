"""Runs webchat under gunicorn with gevent workers, from validated settings to a listening socket.

The arbiter stays small: it owns the socket and the built-in model's process, and imports neither Flask nor `requests`,
since gevent must patch a worker before they are loaded there.
"""

import errno
import logging
import os
import resource
import signal
import socket
import sys
from contextlib import ExitStack, suppress
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from webchat import configuration, data_dir, localmodel
from webchat.config import Settings
from webchat.errors import ConfigurationError, WebchatError
from webchat.metrics.board import Board
from webchat.models.catalogue import Catalogue
from webchat.reloading.arbiter import Arbiter
from webchat.reloading.handover import Handover
from webchat.reloading.reload import Reload

GRACE = 30
FINISH_WITHIN = 20.0  # seconds for running replies when the server stops
BACKLOG = 2048
MANY_FILES = 65_536
CANNOT_START = 2
ECHOES = ("Shutting down: Master", "Reason: App failed to load.", f"exited with code {Arbiter.APP_LOAD_ERROR}.")


def run(settings: Settings) -> None:
    """Serve until a signal ends it. Raises WebchatError when it cannot start."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until the arbiter listens: what it asks for is read now anyway
    settings = data_dir.prepare(settings)
    allow_many_files()
    listener = listen(settings.host, settings.port)
    with ExitStack() as stack:
        catalogue, built_in_url = _offered(settings), None
        if catalogue.has_built_in:
            local = localmodel.start(settings.data_dir, report=say)
            stack.callback(local.close)
            built_in_url = local.base_url
            catalogue = catalogue.with_built_in_at(built_in_url)
        serve(Server(settings, catalogue, listener, built_in_url=built_in_url))


def _offered(settings: Settings) -> Catalogue:
    """What the configuration offers, after telling what of it has no effect."""
    text = configuration.text_of(settings)
    catalogue = configuration.catalogue_of(settings, text=text)
    for warning in configuration.warnings_about(os.environ, settings, catalogue, text=text):
        say(f"webchat: {warning}")
    return catalogue


def serve(server: "Server") -> None:
    """Run the arbiter; a start that failed in a worker, whose sentence was told there, ends with exit code 2."""
    arbiter = os.getpid()
    try:
        server.run()
    except SystemExit as ended:
        if os.getpid() == arbiter and ended.code in (Arbiter.WORKER_BOOT_ERROR, Arbiter.APP_LOAD_ERROR):
            raise SystemExit(CANNOT_START) from None
        raise


def allow_many_files() -> None:
    """Raise our own limit of open files, as far as the system lets us: each open page takes one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MANY_FILES if hard == resource.RLIM_INFINITY else min(hard, MANY_FILES)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    with suppress(ValueError, OSError):  # some systems allow less than they say
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def say(words: str) -> None:
    """Tell the person at the terminal."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 picks a free one. Raises ConfigurationError when it cannot be had."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise ConfigurationError(f"HOST '{host}' is not allowed: this machine does not know that name.") from error
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        reason = (error.strerror or str(error)).lower()
        if error.errno == errno.EADDRNOTAVAIL:
            raise ConfigurationError(f"HOST '{host}' is not allowed: it is no address of this machine.") from error
        raise ConfigurationError(
            f"PORT '{port}' cannot be used on {host} ({reason}): stop what listens there, or give another port."
        ) from error
    return listener


def address_of(listener: socket.socket) -> str:
    """The URL of a listening socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class QuietLogger(Logger):  # type: ignore[misc]
    """gunicorn's logger through ours: its warnings, but no second report of a start that failed."""

    def setup(self, cfg: Any) -> None:
        """Use the handlers of the root logger."""
        self.error_log = logging.getLogger("webchat.server")
        self.error_log.setLevel(logging.WARNING)
        self.access_log = logging.getLogger("webchat.access")

    def error(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Log an error, but for the echo of a failed start."""
        line = msg % args if args else msg
        if not any(echo in line for echo in ECHOES):
            super().error(msg, *args, **kwargs)


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings; each worker makes the application for itself, after gevent has patched it."""

    def __init__(
        self, settings: Settings, catalogue: Catalogue, listener: socket.socket, *, built_in_url: str | None = None
    ) -> None:
        self.settings, self.board = settings, Board(settings.workers)
        self.offered = Handover(catalogue)
        self.reading = Reload(settings, self.offered, built_in_url)
        self.address = address_of(listener)
        self.descriptor = listener.detach()  # from here on gunicorn's
        super().__init__()

    def load_config(self) -> None:
        """Set what gunicorn needs to know."""
        options = {
            "bind": f"fd://{self.descriptor}",
            "workers": self.settings.workers,
            "worker_class": "webchat.server_worker.Worker",
            "worker_connections": 2000,
            "keepalive": 75,
            "graceful_timeout": GRACE,
            "control_socket_disable": True,
            "logger_class": QuietLogger,
            "pre_fork": self.worker_begins,
            "child_exit": self.worker_ended,
            "post_worker_init": self.worker_is_ready,
            "worker_exit": finish_replies,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application, in a worker. When it cannot be made the sentence is told and gunicorn ends (exit code 4)."""
        from webchat import create_app

        try:
            return create_app(self.settings, self.offered.thing, self.board)
        except WebchatError as error:
            say(f"webchat: {error}")
            sys.exit(Arbiter.APP_LOAD_ERROR)

    def run(self) -> None:
        """Serve until a signal ends it."""
        Arbiter(self).run()

    def worker_begins(self, arbiter: Any, worker: Any) -> None:
        """Before a worker is forked: give it the memory that it counts in."""
        self.board.lend(worker.age, beside=_numbers_of(arbiter))

    def worker_ended(self, arbiter: Any, worker: Any) -> None:
        """After a worker has ended, also by kill -9: what it had open is not open any more."""
        self.board.keep_only(_numbers_of(arbiter))

    def worker_is_ready(self, worker: Any) -> None:
        """Say where the page is, once, when the first worker answers."""
        if worker.age == 1:
            say(f"Listening on {self.address}")


def _numbers_of(arbiter: Any) -> set[int]:
    return {worker.age for worker in arbiter.WORKERS.values()}


def finish_replies(server: Any, worker: Any) -> None:
    """A worker is about to end: let its running replies end, and save the rest."""
    extensions = getattr(getattr(worker, "wsgi", None), "extensions", {})
    if "desk" in extensions and os.getpid() == worker.pid:
        extensions["housekeeping"].close()
        if "porter" in extensions:
            extensions["porter"].close()
        extensions["desk"].close(0.0 if worker.is_in_haste else FINISH_WITHIN)
