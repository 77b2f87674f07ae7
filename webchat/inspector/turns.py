"""Whoever has something long drawn waits for a turn, so that others are served in between.

Under gevent all requests share one thread, which looks for new ones only when all that it knows of wait for something:
twenty pages drawn at once would keep everybody else waiting for all twenty. And beside ten native threads that compute,
it would have an eleventh of the processor.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

MOST_AT_ONCE = 2  # one is drawn while another one is computed
A_MOMENT = 0.001  # seconds; with 0 gevent would go on with the next one, without a look at new requests
PATIENCE = 10.0  # seconds until somebody goes on without a turn

_turns = threading.BoundedSemaphore(MOST_AT_ONCE)


@contextmanager
def turn() -> Iterator[None]:
    """Around what takes many milliseconds and waits for nothing else; as a decorator, `@turn()`, for a whole view."""
    has_turn = _turns.acquire(timeout=PATIENCE)
    try:
        time.sleep(A_MOMENT)
        yield
    finally:
        if has_turn:
            _turns.release()
