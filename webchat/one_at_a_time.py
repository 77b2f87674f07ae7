"""What only one thread may do at a time, of whatever kind: importing late, and making the first lexer of a kind.

Under gevent texts are formatted in the main thread and in native ones. gevent's locks, which `threading` and importing
have there too, can leave a native thread that meets another one at them waiting for ever; the system's own do not.
"""

import sys
from _thread import allocate_lock
from contextlib import AbstractContextManager


def _system_lock() -> AbstractContextManager[object]:
    """A lock of the system, also where gevent has put its own in their place."""
    monkey = sys.modules.get("gevent.monkey")
    make = monkey.get_original("_thread", "allocate_lock") if monkey else allocate_lock
    lock: AbstractContextManager[object] = make()
    return lock


ONE_AT_A_TIME = _system_lock()
"""Not held while anything waits, or what it guards is asked for again: nobody can take it twice."""
