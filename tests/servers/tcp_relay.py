"""One connection through a `TcpProxy`: two threads, one for each direction, under the weather that the test makes."""

import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass

from tests.servers.http_responses import HeldResponses

PIECE = 65_536
STEPS_A_SECOND = 50
CLOSE_SECONDS = 5.0
LOOK_AGAIN = struct.pack("ll", 0, 100_000)  # struct timeval: who cannot write looks every 0.1 s whether to go on
RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # struct linger: on, without time; close() then sends RST


@dataclass(frozen=True, slots=True)
class Weather:
    """How the network is at the moment. `speed` is in bytes a second, for each connection and direction."""

    is_held: bool = False
    speed: float | None = None
    is_buffering: bool = False
    buffer_bytes: int | None = None


class Sky:
    """The weather over all connections of a proxy; `changed` is told of every change."""

    def __init__(self) -> None:
        self.weather, self.changed = Weather(), threading.Condition()

    def become(self, weather: Weather) -> None:
        """Change the weather."""
        with self.changed:
            self.weather = weather
            self.changed.notify_all()

    def await_passage(self, is_over: Callable[[], bool]) -> Weather:
        """Wait while nothing is let through, or until it is over; the weather then."""
        with self.changed:
            self.changed.wait_for(lambda: is_over() or not self.weather.is_held)
            return self.weather

    def wait(self, seconds: float) -> None:
        """Wait so long, or until the weather changes."""
        with self.changed:
            self.changed.wait(seconds)


class Relay:
    """A client's connection and the one to the server that belongs to it. `ended` is called once, with this relay."""

    def __init__(
        self, sky: Sky, client: socket.socket, server: socket.socket, ended: Callable[["Relay"], object]
    ) -> None:
        self.sky, self.pair, self.is_reset = sky, (client, server), False
        self.is_closed = threading.Event()
        self._ended = ended
        self._directions = 2
        self._lock = threading.Lock()
        for each in self.pair:
            each.settimeout(None)
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            each.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, LOOK_AGAIN)
        weather = sky.weather
        held = HeldResponses(weather.buffer_bytes) if weather.is_buffering else None
        for source, sink, responses in ((client, server, None), (server, client, held)):
            threading.Thread(target=self._forward, args=(source, sink, responses), daemon=True).start()

    def reset(self) -> None:
        """End both sides with RST, now."""
        self.is_reset = True
        for each in self.pair:
            _wake_reader(each)
        self.sky.become(self.sky.weather)  # wakes who waits for another

    def _forward(self, source: socket.socket, sink: socket.socket, held: HeldResponses | None) -> None:
        try:
            while (piece := source.recv(PIECE)) and not self.is_reset:
                self._write(sink, held.pass_on(piece) if held else piece)
            if held:
                self._write(sink, held.rest())
            if not self.is_reset:
                sink.shutdown(socket.SHUT_WR)
        except OSError:  # one side was reset or is gone: the other is to know
            self.reset()
        finally:
            self._end_direction()

    def _write(self, sink: socket.socket, piece: bytes) -> None:
        while piece and not self.is_reset:
            weather = self.sky.await_passage(lambda: self.is_reset)
            now = piece if weather.speed is None else piece[: max(1, int(weather.speed / STEPS_A_SECOND))]
            if self.is_reset:
                return
            sent = _send_some(sink, now)
            piece = piece[sent:]
            if weather.speed is not None:
                self.sky.wait(sent / weather.speed)

    def _end_direction(self) -> None:
        with self._lock:
            self._directions -= 1
            if self._directions:
                return
        for each in self.pair:
            if self.is_reset:
                each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
            each.close()
        self._ended(self)
        self.is_closed.set()


def _send_some(sink: socket.socket, piece: bytes) -> int:
    try:
        return sink.send(piece)
    except BlockingIOError:
        return 0


def _wake_reader(connection: socket.socket) -> None:
    """Whoever reads gets the end; nothing is told to the other side of the network."""
    try:
        connection.shutdown(socket.SHUT_RD)
    except OSError:
        pass
