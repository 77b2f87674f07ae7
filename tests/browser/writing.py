"""A reply that the provider writes piece by piece, each when the test says so."""

import threading
from collections.abc import Sequence

from tests.provider_server import DONE, Part, ProviderServer, chunk, finish, token, wait_for


class Writing:
    """The provider's next reply: the first piece comes at once, each further one with `go_on`, the end with `end`."""

    def __init__(
        self, provider: ProviderServer, *pieces: str, reasoning: Sequence[str] = (), finish_reason: str = "stop"
    ) -> None:
        events = [chunk({"reasoning_content": text}) for text in reasoning] + [token(text) for text in pieces]
        self._gates = [threading.Event() for _ in events]
        self._passed = 0
        parts: list[Part] = []
        for event, gate in zip(events, self._gates, strict=True):
            parts += [event, wait_for(gate)]
        provider.answer_raw([*parts, finish(finish_reason), DONE], times=1)

    def go_on(self) -> None:
        """Write the next piece."""
        self._gates[self._passed].set()
        self._passed += 1

    def end(self) -> None:
        """Write all that is left."""
        for gate in self._gates:
            gate.set()
