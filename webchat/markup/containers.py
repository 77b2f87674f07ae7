"""The quotes and list items that are open around the end of a reply that is being written."""

from dataclasses import dataclass, field

from webchat.markup.drawing import Drawing
from webchat.markup.frames import framed
from webchat.markup.line_start import ItemMark, QuoteMark, quote_length

_TASKS = {
    " ": '<li class="task"><span class="task__open"></span> ',
    "x": '<li class="task"><span class="task__done"></span> ',
}


@dataclass(slots=True)
class Quote:
    """An open block quote."""

    children: int = 0
    ends_with_text: bool = False
    is_after_blank: bool = False


@dataclass(slots=True)
class RunningList:
    """An open list, the `number`th of the draft; the items of a loose one are paragraphs."""

    kind: str
    number: int
    is_loose: bool


@dataclass(slots=True)
class Item:
    """The open item of a list, whose content is indented by `indent`."""

    list: RunningList
    indent: int
    is_task: bool = False
    children: int = 0
    ends_with_text: bool = False
    is_after_blank: bool = False


@dataclass(slots=True)
class Containers:
    """Opens and closes them on a drawing. Lists whose number is in `loose` are drawn so; that others are too shows only
    when an empty line stands between two items: they are `found_loose`.
    """

    drawing: Drawing
    loose: frozenset[int]
    list_count: int
    found_loose: set[int] = field(default_factory=set)
    stack: list[Quote | Item] = field(default_factory=list)

    def continued(self, line: str) -> tuple[int, int]:
        """Return how many of the open containers `line` continues, and how much of it says so."""
        position = 0
        for count, container in enumerate(self.stack):
            rest = line[position:]
            length = quote_length(rest) if isinstance(container, Quote) else _indentation(rest, container.indent)
            if not length:
                return count, position
            position += length
        return len(self.stack), min(position, len(line))

    def change(self, kept: int, marks: list[QuoteMark | ItemMark], checkbox: str) -> None:
        """Keep the outermost `kept` containers open, and open those of `marks`; `checkbox` marks the last as a task."""
        item = self.next_item(kept, marks)
        self.close_to(kept + (item is not None))
        for index, mark in enumerate(marks):
            task = checkbox if index + 1 == len(marks) else ""
            if item and index == 0:
                self._go_on(item, mark, task)
            else:
                self._open(mark, task)

    def next_item(self, kept: int, marks: list[QuoteMark | ItemMark]) -> Item | None:
        """Return the item that ends where `marks` begin the next one of the same list."""
        mark = marks[0] if marks else None
        item = self.stack[kept] if kept < len(self.stack) else None
        is_next = isinstance(mark, ItemMark) and isinstance(item, Item) and item.list.kind == mark.kind
        return item if is_next and isinstance(item, Item) else None

    def close_to(self, count: int) -> None:
        """Close all but the outermost `count`."""
        while len(self.stack) > count:
            self.drawing.close()
            if isinstance(self.stack.pop(), Item):
                self.drawing.close()

    def note_blank(self, is_after_blank: bool) -> None:
        """Note whether the last line was empty."""
        for container in self.stack:
            container.is_after_blank = is_after_blank

    def is_tight(self) -> bool:
        """Return whether text stands directly in the innermost container, without a paragraph."""
        return bool(self.stack) and isinstance(item := self.stack[-1], Item) and not item.list.is_loose

    def note_child(self, *, is_tight_text: bool = False) -> None:
        """Separate what comes next from what stands before it in the innermost container."""
        if not self.stack:
            return
        container = self.stack[-1]
        is_task = False
        if isinstance(container, Item):
            is_task = container.is_task
            if container.children:
                self._note_looseness(container)
        if not is_tight_text and (container.ends_with_text or not (container.children or is_task)):
            self.drawing.append("\n")
        container.children += 1
        container.ends_with_text = is_tight_text

    def _open(self, mark: QuoteMark | ItemMark, checkbox: str) -> None:
        self.note_child()
        if isinstance(mark, QuoteMark):
            self.drawing.open("<blockquote>", "</blockquote>\n")
            self.stack.append(Quote())
            return
        name = "ul" if mark.number is None else "ol"
        start = "" if mark.number in (None, 1) else f' start="{mark.number}"'
        self.drawing.open(f"<{name}{start}>\n", f"</{name}>\n")
        opened = RunningList(mark.kind, self.list_count, self.list_count in self.loose)
        self.list_count += 1
        self.stack.append(Item(opened, mark.length, bool(checkbox)))
        self._open_item(checkbox)

    def _go_on(self, item: Item, mark: QuoteMark | ItemMark, checkbox: str) -> None:
        self.drawing.close()
        self._note_looseness(item)
        self.stack[-1] = Item(item.list, mark.length, bool(checkbox))
        self._open_item(checkbox)

    def _open_item(self, checkbox: str) -> None:
        self.drawing.open(framed(_TASKS[checkbox.lower()]) if checkbox else "<li>", "</li>\n")

    def _note_looseness(self, item: Item) -> None:
        if item.is_after_blank and not item.list.is_loose:
            self.found_loose.add(item.list.number)


def _indentation(line: str, wanted: int) -> int:
    """Return how much of `line` is the indentation of an item; nothing if it has too little of it."""
    spaces = len(line) - len(line.lstrip(" "))
    return wanted if spaces >= wanted or spaces == len(line) else 0
