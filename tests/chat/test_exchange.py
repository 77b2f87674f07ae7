"""Each reply keeps what was sent for it and what came back, without the key."""

import json
import uuid

from flask import Flask

from tests.conftest import KEY
from tests.person import Person
from tests.provider_server import ProviderServer
from webchat.store import exchanges


def test_the_exchange_is_kept_as_it_went_over_the_wire(app: Flask, alice: Person, provider: ProviderServer) -> None:
    provider.reply_with("Hello.")
    answer = alice.ask("Hi")

    with app.extensions["desk"].database.reading() as session:
        kept = exchanges.of_reply(session, uuid.UUID(answer.reply_id))

    assert kept is not None
    assert json.loads(kept.request_body) == provider.requests[-1].json
    assert kept.url == f"{provider.base_url}/chat/completions"
    assert KEY not in str(kept.request_headers)
    assert "$OPENAI_API_KEY" in str(kept.request_headers)
    assert (kept.status, kept.finish_reason, kept.attempts) == (200, "stop", 1)
    assert kept.response_body.rstrip().endswith(b"data: [DONE]")
    assert kept.usage and kept.usage["completion_tokens"]
    assert 0 <= (kept.seconds_to_headers or -1) <= (kept.seconds_to_first_byte or -1) <= (kept.seconds_total or -1)


def test_a_failed_exchange_is_kept_too(app: Flask, alice: Person, provider: ProviderServer) -> None:
    provider.fail_with(403, {"error": {"message": "not for you"}})
    answer = alice.ask("Hi")

    with app.extensions["desk"].database.reading() as session:
        kept = exchanges.of_reply(session, uuid.UUID(answer.reply_id))

    assert kept is not None
    assert (kept.status, json.loads(kept.response_body)["error"]["message"]) == (403, "not for you")
