"""`webchat setup` in a real terminal (a pseudo-terminal): what it shows can be waited for, answers can be typed."""

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

SECONDS = 30.0
CTRL_C = "\x03"
# The first of a session that asks for a terminal has it: Ctrl-C and hidden input need one that is really its own. Tests
# that run in the background may have been told to ignore Ctrl-C; whoever sits at a terminal has not.
IN_TERMINAL = """
import fcntl, os, signal, sys, termios
signal.signal(signal.SIGINT, signal.SIG_DFL)
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, "-m", "webchat", "setup", *sys.argv[1:]])
"""


class Terminal:
    """The command in a folder of its own, in a terminal of its own. `shown` is all that stood on the screen."""

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        self.shown = ""
        self._seen = 0
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONPATH") if name in os.environ}
        self._screen, inside = pty.openpty()
        self._process = subprocess.Popen(
            [sys.executable, "-c", IN_TERMINAL, *arguments],
            cwd=folder,
            env=kept | {"WEBCHAT_DATA_DIR": str(folder / "data")} | environment,
            stdin=inside,
            stdout=inside,
            stderr=inside,
            start_new_session=True,
        )
        os.close(inside)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait(SECONDS)
        os.close(self._screen)

    def wait_for(self, words: str) -> str:
        """What it shows up to these words, and no earlier ones again."""
        until = time.monotonic() + SECONDS
        while words not in self.shown[self._seen :]:
            assert self._read(until), f"{words!r} is not in {self.shown[self._seen :]!r}"
        end = self.shown.index(words, self._seen) + len(words)
        part, self._seen = self.shown[self._seen : end], end
        return part

    def answer(self, question: str, typed: str) -> str:
        """Wait for the question, type the answer and Enter; what it showed until then."""
        shown = self.wait_for(question)
        self.type(typed + "\n")
        return shown

    @property
    def process_id(self) -> int:
        return self._process.pid

    def type(self, keys: str) -> None:
        os.write(self._screen, keys.encode())

    def interrupt(self) -> int:
        """Press Ctrl-C until the command has ended; its exit code.

        Once is not always enough: Python's `input` misses a signal that comes just before it begins to wait.
        """
        until = time.monotonic() + SECONDS
        while self._process.poll() is None and time.monotonic() < until:
            self.type(CTRL_C)
            pressed_again = time.monotonic() + 1.0
            while self._read(pressed_again):
                pass
        return self.end()

    def end(self) -> int:
        """Wait until the command has ended; its exit code."""
        until = time.monotonic() + SECONDS
        while self._read(until):
            pass
        return self._process.wait(SECONDS)

    def _read(self, until: float) -> bool:
        """Read what comes next; False when the command has ended, or nothing came until then."""
        ready, _, _ = select.select([self._screen], [], [], max(0.0, until - time.monotonic()))
        try:
            piece = os.read(self._screen, 65_536) if ready else b""
        except OSError:  # the other end of a terminal is gone
            piece = b""
        self.shown += piece.decode(errors="replace").replace("\r\n", "\n")
        return bool(piece)
