"""A server's process as the tests hold it: started, waited for, paused, ended, with all that it started in turn."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil

START_SECONDS = 30.0
STOP_SECONDS = 20.0
_LIBC = ctypes.CDLL(None)
_END_WITH_PARENT = 1  # PR_SET_PDEATHSIG, prctl(2)


class ServerProcess:
    """`command` with its output in the file `log`; as another user when `user` is given, which needs root."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        log: Path,
        user: str | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.command, self.log, self.user = list(command), log, user
        self.environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"} | dict(environment or {})
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id of what was started last."""
        assert self.process, f"{self.command[0]} was never started"
        return self.process.pid

    @property
    def is_running(self) -> bool:
        """Whether it was started and has not ended; a paused one runs."""
        return self.process is not None and self.process.poll() is None

    def start(self, is_ready: Callable[[], bool]) -> None:
        """Start it and wait until it is ready. Raises AssertionError with its output when it ends before or is not."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.log.parent,
                env=self.environment,
                start_new_session=True,
                preexec_fn=_end_with_the_tests if _can_end_with_the_tests() else None,
                **identity(self.user),
            )
        wait_until(lambda: not self.is_running or is_ready(), seconds=START_SECONDS)
        if not self.is_running or not is_ready():
            self.kill()
            raise AssertionError(f"{self.command[0]} did not start:\n{self.log.read_text(errors='replace')}")

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> None:
        """Send `sign` and wait for the end; what does not end within 20 s is killed, and that is an error."""
        if not self.is_running:
            return
        assert self.process
        self.resume()
        self.process.send_signal(sign)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def kill(self) -> None:
        """kill -9 to it and all that it started."""
        if not self.is_running:
            return
        assert self.process
        family = self._family()
        for each in family:
            _send(each, signal.SIGKILL)
        self.process.wait(STOP_SECONDS)
        wait_until(lambda: not any(lives(each.pid) for each in family), seconds=STOP_SECONDS)

    def pause(self) -> None:
        """Stop all its processes where they are (SIGSTOP): it still accepts connections, and answers nothing."""
        for each in self._family():
            _send(each, signal.SIGSTOP)

    def resume(self) -> None:
        """Let all its processes go on."""
        for each in reversed(self._family()):
            _send(each, signal.SIGCONT)

    def send(self, sign: signal.Signals) -> None:
        """Send a signal to it alone."""
        assert self.process
        self.process.send_signal(sign)

    def children(self) -> list[psutil.Process]:
        """The processes that it started itself and that still run."""
        return list(psutil.Process(self.pid).children()) if self.is_running else []

    def _family(self) -> list[psutil.Process]:
        if not self.is_running:
            return []
        parent = psutil.Process(self.pid)
        return [parent, *parent.children(recursive=True)]


def temporary_folder(owner: object, kind: str) -> Path:
    """A folder for the data of `owner`, which goes with it at the latest, also when it was never started."""
    folder = Path(tempfile.mkdtemp(prefix=f"webchat-{kind}-"))
    weakref.finalize(owner, shutil.rmtree, folder, ignore_errors=True)
    return folder


def identity(user: str | None) -> dict[str, Any]:
    """What subprocess needs to run a command as this user and in their groups alone."""
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}


def wait_until(is_so: Callable[[], bool], *, seconds: float) -> bool:
    """Whether it came to be so within `seconds`."""
    until = time.monotonic() + seconds
    while not (came := is_so()) and time.monotonic() < until:
        time.sleep(0.01)
    return came


def lives(pid: int) -> bool:
    """Whether a process runs or is paused: not one that has ended and that nobody has asked about."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _send(process: psutil.Process, sign: signal.Signals) -> None:
    try:
        process.send_signal(sign)
    except psutil.NoSuchProcess:
        pass


def _can_end_with_the_tests() -> bool:
    """Linux ties a process to the thread that started it, so that only the main thread will do."""
    return sys.platform == "linux" and threading.current_thread() is threading.main_thread()


def _end_with_the_tests() -> None:
    """Runs in the new process: whatever kills the tests, their servers end too."""
    _LIBC.prctl(_END_WITH_PARENT, signal.SIGTERM)
