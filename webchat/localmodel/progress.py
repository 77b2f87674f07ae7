"""How far a download has come, seen from outside: by the growth of the largest file in its folder."""

import os
import time
from collections.abc import Callable
from pathlib import Path

STEP_PERCENT = 5


class Progress:
    """Tells each step through `report`, as a line for a person."""

    def __init__(self, folder: Path, total_bytes: int, report: Callable[[str], None]) -> None:
        self._folder = folder
        self._total_bytes = total_bytes
        self._report = report
        self._fetched_bytes = 0
        self._told_percent = 0
        self._moved_at = time.monotonic()

    def look(self) -> None:
        """Look again, and report when a step is done."""
        fetched = _largest_file(self._folder)
        if fetched <= self._fetched_bytes:
            return
        self._fetched_bytes = fetched
        self._moved_at = time.monotonic()
        percent = min(100 * fetched // self._total_bytes, 100)
        if percent >= self._told_percent + STEP_PERCENT:
            self._told_percent = percent
            self._report(f"Fetching the built-in model: {percent} %")

    def idle_seconds(self) -> float:
        """For how long nothing has arrived."""
        return time.monotonic() - self._moved_at


def _largest_file(folder: Path) -> int:
    """In bytes. Files may vanish while we look."""
    largest = 0
    for path, _, names in os.walk(folder):
        for name in names:
            try:
                largest = max(largest, os.stat(os.path.join(path, name)).st_size)
            except FileNotFoundError:
                continue
    return largest
