"""Waiting for the database while it is away, in the background: nobody's request waits here."""

import time
from collections.abc import Callable
from typing import TypeVar

from webchat.errors import StorageUnavailable

TRIES_FOR = 60.0  # seconds; by then a reply's lease has long run out
Outcome = TypeVar("Outcome")


def patiently(store: Callable[[], Outcome]) -> Outcome:
    """Store or read something; while the database is away, try again for a minute. Raises StorageUnavailable."""
    give_up = time.monotonic() + TRIES_FOR
    while True:
        try:
            return store()
        except StorageUnavailable:
            if time.monotonic() > give_up:
                raise
            time.sleep(1)
