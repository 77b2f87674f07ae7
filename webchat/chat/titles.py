"""What a person may call a conversation."""

from webchat.chat.text import clean, is_blank
from webchat.errors import InvalidInput
from webchat.wording import N_

LONGEST_TITLE = 200


def accept(title: str) -> str:
    """The cleaned title, on one line; raises InvalidInput when it is blank or longer than 200 characters."""
    line = " ".join(clean(title).split())
    if is_blank(line):
        raise InvalidInput(N_("A title needs at least one character."))
    if len(line) > LONGEST_TITLE:
        raise InvalidInput(
            N_("This title has %(count)s characters; at most %(most)s are possible."),
            count=len(line),
            most=LONGEST_TITLE,
        )
    return line
