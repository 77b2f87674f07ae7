"""What one provider lists, asked in the background and kept; and whether it is there, as the last that was heard says.

A list is kept for ten minutes and asked for again when somebody looks; an old one stays when that fails.
"""

import logging
import threading
import time

from webchat.models.offer import State
from webchat.provider import (
    KeyRefused,
    Model,
    NoKey,
    Provider,
    ProviderDown,
    ProviderError,
    QuotaUsedUp,
    TooSlow,
    Unreachable,
)

KEPT_SECONDS = 600.0
AWAY_SECONDS = 15.0  # until one that was away is asked again
AGAIN_SECONDS = 1.0  # between two times, however many visitors press for it
MEANS_AWAY = (KeyRefused, NoKey, ProviderDown, QuotaUsedUp, TooSlow, Unreachable)
log = logging.getLogger("webchat.models")


class Listing:
    """The list of one provider. Safe to use from many threads; only `wait` waits."""

    def __init__(
        self, name: str, client: Provider, *, kept_seconds: float = KEPT_SECONDS, away_seconds: float = AWAY_SECONDS
    ) -> None:
        self.models: tuple[Model, ...] | None = None
        self._name, self._client = name, client
        self._kept_seconds, self._away_seconds = kept_seconds, away_seconds
        self._is_away: bool | None = None
        self._due_at = time.monotonic()
        self._asked_at = -AGAIN_SECONDS
        self._asking: threading.Event | None = None
        self._lock = threading.Lock()

    @property
    def state(self) -> State:
        """What the last answer, or its absence, says; `asking` before the first."""
        return "asking" if self._is_away is None else "away" if self._is_away else "there"

    def look(self) -> None:
        """Ask in the background when what is known is old."""
        if time.monotonic() >= self._due_at:
            self.ask()

    def ask(self) -> None:
        """Ask in the background now, unless that is under way."""
        with self._lock:
            if self._asking is not None:
                return
            self._asking, self._asked_at = threading.Event(), time.monotonic()
        try:
            threading.Thread(target=self._run, args=(self._asking,), name=f"list-{self._name}", daemon=True).start()
        except RuntimeError:  # no room for another thread
            self._end(self._asking)

    def ask_again(self, within: float) -> None:
        """Ask even though what is known is not old, once a second at most, and wait for the answer at most so long."""
        called_at = time.monotonic()
        time.sleep(max(0.0, min(AGAIN_SECONDS, self._asked_at + AGAIN_SECONDS - called_at)))
        if self._asked_at < called_at:
            self.ask()
        self.wait(within)

    def wait(self, seconds: float) -> None:
        """Wait at most so long until what is being asked is known."""
        if asking := self._asking:
            asking.wait(seconds)

    def heard(self, error: ProviderError | None) -> None:
        """A call to this provider has ended: with an answer, or with this error, which may mean that it is away."""
        if error is None and self._is_away:
            self._is_away, self._due_at = False, time.monotonic()
            log.info("the provider %s is there again", self._name)
        elif isinstance(error, MEANS_AWAY):
            self._missed(error)

    def close(self) -> None:
        """Close its connections."""
        self._client.close()

    def _run(self, asking: threading.Event) -> None:
        try:
            self.models = self._listed()
            self.heard(None)
            self._is_away, self._due_at = False, time.monotonic() + self._kept_seconds
        except ProviderError as error:
            self._missed(error)
        finally:
            self._end(asking)

    def _listed(self) -> tuple[Model, ...]:
        """What it lists; nothing when it answers that it has no such list."""
        try:
            return tuple({model.id: model for model in self._client.models()}.values())
        except ProviderError as error:
            if error.http_status not in (404, 405):
                raise
            return ()

    def _missed(self, error: ProviderError) -> None:
        if not self._is_away:
            log.warning("the provider %s is away: %s (%s)", self._name, error.for_administrator, error.detail)
        self._is_away, self._due_at = True, time.monotonic() + self._away_seconds

    def _end(self, asking: threading.Event) -> None:
        with self._lock:
            self._asking = None
        asking.set()
