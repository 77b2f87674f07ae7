"""gunicorn's gevent worker, ending idle keep-alive connections when it is told to stop, instead of waiting for them.

gunicorn arms a time-out whenever a connection waits for its next request; that is how an idle one is recognised.
"""

import signal
import time
from types import FrameType
from typing import Any

import gevent
from greenlet import greenlet
from gunicorn.workers.ggevent import GeventWorker

from webchat.reloading.taking import take_newer
from webchat.server import FINISH_WITHIN

UNREAD_BYTES, UNREAD_STEP, UNREAD_SECONDS = 4 * 1024 * 1024, 65_536, 5.0


class Worker(GeventWorker):  # type: ignore[misc]
    """A gevent worker that stops within moments when nothing is running."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.is_in_haste = False
        self.idle: dict[gevent.Timeout, greenlet] = {}

    def init_process(self) -> None:
        """gunicorn listens to signals only after gevent has patched all: one that came before would be lost."""
        signal.signal(signal.SIGTERM, self.handle_exit)
        super().init_process()

    def init_signals(self) -> None:
        """A SIGHUP to all processes of a group, as when a terminal closes, is the arbiter's to answer."""
        super().init_signals()
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def notify(self) -> None:
        """Once a second gunicorn's arbiter hears from us, and we see whether it has read the configuration again."""
        super().notify()
        if self.booted:
            take_newer(self.app.offered, self.wsgi.extensions["switchboard"])

    def timeout_ctx(self) -> gevent.Timeout:
        """The bound on waiting for the next request of a connection."""
        return IdleTimeout(self.cfg.keepalive, self.idle)

    def handle_request(self, listener_name: Any, req: Any, sock: Any, addr: Any) -> None:
        """Answer one request. gunicorn would then read what is left of its body without bound: a little is read here,
        so that the answer is not lost, and with more the connection ends."""
        super().handle_request(listener_name, req, sock, addr)
        if not self.alive:
            raise StopIteration("the server stops")
        until = time.monotonic() + UNREAD_SECONDS
        unread = 0
        while piece := req.body.read(UNREAD_STEP):
            unread += len(piece)
            if unread > UNREAD_BYTES or time.monotonic() > until:
                raise StopIteration("the body was larger than anybody wanted")
            gevent.sleep(0)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """SIGTERM: take no new request, finish those that run."""
        super().handle_exit(sig, frame)
        if not self.booted:
            return  # it ends as soon as it would begin
        if desk := getattr(self.wsgi, "extensions", {}).get("desk"):
            gevent.spawn(desk.prepare_to_close, 0.0 if self.is_in_haste else FINISH_WITHIN)
        gevent.spawn(self.end_idle_connections)

    def handle_quit(self, sig: int, frame: FrameType | None) -> None:
        """SIGINT, and the SIGQUIT that the arbiter sends after it: stop now, saving running replies as interrupted."""
        self.is_in_haste = True
        self.handle_exit(sig, frame)

    def end_idle_connections(self) -> None:
        """Let every connection that waits for a request run into its time-out now."""
        for timeout, waiting in list(self.idle.items()):
            gevent.kill(waiting, timeout)


class IdleTimeout(gevent.Timeout):
    """A silent time-out that is listed while its connection waits."""

    def __init__(self, seconds: float, listed: dict[gevent.Timeout, greenlet]) -> None:
        super().__init__(seconds, False)  # type: ignore[arg-type]  # False: end silently
        self.listed = listed

    def __enter__(self) -> Any:
        self.listed[self] = gevent.getcurrent()
        return super().__enter__()

    def __exit__(self, kind: Any, value: Any, traceback: Any) -> Any:
        self.listed.pop(self, None)
        return super().__exit__(kind, value, traceback)
