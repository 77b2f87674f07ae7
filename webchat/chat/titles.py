"""What a person may call a conversation."""

from webchat.chat.text import clean, is_blank
from webchat.errors import InvalidInput

LONGEST_TITLE = 200


def accept(title: str) -> str:
    """The cleaned title, on one line; raises InvalidInput when it is blank or longer than 200 characters."""
    line = " ".join(clean(title).split())
    if is_blank(line):
        raise InvalidInput("A title needs at least one character.")
    if len(line) > LONGEST_TITLE:
        raise InvalidInput(f"This title has {len(line):,} characters; at most {LONGEST_TITLE} are possible.")
    return line
