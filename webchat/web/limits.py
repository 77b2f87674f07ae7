"""How often one session, or one address without a session, may send: the moving window of the `limits` library."""

import re
import time
from functools import cached_property
from typing import Any

from flask import Flask, current_app, request

from webchat.config import Settings
from webchat.errors import StorageUnavailable, TooMany
from webchat.web import sessions

MEMORY = "memory://"


class SendingLimit:
    """A rate such as `30/minute`, or None for no limit. The library is loaded with the first message, to start fast."""

    def __init__(self, rate: str | None, storage_url: str | None) -> None:
        self.rate = rate
        self.storage_url = re.sub("^unix:", "redis+unix:", storage_url or MEMORY)

    @cached_property
    def window(self) -> tuple[Any, Any]:
        import limits

        bounds = {} if self.storage_url == MEMORY else {"socket_timeout": 5, "socket_connect_timeout": 5}
        storage = limits.storage.storage_from_string(self.storage_url, wrap_exceptions=True, **bounds)
        return limits.strategies.MovingWindowRateLimiter(storage), limits.parse(str(self.rate))

    def seconds_to_wait(self, sender: str) -> int | None:
        """Count one message of this sender: None when it may be sent, else the seconds until the next may.

        Raises StorageUnavailable when the counts cannot be reached.
        """
        if self.rate is None:
            return None
        from limits.errors import StorageError

        try:
            return self._seconds_to_wait(sender)
        except StorageError as error:
            raise StorageUnavailable("Nothing can be sent at the moment. Please try again in a minute.") from error

    def _seconds_to_wait(self, sender: str) -> int | None:
        limiter, rate = self.window
        if limiter.hit(rate, "send", sender):
            return None
        reset = float(limiter.get_window_stats(rate, "send", sender).reset_time)
        return max(1, round(reset - time.time()))


def install(app: Flask, settings: Settings) -> None:
    """Give the app its limit on sending."""
    app.extensions["sending_limit"] = SendingLimit(settings.rate_limit, settings.redis_url)


def count_sending() -> None:
    """Count one message of whoever asks; raises TooMany (429) when they have sent too many."""
    limit: SendingLimit = current_app.extensions["sending_limit"]
    wait = limit.seconds_to_wait(f"address {request.remote_addr}" if sessions.is_new() else str(sessions.owner()))
    if wait is not None:
        unit = "second" if wait == 1 else "seconds"
        raise TooMany(
            f"You have sent many messages in a short time. Please try again in {wait} {unit}; your text is kept.",
            retry_after=wait,
        )
