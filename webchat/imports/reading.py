"""All conversations of what was brought, one after the other, in whatever of the known formats each is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from webchat.imports import chatgpt, own_format
from webchat.imports.bounds import USUAL, Bounds
from webchat.imports.json_stream import TOO_LARGE, Conversations
from webchat.imports.notes import Notes
from webchat.imports.problems import Refused, Unreadable
from webchat.imports.source import opened
from webchat.store.documents import Document, DocumentMessage
from webchat.wording import N_

TOO_MANY_BYTES = N_("All files together are larger than %(most)s bytes. What follows there is not read.")
TOO_MANY_CONVERSATIONS = N_("There are more than %(most)s conversations. What follows there is not read.")


class Found(NamedTuple):
    """One conversation, or None for one that was refused; `position` counts the bytes that were read."""

    conversation: tuple[Document, list[DocumentMessage]] | None
    position: int


class Reading:
    """Reads one file to its end. `problem` says afterwards, in English, why something in it could not be read.

    `kinds`: which formats were met, `chatgpt` and `webchat`.
    """

    def __init__(self, path: Path, owner_id: str, bounds: Bounds = USUAL) -> None:
        self._path, self._owner_id, self._bounds = path, owner_id, bounds
        self.notes = Notes()
        self.kinds: set[str] = set()
        self.problem: str | None = None

    def __iter__(self) -> Iterator[Found]:
        bounds = self._bounds
        try:
            with opened(self._path) as files:
                before = count = 0
                for file in files:
                    if before > bounds.all_bytes:
                        raise Unreadable(TOO_MANY_BYTES, most=bounds.all_bytes)
                    conversations = Conversations(file, bounds)
                    for each in conversations:
                        count += 1
                        if count > bounds.conversations:
                            raise Unreadable(TOO_MANY_CONVERSATIONS, most=bounds.conversations)
                        yield Found(self._read(each), before + conversations.position)
                    before += conversations.position
                    self.notes.add("duplicate", conversations.duplicates)
                    if conversations.problem:
                        self.problem = self.problem or self.notes.sentence(conversations.problem)
        except Unreadable as problem:
            self.problem = self.notes.sentence(problem)

    def _read(self, source: Any) -> tuple[Document, list[DocumentMessage]] | None:
        try:
            if source is TOO_LARGE:
                raise Refused(N_("It is too large, or too deeply nested."))
            if not isinstance(source, dict):
                raise Refused(N_("It is not a conversation in a format that webchat knows."))
            is_chatgpt = "mapping" in source
            read = chatgpt.read if is_chatgpt else own_format.read
            document, messages = read(source, self._owner_id, self.notes)
            if not messages:
                raise Refused(N_("It has no messages."))
        except Refused as problem:
            self.notes.refuse(problem)
            return None
        self.kinds.add("chatgpt" if is_chatgpt else "webchat")
        return document, messages
