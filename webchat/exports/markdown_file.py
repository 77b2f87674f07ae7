"""The shown line of a conversation as Markdown: headings say who and when, the texts are unchanged."""

from collections.abc import Iterator

from webchat.exports import speech
from webchat.store.taking import Taking


def file_of(taking: Taking) -> Iterator[str]:
    """The file, message by message."""
    yield f"# {taking.document.title or speech.UNTITLED}\n"
    for message in taking.shown():
        yield f"\n## {speech.about(message)}\n"
        if message.text:
            yield f"\n{message.text}\n"
        if ending := speech.ending(message):
            yield f"\n*{ending}*\n"
