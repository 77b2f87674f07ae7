"""Nodes of ChatGPT's put together into messages: a person's one by one, pieces of a reply joined into one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from webchat.imports import values
from webchat.imports.chatgpt_nodes import Node
from webchat.imports.notes import Notes
from webchat.imports.problems import Refused
from webchat.store.documents import DocumentMessage
from webchat.wording import N_

MOST_STEPS = 1_000_000
MOST_CHARACTERS = 100_000_000


@dataclass(slots=True)
class _Piece:
    """A piece of a reply, what it goes on from, and the message above them all."""

    node: Node
    before: "_Piece | None"
    above: UUID | None
    is_continued: bool = False
    is_answered: bool = False

    @property
    def is_end(self) -> bool:
        """Whether a version of the reply ends here."""
        return self.is_answered or not self.is_continued


@dataclass(frozen=True, slots=True)
class _Place:
    """Where what follows a node stands: below a message, or behind a piece of a reply that is not complete."""

    above: UUID | None = None
    piece: _Piece | None = None


class Replies:
    """The messages of one conversation. A reply has the id of its last node."""

    def __init__(self, nodes: list[Node], identity: UUID, created: datetime, notes: Notes) -> None:
        self._nodes, self._identity, self._created, self._notes = nodes, identity, created, notes
        self._places: dict[str, _Place] = {}
        self._pieces: dict[str, _Piece] = {}
        self._message_of: dict[str, UUID] = {}
        self._steps = self._characters = 0

    def messages(self) -> list[DocumentMessage]:
        """All messages, parents first. Raises Refused when the tree parts so often that they would be too many."""
        for node in self._nodes:
            self._places[node.key] = self._place(node)
        found = []
        for node in self._nodes:
            piece = self._pieces.get(node.key)
            if node.part == "user":
                found.append(self._message(node, self._parent_of(node)))
            elif piece and piece.is_end:
                found.append(self._reply(piece))
        return found

    def leaf(self, current_node: Any) -> UUID | None:
        """The message that ends the shown line: the one that the current node is part of, or else the one above."""
        parents = {node.key: node.parent for node in self._nodes}
        key = current_node if isinstance(current_node, str) else None
        while key in parents:
            if key in self._message_of:
                return self._message_of[key]
            key = parents[key]
        return None

    def _place(self, node: Node) -> _Place:
        before = self._places[node.parent] if node.parent is not None else _Place()
        if node.part == "user":
            if before.piece:
                before.piece.is_answered = True
            return _Place(above=self._id(node))
        if node.part == "reply":
            if before.piece:
                before.piece.is_continued = True
            self._pieces[node.key] = _Piece(node, before.piece, before.above)
            return _Place(before.above, self._pieces[node.key])
        return before

    def _parent_of(self, node: Node) -> UUID | None:
        place = self._places[node.parent] if node.parent is not None else _Place()
        return self._id(place.piece.node) if place.piece else place.above

    def _id(self, node: Node) -> UUID:
        return uuid5(self._identity, node.key)

    def _message(self, node: Node, parent_id: UUID | None) -> DocumentMessage:
        """A message of the person's."""
        self._message_of[node.key] = self._id(node)
        return self._made([node], "user", parent_id, node.said.text, node.said.reasoning)

    def _reply(self, end: _Piece) -> DocumentMessage:
        pieces: list[Node] = []
        piece: _Piece | None = end
        while piece:
            pieces.append(piece.node)
            self._message_of.setdefault(piece.node.key, self._id(end.node))
            piece = piece.before
        pieces.reverse()
        self._count(pieces)
        text = "\n\n".join(node.said.text for node in pieces if node.said.text)
        reasoning = "\n\n".join(node.said.reasoning for node in pieces if node.said.reasoning)
        return self._made(pieces, "assistant", end.above, text, reasoning)

    def _count(self, pieces: list[Node]) -> None:
        self._steps += len(pieces)
        self._characters += sum(len(node.said.text) + len(node.said.reasoning) for node in pieces)
        if self._steps > MOST_STEPS or self._characters > MOST_CHARACTERS:
            raise Refused(N_("Its replies have so many versions that they would be too large."))

    def _made(
        self, pieces: list[Node], role: str, parent_id: UUID | None, text: str, reasoning: str
    ) -> DocumentMessage:
        last = pieces[-1]
        times = [node.time for node in pieces if node.time]
        text, is_cut = values.bounded(text)
        reasoning, is_reasoning_cut = values.bounded(reasoning)
        self._notes.add("cut", is_cut + is_reasoning_cut)
        is_reply = role == "assistant"
        return DocumentMessage(
            id=self._id(last),
            parent_id=parent_id,
            chosen_child_id=None,
            role=role,
            text=text,
            reasoning=reasoning,
            status=last.status if is_reply else "complete",
            error=None,
            error_detail=None,
            model=next((node.model for node in reversed(pieces) if node.model), None) if is_reply else None,
            finish_reason=last.finish_reason if is_reply else None,
            prompt_tokens=None,
            completion_tokens=None,
            left_out=0,
            created_at=times[0] if times else self._created,
            started_at=None,
            finished_at=times[-1] if times and is_reply else None,
            edited_at=None,
        )
