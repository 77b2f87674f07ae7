"""Counts what happens, in one worker: a call costs less than 2 µs, and none is made for each token."""

from webchat.metrics.board import Board
from webchat.metrics.families import (
    ENDED,
    ERRORS,
    FIRST_TEXT,
    REPLY,
    REQUESTS,
    STARTED,
    TOKENS,
    VIEWERS,
)
from webchat.provider import ProviderError

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
STATUSES = ("complete", "stopped", "failed", "interrupted")
OTHER = "other"
MOST_TOKENS = 100_000_000  # in one reply: what a provider claims beyond is not believed


class Metrics:
    """What the parts of webchat tell about their work. Workers that share a board see each other's numbers."""

    def __init__(self, board: Board | None = None) -> None:
        self.board = board or Board()
        self._sheet = self.board.begin()
        self._errors = frozenset(_codes(ProviderError))
        self._show_all_from_the_start()

    def request_answered(self, route: str | None, method: str, status: int, seconds: float) -> None:
        """A request was answered after `seconds`. `route` is the rule that matched, None for an unknown address."""
        method = method if method in METHODS else OTHER
        self._sheet.observe(REQUESTS, (route or "none", method, f"{status // 100}xx"), seconds)

    def reply_started(self) -> None:
        """A reply was begun."""
        self._sheet.add(STARTED)

    def reply_ended(
        self,
        *,
        status: str,
        error: str | None = None,
        seconds: float,
        first_token_seconds: float | None = None,
        prompt_tokens: int | None = None,
        completion_tokens: int | None = None,
    ) -> None:
        """A reply has ended: its status, the code of its ProviderError, and seconds since it was begun.

        None for what never came, or what the provider did not count.
        """
        self._sheet.add(ENDED, (status if status in STATUSES else OTHER,))
        if error is not None:
            self._sheet.add(ERRORS, (error if error in self._errors else OTHER,))
        self._sheet.observe(REPLY, (), seconds)
        if first_token_seconds is not None:
            self._sheet.observe(FIRST_TEXT, (), first_token_seconds)
        self._sheet.add(TOKENS, ("prompt",), _believable(prompt_tokens))
        self._sheet.add(TOKENS, ("completion",), _believable(completion_tokens))

    def replies_swept(self, count: int) -> None:
        """Replies were marked as interrupted because whoever wrote them is gone."""
        self._sheet.add(ENDED, ("interrupted",), count)

    def viewer_opened(self) -> None:
        """An event stream was opened."""
        self._sheet.add(VIEWERS)

    def viewer_closed(self) -> None:
        """An event stream has ended."""
        self._sheet.add(VIEWERS, amount=-1)

    def _show_all_from_the_start(self) -> None:
        """A series that is nought first shows its first event as a rise; one that appears with it would not."""
        self._sheet.add(STARTED, amount=0)
        for status in STATUSES:
            self._sheet.add(ENDED, (status,), 0)
        for error in sorted(self._errors):
            self._sheet.add(ERRORS, (error,), 0)
        for kind in ("prompt", "completion"):
            self._sheet.add(TOKENS, (kind,), 0)


def _codes(kind: type[ProviderError]) -> list[str]:
    """The codes of all ways in which a provider can fail us."""
    codes = [code] if (code := getattr(kind, "code", None)) else []
    return codes + [code for narrower in kind.__subclasses__() for code in _codes(narrower)]


def _believable(tokens: int | None) -> int:
    return min(max(tokens or 0, 0), MOST_TOKENS)
