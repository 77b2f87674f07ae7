"""The blocks that a line of a reply may go on with while it is being written: text, code, tables, and what is held."""

import re

from webchat.markup.bounds import new_environment
from webchat.markup.drawing import Drawing
from webchat.markup.elements import code_html, line_colours
from webchat.markup.exact import block_html
from webchat.markup.frames import framed
from webchat.markup.nodes import escaped, nodes_of
from webchat.markup.running_text import RunningText
from webchat.markup.sanitiser import sanitised

_PIPE = re.compile(r"(?:[^|\\]|\\.)*", re.DOTALL)
_HEAD_CELL = re.compile("<t[hd]((?: [^>]*)?)>")
_TABLE_END = "</table></div>\n"
_CODE_END = "</code>"
_DELIMITER_ROW = re.compile(r"[|:\-][|:\- \t]*")
_FORMULA = '<p class="formula">'
_FORMULA_ENDS = ("$$", "\\]")
_MOST_HELD = 2_000


class RunningParagraph:
    """A paragraph, or a heading, which ends with its line. In a tight list it has no element of its own."""

    def __init__(self, drawing: Drawing, element: str) -> None:
        self.has_element = bool(element)
        self.is_heading = element.startswith("h")
        self._drawing = drawing
        if element:
            drawing.open(f"<{element}>", f"</{element}>\n")
        self._text = RunningText(drawing)
        self.add = self._text.add
        """Shows more of a line."""

    def go_on(self, line: str) -> None:
        """Add a line after the first; nothing that its line end might still become is shown before."""
        self._text.add("\n" + line)

    def end_line(self) -> None:
        """Show nothing: a line end is text only when another line follows."""

    def close(self) -> None:
        """End the paragraph."""
        self._text.end()
        if self.has_element:
            self._drawing.close()


class RunningCode:
    """A code block; without a `fence` it is one by its indentation."""

    def __init__(self, drawing: Drawing, info: str, fence: str = "", indent: int = 0) -> None:
        self._drawing = drawing
        self.fence = fence
        self._indent = indent
        self._is_in_line = False
        self._colours = line_colours(info)
        self._uncoloured = ""
        opening, end, closing = framed(sanitised(code_html("", info, new_environment()))).partition(_CODE_END)
        drawing.open(opening, end + closing, depth=3)

    def add(self, text: str) -> None:
        """Show more of a line."""
        if self._colours is None:
            self._drawing.append(escaped(text))
        elif text:
            self._uncoloured += text
            self._drawing.grow(self._drawing.levels[-1].tail, text, 0)

    def start_line(self, line: str) -> None:
        """Show the beginning of a line, without the indentation that the fence has too."""
        self._is_in_line = True
        text = line.lstrip(" ")
        self.add(line[min(self._indent, len(line) - len(text)) :])

    def may_end(self, line: str) -> bool:
        """Return whether `line` is, or may become, a closing fence."""
        marks = line.strip(" \t")
        return len(line) - len(line.lstrip(" ")) <= 3 and not marks.strip(self.fence[0])

    def ends(self, line: str) -> bool:
        """Return whether `line`, a whole one, is the closing fence."""
        return self.may_end(line) and len(line.strip(" \t")) >= len(self.fence)

    def end_line(self) -> None:
        """Show the end of a line that was begun."""
        if self._is_in_line:
            self.add("\n")
            self._is_in_line = False
            self._colour()

    def close(self) -> None:
        """End the code."""
        self._drawing.close()

    def _colour(self) -> None:
        """Colour the lines that are complete, unless they end within a comment."""
        if self._colours is None or self._colours.is_comment_open(self._uncoloured):
            return
        html = self._colours.coloured(self._uncoloured)
        if html is None:
            self._colours = None
        else:
            self._drawing.redraw(nodes_of(html))
        self._drawing.settle()
        self._uncoloured = ""


class RunningTable:
    """The rows of a table whose head is known, cell by cell."""

    def __init__(self, drawing: Drawing, html: str) -> None:
        self._drawing = drawing
        self._cells = [f"<td{attributes}>" for attributes in _HEAD_CELL.findall(html)]
        self._has_rows = self._is_in_row = False
        self._cell = 0
        self._held = ""
        self._text: RunningText | None = None
        drawing.open(html.removesuffix(_TABLE_END), _TABLE_END, depth=2)

    def start_line(self, line: str) -> None:
        """Begin a row."""
        if not self._has_rows:
            self._drawing.open("<tbody>\n", "</tbody>\n")
        self._has_rows = self._is_in_row = True
        self._drawing.open("<tr>\n", "</tr>\n")
        self._cell = 0
        self.add(line.strip(" \t").removeprefix("|"))

    def add(self, text: str) -> None:
        """Show more of a row."""
        text = self._held + text
        self._held = ""
        position = 0
        while position < len(text):
            match = _PIPE.match(text, position)
            end = match.end() if match else position
            self._add_to_cell(text[position:end])
            if end < len(text) and text[end] == "|":
                self._close_cell()
            elif end < len(text):
                self._held = text[end:]
                return
            position = end + 1

    def end_line(self) -> None:
        """End a row that was begun, with empty cells where it is short."""
        if not self._is_in_row:
            return
        self._is_in_row = False
        if self._text is not None:
            self._close_cell()
        while self._cell < len(self._cells):
            self._close_cell()
        self._held = ""
        self._drawing.close()

    def close(self) -> None:
        """End the table."""
        if self._has_rows:
            self._drawing.close()
        self._drawing.close()

    def _add_to_cell(self, text: str) -> None:
        if self._cell >= len(self._cells):
            return
        if self._text is None:
            text = text.lstrip(" \t")
            if not text:
                return
            self._open_cell()
        if self._text is not None:
            self._text.add(text.replace("\\|", "|"))

    def _open_cell(self) -> None:
        self._drawing.open(self._cells[self._cell], "</td>\n")
        self._text = RunningText(self._drawing)

    def _close_cell(self) -> None:
        if self._cell >= len(self._cells):
            return
        if self._text is None:
            self._open_cell()
        if self._text is not None:
            self._text.end()
        self._drawing.close()
        self._text = None
        self._cell += 1


class HeldLines:
    """Lines that are not shown until it is known whether they are a formula, or the head of a table, or text."""

    def __init__(self, line: str, *, is_head: bool) -> None:
        self.lines = [line]
        self.is_head = is_head

    def may_take(self, line: str) -> bool:
        """Return whether `line` may belong to what is held."""
        if self.is_head:
            return len(self.lines) == 1 and bool(_DELIMITER_ROW.fullmatch(line))
        return sum(map(len, self.lines)) < _MOST_HELD

    def html(self) -> str:
        """Return what the lines make, if that is complete and what was expected."""
        if self.is_head:
            html = block_html("\n".join(self.lines)) if len(self.lines) > 1 else ""
            return html if html.endswith(_TABLE_END) else ""
        if not self.lines[-1].rstrip(" \t.,;").endswith(_FORMULA_ENDS):
            return ""
        html = block_html("\n".join(self.lines))
        return html if html.startswith(_FORMULA) and html.count("\n") == 1 else ""

    def add(self, text: str) -> None:
        """Take more of a line that is too long to be held back until it is whole."""
        self.lines[-1] += text

    def end_line(self) -> None:
        """Show nothing."""

    def close(self) -> None:
        """Show nothing."""
