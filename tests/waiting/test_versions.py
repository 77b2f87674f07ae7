"""Where a message goes when a conversation has several versions, and how an edited one becomes another."""

import uuid

import pytest

from tests.waiting.worker import ALICE, Worker
from webchat.chat.sent import Sent, Waits
from webchat.errors import NotFound, ReplyRunning
from webchat.store import conversations, versions


def other_version_of(worker: Worker, sent: Sent) -> Sent:
    """An ended second version of a reply; the conversation then shows it."""
    again = worker.again.retry(ALICE, reply_id=sent.reply.id, submission_id=uuid.uuid4().hex)
    worker.end(again.reply.id)
    return again


def test_a_message_goes_to_the_end_of_the_line_that_its_writer_sees(worker: Worker) -> None:
    first = worker.ask("one")
    conversation_id = first.conversation.id
    worker.ask("in the first version", conversation_id)
    other_version_of(worker, first)

    sent = worker.send("seen from the first version", conversation_id, first.reply.id)

    assert isinstance(sent, Sent)
    assert worker.shown(conversation_id) == [
        "one",
        "Done.",
        "in the first version",
        "Done.",
        "seen from the first version",
        "",
    ]


def test_a_message_of_a_tab_that_lags_behind_on_the_shown_line_goes_to_its_end(worker: Worker) -> None:
    first = worker.ask("one")
    conversation_id = first.conversation.id
    worker.ask("two", conversation_id)

    sent = worker.send("three", conversation_id, first.reply.id)

    assert isinstance(sent, Sent)
    assert worker.shown(conversation_id) == ["one", "Done.", "two", "Done.", "three", ""]


@pytest.mark.parametrize("parent", [uuid.uuid4(), None])
def test_a_message_after_something_that_is_not_there_goes_to_the_end(worker: Worker, parent: uuid.UUID | None) -> None:
    first = worker.ask("one")

    sent = worker.send("two", first.conversation.id, parent)

    assert isinstance(sent, Sent)
    assert sent.message.parent_id == first.reply.id


def test_what_was_written_below_another_version_than_the_running_one_waits_for_its_end_and_goes_there(
    worker: Worker,
) -> None:
    first = worker.ask("one")
    conversation_id = first.conversation.id
    running = worker.again.retry(ALICE, reply_id=first.reply.id, submission_id=uuid.uuid4().hex)
    with worker.database.writing() as session:
        conversation = conversations.owned_by(session, ALICE, conversation_id)
        assert conversation
        versions.show(session, conversation, first.reply.id)

    stored = worker.send("two", conversation_id, first.reply.id)
    followed = worker.end(running.reply.id)

    assert isinstance(stored, Waits)
    assert followed and followed.message.parent_id == first.reply.id


def test_what_waits_for_a_reply_goes_after_it_though_another_version_is_shown_by_then(worker: Worker) -> None:
    first = worker.ask("one")
    conversation_id = first.conversation.id
    running = worker.again.retry(ALICE, reply_id=first.reply.id, submission_id=uuid.uuid4().hex)
    worker.send("two", conversation_id, running.reply.id)
    with worker.database.writing() as session:
        conversation = conversations.owned_by(session, ALICE, conversation_id)
        assert conversation
        versions.show(session, conversation, first.reply.id)

    followed = worker.end(running.reply.id)

    assert followed and followed.message.parent_id == running.reply.id
    assert worker.shown(conversation_id) == ["one", "Done.", "two", ""]


def edit(worker: Worker, sent: Sent, text: str, submission_id: str = "edit-0001") -> Sent:
    return worker.sending.edit(ALICE, message_id=sent.message.id, text=text, submission_id=submission_id)


def test_an_edited_message_is_another_version_with_a_reply_of_its_own(worker: Worker) -> None:
    first = worker.ask("one")
    conversation_id = first.conversation.id
    second = worker.ask("two", conversation_id)

    edited = edit(worker, second, "two, but better")
    worker.end(edited.reply.id)
    root = edit(worker, first, "one, but better")

    with worker.database.reading() as session:
        families = versions.of(session, [second.message, edited.message, root.message])
    assert [families[each].number for each in (second.message.id, edited.message.id, root.message.id)] == [1, 2, 2]
    assert worker.shown(conversation_id) == ["one, but better", ""]
    with worker.database.writing() as session:
        conversation = conversations.owned_by(session, ALICE, conversation_id)
        assert conversation
        versions.show(session, conversation, first.message.id)
    assert worker.shown(conversation_id) == ["one", "Done.", "two, but better", "Done."]


def test_the_same_edit_is_stored_once(worker: Worker) -> None:
    first = worker.ask("one")

    twice = [edit(worker, first, "better") for _ in range(2)]

    assert twice[0].reply.id == twice[1].reply.id
    assert [sent.is_repeated for sent in twice] == [False, True]


def test_nothing_is_edited_while_a_reply_runs_and_no_reply_is_a_message(worker: Worker) -> None:
    first = worker.ask("one")
    worker.send("two", first.conversation.id)

    with pytest.raises(ReplyRunning):
        edit(worker, first, "better")
    with pytest.raises(NotFound):
        worker.sending.edit(ALICE, message_id=first.reply.id, text="x", submission_id="edit-0002")
    with pytest.raises(NotFound):
        worker.sending.edit("bob", message_id=first.message.id, text="x", submission_id="edit-0003")

    assert worker.shown(first.conversation.id) == ["one", "Done.", "two", ""]
