"""A reply ends with its text also when what is told of its requests can be neither packed nor stored."""

import uuid

import pytest
from flask import Flask

from tests.person import Person
from tests.provider_server import ProviderServer
from webchat.chat.asking import Asking
from webchat.chat.generation import Generation
from webchat.live.log import ReplyLog
from webchat.store import exchanges
from webchat.store.exchanges import PackedExchanges
from webchat.store.messages import Message


class Unpackable(Asking):
    """One whose exchanges cannot be packed."""

    def packed(self) -> PackedExchanges:
        raise RuntimeError("cannot be packed")


class Unstorable(Asking):
    """One whose exchanges are packed, but into nothing that the store takes."""

    def packed(self) -> PackedExchanges:
        return PackedExchanges([{"no such column": 1}])


@pytest.mark.parametrize(("kind", "status"), [(Unpackable, "complete"), (Unstorable, "interrupted")])
def test_a_fault_in_what_is_told_of_its_requests_costs_no_reply_its_end(
    app: Flask,
    alice: Person,
    provider: ProviderServer,
    caplog: pytest.LogCaptureFixture,
    kind: type[Asking],
    status: str,
) -> None:
    provider.reply_with("All of it.")
    make_asking_of(app, kind)

    answer = alice.ask("Hi")

    assert (answer.reply["data-status"], answer.texts[-1]) == (status, "All of it.")
    assert answer.reply_id in caplog.text
    with app.extensions["desk"].database.reading() as session:
        assert exchanges.outlines_of(session, uuid.UUID(answer.reply_id)) == []


def make_asking_of(app: Flask, kind: type[Asking]) -> None:
    """Let the replies of this application be asked for in this way."""
    desk = app.extensions["desk"]

    def make(reply: Message, holder: str, reply_log: ReplyLog) -> Generation:
        asking = kind(
            desk.database, desk.switchboard, reply_id=reply.id, asked_with=reply.asked_with, beginning=reply.text
        )
        return Generation(desk.database, asking, holder=holder, reply_log=reply_log, send_next=desk.dispatch.send_next)

    desk.generations.make = make
