"""webchat as a person starts it: the real command in a process of its own, stopped by the test that started it."""

import os
import queue
import re
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Self

START_SECONDS = 60.0


class RunningWebchat:
    """`webchat run` on a free port. `output` collects what it prints; `url` is where it listens.

    `file_limit` bounds the size of any file that it writes, in bytes.
    """

    def __init__(self, folder: Path, *, file_limit: int | None = None, **environment: str) -> None:
        folder.mkdir(exist_ok=True)
        kept = {
            name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONPATH") if name in os.environ
        }
        defaults = {"PORT": "0", "WEBCHAT_DATA_DIR": str(folder / "data"), "WEBCHAT_TITLES": "off"}
        self.environment = kept | defaults | environment
        self.folder, self.file_limit = folder, file_limit
        self.output: list[str] = []
        self.url = ""

    def start(self) -> Self:
        """Start it and wait until it says where it listens."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "webchat", "run"],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=self._limit_files if self.file_limit else None,
        )
        lines: queue.Queue[str | None] = queue.Queue()
        self.reader = threading.Thread(target=self._read, args=(lines,), daemon=True)
        self.reader.start()
        until = time.monotonic() + START_SECONDS
        while (line := lines.get(timeout=max(0.1, until - time.monotonic()))) is not None:
            if found := re.match(r"Listening on (http://\S+)", line):
                self.url = found[1]
                return self
        raise AssertionError(f"webchat ended with {self.process.wait(10)}:\n{''.join(self.output)}")

    def _limit_files(self) -> None:
        assert self.file_limit
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.file_limit, self.file_limit))

    def _read(self, lines: "queue.Queue[str | None]") -> None:
        assert self.process.stdout
        with self.process.stdout as printed:
            for line in printed:
                self.output.append(line)
                lines.put(line)
        lines.put(None)

    def stop(self, sign: signal.Signals = signal.SIGTERM, *, within: float = 40.0) -> int:
        """Send a signal to the process that was started; returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(sign)
        code = self.process.wait(within)
        self.reader.join(10)
        return code

    def kill_all(self) -> None:
        """kill -9 to it and all its children at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)
        self.reader.join(10)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        try:
            self.stop()
        except subprocess.TimeoutExpired:
            self.kill_all()
            raise


def run_to_end(folder: Path, *arguments: str, seconds: float = 60.0, **environment: str) -> tuple[int, str]:
    """Run a command of webchat that ends by itself; its exit code and all that it printed."""
    webchat = RunningWebchat(folder, **environment)
    done = subprocess.run(
        [sys.executable, "-m", "webchat", *arguments],
        cwd=folder,
        env=webchat.environment,
        capture_output=True,
        text=True,
        timeout=seconds,
    )
    return done.returncode, done.stdout + done.stderr
