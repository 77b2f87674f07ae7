"""What of a reply is not closed yet, drawn as it arrives: the structure of its blocks, read line by line.

It shows soon, in time that grows with the text and no faster, what a reader will see; where it is wrong, the exact
reading corrects it when the block closes. So it may guess, and it leaves the rarest of Markdown out.
"""

from webchat.markup.containers import Containers
from webchat.markup.drawing import Drawing
from webchat.markup.line_start import ItemMark, Leaf, QuoteMark, is_underline, start_of, task
from webchat.markup.running_blocks import HeldLines, RunningCode, RunningParagraph, RunningTable
from webchat.markup.structure import heading_below

_MOST_CONTAINERS = 24
_LONGEST_START = 600
_TEXTS = {"definition", "formula", "head", "indented", "text"}
_HELD = {"formula", "head"}


class Draft:
    """Draws what it is fed, below headings of `levels`.

    Whether the items of a list are paragraphs shows only later: `loose` are the numbers of such lists, counted from
    `first_list`, and when there are `found_loose`, the draft should be made `anew`.
    """

    def __init__(self, levels: list[int], loose: frozenset[int] = frozenset(), first_list: int = 0) -> None:
        self.drawing = Drawing()
        self.is_between_blocks = True
        """Whether the last whole line ended a top-level block."""
        self._levels = levels
        self._first_list = first_list
        self._containers = Containers(self.drawing, loose, first_list)
        self.found_loose = self._containers.found_loose
        """The numbers of the lists that are loose, and drawn as if they were not."""
        self._leaf: RunningParagraph | RunningCode | RunningTable | HeldLines | None = None
        self._line = ""
        self._line_number = 0
        self._is_begun = False
        self._starts: list[tuple[int, int]] = []
        """Of each top-level block, the line where it begins and the number of the next list there."""

    def feed(self, text: str) -> None:
        """Draw `text`, in which line ends are `\\n`."""
        if "\n" not in text:
            self._add(text)
            return
        *lines, rest = text.split("\n")
        for line in lines:
            self._add(line)
            self._end_line()
        if rest:
            self._add(rest)

    def release(self, lines: int, html: str) -> bool:
        """Forget the blocks of the first `lines` lines if they look like `html`; return whether they do."""
        count = sum(line < lines for line, _ in self._starts)
        parts = self.drawing.levels[0].parts
        if len(parts) < count or "".join(parts[:count]) != html:
            return False
        del parts[:count]
        self._starts = [(line - lines, number) for line, number in self._starts[count:]]
        self._first_list = self._starts[0][1] if self._starts else self._containers.list_count
        self._line_number -= lines
        return True

    def anew(self, levels: list[int]) -> "Draft":
        """Return a new draft for the same text, in which the lists are loose that were found to be."""
        return Draft(levels, self._containers.loose | self.found_loose, self._first_list)

    def _add(self, text: str) -> None:
        if not self._is_begun:
            self._line += text
            is_long = len(self._line) > _LONGEST_START
            self._is_begun = self._begin(is_whole=is_long) or is_long
        elif self._leaf is not None:
            self._leaf.add(text)

    def _end_line(self) -> None:
        self.is_between_blocks = False
        if not self._is_begun:
            self._begin(is_whole=True)
        if self._leaf is not None:
            self._leaf.end_line()
            if isinstance(self._leaf, RunningParagraph) and self._leaf.is_heading:
                self._close_leaf()
        self._line, self._is_begun = "", False
        self._line_number += 1

    def _begin(self, *, is_whole: bool) -> bool:
        """Read the beginning of a line as far as it has arrived; return whether what follows is only text in it."""
        line = self._line
        if "\t" in line[: len(line) - len(line.lstrip())]:
            line = line.expandtabs(4)
        matched, position = self._containers.continued(line)
        line = line[position:]
        if isinstance(self._leaf, RunningCode) and matched == len(self._containers.stack):
            decided = self._begin_in_code(self._leaf, line, is_whole)
            if decided is not None:
                return decided
        if not line.strip(" \t"):
            if is_whole:
                self._end_at_blank(matched)
            return False
        if isinstance(self._leaf, HeldLines):
            if matched == len(self._containers.stack) and self._leaf.may_take(line.strip(" \t")):
                return is_whole and self._hold(self._leaf, line.strip(" \t"))
            self._release_held()
        return self._begin_block(line, matched, is_whole)

    def _begin_in_code(self, code: RunningCode, line: str, is_whole: bool) -> bool | None:
        """Return whether the line is begun; nothing if it is not part of the code."""
        if not code.fence:
            if line.strip(" ") and not line.startswith("    "):
                return None
            if line.strip(" ") or is_whole:
                code.start_line(line[4:])
            return bool(line.strip(" ")) or is_whole
        if code.may_end(line) and not is_whole:
            return False
        if code.ends(line):
            self._close_leaf()
            self.is_between_blocks = not self._containers.stack
        else:
            code.start_line(line)
        return True

    def _begin_block(self, line: str, matched: int, is_whole: bool) -> bool:
        is_inside = matched == len(self._containers.stack)
        is_text = isinstance(self._leaf, RunningParagraph)
        if is_text and is_inside and is_whole and is_underline(line):
            self._close_leaf()
            self.is_between_blocks = not self._containers.stack
            return True
        found = self._starts_of(line, is_whole, is_text and is_inside, is_inside)
        if found is None:
            return False
        marks, leaf = found
        if not marks and leaf is not None and self._goes_on(leaf, line, is_inside):
            return True
        self._open(matched, marks, leaf)
        return True

    def _starts_of(
        self, line: str, is_whole: bool, is_in_text: bool, is_inside: bool
    ) -> tuple[list[QuoteMark | ItemMark], Leaf | None] | None:
        """Return the containers and the leaf that `line` begins; nothing if more of it must arrive."""
        marks: list[QuoteMark | ItemMark] = []
        while line.strip(" \t"):
            is_table = is_inside and not marks and isinstance(self._leaf, RunningTable)
            start = start_of(line, is_whole=is_whole, is_table=is_table)
            if start is None or isinstance(start, Leaf):
                return (marks, start) if start else None
            is_text = isinstance(start, ItemMark) and (start.is_empty or start.number not in (None, 1))
            if (is_in_text and not marks and is_text) or len(marks) + len(self._containers.stack) > _MOST_CONTAINERS:
                return marks, Leaf("text", line.lstrip(" "))
            marks.append(start)
            line = line[start.length :]
        return (marks, None) if is_whole else None

    def _goes_on(self, leaf: Leaf, line: str, is_inside: bool) -> bool:
        """Return whether the line is one more of the open table or paragraph; it is then begun."""
        if leaf.kind not in _TEXTS:
            return False
        if isinstance(self._leaf, RunningTable) and is_inside and leaf.kind != "indented":
            self._leaf.start_line(line)
        elif isinstance(self._leaf, RunningParagraph) and not (is_inside and leaf.kind in _HELD):
            self._leaf.go_on(line.lstrip(" \t"))
        else:
            return False
        self._containers.note_blank(False)
        return True

    def _end_at_blank(self, matched: int) -> None:
        self._release_held()
        self._close_leaf()
        self._containers.close_to(matched)
        self._containers.note_blank(True)
        self.is_between_blocks = not self._containers.stack

    def _hold(self, held: HeldLines, line: str) -> bool:
        held.lines.append(line)
        self._show_held(held)
        return True

    def _show_held(self, held: HeldLines) -> None:
        html = held.html()
        if html and held.is_head:
            self._note_child()
            self._leaf = RunningTable(self.drawing, html)
        elif html:
            self._note_child()
            self._leaf = None
            self.drawing.append(html)

    def _release_held(self) -> None:
        """Show as text what was held back, and turned out to be nothing else."""
        if isinstance(self._leaf, HeldLines):
            first, *others = self._leaf.lines
            self._leaf = None
            paragraph = self._open_text()
            paragraph.add(first)
            for line in others:
                paragraph.go_on(line)

    def _open(self, matched: int, marks: list[QuoteMark | ItemMark], leaf: Leaf | None) -> None:
        self._close_leaf()
        checkbox, text = task(leaf.text) if marks and leaf and leaf.kind == "text" else ("", "")
        if leaf and checkbox:
            leaf = Leaf("text", text)
        if marks and not matched and not self._containers.next_item(matched, marks):
            self._note_start()
        self._containers.change(matched, marks, checkbox)
        if leaf:
            self._open_leaf(leaf)
        self._containers.note_blank(False)

    def _open_leaf(self, leaf: Leaf) -> None:
        if leaf.kind in _HELD:
            self._leaf = HeldLines(leaf.text, is_head=leaf.kind == "head")
            self._show_held(self._leaf)
        elif leaf.kind == "text":
            self._open_text().add(leaf.text)
        elif leaf.kind != "definition":
            self._note_child()
            self._open_block(leaf)

    def _open_block(self, leaf: Leaf) -> None:
        if leaf.kind == "heading":
            self._leaf = RunningParagraph(self.drawing, heading_below(self._levels, len(leaf.mark)))
            self._leaf.add(leaf.text)
        elif leaf.kind == "rule":
            self.drawing.append("<hr>\n")
        elif leaf.kind == "fence":
            self._leaf = RunningCode(self.drawing, leaf.text, leaf.mark, leaf.indent)
        else:
            self._leaf = RunningCode(self.drawing, "")
            self._leaf.start_line(leaf.text[4:])

    def _open_text(self) -> RunningParagraph:
        is_tight = self._containers.is_tight()
        self._note_child(is_tight_text=is_tight)
        self._leaf = paragraph = RunningParagraph(self.drawing, "" if is_tight else "p")
        return paragraph

    def _note_child(self, *, is_tight_text: bool = False) -> None:
        if not self._containers.stack:
            self._note_start()
        self._containers.note_child(is_tight_text=is_tight_text)

    def _note_start(self) -> None:
        self._starts.append((self._line_number, self._containers.list_count))

    def _close_leaf(self) -> None:
        self._release_held()
        if self._leaf is not None:
            self._leaf.close()
            self._leaf = None
