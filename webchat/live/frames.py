"""Updates as they are written to one viewer: several small ones at once, a large one piece by piece.

Who does not read holds one piece in memory, not a reply: hundreds of them may be connected.
"""

from collections.abc import Iterator, Sequence

from webchat.live.updates import Update
from webchat.web import sse

PIECE = 16 * 1024  # characters


def frames_of(updates: Sequence[Update]) -> Iterator[str]:
    """Yield what to write, in pieces of about 16,000 characters at most."""
    waiting: list[str] = []
    size = 0
    for update in updates:
        if size and size + len(update.data) > PIECE:
            yield "".join(waiting)
            waiting, size = [], 0
        if len(update.data) > PIECE:
            yield from _in_pieces(update)
        else:
            waiting.append(sse.event(update.data, name=update.name, position=update.position))
            size += len(update.data)
    if waiting:
        yield waiting[0] if len(waiting) == 1 else "".join(waiting)


def _in_pieces(update: Update) -> Iterator[str]:
    """JSON has no line ends, so its pieces are those of one event."""
    yield f"event:{update.name}\nid:{update.position}\ndata:"
    for start in range(0, len(update.data), PIECE):
        yield update.data[start : start + PIECE]
    yield "\n\n"
