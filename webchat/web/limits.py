"""How often one session, or one address without a session, may send: the moving window of the `limits` library."""

import time
from functools import cache
from typing import Any

from flask import Flask, current_app, request

from webchat.config import Settings
from webchat.errors import TooMany
from webchat.web import sessions


class SendingLimit:
    """A rate such as `30/minute`, or None for no limit. The library is loaded with the first message, to start fast."""

    def __init__(self, rate: str | None, storage_url: str | None) -> None:
        self.rate = rate
        self.storage_url = storage_url or "memory://"
        self.window = cache(self._window)

    def _window(self) -> tuple[Any, Any]:
        import limits

        storage = limits.storage.storage_from_string(self.storage_url)
        return limits.strategies.MovingWindowRateLimiter(storage), limits.parse(str(self.rate))

    def seconds_to_wait(self, sender: str) -> int | None:
        """Count one message of this sender: None when it may be sent, else the seconds until the next may."""
        if self.rate is None:
            return None
        limiter, rate = self.window()
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
    wait = limit.seconds_to_wait(sessions.owner() or f"address {request.remote_addr}")
    if wait is not None:
        unit = "second" if wait == 1 else "seconds"
        raise TooMany(
            f"You have sent many messages in a short time. Please try again in {wait} {unit}; your text is kept.",
            retry_after=wait,
        )
