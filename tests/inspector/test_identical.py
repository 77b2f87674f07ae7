"""What the page gives out under the hood of a reply is what its server logged, to the byte.

A wire-tap before each server is the log: the built-in model, one that somebody else wrote, and the tests' own.
"""

import gzip
import json
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.conftest import KEY, MakeApp
from tests.inspector.other_server import OtherServer
from tests.kept_exchanges import exchanges_of
from tests.person import HTMX, Answer, Person
from tests.provider.wire import Message, WireTap
from tests.provider_server import DONE, ProviderServer, finish, token
from webchat.localmodel import LocalModel
from webchat.store import ExchangeRecord

TURNS = ("Say hello.", "Why is the sky blue?", 'Grüße 👋, "quoted" and \\ and \t too')
Heard = tuple[Message, Message]


@pytest.fixture(scope="module")
def model(local_model_file: Path) -> Iterator[LocalModel]:
    with closing(LocalModel.start(local_model_file)) as running:
        yield running


@pytest.fixture(scope="module")
def other_server() -> Iterator[OtherServer]:
    with OtherServer() as running:
        yield running


@pytest.fixture
def own_tap(provider: ProviderServer) -> Iterator[WireTap]:
    with WireTap(("127.0.0.1", provider.port)) as tap:
        yield tap


def talk(alice: Person, *turns: str) -> list[Answer]:
    """A conversation, reply by reply."""
    answers: list[Answer] = []
    for turn in turns:
        place = {"conversation_id": answers[0].sent.conversation_id} if answers else {}  # type: ignore[attr-defined]
        answers.append(alice.ask(turn, **place))
    assert [answer.reply["data-status"] for answer in answers] == ["complete"] * len(turns)
    return answers


def given_out(alice: Person, reply_id: str, request: int | None = None) -> tuple[bytes, bytes]:
    """The bodies that the page under the hood gives out."""
    place, query = f"/replies/{reply_id}/exchange", {} if request is None else {"request": request}
    answers = [alice.client.get(f"{place}/{part}", query_string=query) for part in ("request", "response")]
    assert [answer.status_code for answer in answers] == [200, 200]
    return answers[0].data, answers[1].data


def records_of(app: Flask, reply_id: str) -> list[ExchangeRecord]:
    with app.extensions["desk"].database.reading() as session:
        return exchanges_of(session, uuid.UUID(reply_id))


def assert_identical(record: ExchangeRecord, heard: Heard, *, has_key: bool) -> None:
    """All of it: request line, each header in its order and spelling, bodies, status."""
    sent, came = heard
    shown = {"Authorization": "Bearer $OPENAI_API_KEY"} if has_key else {}
    assert (sent.value_of("Authorization") is not None) == has_key
    assert f"{record.method} {urlsplit(record.url).path} HTTP/1.1" == sent.start
    assert urlsplit(record.url).netloc == sent.value_of("Host")
    assert list(record.request_headers) == [(name, shown.get(name, value)) for name, value in sent.headers]
    assert record.request_body == sent.body
    assert came.start.split()[1] == str(record.status)
    assert list(record.response_headers) == list(came.headers)
    assert record.response_body == came.body
    assert (record.request_cut, record.response_cut) == (0, 0)


def assert_all_identical(app: Flask, alice: Person, tap: WireTap, answers: list[Answer], *, has_key: bool) -> None:
    heard = tap.replies()
    assert len(heard) == len(answers)
    for answer, each in zip(answers, heard, strict=True):
        (record,) = records_of(app, answer.reply_id)
        assert_identical(record, each, has_key=has_key)
        assert given_out(alice, answer.reply_id) == (each[0].body, each[1].body)


def test_with_the_built_in_model(make_app: MakeApp, model: LocalModel) -> None:
    with WireTap(("127.0.0.1", urlsplit(model.base_url).port or 0)) as tap:
        demo = {"is_demo": True, "api_key": None, "context_tokens": 2048, "max_reply_tokens": 24}
        app = make_app(base_url=tap.base_url, model=demo, reply_timeout=60.0, first_byte_timeout=60.0)
        alice = Person(app)

        answers = talk(alice, *TURNS)

        assert_all_identical(app, alice, tap, answers, has_key=False)


