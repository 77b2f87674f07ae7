"""What has arrived of one running reply: text that only grows, and whether more may come.

The log is plain text, not HTML: whoever watches formats it, once for all viewers of a process.
"""

import threading
from typing import Protocol


class Watcher(Protocol):
    """Whoever is told of changes, at once, by the writer: it must not wait."""

    @property
    def is_needed(self) -> bool:
        """Whether there is anybody behind it."""

    def text_added(self, begins_at: int, text: str) -> None:
        """A piece of text was added behind `begins_at` characters."""

    def reasoning_added(self, begins_at: int, text: str) -> None:
        """A piece of reasoning was added behind `begins_at` characters."""

    def ended(self) -> None:
        """Nothing more will come."""


class ReplyLog:
    """Written by one generation (or copied from another process), read by any number of watchers, from any thread."""

    def __init__(self) -> None:
        self.is_ended = False
        self.text_length = self.reasoning_length = 0
        self.watchers: list[Watcher] = []
        self._joining = threading.Lock()
        self._text: list[str] = []
        self._reasoning: list[str] = []

    @property
    def text(self) -> str:
        """All text so far."""
        return self._joined(self._text)

    @property
    def reasoning(self) -> str:
        """All reasoning so far."""
        return self._joined(self._reasoning)

    @property
    def is_watched(self) -> bool:
        """Whether anybody wants to be told of changes."""
        return any(watcher.is_needed for watcher in self.watchers)

    def add(self, text: str) -> None:
        """Add a piece of text and tell the watchers."""
        begins_at = self.text_length
        self._text.append(text)
        self.text_length += len(text)
        for watcher in self.watchers:
            watcher.text_added(begins_at, text)

    def add_reasoning(self, text: str) -> None:
        """Add a piece of reasoning and tell the watchers."""
        begins_at = self.reasoning_length
        self._reasoning.append(text)
        self.reasoning_length += len(text)
        for watcher in self.watchers:
            watcher.reasoning_added(begins_at, text)

    def end(self) -> None:
        """Nothing more will come: the end is stored, or cannot be."""
        self.is_ended = True
        for watcher in self.watchers:
            watcher.ended()

    def _joined(self, pieces: list[str]) -> str:
        """The pieces as one, kept so: a long list of small strings would take ten times the memory of their text."""
        with self._joining:
            if len(pieces) > 1:
                count = len(pieces)  # more may be appended meanwhile
                pieces[:count] = ["".join(pieces[:count])]
            return pieces[0] if pieces else ""
