"""Runs the bare relay under gunicorn as webchat is run: `python -m benchmarks.relay http://…/v1`."""

import socket
import sys
from typing import Any

from gunicorn.app.base import BaseApplication

from benchmarks.open_files import allow_many_files

BACKLOG = 2048
OPTIONS = {
    "workers": 1,
    "worker_class": "gevent",
    "worker_connections": 2000,
    "keepalive": 75,
    "control_socket_disable": True,
    "loglevel": "warning",
}


class Relay(BaseApplication):  # type: ignore[misc]
    """gunicorn with the settings of webchat's own server, where they matter."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        listener = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)
        self.port = listener.getsockname()[1]
        self.descriptor = listener.detach()
        super().__init__()

    def load_config(self) -> None:
        """Set what gunicorn needs to know."""
        for name, value in OPTIONS.items():
            self.cfg.set(name, value)
        self.cfg.set("bind", f"fd://{self.descriptor}")
        self.cfg.set("post_worker_init", self.say_where)

    def load(self) -> Any:
        """The application, made in the worker, after gevent has patched it."""
        from benchmarks.relay_app import create_relay

        return create_relay(self.base_url)

    def say_where(self, worker: Any) -> None:
        """Print the address once the worker answers."""
        sys.stdout.write(f"Listening on http://127.0.0.1:{self.port}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    allow_many_files()
    Relay(sys.argv[1]).run()
