"""One answer of the benchmark's provider while it is being given: which token comes next, as bytes."""

import time

from benchmarks.order import Order
from benchmarks.packets import ending, opening, spoken, stamped

AT_ONCE = 256


class Speech:
    """An order and how far it has come. `at_once` gives what needs no waiting, `token` the next one."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.said = 0
        self._tokens = spoken(order) if order.text == "prose" else ()

    @property
    def is_over(self) -> bool:
        """Every token was said."""
        return self.said >= self.order.tokens

    def at_once(self) -> bytes:
        """The next bytes that need not wait: the first token, the lead, and everything at an unlimited rate."""
        free = self.order.tokens if not self.order.rate else max(1, self.order.lead)
        return self._next(min(AT_ONCE, free - self.said))

    def token(self) -> bytes:
        """The next token, with the end of the answer after the last."""
        return self._next(1)

    def _next(self, count: int) -> bytes:
        count = min(count, self.order.tokens - self.said)
        if count <= 0:
            return b""
        first, self.said = self.said, self.said + count
        if self._tokens:
            body = b"".join(self._tokens[first : self.said])
        else:
            body = b"".join(stamped(number, time.monotonic_ns() // 1000) for number in range(first, self.said))
        before = opening() if not first else b""
        return before + body + (ending(self.order.tokens) if self.is_over else b"")
