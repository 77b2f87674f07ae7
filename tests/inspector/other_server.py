"""An OpenAI-compatible server that somebody else wrote: `fakellm`, with uvicorn and Starlette under it."""

import socket
import sys
from typing import Self

from tests.servers import wheels
from tests.servers.server_process import ServerProcess, temporary_folder

RULES = """
version: 1
defaults: {fallback: deterministic_echo}
rules:
  - name: greeting
    when: {messages_contain: "hello"}
    respond: {content: "Grüße, 世界 👋 — here I am."}
"""


class OtherServer:
    """Runs at `address` (host, port) as long as the `with` lasts."""

    def __init__(self) -> None:
        self.address = ("127.0.0.1", wheels.free_port())
        wheels.folder_of("fakellm")
        folder = temporary_folder(self, "fakellm")
        (folder / "fakellm.yaml").write_text(RULES)
        serve = ("serve", "--host", self.address[0], "--port", str(self.address[1]))
        command = (sys.executable, "-c", "from fakellm.cli import main; main()", *serve)
        self._process = ServerProcess(command, log=folder / "log")

    def __enter__(self) -> Self:
        self._process.start(self._is_ready)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()

    def _is_ready(self) -> bool:
        try:
            socket.create_connection(self.address, timeout=1.0).close()
        except OSError:
            return False
        return True
