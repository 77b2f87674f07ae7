"""A lock between processes: a file that one of them holds, and that the system frees when its holder ends or dies."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from webchat.localmodel.errors import LocalModelUnavailable

WAIT_SECONDS = 3600.0
TRY_SECONDS = 0.2


@contextmanager
def held(path: Path, report: Callable[[str], None], *, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the lock, made when it does not exist; says through `report` once that it has to wait.

    Raises LocalModelUnavailable after `wait_seconds`, OSError when the file cannot be opened.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _acquire(descriptor, report, wait_seconds)
        yield
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, report: Callable[[str], None], wait_seconds: float) -> None:
    deadline = time.monotonic() + wait_seconds
    is_waiting = False
    while not _is_free(descriptor):
        if not is_waiting:
            report("Another webchat is fetching the built-in model; waiting for it.")
            is_waiting = True
        if time.monotonic() > deadline:
            raise LocalModelUnavailable(
                "Another webchat has been fetching the built-in model for too long: end it, and try again."
            )
        time.sleep(TRY_SECONDS)


def _is_free(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
