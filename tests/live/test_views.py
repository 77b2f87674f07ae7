"""The event stream as a visitor meets it: bounded, and the same for what is unknown and what is somebody else's."""

import json
import threading
import time
from typing import Any

from tests.person import HTMX, Person
from tests.provider_server import DONE, ProviderServer, finish, token, wait_for
from webchat.live.views import STREAMS_OF_OWNER


def test_one_visitor_cannot_take_all_streams(alice: Person, charlie: Person, provider: ProviderServer) -> None:
    go_on = threading.Event()
    provider.answer_raw([token("Hello"), wait_for(go_on), finish(), DONE], times=1)
    path = f"/replies/{alice.send_message('hi').reply_id}/events?after=0"
    opened: list[Any] = [alice.client.get(path) for _ in range(STREAMS_OF_OWNER)]
    begun = [next(iter(answer.response)) for answer in opened]

    refused = alice.client.get(path)
    others = charlie.client.get(path)
    opened[0].close()
    again = alice.client.get(path)

    assert len(begun) == STREAMS_OF_OWNER
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "10")
    assert (others.status_code, again.status_code) == (200, 200)
    go_on.set()
    for answer in [*opened, again]:
        answer.close()


def test_unknown_malformed_and_foreign_replies_are_gone_in_the_same_words(alice: Person, charlie: Person) -> None:
    foreign = alice.ask("hi").reply_id

    streams = [
        charlie.client.get(f"/replies/{reply_id}/events").get_data(as_text=True)
        for reply_id in (foreign, "00000000-0000-4000-8000-000000000000", "nonsense")
    ]

    assert len(set(streams)) == 1
    assert json.loads(streams[0].rsplit("data:", 1)[1]) == {"status": "gone"}


def test_a_stream_opened_after_the_end_brings_the_final_element_once(alice: Person) -> None:
    reply_id = alice.ask("hi").reply_id

    answer = alice.client.get(f"/replies/{reply_id}/events")
    stream = answer.get_data(as_text=True)

    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert answer.headers["Cache-Control"] == "no-store"
    assert stream.count(f'id="message-{reply_id}"') == 1
    assert stream.rstrip().endswith("}") and '"status": "complete"' in stream.rsplit("event:done", 1)[1]


def test_asked_without_waiting_a_reply_comes_at_once_as_it_stands(alice: Person, provider: ProviderServer) -> None:
    go_on = threading.Event()
    provider.answer_raw([token("Hello"), wait_for(go_on), finish(), DONE], times=1)
    reply_id = alice.send_message("hi").reply_id

    begun = time.monotonic()
    meanwhile = alice.open(f"/replies/{reply_id}?wait=0", headers=HTMX)
    took = time.monotonic() - begun
    go_on.set()

    assert meanwhile.reply["data-status"] in ("pending", "streaming")
    assert took < 5
    assert alice.await_reply(reply_id).reply["data-status"] == "complete"
