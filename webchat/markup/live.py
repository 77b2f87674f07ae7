"""A reply that is still being written, as patches to the page that shows it.

Text is drawn as it arrives, by a draft that knows Markdown roughly. Whenever blocks end, they are read exactly, shown
as `render` shows them, and never looked at again. So the whole costs little more than two renderings of the whole.
"""

import re

from markupsafe import Markup

from webchat.markup.characters import clean_piece, is_clean
from webchat.markup.draft import Draft
from webchat.markup.exact import PARSER_FAILURES, ExactBlocks
from webchat.markup.patches import Patch, patches_between
from webchat.markup.plain import render_plain
from webchat.markup.plain_end import PlainEnd
from webchat.markup.reply import MAX_MARKDOWN_CHARACTERS, blocks

_AFTER_EMPTY_LINE = re.compile(r"(?<=\n\n)")
_LONG_PIECE = 2_000
_MOST_PIECES = 64
_MOST_NEW_DRAFTS = 4


class LiveMarkdown:
    """Takes a reply's text in pieces of any size and says what to change on the page. Not safe for several threads."""

    def __init__(self) -> None:
        self._exact = ExactBlocks()
        self._draft: Draft | PlainEnd = Draft([])
        self._blocks: list[Markup] = []
        self._closed_sources: list[str] = []
        self._open_source: list[str] = []
        self._pieces: list[str] = []
        self._closed_length = self._open_length = 0
        self._next_close = self._next_draft = self._new_drafts = 0
        self._is_after_return = self._is_doubtful = self._is_finished = False

    def feed(self, piece: str) -> list[Patch]:
        """Return what `piece`, the next part of the text, changes. Never raises."""
        if not piece:
            return []
        text = piece
        if self._is_after_return or not is_clean(piece):
            text = clean_piece(piece, is_after_return=self._is_after_return)
            self._is_after_return = piece[-1] == "\r"
        if len(text) > _LONG_PIECE or "\n\n" not in text:
            return self._feed(text)
        return [patch for part in _AFTER_EMPTY_LINE.split(text) for patch in self._feed(part)]

    def finish(self) -> list[Patch]:
        """Return what the end of the text changes; the page then shows what `render` makes of the whole text."""
        if self._is_finished:
            return []
        self._is_finished = True
        shown, text = self._draft.drawing.html, self._source()
        found = [render_plain(text)] if isinstance(self._draft, PlainEnd) else self._read_exactly(text)
        if self._is_doubtful or self._exact.has_definitions:
            shown = str(self.html)
            found, self._blocks = blocks("".join(self._closed_sources) + text), []
        self._blocks += found
        self._draft = Draft([])
        self._closed_sources, self._open_source = [], []
        return patches_between(shown, "".join(found))

    @property
    def open_length(self) -> int:
        """How many characters are not closed yet: these are read when a block ends."""
        return self._open_length

    @property
    def html(self) -> Markup:
        """All that a page shows that applied every patch to an empty element."""
        return Markup("".join([*self._blocks, self._draft.drawing.html]))

    @property
    def finished(self) -> list[Markup]:
        """The top-level blocks, in order, that are closed."""
        return list(self._blocks)

    def _feed(self, text: str) -> list[Patch]:
        self._keep(text)
        draft = self._draft
        if isinstance(draft, PlainEnd):
            draft.feed(text)
            return draft.drawing.take()
        if self._closed_length + self._open_length > MAX_MARKDOWN_CHARACTERS:
            return self._end_markdown(draft)
        is_long = len(text) > _LONG_PIECE and self._open_length >= self._next_close
        if is_long and (patches := self._close(draft)):
            return patches
        draft.feed(text)
        return self._corrected(draft, draft.drawing.take())

    def _keep(self, text: str) -> None:
        self._open_length += len(text)
        self._pieces.append(text)
        if len(self._pieces) > _MOST_PIECES:
            self._open_source.append("".join(self._pieces))
            self._pieces = []

    def _source(self) -> str:
        """Return the text of what is not closed."""
        text = "".join([*self._open_source, *self._pieces])
        self._open_source, self._pieces = [text], []
        return text

    def _corrected(self, draft: Draft, patches: list[Patch]) -> list[Patch]:
        if draft.is_between_blocks and self._open_length >= self._next_close:
            patches += self._close(draft)
            draft = self._draft if isinstance(self._draft, Draft) else draft
        if draft.found_loose and self._open_length >= self._next_draft:
            patches += self._loosened(draft)
        return patches

    def _close(self, draft: Draft) -> list[Patch]:
        """Close the blocks that are complete; the draft shows what follows."""
        text = self._source()
        whole_lines = text[: text.rfind("\n") + 1]
        try:
            found, lines = self._exact.close(whole_lines, is_end=False)
        except PARSER_FAILURES:
            self._is_doubtful, found, lines = True, [], 0
        if not lines:
            self._next_close = self._open_length * 3 // 2
            return []
        rest = self._close_source(text, sum(len(line) + 1 for line in text.split("\n", lines)[:lines]))
        self._blocks += found
        html = "".join(found)
        if draft.release(lines, html):
            return []
        self._draft = Draft(self._exact.levels)
        self._draft.feed(rest)
        self._draft.drawing.take()
        return patches_between(draft.drawing.html, html + self._draft.drawing.html)

    def _close_source(self, text: str, length: int) -> str:
        """Move the first `length` characters to what is closed, and return the rest."""
        self._closed_sources.append(text[:length])
        self._open_source = [text[length:]]
        self._closed_length += length
        self._open_length -= length
        self._next_close = self._next_draft = self._new_drafts = 0
        return text[length:]

    def _loosened(self, draft: Draft) -> list[Patch]:
        """Draw the open blocks anew, for a list in them has turned out to be one of paragraphs."""
        self._new_drafts += 1
        self._next_draft = self._open_length * 3 // 2 if self._new_drafts > _MOST_NEW_DRAFTS else 0
        self._draft = draft.anew(self._exact.levels)
        self._draft.feed(self._source())
        self._draft.drawing.take()
        return patches_between(draft.drawing.html, self._draft.drawing.html)

    def _read_exactly(self, text: str) -> list[Markup]:
        try:
            return self._exact.close(text, is_end=True)[0]
        except PARSER_FAILURES:
            self._is_doubtful = True
            return [render_plain(text)]

    def _end_markdown(self, draft: Draft) -> list[Patch]:
        """Go on in plain text behind the last line that is read as Markdown, as `render` does."""
        text = self._source()
        limit = MAX_MARKDOWN_CHARACTERS - self._closed_length
        end = text.rfind("\n", 0, limit) + 1 or (0 if self._closed_length else limit)
        found = self._read_exactly(text[:end])
        self._blocks += found
        self._draft = PlainEnd()
        self._draft.feed(self._close_source(text, end))
        self._draft.drawing.take()
        return patches_between(draft.drawing.html, "".join(found) + self._draft.drawing.html)
