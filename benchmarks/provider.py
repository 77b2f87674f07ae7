"""A fast provider of the OpenAI-compatible API, in a process of its own: `python -m benchmarks.provider`.

One thread on epoll with bytes made beforehand, so that it is never the part that is measured. What it says, and how
fast, stands in the last message of each request: see `Order`. It ends when its standard input closes.
"""

import heapq
import json
import random
import select
import socket
import sys
import time

from benchmarks.open_files import allow_many_files
from benchmarks.order import Order
from benchmarks.packets import HEAD, document
from benchmarks.speech import Speech

MODELS = {"object": "list", "data": [{"id": "bench-model", "object": "model", "context_length": 1_000_000}]}
READ_SIZE = 65_536
WAITING = 0.5


class Listener:
    """A connection of a client: what it asked and what it has still to hear."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.heard = b""
        self.unsent = b""
        self.speech: Speech | None = None

    def request(self) -> bytes | None:
        """Take one whole request out of what was heard: its body, empty for a GET. None when it is not whole yet."""
        head, blank, rest = self.heard.partition(b"\r\n\r\n")
        if not blank:
            return None
        size = 0
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                size = int(value)
        if len(rest) < size:
            return None
        self.heard = rest[size:]
        return rest[:size]

    def send(self, piece: bytes) -> None:
        """Send as much as the socket takes now. Raises OSError when the client has gone."""
        self.unsent += piece
        try:
            self.unsent = self.unsent[self.connection.send(self.unsent) :]
        except BlockingIOError:
            return


class Provider:
    """Accepts, reads orders, and speaks each in its own rhythm."""

    def __init__(self) -> None:
        self.door = socket.create_server(("127.0.0.1", 0), backlog=2048)
        self.door.setblocking(False)
        self.poll = select.epoll()
        self.poll.register(self.door.fileno(), select.EPOLLIN)
        self.poll.register(sys.stdin.fileno(), select.EPOLLIN)
        self.listeners: dict[int, Listener] = {}
        self.due: list[tuple[float, int, Speech]] = []

    def serve(self) -> None:
        """Serve until standard input closes."""
        while True:
            wait = min(WAITING, max(0.0, self.due[0][0] - time.monotonic())) if self.due else WAITING
            for number, events in self.poll.poll(wait):
                if number == sys.stdin.fileno():
                    return
                if number == self.door.fileno():
                    self.accept()
                else:
                    self.attend(number, events)
            self.speak_what_is_due()

    def accept(self) -> None:
        """Take all that wait at the door."""
        while True:
            try:
                connection, _ = self.door.accept()
            except BlockingIOError:
                return
            connection.setblocking(False)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.listeners[connection.fileno()] = Listener(connection)
            self.poll.register(connection.fileno(), select.EPOLLIN)

    def attend(self, number: int, events: int) -> None:
        """Read from a client, or write what it had no room for."""
        listener = self.listeners[number]
        try:
            if events & select.EPOLLOUT:
                self.go_on(number, listener)
            if events & ~select.EPOLLOUT:
                self.read(number, listener)
        except OSError:
            self.forget(number)

    def read(self, number: int, listener: Listener) -> None:
        """Take what a client sends; answer when a request is whole."""
        piece = listener.connection.recv(READ_SIZE)
        if not piece:
            self.forget(number)
            return
        listener.heard += piece
        if (body := listener.request()) is not None:
            self.answer(number, listener, body)

    def answer(self, number: int, listener: Listener, body: bytes) -> None:
        """Begin to speak what the last message orders; a GET asks for the models."""
        if not body:
            listener.send(document("200 OK", MODELS))
            return
        try:
            order = Order.of(json.loads(body)["messages"][-1]["content"])
        except ValueError as error:
            listener.send(document("400 Bad Request", {"error": {"message": str(error)}}))
            return
        listener.speech = Speech(order)
        listener.unsent = HEAD
        self.go_on(number, listener)
        if order.rate and not listener.speech.is_over:
            first = time.monotonic() + random.random() / order.rate
            heapq.heappush(self.due, (first, number, listener.speech))

    def go_on(self, number: int, listener: Listener) -> None:
        """Say all that may be said at once and that the socket takes; the rest waits for room."""
        listener.send(b"")
        while not listener.unsent and listener.speech and (piece := listener.speech.at_once()):
            listener.send(piece)
        wanted = select.EPOLLIN | select.EPOLLOUT if listener.unsent else select.EPOLLIN
        self.poll.modify(number, wanted)

    def speak_what_is_due(self) -> None:
        """Say the next token of everyone whose time has come."""
        now = time.monotonic()
        while self.due and self.due[0][0] <= now:
            when, number, speech = heapq.heappop(self.due)
            listener = self.listeners.get(number)
            if listener is None or listener.speech is not speech:
                continue
            try:
                listener.send(speech.token())
            except OSError:
                self.forget(number)
                continue
            if listener.unsent:
                self.poll.modify(number, select.EPOLLIN | select.EPOLLOUT)
            if not speech.is_over:
                heapq.heappush(self.due, (when + 1 / speech.order.rate, number, speech))

    def forget(self, number: int) -> None:
        """A client has gone."""
        self.listeners.pop(number).connection.close()


def main() -> None:
    """Say the address, then serve."""
    allow_many_files()
    provider = Provider()
    sys.stdout.write(f"Listening on http://127.0.0.1:{provider.door.getsockname()[1]}\n")
    sys.stdout.flush()
    provider.serve()


if __name__ == "__main__":
    main()
