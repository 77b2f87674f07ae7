"""Starts the servers to measure, each as it is started in earnest, in processes of their own, and ends them."""

import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit
from urllib.request import urlopen

START_SECONDS, STOP_SECONDS = 60.0, 40.0
PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONPATH")
LOAD = {
    "OPENAI_API_KEY": "sk-bench-0123456789abcdef",
    "WEBCHAT_MODEL": "bench-model",
    "WEBCHAT_RATE_LIMIT": "off",
    "WEBCHAT_TITLES": "off",
    "WEBCHAT_MAX_RUNNING": "5000",
    "WEBCHAT_MAX_RUNNING_PER_SESSION": "5000",
    "WEBCHAT_CONTEXT_TOKENS": "1000000",
    "PORT": "0",
}
ROOT = Path(__file__).parents[1]


class Server:
    """A process that prints `Listening on http://…` once it answers. `log` keeps all that it printed."""

    def __init__(self, *command: str, environment: dict[str, str] | None = None, folder: Path = ROOT) -> None:
        kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        paths = [str(ROOT), *filter(None, [kept.get("PYTHONPATH")])]
        self.log: list[str] = []
        self.begun = time.monotonic()
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env=kept | {"PYTHONPATH": os.pathsep.join(paths)} | (environment or {}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._listening = threading.Event()
        self.url = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._listening.wait(START_SECONDS)
        if not self.url:
            self.close()
            raise RuntimeError(f"{' '.join(command)} did not start:\n{''.join(self.log)}")

    @property
    def host(self) -> str:
        """Where it listens."""
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        """Where it listens."""
        return urlsplit(self.url).port or 0

    @property
    def id(self) -> int:
        """The process that was started."""
        return self.process.pid

    def seconds_to_first_page(self) -> float:
        """From its start to its first page; asked at once after the start."""
        with urlopen(f"{self.url}/", timeout=START_SECONDS) as page:
            page.read()
        return time.monotonic() - self.begun

    def close(self) -> None:
        """End it."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(STOP_SECONDS)
        self._reader.join(STOP_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as printed:
            for line in printed:
                self.log.append(line)
                if found := re.match(r"Listening on (http://\S+)", line):
                    self.url = found[1]
                    self._listening.set()
        self._listening.set()


def provider() -> Server:
    """The benchmark's provider."""
    return Server(sys.executable, "-m", "benchmarks.provider")


def relay(base_url: str) -> Server:
    """The bare relay in front of a provider."""
    return Server(sys.executable, "-m", "benchmarks.relay", base_url)


def webchat(base_url: str, folder: Path, **settings: str) -> Server:
    """webchat in front of a provider, with its data in `folder`."""
    environment = settings_of_webchat(base_url, folder) | settings
    return Server(sys.executable, "-m", "webchat", "run", environment=environment, folder=folder)


def settings_of_webchat(base_url: str, folder: Path) -> dict[str, str]:
    """Its environment: no limits that would refuse a load."""
    return LOAD | {"OPENAI_BASE_URL": base_url, "WEBCHAT_DATA_DIR": str(folder / "data")}


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder for data on a real disk: beside the temporary files when those lie on one, else in the checkout."""
    on_disk = _kind_of_file_system(Path(tempfile.gettempdir())) != "tmpfs"
    return tempfile.TemporaryDirectory(prefix="webchat-bench-", dir=None if on_disk else ROOT)


def _kind_of_file_system(folder: Path) -> str:
    mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    return max(((place, kind) for place, kind in mounts if folder.is_relative_to(place)), key=lambda one: len(one[0]))[
        1
    ]
