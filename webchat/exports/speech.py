"""What every readable export says of a message besides its text: who, when, and how a reply ended.

It is said in the language of whoever exports, by their `Voice`.
"""

from webchat.chat.failure_view import stored_words
from webchat.store.documents import DocumentMessage
from webchat.wording import N_, Voice, Words

UNTITLED = N_("Conversation without a title")
_ENDINGS = {
    "pending": N_("This reply was still being written when it was exported."),
    "streaming": N_("This reply was still being written when it was exported."),
    "stopped": N_("Stopped."),
    "interrupted": N_("Interrupted: the reply broke off before it was finished."),
}
_EARLY_ENDINGS = {
    "length": N_("This reply was cut at the token limit."),
    "content_filter": N_("The provider’s content filter ended this reply early."),
}


def title(stored: str | None, voice: Voice) -> str:
    """The title of a conversation, or words in its place."""
    return stored or voice.words(UNTITLED)


def about(message: DocumentMessage, voice: Voice) -> str:
    """Whose message it is, when it was sent, which model wrote it, and when its text was changed."""
    who = voice.words(N_("You") if message.role == "user" else N_("Reply"))
    facts = [who, voice.moment(message.created_at), message.model]
    if message.edited_at:
        facts.append(voice.words(N_("edited %(moment)s"), moment=voice.moment(message.edited_at)))
    return " · ".join(filter(None, facts))


def ending(message: DocumentMessage, voice: Voice) -> str:
    """How a reply ended, in words; empty for one that is simply complete."""
    if message.status == "failed":
        return voice.say(Words(*stored_words(message.error_detail or {})))
    words = _ENDINGS.get(message.status) or _EARLY_ENDINGS.get(message.finish_reason or "")
    return voice.words(words) if words else ""
