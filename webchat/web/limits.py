"""How often one session, or one address without a session, may send: a moving window, here or shared by all workers."""

import re
import time
from functools import cached_property
from typing import Any, Protocol

from flask import Flask, current_app, request

from webchat.config import Settings
from webchat.errors import StorageUnavailable, TooMany
from webchat.web import sessions
from webchat.web.own_counts import OwnCounts
from webchat.wording import N_, Seconds

SECONDS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}


class Counts(Protocol):
    """Who has sent how often lately."""

    def seconds_to_wait(self, sender: str) -> int | None:
        """Count one: None when it may be sent, else the seconds until the next may."""


class SharedCounts:
    """The same in all processes, on Redis or Valkey. The library is loaded with the first message, to start fast."""

    def __init__(self, rate: str, url: str) -> None:
        self._rate, self._url = rate, re.sub("^unix:", "redis+unix:", url)

    @cached_property
    def _window(self) -> tuple[Any, Any]:
        import limits

        storage = limits.storage.storage_from_string(
            self._url, wrap_exceptions=True, socket_timeout=5, socket_connect_timeout=5
        )
        return limits.strategies.MovingWindowRateLimiter(storage), limits.parse(self._rate)

    def seconds_to_wait(self, sender: str) -> int | None:
        """Raises StorageUnavailable when the counts cannot be reached."""
        from limits.errors import StorageError

        try:
            limiter, rate = self._window
            if limiter.hit(rate, "send", sender):
                return None
            reset = float(limiter.get_window_stats(rate, "send", sender).reset_time)
        except StorageError as error:
            raise StorageUnavailable(N_("Nothing can be sent at the moment. Please try again in a minute.")) from error
        return max(1, round(reset - time.time()))


def counts_for(rate: str | None, redis_url: str | None) -> Counts | None:
    """Where sending is counted, by a rate such as `30/minute`; None when it has no limit."""
    if rate is None:
        return None
    amount, _, unit = rate.partition("/")
    return SharedCounts(rate, redis_url) if redis_url else OwnCounts(int(amount), SECONDS[unit])


def install(app: Flask, settings: Settings) -> None:
    """Give the app its limit on sending."""
    app.extensions["sending_counts"] = counts_for(settings.rate_limit, settings.redis_url)


def count_sending() -> None:
    """Count one message of whoever asks; raises TooMany (429) when they have sent too many."""
    counts: Counts | None = current_app.extensions["sending_counts"]
    if counts is None:
        return
    wait = counts.seconds_to_wait(f"address {request.remote_addr}" if sessions.is_new() else str(sessions.owner()))
    if wait is not None:
        raise TooMany(
            N_("You have sent many messages in a short time. Please try again in %(time)s; your text is kept."),
            time=Seconds(wait),
            retry_after=wait,
        )
