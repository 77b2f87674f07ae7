"""Long computations, done so that others are served meanwhile.

Under gevent all requests share one thread: a computation that never waits would stop every one of them. There it runs
in a native thread of gevent's pool, and Python shares the processor between the two; elsewhere it just runs.
"""

import sys
from collections.abc import Callable
from typing import TypeVar, cast

Given = TypeVar("Given")
Result = TypeVar("Result")


def aside(compute: Callable[[Given], Result], given: Given) -> Result:
    """What `compute` returns for this, a text mostly; it must be safe to run in another thread."""
    if not _is_cooperative():
        return compute(given)
    import gevent

    result, failure = gevent.get_hub().threadpool.apply(_outcome, (compute, given))
    if failure is not None:
        raise failure
    return cast(Result, result)


def _outcome(compute: Callable[[Given], Result], given: Given) -> tuple[Result | None, Exception | None]:
    """Failures come back as values: gevent loses some on their way out of a native thread, and its caller waits on."""
    try:
        return compute(given), None
    except Exception as failure:
        return None, failure


def _is_cooperative() -> bool:
    monkey = sys.modules.get("gevent.monkey")
    return monkey is not None and monkey.is_module_patched("threading")
