"""The provider that everything goes wrong at: a small HTTP/1.1 server in this process, for this machine only.

It begins to listen when it is first needed, and stops when nobody needed it for a while. It holds nothing, knows no
real key, and answers no browser: a page of another site gets a refusal, and so does a name that leads here.
"""

import errno
import socket
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import Any

from webchat.inspector.parsed_json import parsed_object
from webchat.laboratory.answer import Answer
from webchat.laboratory.answers import answer_to

HOST = "127.0.0.1"
MOST_CONNECTIONS = 16
MOST_BODY = 64 * 1024  # bytes
CONNECTION_SECONDS = 10.0  # the whole life of a connection
SILENCE_SECONDS = 5.0
UNUSED_SECONDS = 900.0
MOST_WRITING_SECONDS, PAUSE_SECONDS = 1.2, 0.06
PASSING = (errno.ECONNABORTED, errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)  # too many files are open, say


class LittleProvider:
    """Safe to use from many threads. Each process has its own."""

    def __init__(
        self, *, unused_seconds: float = UNUSED_SECONDS, connection_seconds: float = CONNECTION_SECONDS
    ) -> None:
        self._unused_seconds, self._connection_seconds = unused_seconds, connection_seconds
        self._listener: socket.socket | None = None
        self._used = 0.0
        self._lock = threading.Lock()
        self._room = threading.BoundedSemaphore(MOST_CONNECTIONS)

    def address(self) -> str:
        """Where it listens, such as `http://127.0.0.1:45123`; it begins to if it does not. Raises OSError."""
        with self._lock:
            self._used = time.monotonic()
            if self._listener is None:
                self._listener = socket.create_server((HOST, 0), backlog=MOST_CONNECTIONS)
                self._listener.settimeout(self._unused_seconds)
                threading.Thread(target=self._accept, args=(self._listener,), name="laboratory", daemon=True).start()
            return f"http://{HOST}:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        """Listen no longer; it begins again when it is needed."""
        with self._lock:
            listener, self._listener = self._listener, None
            if listener is not None:
                _shut(listener)

    def _accept(self, listener: socket.socket) -> None:
        """Take connections until it is shut; only then is its number free for another socket."""
        try:
            with listener:
                while self._is_open(listener):
                    self._accept_one(listener)
        finally:
            self._forget(listener)

    def _accept_one(self, listener: socket.socket) -> None:
        try:
            connection, _ = listener.accept()
        except TimeoutError:
            self._close_if_unused(listener)
        except OSError as error:
            if error.errno not in PASSING:
                self._forget(listener)
            else:
                time.sleep(PAUSE_SECONDS)  # whoever wants to connect waits as long
        else:
            self._take(connection)

    def _is_open(self, listener: socket.socket) -> bool:
        with self._lock:
            return self._listener is listener

    def _forget(self, listener: socket.socket) -> None:
        """The next who needs one gets another."""
        with self._lock:
            if self._listener is listener:
                self._listener = None

    def _close_if_unused(self, listener: socket.socket) -> None:
        """At one go: nobody may be told its address in between."""
        with self._lock:
            if self._listener is listener and time.monotonic() - self._used >= self._unused_seconds:
                self._listener = None
                _shut(listener)

    def _take(self, connection: socket.socket) -> None:
        if self._room.acquire(blocking=False):
            threading.Thread(target=self._serve, args=(connection,), name="laboratory", daemon=True).start()
        else:
            connection.close()

    def _serve(self, connection: socket.socket) -> None:
        end = threading.Timer(self._connection_seconds, _shut, (connection,))
        end.daemon = True
        end.start()
        try:
            with suppress(OSError):
                LittleRequest(connection, connection.getpeername(), self)  # type: ignore[arg-type]  # it is only kept
        finally:
            end.cancel()
            connection.close()
            self._room.release()


class LittleRequest(BaseHTTPRequestHandler):
    """The requests of one connection."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "webchat-laboratory", ""
    timeout = SILENCE_SECONDS
    disable_nagle_algorithm = True

    def do_POST(self) -> None:  # noqa: N802  # the name that http.server looks for
        """Answer as the case wants it, or refuse."""
        body = self._body()  # first of all: where it is left unread, the connection is reset and takes a refusal along
        if not self._is_for_us():
            return self._end_with(403)
        if body is None:
            return self._end_with(400)
        answer = answer_to(self.path, self.headers.get("Authorization", ""), body)
        return self._end_with(404) if answer is None else self._give(answer)

    def log_message(self, *_: Any) -> None:
        """Nothing of it is an event of webchat's."""

    def _is_for_us(self) -> bool:
        """No browser asks here, and nobody by another name than our address."""
        is_of_browser = any(name in self.headers for name in ("Origin", "Sec-Fetch-Site", "Cookie"))
        host, port = self.connection.getsockname()[:2]
        return not is_of_browser and self.headers.get("Host") == f"{host}:{port}"

    def _body(self) -> dict[str, Any] | None:
        """The JSON object that was sent; None when there is none, or too much of it."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MOST_BODY:
            self.close_connection = True
            return None
        return parsed_object(self.rfile.read(int(length)))

    def _end_with(self, status: int) -> None:
        self.close_connection = True
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()

    def _give(self, answer: Answer) -> None:
        if answer.is_silent:
            self._say_nothing()
        elif answer.pieces:
            self._send_pieces(answer)
        else:
            self._head(answer, ("Content-Length", str(len(answer.body))))
            self.wfile.write(answer.body)

    def _head(self, answer: Answer, framing: tuple[str, str]) -> None:
        self.send_response(answer.status)
        for name, value in (*answer.headers.items(), framing):
            self.send_header(name, value)
        self.end_headers()

    def _send_pieces(self, answer: Answer) -> None:
        self._head(answer, ("Transfer-Encoding", "chunked"))
        pause = min(PAUSE_SECONDS, MOST_WRITING_SECONDS / len(answer.pieces))
        for piece in answer.pieces:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            time.sleep(pause)
        if answer.is_cut:
            self.close_connection = True
        else:
            self.wfile.write(b"0\r\n\r\n")

    def _say_nothing(self) -> None:
        """Until whoever asked has hung up, or it has been long enough."""
        self.close_connection = True
        with suppress(TimeoutError):
            self.connection.recv(1)


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
