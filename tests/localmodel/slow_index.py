"""A package index over HTTP that stops in the middle of the wheel until it is told to go on."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WAIT_SECONDS = 20.0


@dataclass
class SlowIndex:
    """`reached_middle` is set when half of the wheel is sent; the rest follows once `may_finish` is set."""

    wheel_name: str
    wheel: bytes
    url: str = ""
    reached_middle: threading.Event = field(default_factory=threading.Event)
    may_finish: threading.Event = field(default_factory=threading.Event)

    def page(self) -> bytes:
        return f'<!DOCTYPE html><html><body><a href="/{self.wheel_name}">{self.wheel_name}</a></body></html>'.encode()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        if handler.path.endswith(".whl"):
            self._send(handler, "application/octet-stream", len(self.wheel))
            middle = len(self.wheel) // 2
            handler.wfile.write(self.wheel[:middle])
            self.reached_middle.set()
            self.may_finish.wait(WAIT_SECONDS)
            handler.wfile.write(self.wheel[middle:])
        else:
            self._send(handler, "text/html", len(self.page()))
            handler.wfile.write(self.page())

    def _send(self, handler: BaseHTTPRequestHandler, content_type: str, length: int) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", content_type)
        handler.send_header("Content-Length", str(length))
        handler.end_headers()


@contextmanager
def serving(index: SlowIndex) -> Iterator[SlowIndex]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                index.answer(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        index.url = f"http://127.0.0.1:{server.server_address[1]}/simple"
        yield index
        index.may_finish.set()
        server.shutdown()
        thread.join()