def test_with_a_server_that_somebody_else_wrote(make_app: MakeApp, other_server: OtherServer) -> None:
    with WireTap(other_server.address) as tap:
        app = make_app(base_url=tap.base_url)
        alice = Person(app)

        answers = talk(alice, *TURNS)

        assert_all_identical(app, alice, tap, answers, has_key=True)
        assert any(
            "世界".encode("unicode-escape") in came.body or "世界".encode() in came.body for _, came in tap.replies()
        )


@pytest.mark.parametrize("stream", [True, False])
def test_with_the_tests_own_provider(
    make_app: MakeApp, provider: ProviderServer, own_tap: WireTap, stream: bool
) -> None:
    app = make_app(base_url=own_tap.base_url)
    alice = Person(app)
    provider.reply_with(lambda request: f"You said {request.json['messages'][-1]['content']}", stream=stream)

    answers = talk(alice, *TURNS)

    assert_all_identical(app, alice, own_tap, answers, has_key=True)


def test_a_compressed_answer_is_what_was_packed(make_app: MakeApp, provider: ProviderServer, own_tap: WireTap) -> None:
    app = make_app(base_url=own_tap.base_url)
    alice, body = Person(app), token("Grüße") + finish() + DONE
    packed = gzip.compress(body)
    provider.answer_raw([packed[:20], packed[20:]], headers={"Content-Encoding": "gzip"})

    answers = talk(alice, "Hi")

    assert given_out(alice, answers[0].reply_id)[1] == body
    assert_all_identical(app, alice, own_tap, answers, has_key=True)


def test_each_request_of_a_reply_that_was_tried_again_made_smaller_and_continued(
    make_app: MakeApp, provider: ProviderServer, own_tap: WireTap
) -> None:
    app = make_app(base_url=own_tap.base_url)
    alice = Person(app)
    first = talk(alice, "one " * 150)[0].sent.conversation_id  # type: ignore[attr-defined]
    too_long = {"error": {"message": "maximum context length is 4096 tokens", "code": "context_length_exceeded"}}
    provider.fail_with(503, headers={"Retry-After": "0"}, times=1)
    provider.fail_with(400, too_long, times=1)
    provider.answer_raw([token("The sky is"), finish("length"), DONE], times=1)
    reply_id = alice.ask("two", conversation_id=first).reply_id
    alice.post(f"/replies/{reply_id}/continue", submission_id=uuid.uuid4().hex)
    alice.await_reply(reply_id)

    records, heard = records_of(app, reply_id), own_tap.replies()[1:]

    assert [record.status for record in records] == [503, 400, 200, 200]
    for number, (record, each) in enumerate(zip(records, heard, strict=True), start=1):
        assert_identical(record, each, has_key=True)
        assert given_out(alice, reply_id, request=number) == (each[0].body, each[1].body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":1,"a":2.50,"z":"\\u00e9\\/","n":1E5}',
        b"<html>not \xff\x00 JSON</html>",
        b'data: {"x":1}\r\n\r\n: comment\rdata: [DONE]\n\n',
        b"",
    ],
)
def test_an_answer_that_is_none_is_given_out_as_it_came(
    make_app: MakeApp, provider: ProviderServer, own_tap: WireTap, body: bytes
) -> None:
    app = make_app(base_url=own_tap.base_url)
    alice = Person(app)
    provider.fail_with(418, body)

    reply_id = alice.ask("Hi").reply_id

    assert given_out(alice, reply_id)[1] == body == own_tap.replies()[0][1].body


def test_the_page_names_what_was_sent(make_app: MakeApp, provider: ProviderServer, own_tap: WireTap) -> None:
    app = make_app(base_url=own_tap.base_url)
    alice = Person(app)
    answer = talk(alice, "Hi")[0]

    hood = Answer(alice.client.get(f"/replies/{answer.reply_id}/exchange", headers=HTMX))

    ((sent, _),) = own_tap.replies()
    assert sent.start.split()[1] in hood.words
    assert json.loads(sent.body)["messages"][0]["content"] in hood.words
    assert "$OPENAI_API_KEY" in hood.words and KEY not in str(hood.page)
