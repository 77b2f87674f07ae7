"""What a watcher has been told of one growing text and not yet taken: never twice, and nothing is left out."""

from collections import deque


class Inbox:
    """Filled by the writer, emptied by one reader at a time; both in any thread, without a lock."""

    def __init__(self) -> None:
        self._pieces: deque[tuple[int, str]] = deque()
        self.taken = 0  # characters

    def put(self, begins_at: int, text: str) -> None:
        """Note a piece that begins at a character."""
        self._pieces.append((begins_at, text))

    def start_behind(self, text: str) -> str:
        """What there was already when the watcher came; pieces that it holds too are left out later."""
        self.taken = len(text)
        return text

    def take(self) -> str:
        """All that has come since the last time."""
        fresh: list[str] = []
        while self._pieces:
            begins_at, text = self._pieces.popleft()
            if begins_at >= self.taken:
                fresh.append(text)
                self.taken = begins_at + len(text)
        return fresh[0] if len(fresh) == 1 else "".join(fresh)
