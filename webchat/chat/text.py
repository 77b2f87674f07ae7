"""The one place where what a person typed is cleaned and judged before it is stored."""

from webchat.cleaning import clean, is_blank
from webchat.errors import InvalidInput
from webchat.wording import N_

__all__ = ["accept", "clean", "is_blank"]


def accept(text: str, *, max_chars: int) -> str:
    """The cleaned text of a message; raises InvalidInput when it is blank or longer than `max_chars` characters."""
    cleaned = clean(text)
    if is_blank(cleaned):
        raise InvalidInput(N_("Please write a message first."))
    if len(cleaned) > max_chars:
        raise InvalidInput(
            N_(
                "This message has %(count)s characters; at most %(most)s can be sent at once. "
                "Your text is kept: please shorten it or send it in parts."
            ),
            count=len(cleaned),
            most=max_chars,
        )
    return cleaned
