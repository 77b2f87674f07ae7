"""A pair that is deleted while somebody asks for more of it: the deletion was first, and nothing is stored below it."""

import threading
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from tests.waiting.worker import ALICE, Worker
from webchat.chat.pairing import held
from webchat.chat.sent import Sent
from webchat.errors import NotFound
from webchat.store import Message, pairs, replies

Action = Callable[[Worker, Sent], Sent]


def retry(worker: Worker, sent: Sent) -> Sent:
    return worker.again.retry(ALICE, reply_id=sent.reply.id, submission_id="retry-0001")


def go_on(worker: Worker, sent: Sent) -> Sent:
    return worker.again.go_on(ALICE, reply_id=sent.reply.id, submission_id="continue-0001")


def edit(worker: Worker, sent: Sent) -> Sent:
    return worker.sending.edit(ALICE, message_id=sent.message.id, text="Better", submission_id="edit-0001")


@pytest.mark.parametrize("action", [retry, go_on, edit])
def test_what_is_asked_of_a_pair_while_it_is_deleted_is_refused(worker: Worker, action: Action) -> None:
    sent = stopped(worker)
    refusals: list[NotFound] = []
    asking = threading.Thread(target=lambda: ask(action, worker, sent, refusals))

    with worker.database.writing() as session:
        conversation = held(session, ALICE, sent.conversation.id)
        asking.start()
        asking.join(0.3)
        pairs.put_away(session, conversation, session.get_one(Message, sent.message.id))
    asking.join(20)

    assert len(refusals) == 1
    assert count_of_visible(worker) == 0


def test_a_reply_that_was_deleted_cannot_be_taken_to_be_continued(worker: Worker) -> None:
    sent = stopped(worker)
    with worker.database.writing() as session:
        conversation = held(session, ALICE, sent.conversation.id)
        pairs.put_away(session, conversation, session.get_one(Message, sent.message.id))

    with worker.database.writing() as session:
        is_taken = replies.reopen(session, sent.reply.id, uuid.uuid4().hex, replies.LONGEST_LEASE)

    assert not is_taken


def stopped(worker: Worker) -> Sent:
    """A pair whose reply was stopped, and so could be continued."""
    sent = worker.send("one")
    assert isinstance(sent, Sent)
    with worker.database.writing() as session:
        replies.finish(session, sent.reply.id, worker.holder, status="stopped", text="Do")
    return sent


def ask(action: Action, worker: Worker, sent: Sent, refusals: list[NotFound]) -> None:
    try:
        action(worker, sent)
    except NotFound as refusal:
        refusals.append(refusal)


def count_of_visible(worker: Worker) -> int:
    with worker.database.reading() as session:
        return session.scalars(select(func.count()).select_from(Message).where(Message.deleted_at.is_(None))).one()
