"""What one provider lists, asked in the background and kept; and whether it is there, as the last that was heard says.

A list is kept for ten minutes and asked for again when somebody looks; an old one stays when that fails, and when
the new one is empty or said to be none: so a gateway answers while what stands behind it begins again.
"""

import logging
import threading
import time
from collections.abc import Callable

from webchat.models.offer import State
from webchat.provider import (
    BrokenAnswer,
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
REFUSED = (KeyRefused, NoKey, QuotaUsedUp)  # a list is often given all the same
MEANS_AWAY = (*REFUSED, ProviderDown, TooSlow, Unreachable)
Prepare = Callable[[tuple[Model, ...]], None]
log = logging.getLogger("webchat.models")


class Listing:
    """The list of one provider. Safe to use from many threads; only `wait` waits."""

    def __init__(
        self,
        name: str,
        client: Provider,
        *,
        kept_seconds: float = KEPT_SECONDS,
        away_seconds: float = AWAY_SECONDS,
        prepare: Prepare = lambda models: None,
    ) -> None:
        """`prepare` is given each new list in the background, before anybody sees it."""
        self.models: tuple[Model, ...] | None = None  # None: nothing is known
        self._name, self._client = name, client
        self._kept_seconds, self._away_seconds = kept_seconds, away_seconds
        self._prepare = prepare
        self._is_away: bool | None = None
        self._due_at = time.monotonic()
        self._refused_until = 0.0
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
            self._due_at = self._asked_at + self._away_seconds  # however this ends
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
        """Somebody's request for a reply is being answered, or has ended with this error, which may mean that the
        provider is away. A refusal outweighs for ten minutes that it still tells its list."""
        if error is None:
            self._refused_until = 0.0
            self._is_there()
        elif isinstance(error, MEANS_AWAY):
            if isinstance(error, REFUSED):
                self._refused_until = time.monotonic() + self._kept_seconds
            self._missed(error)

    def told(self, error: ProviderError | None) -> None:
        """The same of somebody's request for its list."""
        if error is None and time.monotonic() >= self._refused_until:
            self._is_there()
        elif isinstance(error, MEANS_AWAY):
            self._missed(error)

    def close(self) -> None:
        """Close its connections."""
        self._client.close()

    def _run(self, asking: threading.Event) -> None:
        try:
            listed = self._listed()
            if self.models and not listed:
                raise BrokenAnswer("it lists nothing any more")
            self.told(None)
            if listed:
                self._prepare(listed)
                self.models, self._due_at = listed, time.monotonic() + self._kept_seconds
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

    def _is_there(self) -> None:
        if self._is_away:
            log.info("the provider %s is there again", self._name)
            self._due_at = min(self._due_at, self._asked_at + self._away_seconds)
        self._is_away = False

    def _missed(self, error: ProviderError) -> None:
        if not self._is_away:
            log.warning("the provider %s is away: %s (%s)", self._name, error.for_administrator, error.detail)
        self._is_away, self._due_at = True, time.monotonic() + self._away_seconds

    def _end(self, asking: threading.Event) -> None:
        with self._lock:
            self._asking = None
        if self._is_away is None:  # it could not even be asked
            self._is_away = True
        asking.set()
