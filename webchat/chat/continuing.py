"""How a reply that ended early goes on: what is asked of the model, and how the new text joins the old."""

from collections.abc import Sequence

from webchat.provider import ChatMessage

INSTRUCTION = (
    "Continue your last answer exactly where it broke off, with the very next word. "
    "Repeat nothing, explain nothing, and do not begin anew."
)


def continued(history: Sequence[ChatMessage], beginning: str) -> list[ChatMessage]:
    """The messages to send, so that the model goes on with `beginning`; as they are when there is none.

    Chat completions of most providers know no prefix of an answer, so the model is asked in words.
    """
    if not beginning:
        return list(history)
    return [*history, ChatMessage("assistant", beginning), ChatMessage("user", INSTRUCTION)]


def joint(beginning: str, text: str) -> str:
    """What stands between the old text and the new: a space where two words would run together."""
    if not beginning or not text:
        return ""
    last, first = beginning[-1], text[0]
    if last.isspace() or first.isspace() or not first.isalnum():
        return ""
    return " " if last.isalnum() or last in ".,;:!?)" else ""
