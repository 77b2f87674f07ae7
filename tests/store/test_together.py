"""Two tabs at once: whatever meets in one conversation, a line is shown, and what was stored is not lost."""

from collections.abc import Callable

import pytest

from webchat.errors import NotFound, WebchatError
from webchat.store import Database, conversations

from .chat import Chat, begin
from .crowd import all_at_once

MEETINGS: dict[str, tuple[Callable[[Chat], object], Callable[[Chat], object]]] = {
    "switch and send": (lambda chat: chat.show("b"), lambda chat: chat.say("e")),
    "switch and send elsewhere": (lambda chat: chat.show("b"), lambda chat: chat.say("e", to="c1")),
    "switch and switch": (lambda chat: chat.show("b"), lambda chat: chat.show("c")),
    "delete and send": (lambda chat: chat.put_away("d"), lambda chat: chat.say("e")),
    "delete and delete": (lambda chat: chat.put_away("d"), lambda chat: chat.put_away("d")),
    "purge and send": (lambda chat: chat.purge(), lambda chat: chat.say("e")),
    "purge and send below what is purged": (lambda chat: chat.purge(), lambda chat: chat.say("e", to="x1")),
    "bring back and purge": (lambda chat: chat.bring_back("x"), lambda chat: chat.purge()),
    "retry and retry": (lambda chat: chat.retry("a2", to="a"), lambda chat: chat.retry("a3", to="a")),
}


@pytest.mark.parametrize("meeting", MEETINGS)
def test_line_stays_whole_when_two_tabs_meet(database: Database, meeting: str) -> None:
    chat = begin(database, "a", "b")
    chat.say("c", to="a1")
    chat.say("d")
    chat.say("x")
    chat.put_away("x")
    before = set(chat.ids)

    outcomes: dict[int, object] = {}

    def act(number: int) -> None:
        try:
            outcomes[number] = MEETINGS[meeting][number](chat)
        except WebchatError:  # words for the one who came too late
            pass

    all_at_once(2, act)

    tree = chat.tree()
    tree.check()
    texts = {message.text for message in tree.messages.values()}
    assert texts >= before - {"x", "x1"}
    assert texts >= {name for name, message_id in chat.ids.items() if message_id in tree.messages}
    assert meeting != "bring back and purge" or ("x" in texts) == bool(outcomes[0])
    assert "purge" in meeting or texts >= set(chat.ids)


def test_conversation_deleted_while_another_tab_sends_is_gone_or_holds_the_message(database: Database) -> None:
    chat = begin(database, "a")
    refused: list[NotFound] = []

    def put_away() -> None:
        with database.writing() as session:
            conversations.put_away(session, chat.conversation(session))

    def act(number: int) -> None:
        try:
            put_away() if number else chat.say("b")
        except NotFound as error:
            refused.append(error)

    all_at_once(2, act)

    chat.tree().check()
    assert ("b" in chat.ids) != bool(refused)
