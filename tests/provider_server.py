"""The tests' own provider: a real HTTP/1.1 server on loopback that plays an OpenAI-compatible API, politely or not.

    with ProviderServer() as provider:
        provider.reply_with("Hello **you**")
        ...  # the app under test talks to provider.base_url
        assert provider.requests[-1].json["model"] == "model-a"

It writes raw bytes to the socket, so that a test decides about packets, chunks, cuts and silence. By hand:
`python -m tests.provider_server --port 9901 --words-per-second 20`.
"""

import argparse
import json
import select
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, Self

from tests.provider.packets import (
    DONE,
    Hold,
    Part,
    Pause,
    chunk,
    cut,
    event,
    finish,
    pause,
    reset,
    token,
    wait_for,
)
from tests.provider.replies import Answer, Judge, Recorded, Reply, document, listing, polite, refused_key

__all__ = [
    "DONE",
    "Part",
    "ProviderServer",
    "Recorded",
    "chunk",
    "cut",
    "event",
    "finish",
    "pause",
    "reset",
    "token",
    "wait_for",
]


class ClientGone(Exception):
    """The client closed its side before the answer was complete."""


class ProviderServer:
    """A provider that is up as long as the `with` lasts. Every method may be called while it runs.

    `models` is what GET /v1/models lists: names, or whole entries. `requests` holds all that came. `closed_by_client`
    is set when a client hangs up on an unfinished answer. `judge` may refuse a request with a status and a JSON body.
    """

    def __init__(self, port: int = 0, *, tls: ssl.SSLContext | None = None) -> None:
        self.models: list[str | dict[str, Any]] = ["model-a"]
        self.requests: list[Recorded] = []
        self.closed_by_client = threading.Event()
        self.judge: Judge | None = None
        self._tls = tls
        self._key: str | None = None
        self._default: Reply = polite("Hello **you**")
        self._special: list[Answer] = []
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", port), backlog=1024)
        self.port: int = self._listener.getsockname()[1]
        self.base_url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}/v1"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        _shut(self._listener)
        with self._lock:
            for connection in self._open:
                _shut(connection)
        for thread in self._threads:
            thread.join(5)

    def reply_with(
        self,
        text: str | Callable[[Recorded], str],
        *,
        words_per_second: float | None = None,
        finish_reason: str = "stop",
        reasoning: str = "",
        stream: bool = True,
    ) -> None:
        """Answer every request from now on with `text`, or with what it returns for the request, word by word.

        A request that does not ask for a stream gets one JSON document; with `stream=False` every request does.
        """
        self._special.clear()
        self._default = polite(text, words_per_second, finish_reason, reasoning, stream)

    def fail_with(
        self,
        status: int,
        body: object = None,
        *,
        headers: Mapping[str, str] | None = None,
        times: int | None = None,
    ) -> None:
        """Refuse with `status` and `body`: bytes as they are, else JSON. After `times` requests, reply again."""
        if body is None:
            body = {
                "error": {"message": "The server had an error", "type": "server_error", "param": None, "code": None}
            }
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"Content-Type": "text/html" if content.startswith(b"<") else "application/json"} | dict(headers or {})
        self._add(document(content, status, given, times))

    def answer_raw(
        self,
        parts: Iterable[Part],
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        chunked: bool = True,
        times: int | None = None,
    ) -> None:
        """Send exactly these packets: each as one chunk, or without `chunked` unframed up to the connection's end.

        A Content-Length or `Connection: close` is sent only when given in `headers`.
        """
        given = {"Content-Type": "text/event-stream"} | dict(headers or {})
        self._add(Answer(list(parts), status, given, chunked=chunked, times=times))

    def require_key(self, key: str | None) -> None:
        """Refuse every other key, or none, in OpenAI's words; None accepts all."""
        self._key = key

    def connections_open(self) -> int:
        """Return how many connections are open, idle ones too."""
        with self._lock:
            return len(self._open)

    def _add(self, answer: Answer) -> None:
        if answer.times is None:
            self._special.clear()
        self._special.append(answer)

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self._open.add(connection)
            self._start(self._serve, connection)

    def _serve(self, plain: socket.socket) -> None:
        connection = plain
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls:
                connection = self._tls.wrap_socket(plain, server_side=True)
                self._swap(plain, connection)
            buffered = connection.makefile("rb")
            with buffered:
                while not self._stopping.is_set() and (request := _read_request(buffered)):
                    self.requests.append(request)
                    if not self._answer(connection, request):
                        return
        except (ClientGone, OSError):
            if not self._stopping.is_set():
                self.closed_by_client.set()
        finally:
            self._swap(connection, None)
            connection.close()

    def _swap(self, old: socket.socket, new: socket.socket | None) -> None:
        with self._lock:
            self._open.discard(old)
            if new is not None:
                self._open.add(new)

    def _answer(self, connection: socket.socket, request: Recorded) -> bool:
        """Send one answer; say whether the connection stays open for another request."""
        answer = self._choose(request)
        has_length = any(name.lower() == "content-length" for name in answer.headers)
        framed = answer.chunked and not has_length
        head = answer.headers | ({"Transfer-Encoding": "chunked"} if framed else {})
        lines = [f"HTTP/1.1 {answer.status} Status", *(f"{name}: {value}" for name, value in head.items())]
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
        for part in answer.parts:
            if not self._play(connection, part, framed):
                return False
        if framed:
            connection.sendall(b"0\r\n\r\n")
        return framed or has_length

    def _play(self, connection: socket.socket, part: Part, framed: bool) -> bool:
        if isinstance(part, bytes):
            connection.sendall(b"%x\r\n%b\r\n" % (len(part), part) if framed else part)
        elif isinstance(part, Pause):
            self._wait(connection, part.seconds, threading.Event())
        elif isinstance(part, Hold):
            self._wait(connection, 60, part.event)
        else:
            if part.with_reset:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        return True

    def _choose(self, request: Recorded) -> Answer:
        if self._key is not None and request.headers.get("authorization") != f"Bearer {self._key}":
            return refused_key(request.headers.get("authorization", "").removeprefix("Bearer "))
        while self._special:
            answer = self._special[0]
            if answer.times is None:
                return answer
            if answer.times > 0:
                answer.times -= 1
                return answer
            self._special.pop(0)
        if self.judge is not None and (refusal := self.judge(request)):
            return document(json.dumps(refusal[1]).encode(), refusal[0])
        if request.path.split("?")[0].endswith("/models"):
            return listing(self.models)
        return self._default(request)

    def _wait(self, connection: socket.socket, seconds: float, released: threading.Event) -> None:
        """Wait, but notice a client that goes away meanwhile."""
        end = time.monotonic() + seconds
        while not released.is_set() and not self._stopping.is_set() and (left := end - time.monotonic()) > 0:
            readable, _, _ = select.select([connection], [], [], min(left, 0.005))
            if readable and not connection.recv(1):
                raise ClientGone


def _read_request(stream: Any) -> Recorded | None:
    line = stream.readline().decode("latin-1").split()
    if len(line) != 3:
        return None
    headers: dict[str, str] = {}
    while header := stream.readline().decode("latin-1").rstrip("\r\n"):
        name, _, value = header.partition(":")
        headers[name.lower()] = value.strip()
    body = stream.read(int(headers.get("content-length", "0")))
    return Recorded(line[0], line[1], headers, body, json.loads(body) if body else None)


def _shut(connection: socket.socket) -> None:
    try:
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
    except OSError:
        pass
    if connection.type == socket.SOCK_STREAM and connection.fileno() >= 0:
        connection.close()


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=9901)
    parser.add_argument("--words-per-second", type=float, default=20)
    options = parser.parse_args()
    with ProviderServer(options.port) as provider:
        provider.reply_with(
            lambda request: f"You said:\n\n> {request.json['messages'][-1]['content']}\n\n" + "And so on. " * 50,
            words_per_second=options.words_per_second,
        )
        print(provider.base_url, flush=True)  # noqa: T201
        threading.Event().wait()


if __name__ == "__main__":
    main()
