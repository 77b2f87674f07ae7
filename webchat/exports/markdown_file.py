"""The shown line of a conversation as Markdown: headings say who and when, the texts are unchanged."""

from collections.abc import Iterator

from webchat.exports import speech
from webchat.store.taking import Taking
from webchat.wording import ENGLISH, Voice


def file_of(taking: Taking, voice: Voice = ENGLISH) -> Iterator[str]:
    """The file, message by message."""
    yield f"# {speech.title(taking.document.title, voice)}\n"
    for message in taking.shown():
        yield f"\n## {speech.about(message, voice)}\n"
        if message.text:
            yield f"\n{message.text}\n"
        if ending := speech.ending(message, voice):
            yield f"\n*{ending}*\n"
