"""A walk through what replies can come to, in a language that nobody speaks: no text of ours is left in English."""

import threading

import pytest
from flask import Flask

from tests.forms import press
from tests.languages.walking import REPLY, foreigner, unsaid_to
from tests.languages.walking import app as app
from tests.languages.walking import folder as folder
from tests.provider_server import DONE, ProviderServer, finish, token, wait_for


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503])
def test_a_provider_that_fails(app: Flask, provider: ProviderServer, status: int) -> None:
    anna = foreigner(app)
    provider.fail_with(status)

    sent = anna.send_message("Как дела?")
    anna.await_reply(sent.reply_id)
    anna.open(f"/replies/{sent.reply_id}/events")

    assert unsaid_to(anna) == {}


@pytest.mark.parametrize("reason", ["length", "content_filter", "tool_calls", "stop"])
def test_a_reply_that_ends_in_its_own_way(app: Flask, provider: ProviderServer, reason: str) -> None:
    anna = foreigner(app)
    provider.reply_with("Привет", finish_reason=reason)

    sent = anna.send_message("Как дела?")
    anna.await_reply(sent.reply_id)
    anna.open(f"/replies/{sent.reply_id}/events")
    anna.open(f"/conversations/{sent.conversation_id}")

    assert unsaid_to(anna) == {}


def test_a_reply_that_is_being_written_and_a_message_that_waits(app: Flask, provider: ProviderServer) -> None:
    anna, plain = foreigner(app), foreigner(app, with_scripts=False)
    plain.client = anna.client
    go_on = threading.Event()
    provider.answer_raw([token("Привет "), wait_for(go_on), token("мир"), finish(), DONE])
    sent = anna.send_message("Как дела?")
    path = f"/conversations/{sent.conversation_id}"

    anna.open(path)
    anna.send_message("И ещё", conversation_id=sent.conversation_id)
    anna.send_message("И ещё", conversation_id=sent.conversation_id)
    anna.open(path)
    press(anna, f"{path}/waiting/withdraw")
    press(anna, f"/replies/{sent.reply_id}/stop")
    go_on.set()
    anna.await_reply(sent.reply_id)
    anna.open(path)

    assert unsaid_to(anna) == {}


def test_the_stream_of_a_reply_with_boxes_and_tasks(app: Flask, provider: ProviderServer) -> None:
    anna = foreigner(app)
    go_on = threading.Event()
    provider.answer_raw([token(REPLY), wait_for(go_on), token("\n\nмир"), finish(), DONE])
    sent = anna.send_message("Как дела?")

    events = anna.client.get(f"/replies/{sent.reply_id}/events").iter_encoded()
    patches = any(b"checkbox" in event for event in events)  # before its end
    go_on.set()
    stream = b"".join(events)

    assert patches and b"<hx-partial" in stream
    assert unsaid_to(anna) == {}
