"""Dispatching: a waiting message is sent exactly once, and none is left behind, whoever comes first."""

import threading
from collections.abc import Callable
from functools import partial

import pytest

from tests.waiting.worker import ALICE, Worker
from webchat.chat import submission
from webchat.chat.lease import LEASE
from webchat.chat.pairing import held
from webchat.chat.sent import Sent, Waits
from webchat.errors import NotFound, ReplyRunning
from webchat.store import conversations, replies, waiting
from webchat.waiting.queue import MessageWaits


def at_once(*actions: Callable[[], object]) -> list[object]:
    """What these return, all begun at the same moment."""
    begin = threading.Barrier(len(actions))
    results: list[object] = [None] * len(actions)

    def run(place: int) -> None:
        begin.wait()
        results[place] = actions[place]()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(actions))]
    [thread.start() for thread in threads]
    [thread.join(20) for thread in threads]
    return results


def test_a_message_put_in_wait_while_the_reply_ends_is_never_left_behind(worker: Worker) -> None:
    for _ in range(4):
        first = worker.send("one")
        assert isinstance(first, Sent)

        sent, followed = at_once(
            partial(worker.send, "two", first.conversation.id), partial(worker.end, first.reply.id)
        )

        with worker.database.reading() as session:
            assert waiting.of_conversation(session, first.conversation.id) is None
        assert worker.shown(first.conversation.id) == ["one", "Done.", "two", ""]
        assert isinstance(sent, Waits) == isinstance(followed, Sent)


def test_a_reply_does_not_end_while_a_message_is_being_put_in_wait_for_it(worker: Worker) -> None:
    first = worker.send("one")
    assert isinstance(first, Sent)
    followed: list[Sent | None] = []
    # without words nothing else of its end, such as the index of searched texts, touches the conversation
    ending = threading.Thread(target=lambda: followed.append(worker.end(first.reply.id, text="")))

    with worker.database.writing() as session:
        conversation = held(session, ALICE, first.conversation.id)
        ending.start()
        ending.join(0.3)
        waiting.put(session, conversation, text="two", submission_id="two-0001", parent_id=None)
    ending.join(20)

    assert followed[0] and followed[0].message.text == "two"


def test_a_reply_that_is_being_saved_can_end(worker: Worker) -> None:
    first = worker.send("one")
    assert isinstance(first, Sent)
    reply_id = first.reply.id
    ended: list[Sent | None] = []
    ending = threading.Thread(target=lambda: ended.append(worker.end(reply_id)))

    with worker.database.writing() as session:
        replies.save_progress(session, worker.holder, {reply_id: ("Do", "")})
        ending.start()
        ending.join(0.3)
        held_ones = replies.renew(session, [reply_id], worker.holder, LEASE)
    ending.join(20)

    assert held_ones == {reply_id: False}
    assert ended == [None]
    assert worker.shown(first.conversation.id) == ["one", "Done."]


def test_of_ten_who_take_it_at_once_one_gets_it(worker: Worker) -> None:
    first = worker.send("one")
    assert isinstance(first, Sent)
    conversation_id = first.conversation.id
    worker.send("two", conversation_id)
    with worker.database.writing() as session:
        replies.finish(session, first.reply.id, worker.holder, status="failed", text="")

    def take() -> Sent | None:
        try:
            return worker.dispatch.send_now(ALICE, conversation_id=conversation_id, key="")
        except (NotFound, ReplyRunning):
            return None

    sent = [each for each in at_once(*[take] * 10) if each]

    assert len(sent) == 1
    assert worker.shown(conversation_id) == ["one", "", "two", ""]


def test_it_is_sent_by_the_worker_that_ends_the_reply_whoever_stored_it(worker: Worker) -> None:
    other = Worker(worker.database)
    first = worker.send("one")
    assert isinstance(first, Sent)
    stored = other.send("two", first.conversation.id)
    assert isinstance(stored, Waits)

    followed = worker.end(first.reply.id)

    assert followed and followed.reply.lease_holder == worker.holder


def test_nothing_is_sent_when_nothing_waits(worker: Worker) -> None:
    first = worker.send("one")
    assert isinstance(first, Sent)

    assert worker.end(first.reply.id) is None


def test_it_goes_with_its_conversation(worker: Worker) -> None:
    first = worker.send("one")
    assert isinstance(first, Sent)
    worker.send("two", first.conversation.id)

    with worker.database.writing() as session:
        conversations.delete_all(session, [first.conversation.id])

    with worker.database.writing() as session:
        assert waiting.of_conversation(session, first.conversation.id) is None
        assert waiting.held_for_end(session, first.reply.id) is None


def test_in_a_conversation_that_was_put_away_it_is_not_sent(worker: Worker) -> None:
    first = worker.send("one")
    assert isinstance(first, Sent)
    worker.send("two", first.conversation.id)
    with worker.database.writing() as session:
        conversations.put_away(session, first.conversation)

    followed = worker.end(first.reply.id)

    with worker.database.reading() as session:
        waits = waiting.of_conversation(session, first.conversation.id)
    assert followed is None
    assert waits and waits.text == "two"


def test_what_cannot_be_sent_goes_on_waiting_and_does_not_undo_the_end(worker: Worker) -> None:
    first = worker.send("one")
    assert isinstance(first, Sent)
    stored = worker.send("two", first.conversation.id)
    assert isinstance(stored, Waits)
    with worker.database.writing() as session:
        submission.remember(session, stored.message.submission_id, first)

    followed = worker.end(first.reply.id)

    with worker.database.reading() as session:
        waits = waiting.of_conversation(session, first.conversation.id)
    assert followed is None
    assert waits and waits.text == "two"
    assert worker.shown(first.conversation.id) == ["one", "Done."]


def test_a_message_is_refused_because_another_waits_even_when_no_reply_runs(worker: Worker) -> None:
    first = worker.send("one")
    assert isinstance(first, Sent)
    worker.send("two", first.conversation.id)
    with worker.database.writing() as session:
        replies.finish(session, first.reply.id, worker.holder, status="failed", text="")

    with pytest.raises(MessageWaits):
        worker.send("three", first.conversation.id)

    assert worker.shown(first.conversation.id) == ["one", ""]
