"""Whether any of several providers answers, asked all at once."""

import threading
from collections.abc import Sequence
from functools import partial

from webchat.provider import Provider, ProviderError, TooSlow

WITHIN_SECONDS = 5.0


def check_any(clients: Sequence[Provider]) -> None:
    """Return as soon as one of them answers. Raises the ProviderError of the first when none does in five seconds."""
    if len(clients) == 1:
        return clients[0].check()
    race = _Race(len(clients))
    for client in clients:
        threading.Thread(target=partial(race.run, client), name="ready", daemon=True).start()
    race.decided.wait(WITHIN_SECONDS)
    if not race.is_won:
        raise race.failures[0] if race.failures else TooSlow("none answered")


class _Race:
    def __init__(self, count: int) -> None:
        self.is_won = False
        self.failures: list[ProviderError] = []
        self.decided = threading.Event()
        self._running = count
        self._lock = threading.Lock()

    def run(self, client: Provider) -> None:
        try:
            client.check()
            self.is_won = True
        except ProviderError as error:
            self.failures.append(error)
        finally:
            self._end()

    def _end(self) -> None:
        with self._lock:
            self._running -= 1
            if self.is_won or not self._running:
                self.decided.set()
