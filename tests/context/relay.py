"""Stands between webchat and the built-in model: keeps what was really sent, and has the model's own server count it.

A short request goes on to the model. Of a long one, which would take the model many seconds to read, the server is
asked only how many tokens it has (`POST /v1/chat/completions/input_tokens`), and the usage says that.
"""

import http.client
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

LONG = 120  # tokens
MOST = 2048  # what the model can read: it refuses more at once, without reading it


class Relay:
    """Serves at `base_url`. `sent` holds the messages of every request, `counted` what the server counted for it."""

    def __init__(self, model_url: str) -> None:
        self.model_url = model_url
        self.sent: list[list[dict[str, str]]] = []
        self.counted: list[int] = []
        self.asked_really = 0
        self.is_silent = threading.Event()  # /tokenize does not answer while it is set
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        self.base_url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def ask_model(self, path: str, body: bytes) -> tuple[int, bytes]:
        """What the model's server answers."""
        connection = http.client.HTTPConnection(urlsplit(self.model_url).netloc, timeout=60)
        connection.request("POST", path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        status, content = answer.status, answer.read()
        connection.close()
        return status, content

    def complete(self, body: bytes) -> tuple[int, bytes]:
        """A reply to what was sent, with the server's own count."""
        _, answer = self.ask_model("/v1/chat/completions/input_tokens", body)
        count = json.loads(answer)["input_tokens"]
        self.sent.append(json.loads(body)["messages"])
        self.counted.append(count)
        if LONG < count < MOST:
            return 200, _reply(count)
        status, answer = self.ask_model("/v1/chat/completions", body)
        told = re.findall(rb'"(?:prompt_tokens|n_prompt_tokens)":(\d+)', answer)
        assert [int(number) for number in told] == [count], answer  # the usage, or the size in a refusal
        self.asked_really += 1
        return status, answer


def _reply(prompt_tokens: int) -> bytes:
    usage = {"prompt_tokens": prompt_tokens, "completion_tokens": 1}
    events: list[dict[str, Any]] = [
        {"choices": [{"index": 0, "delta": {"content": "Yes"}, "finish_reason": None}]},
        {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
        {"choices": [], "usage": usage},
    ]
    return b"".join(b"data: %s\n\n" % json.dumps(event).encode() for event in events) + b"data: [DONE]\n\n"


def _handler_of(relay: Relay) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/tokenize" and relay.is_silent.is_set():
                self.close_connection = True
                return
            is_reply = self.path == "/v1/chat/completions"
            self._answer(*(relay.complete(body) if is_reply else relay.ask_model(self.path, body)))

        def do_GET(self) -> None:
            self._answer(200, b'{"data": []}')

        def _answer(self, status: int, content: bytes) -> None:
            kind = "text/event-stream" if content.startswith(b"data:") else "application/json"
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    return Handler
