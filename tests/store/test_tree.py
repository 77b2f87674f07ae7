"""The tree of a conversation: whatever is done to it in whatever order, one line is shown and nothing else is lost."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from webchat.store import Database, Message, Session, clock, conversations, lines, messages, pairs, versions
from webchat.store.conversations import Conversation

from .actors import ALICE
from .tree import Tree, tree_of

DEEDS = ("send", "send", "retry", "edit", "show", "show", "put_away", "put_away", "bring_back", "purge")
ONCE = {
    "suppress_health_check": [HealthCheck.function_scoped_fixture],
    "deadline": None,
    "derandomize": True,
    "phases": (Phase.generate,),
}
deeds = st.lists(st.tuples(st.sampled_from(DEEDS), st.floats(0, 1, exclude_max=True)), min_size=25, max_size=35)


class Person:
    """Does to one conversation what a person can do, to a message chosen by number; keeps count of what there is."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.writing() as session:
            self.conversation_id = conversations.create(session, ALICE).id
        self.there: set[UUID] = set()

    def does(self, deed: str, place: float) -> Tree:
        """The deed, done to the message at this `place` (0 to 1) among all; returns the tree as it then is."""
        tree = self.tree()
        with self.database.writing() as session:
            conversation = conversations.owned_by(session, ALICE, self.conversation_id, for_change=True)
            assert conversation is not None
            if deed == "send":
                self._send(session, conversation, conversation.leaf_id)
            elif deed == "purge":
                while pairs.purge(session, clock.moment(session) + timedelta(seconds=1), limit=2):
                    pass
                self.there -= {each.id for each in tree.messages.values() if each.deleted_at}
            elif tree.messages:
                chosen = list(tree.messages.values())[int(place * len(tree.messages))]
                self._do_to(chosen, deed, session, conversation)
        return self.tree()

    def _do_to(self, chosen: Message, deed: str, session: Session, conversation: Conversation) -> None:
        if deed == "bring_back":
            pairs.bring_back(session, ALICE, chosen.id, within=conversations.UNDO)
        elif chosen.deleted_at:
            return
        elif deed == "show":
            versions.show(session, conversation, chosen.id)
        elif deed == "put_away":
            gone = pairs.put_away(session, conversation, chosen)
            assert chosen.id in gone
        elif deed == "edit" and chosen.role == "user":
            self._send(session, conversation, chosen.parent_id)
        elif deed == "retry" and chosen.role == "assistant":
            self._append(session, conversation, messages.new(conversation, **_reply(chosen.parent_id)))

    def _send(self, session: Session, conversation: Conversation, parent_id: UUID | None) -> None:
        message = messages.new(conversation, role="user", text="?", parent_id=parent_id)
        self._append(session, conversation, message, messages.new(conversation, **_reply(message.id)))

    def _append(self, session: Session, conversation: Conversation, *new: Message) -> None:
        messages.append_all(session, conversation, new)
        self.there |= {message.id for message in new}

    def tree(self) -> Tree:
        return tree_of(self.database, self.conversation_id)


def _reply(parent_id: UUID | None) -> dict[str, Any]:
    return {"role": "assistant", "text": "!", "parent_id": parent_id}


@settings(max_examples=10, **ONCE)
@given(done=deeds)
def test_one_line_is_shown_and_only_what_is_purged_is_lost(database: Database, done: list[tuple[str, float]]) -> None:
    person = Person(database)

    tree = person.tree()
    for deed, place in done:
        before, tree = tree, person.does(deed, place)

        tree.check()
        assert set(tree.messages) == person.there
        if deed == "purge":
            assert tree.shown() == before.shown()


@settings(max_examples=10, **ONCE)
@given(done=deeds, step=st.integers(1, 9), at=st.floats(0, 1, exclude_max=True))
def test_parts_of_any_size_make_up_the_line(
    database: Database, done: list[tuple[str, float]], step: int, at: float
) -> None:
    person = Person(database)
    for deed, among in done:
        person.does(deed, among)
    shown = person.tree().shown()
    place = int(at * len(shown))

    with database.reading() as session:
        conversation = session.get_one(Conversation, person.conversation_id)
        upwards, downwards = _read_up(session, conversation, step), []
        around = lines.around(session, shown[place], step, step) if shown else lines.Part([])
        if shown:
            downwards = [shown[0], *_read_down(session, shown[0], step)]
        spoken = lines.spoken_before(session, shown[-1], step) if shown else []
        whole = [message.id for message in lines.newest(session, conversation, lines.ALL).messages]

    first, last = max(0, place - step), place + step + 1
    assert upwards == downwards == whole == shown
    assert [message.id for message in around.messages] == shown[first:last]
    assert around.older == (shown[first] if first > 0 else None)
    assert around.newer == (shown[last - 1] if last < len(shown) else None)
    assert [each.id for each in spoken] == shown[:-1][-step:]


def _read_up(session: Session, conversation: Conversation, step: int) -> list[UUID]:
    part = lines.newest(session, conversation, step)
    found = [message.id for message in part.messages]
    while part.older:
        part = lines.before(session, part.older, step)
        assert part.messages, "a page that was announced has something on it"
        found[:0] = [message.id for message in part.messages]
    return found


def _read_down(session: Session, start_id: UUID, step: int) -> list[UUID]:
    part = lines.after(session, start_id, step)
    found = [message.id for message in part.messages]
    while part.newer:
        part = lines.after(session, part.newer, step)
        assert part.messages, "a page that was announced has something on it"
        found += [message.id for message in part.messages]
    return found
