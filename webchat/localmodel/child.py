"""One child process and the socket that ties it to us: its standard input and output in one.

Deliberately not `subprocess`: our process may be gunicorn's arbiter, whose signal handler reaps every child, and may
run under gevent, whose own handling of children would disturb that. The closed socket tells of the end instead.
"""

import os
import signal
import socket
import time
from dataclasses import dataclass
from typing import Self

END_SECONDS = 2.0
REAP_STEP_SECONDS = 0.01
BLOCKED_FROM_BIRTH = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


@dataclass(frozen=True)
class ChildProcess:
    """A started child. All its methods are for the process that spawned it, not for forks of that."""

    pid: int
    lifeline: socket.socket

    @classmethod
    def spawn(cls, command: list[str], environment: dict[str, str]) -> Self:
        """Start the command, deaf to the terminal's signals. Raises OSError when it cannot be started."""
        ours, theirs = socket.socketpair()
        try:
            pid = os.posix_spawn(
                command[0],
                command,
                environment,
                file_actions=[(os.POSIX_SPAWN_DUP2, theirs.fileno(), 0), (os.POSIX_SPAWN_DUP2, theirs.fileno(), 1)],
                setsigmask=BLOCKED_FROM_BIRTH,
            )
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        return cls(pid, ours)

    def read(self, seconds: float) -> bytes | None:
        """What the child wrote; b"" when it has ended; None when neither happened in that time."""
        self.lifeline.settimeout(seconds)
        try:
            return self.lifeline.recv(256)
        except TimeoutError:
            return b"" if self._is_reaped() else None
        except OSError:
            return b""

    def end(self, within: float = END_SECONDS) -> None:
        """Make it end: ask by closing its input, and kill it after `within` seconds. Leaves no zombie."""
        self.cut()
        if not self._ends_within(within):
            self._kill()
        self.lifeline.close()

    def cut(self) -> None:
        """Close its input, even where a forked process holds the same socket."""
        try:
            self.lifeline.shutdown(socket.SHUT_WR)
        except OSError:
            return

    def _ends_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._is_reaped():
                return True
            time.sleep(REAP_STEP_SECONDS)
        return self._is_reaped()

    def _kill(self) -> None:
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self._ends_within(END_SECONDS)

    def _is_reaped(self) -> bool:
        """Whether it has ended; reaps it, unless somebody else already has."""
        try:
            return os.waitpid(self.pid, os.WNOHANG)[0] == self.pid
        except ChildProcessError:
            return True
