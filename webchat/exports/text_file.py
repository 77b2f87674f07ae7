"""The shown line of a conversation as plain text, in lines of at most 78 characters where it can be broken."""

from collections.abc import Iterator

from webchat.aside import aside
from webchat.exports import speech
from webchat.exports.plain_text import plain, wrapped
from webchat.store.taking import Taking
from webchat.wording import ENGLISH, Voice

QUICK_CHARS = 2_000


def file_of(taking: Taking, voice: Voice = ENGLISH) -> Iterator[str]:
    """The file, message by message."""
    title = speech.title(taking.document.title, voice)
    yield f"{title}\n{'=' * min(len(title), 78)}\n"
    for message in taking.shown():
        about = speech.about(message, voice)
        yield f"\n\n{about}\n{'-' * len(about)}\n"
        if message.text:
            words = wrapped if message.role == "user" else plain
            yield "\n" + (aside(words, message.text) if len(message.text) > QUICK_CHARS else words(message.text)) + "\n"
        if ending := speech.ending(message, voice):
            yield f"\n[{ending}]\n"
