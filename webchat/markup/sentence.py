"""Inline Markdown that may break off anywhere, read at once and roughly.

What is open is taken for complete: `**bo` shows a bold "bo". What could still become anything is not shown yet. The
text is read exactly when it is complete; this is what people see until then.
"""

import re
from dataclasses import dataclass, field
from html import unescape

from webchat.markup.characters import clean
from webchat.markup.inline_marks import (
    ANGLE,
    ELEMENTS,
    ENTITY,
    FOOTNOTE,
    MARK,
    MOST_HELD,
    PUNCTUATION,
    SPACES_AT_END,
    WORD,
    closing_bracket,
    is_punctuation,
    may_be_formula,
)
from webchat.markup.nodes import Element, Node

_MOST_OPEN = 40
"""What stands deeper is shown without its emphasis, until an exact reading tells."""


@dataclass(slots=True)
class _Open:
    marker: str
    element: Element


@dataclass(slots=True)
class Sentence:
    """A text as it is shown, once it was `read`; `before` is the character before it, nothing at the start of a line.

    `is_held`: what begins at `held_from` is not shown yet. `is_unsure`: only an exact reading tells what begins at
    `unsure_from`. Up to `safe`, nothing is open. Else, more plain text goes to the end of `tip`, `depth` elements deep.
    """

    text: str
    before: str
    is_in_label: bool = False
    position: int = 0
    is_held: bool = False
    held_from: int = 0
    is_unsure: bool = False
    unsure_from: int = 0
    safe: int = 0
    nodes: list[Node] = field(default_factory=list)
    opened: list[_Open] = field(default_factory=list)

    @property
    def depth(self) -> int:
        """How many elements are open."""
        return len(self.opened)

    @property
    def tip(self) -> list[Node]:
        """The nodes of the innermost open element, or of the text itself."""
        return self.opened[-1].element.children if self.opened else self.nodes

    def read(self) -> "Sentence":
        """Read the text, and return the sentence itself."""
        while self.position < len(self.text) and not self.is_held:
            mark = MARK.search(self.text, self.position)
            end = mark.start() if mark else len(self.text)
            self._plain(end)
            if mark:
                self._marked(mark)
        return self

    def _plain(self, end: int) -> None:
        chunk = self.text[self.position : end]
        self._show(chunk)
        if not self.opened and (space := chunk.rfind(" ")) >= 0:
            self.safe = self.position + space + 1
        self.position = end

    def _marked(self, mark: re.Match[str]) -> None:
        kind = mark.group()[0]
        match kind:
            case "*" | "_" | "~":
                self._emphasis(mark.group())
            case "`":
                self._code(mark.group())
            case "\\":
                self._escape()
            case "[" | "!":
                self._link(mark.group())
            case "&":
                self._whole_or_literal(ENTITY, "&")
            case "<":
                self._whole_or_literal(ANGLE, "<")
            case "$":
                self._formula("$", "$", 1)
            case "\n":
                self._line_end()
            case _:
                self._address()

    def _show(self, text: str) -> None:
        children = self.tip
        if children and isinstance(children[-1], str):
            children[-1] += text
        elif text:
            children.append(text)

    def _literally(self, length: int) -> None:
        self._show(self.text[self.position : self.position + length])
        self.position += length

    def _hold(self) -> None:
        self.is_held = True
        self.held_from = self.position
        self.position = len(self.text)

    def _unsure(self, start: int) -> None:
        if not self.is_unsure:
            self.is_unsure, self.unsure_from = True, start

    def _end_of_construct(self) -> None:
        if not self.opened:
            self.safe = self.position

    def _line_end(self) -> None:
        children = self.tip
        spaces = ""
        if children and isinstance(children[-1], str):
            found = SPACES_AT_END.search(children[-1])
            spaces = found.group() if found else ""
            children[-1] = children[-1].removesuffix(spaces)
            if not children[-1]:
                children.pop()
        if len(spaces) > 1:
            children.append(Element("<br>"))
        self._show("\n")
        self.position += 1
        self._end_of_construct()

    def _escape(self) -> None:
        following = self.text[self.position + 1 : self.position + 2]
        if not following:
            self._hold()
        elif following == "(":
            self._formula("\\(", "\\)", 2)
        elif following == "\n":
            self.tip.append(Element("<br>"))
            self.position += 1
        else:
            is_escape = bool(PUNCTUATION.match(following))
            self._show(following if is_escape else "\\" + following)
            self.position += 2

    def _code(self, run: str) -> None:
        start = self.position + len(run)
        if start == len(self.text):
            self._hold()
            return
        closing = re.compile(f"(?<!`){run}(?!`)").search(self.text, start)
        content = self.text[start : closing.start() if closing else len(self.text)]
        if closing is None:
            content, self.is_held = content.rstrip("`"), content.endswith("`")
        content = content.replace("\n", " ")
        if content.startswith(" ") and content.strip(" "):
            content = content[1 : -1 if closing and content.endswith(" ") else None]
        element = Element("<code>", [content] if content else [])
        self.tip.append(element)
        if closing is None:
            self.opened.append(_Open("`", element))
        self.position = closing.end() if closing else len(self.text)

    def _emphasis(self, run: str) -> None:
        end = self.position + len(run)
        if end == len(self.text):
            self._hold()
            return
        before, after = self._before(), self.text[end]
        opens = not after.isspace() and (not is_punctuation(after) or before.isspace() or is_punctuation(before))
        closes = not before.isspace() and (not is_punctuation(before) or after.isspace() or is_punctuation(after))
        if run[0] == "_" or len(run) == 1:
            opens = opens and not before.isalnum()
            closes = closes and not (run[0] == "_" and after.isalnum())
        left = self._close_emphasis(run[0], len(run)) if closes else len(run)
        if opens and left == len(run) and self.depth < _MOST_OPEN:
            left = self._open_emphasis(run[0], left)
        self._show(run[0] * left)
        self.position = end
        self._end_of_construct()

    def _before(self) -> str:
        return self.text[self.position - 1] if self.position else self.before or " "

    def _close_emphasis(self, marker: str, length: int) -> int:
        while length and self.opened and self.opened[-1].marker[0] == marker:
            if len(self.opened[-1].marker) > length:
                break
            length -= len(self.opened.pop().marker)
        return length

    def _open_emphasis(self, marker: str, length: int) -> int:
        single, double = ELEMENTS[marker]
        if length % 2 and single:
            self._open(marker, single)
        for _ in range(min(length // 2, 3)):
            self._open(marker * 2, double)
        return length % 2 if not single else 0

    def _open(self, marker: str, opening: str) -> None:
        element = Element(opening)
        self.tip.append(element)
        self.opened.append(_Open(marker, element))

    def _link(self, run: str) -> None:
        start = self.position + len(run)
        if self.is_in_label:
            self._literally(len(run))
            return
        end = closing_bracket(self.text, start)
        if end < 0:
            self._begin_label(run, start)
            return
        following = self.text[end + 1 : end + 2]
        if following not in ("", "(", "["):
            self._literally(len(run))
            return
        closing = self.text.find(")", end + 2) if following == "(" else self.text.find("]", end + 2)
        if not following or (closing < 0 and len(self.text) - end <= MOST_HELD["]("]):
            if not FOOTNOTE.fullmatch(self.text, start, end):
                self._show_label(self.text[start:end])
                self._unsure(len(self.text))
            self._hold()
            return
        if closing < 0:
            self._literally(len(run))
            return
        self._unsure(self.position)
        self._show_label(self.text[start:end])
        self.position = closing + 1
        self._end_of_construct()

    def _begin_label(self, run: str, start: int) -> None:
        """Show what has come of a label, without its bracket."""
        self.is_in_label = True
        if FOOTNOTE.fullmatch(self.text, start):
            self._hold()
        elif len(self.text) - start > MOST_HELD["["]:
            self._literally(len(run))
        else:
            self.position = start
            self.is_held = start == len(self.text)
            self._unsure(len(self.text))

    def _show_label(self, label: str) -> None:
        for node in Sentence(label, " ", is_in_label=True).read().nodes:
            if isinstance(node, str):
                self._show(node)
            else:
                self.tip.append(node)

    def _whole_or_literal(self, pattern: re.Pattern[str], kind: str) -> None:
        match = pattern.match(self.text, self.position)
        if match and match.group(1):
            self._unsure(self.position)
            self._show(clean(unescape(match.group())))
            self.position = match.end()
            self._end_of_construct()
        elif match and match.end() == len(self.text) and len(match.group()) <= MOST_HELD[kind]:
            self._hold()
        elif self.position + 1 == len(self.text):
            self._hold()
        else:
            self._literally(1)

    def _formula(self, opening: str, closing: str, length: int) -> None:
        start = self.position + length
        end = self.text.find(closing, start)
        if end >= 0 and opening == "$" and end + length == len(self.text):
            self._hold()
            return
        if end >= 0:
            self._unsure(self.position)
            self._literally(end + length - self.position)
            self._end_of_construct()
            return
        rest = self.text[start:]
        if len(rest) <= MOST_HELD[opening] and (opening != "$" or may_be_formula(rest)):
            self._hold()
        else:
            self._literally(length)

    def _address(self) -> None:
        self._unsure(self.position)
        word = WORD.match(self.text, self.position)
        self._literally(len(word.group()) if word else 1)
