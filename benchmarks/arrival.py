"""What arrived in a chat: whether it is all there, when its first text came, and how late each token was."""

from collections.abc import Iterator

from benchmarks.answers import Damaged
from benchmarks.chats import Chat, Kind
from benchmarks.texts import STAMP, prose, words_of


def fault(kind: Kind, chat: Chat) -> str | None:
    """What is wrong with the text that arrived; None when all of it came, once and in order."""
    try:
        shown = kind.shown(chat)
    except (Damaged, ValueError, LookupError) as error:
        return f"unreadable: {error}"
    if not shown.strip():
        return "no text came"
    if chat.order.text == "stamps":
        stamps = STAMP.findall(shown)
        is_right = len(stamps) == chat.order.tokens and stamps == sorted(set(stamps))
        return None if is_right else f"{len(stamps)} stamps instead of {chat.order.tokens}, or not in order"
    found, ordered = words_of(shown), words_of("".join(prose(chat.order.tokens)))
    return None if found == ordered else f"{len(found)} words instead of {len(ordered)}, or not the same"


def first_text(kind: Kind, chat: Chat) -> float:
    """When the first text could be read, in seconds of the monotonic clock."""
    for when, text in kind.texts(chat):
        if text.strip():
            return when
    raise Damaged("no text came")


def delays(kind: Kind, chat: Chat) -> Iterator[tuple[float, float]]:
    """For each stamp the time at which it was sent and the seconds until it could be read."""
    unread = ""
    for when, text in kind.texts(chat):
        unread += text
        read_to = 0
        for found in STAMP.finditer(unread):
            read_to = found.end()
            sent = int(found[1]) / 1e6
            yield sent, when - sent
        unread = unread[read_to:]
