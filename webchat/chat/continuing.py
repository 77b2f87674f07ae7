"""How a reply that ended early goes on: what is asked of the model, and how the new text joins the old."""

import re
import uuid
from collections.abc import Sequence

from webchat.context.sources import Ids
from webchat.provider import ChatMessage

INSTRUCTION = (
    "Continue your last answer exactly where it broke off, with the very next word. "
    "Repeat nothing, explain nothing, and do not begin anew."
)
_BLOCK = re.compile(r"#{1,6} |```|~~~|[-*+] |\d{1,9}[.)] |> |\|")  # how a heading, code, a list, a quote, a table begin


def continued(history: Sequence[ChatMessage], beginning: str) -> list[ChatMessage]:
    """The messages to send, so that the model goes on with `beginning`; as they are when there is none.

    Chat completions of most providers know no prefix of an answer, so the model is asked in words.
    """
    if not beginning:
        return list(history)
    return [*history, ChatMessage("assistant", beginning), ChatMessage("user", INSTRUCTION)]


def continued_ids(ids: Sequence[Ids], reply_id: uuid.UUID, beginning: str) -> list[Ids]:
    """The ids of those of the conversation that these messages are: the beginning is the reply's own, and the words
    that ask to go on with it are nobody's."""
    return [*ids, (reply_id,), ()] if beginning else list(ids)


def joint(beginning: str, text: str) -> str:
    """What stands between the old text and the new: a line end before a new block, a space between two words."""
    if not beginning or not text or beginning[-1].isspace() or text[0].isspace():
        return ""
    if _BLOCK.match(text):
        return "\n"
    is_after_word = beginning[-1].isalnum() or beginning[-1] in ".,;:!?)"
    return " " if is_after_word and text[0].isalnum() else ""
