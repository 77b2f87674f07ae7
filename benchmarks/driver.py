"""Many chats at once from one process: non-blocking sockets on epoll, each chat a generator of requests.

While the load runs, answers are only collected with the times of their pieces; what they say is read afterwards, so
that the driver costs next to nothing while it measures.
"""

import heapq
import select
import socket
import time
from collections.abc import Generator, Sequence

from benchmarks.answers import Answer, Damaged

READ_SIZE = 262_144
Script = Generator[bytes, Answer, None]


class Visitor:
    """One client with one connection, following its script. `failure` says why it did not come to its end."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.connection: socket.socket | None = None
        self.answer = Answer()
        self.is_done = False
        self.failure: str | None = None


class Driver:
    """Plays scripts against one server. Connections are kept between requests, and between scripts of one visitor."""

    def __init__(self, host: str, port: int) -> None:
        self.address = (host, port)
        self.poll = select.epoll()
        self.visitors: dict[int, Visitor] = {}
        self.running = 0

    def play(self, scripts: Sequence[Script], *, within: float = 0.0, seconds: float = 60.0) -> list[str | None]:
        """Run the scripts, begun evenly `within` so many seconds; for each the failure, or None.

        What has not ended after `seconds` has failed.
        """
        begun = time.monotonic()
        visitors = [Visitor(script) for script in scripts]
        waiting = [(begun + within * number / len(visitors), number) for number in range(len(visitors))]
        self.running = len(visitors)
        while self.running and time.monotonic() < begun + seconds:
            while waiting and waiting[0][0] <= time.monotonic():
                self._begin(visitors[heapq.heappop(waiting)[1]])
            pause = max(0.0, waiting[0][0] - time.monotonic()) if waiting else 0.2
            for number, _ in self.poll.poll(min(pause, 0.2)):
                self._read(self.visitors[number])
        for visitor in visitors:
            if not visitor.is_done:
                self._end(visitor, f"not over after {seconds:.0f} seconds")
        return [visitor.failure for visitor in visitors]

    def _begin(self, visitor: Visitor) -> None:
        request = next(visitor.script, None)
        if request is None:
            self._end(visitor, None)
            return
        try:
            visitor.connection = socket.create_connection(self.address, timeout=10)
        except OSError as error:
            self._end(visitor, f"no connection: {error}")
            return
        visitor.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.visitors[visitor.connection.fileno()] = visitor
        self.poll.register(visitor.connection.fileno(), select.EPOLLIN)
        self._ask(visitor, request)

    def _ask(self, visitor: Visitor, request: bytes) -> None:
        assert visitor.connection
        visitor.answer = Answer()
        try:
            visitor.connection.sendall(request)
        except OSError as error:
            self._end(visitor, f"the request was not taken: {error}")

    def _read(self, visitor: Visitor) -> None:
        assert visitor.connection
        try:
            piece = visitor.connection.recv(READ_SIZE)
            visitor.answer.take(time.monotonic(), piece)
        except (OSError, Damaged) as error:
            self._end(visitor, str(error))
            return
        if not piece:
            self._end(visitor, "the connection was closed in the middle")
        elif visitor.answer.is_whole:
            self._go_on(visitor)

    def _go_on(self, visitor: Visitor) -> None:
        try:
            request = visitor.script.send(visitor.answer)
        except StopIteration:
            self._end(visitor, None)
        except Damaged as error:
            self._end(visitor, str(error))
        else:
            self._ask(visitor, request)

    def _end(self, visitor: Visitor, failure: str | None) -> None:
        visitor.is_done, visitor.failure = True, failure
        self.running -= 1
        if visitor.connection is not None:
            self.visitors.pop(visitor.connection.fileno(), None)
            visitor.connection.close()
