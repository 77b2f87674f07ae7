"""Where the messages of a document go in the tree that is here already, and which line is shown then. No database.

The invariant that has to hold afterwards: from the root down, the shown line goes at each message to its chosen child,
or without one to the child with the highest position, and it ends at the conversation's leaf.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from webchat.store.documents import DocumentMessage


class Known(NamedTuple):
    """What matters here of a message that is stored already."""

    id: UUID
    parent_id: UUID | None
    chosen_child_id: UUID | None
    position: int
    depth: int
    deleted_at: datetime | None


class Graft:
    """A stored tree, which may be empty, and what a document adds to it. `ids`: of the document's messages, here."""

    def __init__(self, known: Sequence[Known], ids: Mapping[UUID, UUID]) -> None:
        self._ids = ids
        self._parents = {each.id: each.parent_id for each in known}
        self._depths = {each.id: each.depth for each in known}
        self._positions = {each.id: each.position for each in known}
        self._chosen = {each.id: each.chosen_child_id for each in known if each.chosen_child_id}
        self._children: dict[UUID, set[UUID]] = defaultdict(set)
        for each in known:
            if each.parent_id is not None:
                self._children[each.parent_id].add(each.id)
        self._line_before = {each.id: self._next(each.id) for each in known}
        self._fresh: set[UUID] = set()

    @property
    def has_grown(self) -> bool:
        """Whether the document has messages that were not here."""
        return bool(self._fresh)

    def add_all(self, messages: Iterable[DocumentMessage]) -> list[DocumentMessage]:
        """The messages that are not here yet, with their ids, parents and choices as they are here."""
        return [self._add(message) for message in messages if self._ids[message.id] not in self._parents]

    def _add(self, message: DocumentMessage) -> DocumentMessage:
        own_id, parent_id = self._ids[message.id], self._here(message.parent_id)
        chosen = self._here(message.chosen_child_id)
        self._parents[own_id] = parent_id
        self._depths[own_id] = 1
        if parent_id is not None:
            self._depths[own_id] = self._depths[parent_id] + 1
            self._children[parent_id].add(own_id)
        if chosen is not None:
            self._chosen[own_id] = chosen
        self._fresh.add(own_id)
        return replace(message, id=own_id, parent_id=parent_id, chosen_child_id=chosen)

    def place(self, message_id: UUID, position: int) -> None:
        """Learn the position that a new message got."""
        self._positions[message_id] = position

    def depth(self, message_id: UUID) -> int:
        """How deep it stands; a root has 1."""
        return self._depths[message_id]

    def leaf(self, shown: UUID | None, wanted: UUID | None) -> UUID | None:
        """Where the line is to end: at the document's end if that goes on from what is shown here, else where it does.

        Without either, it is the newest message that nothing follows.
        """
        ours = self._end_below(self._here(wanted))
        if ours is not None and (shown is None or shown in self._line(ours)):
            return ours
        if shown is not None:
            return shown
        ends = [each for each in self._positions if not self._children.get(each)]
        return max(ends, key=self._positions.__getitem__, default=None)

    def _end_below(self, message_id: UUID | None) -> UUID | None:
        """Where the line through a message ends."""
        while message_id is not None and (following := self._next(message_id)):
            message_id = following
        return message_id

    def choices(self, leaf_id: UUID | None) -> dict[UUID, UUID]:
        """What has to be chosen so that the line ends there, and every other stored line goes on as it did."""
        wanted = {parent: before for parent, before in self._line_before.items() if before is not None}
        child = leaf_id
        while child is not None:
            parent = self._parents.get(child)
            if parent is not None:
                wanted[parent] = child
            child = parent
        return {parent: child for parent, child in wanted.items() if self._next(parent) != child}

    def _line(self, leaf_id: UUID) -> set[UUID]:
        line: set[UUID] = set()
        each: UUID | None = leaf_id
        while each is not None:
            line.add(each)
            each = self._parents.get(each)
        return line

    def _next(self, parent_id: UUID) -> UUID | None:
        """The child with which the line goes on."""
        children = self._children.get(parent_id)
        if not children:
            return None
        chosen = self._chosen.get(parent_id)
        return chosen if chosen in children else max(children, key=self._positions.__getitem__)

    def _here(self, message_id: UUID | None) -> UUID | None:
        return None if message_id is None else self._ids.get(message_id)
