"""Whatever is sent, the answer is in words, the text is kept, and nothing is half-written."""

import uuid

import pytest

from tests.conftest import MakeApp
from tests.person import Answer, Person, conversation_of
from tests.provider_server import ProviderServer


def submission() -> str:
    return uuid.uuid4().hex


@pytest.mark.parametrize("text", ["", "   \n ", "\u200b"])
def test_an_empty_message_is_rejected(alice: Person, provider: ProviderServer, text: str) -> None:
    answer = alice.send_message(text)

    assert answer.status == 422
    assert "write a message" in answer.words
    assert provider.requests == []


def test_an_empty_message_does_not_begin_a_session(alice: Person, settings) -> None:
    alice.send_message(" ")

    assert list((settings.data_dir / "sessions").iterdir()) == []


def test_a_message_over_the_limit_is_rejected_and_kept(make_app: MakeApp) -> None:
    person = Person(make_app(max_message_chars=10), with_scripts=False)

    answer = person.send_message("far too long a text")

    assert answer.status == 422
    assert answer.one("#composer textarea[name=message]").get_text().strip() == "far too long a text"
    assert "at most 10" in answer.one("#composer-error").get_text()


def post_raw(person: Person, raw: bytes) -> Answer:
    body = b"message=x" + raw + b"&submission_id=" + submission().encode()
    form = "application/x-www-form-urlencoded"
    return Answer(person.client.post("/messages", data=body, headers=person.headers, content_type=form))


@pytest.mark.parametrize("raw", [b"%00ab%ED%A0%80c%FF%FEd", b"ab%F3%A0%81%A1cd"])
def test_broken_characters_never_break_the_page(alice: Person, raw: bytes) -> None:
    answer = post_raw(alice, raw)

    assert answer.status == 200
    shown = alice.open(f"/conversations/{conversation_of(answer)}").texts[0]
    assert shown.startswith("x") and shown.endswith("d")
    assert "\x00" not in shown


def test_a_body_that_is_not_utf_8_is_refused(alice: Person) -> None:
    assert post_raw(alice, b"\xed\xa0\x80\xff").status == 400


def test_a_body_that_is_too_large_is_refused(make_app: MakeApp) -> None:
    alice = Person(make_app(max_message_chars=100))

    answer = alice.send_message("x" * 20_000)

    assert answer.status == 413
    assert "larger than" in answer.words


def test_another_content_type_is_refused(alice: Person) -> None:
    answer = Answer(alice.client.post("/messages", json={"message": "hi"}, headers=alice.headers))

    assert answer.status == 415


def test_an_unknown_field_is_refused(alice: Person) -> None:
    assert alice.post("/messages", message="hi", submission_id=submission(), base_url="x").status == 400


@pytest.mark.parametrize(
    "form",
    [{"message": "hi"}, {"message": "hi", "submission_id": "short"}, {"message": "hi", "submission_id": "x" * 65}],
)
def test_a_missing_or_malformed_submission_id_is_refused(alice: Person, form: dict[str, str]) -> None:
    assert alice.post("/messages", **form).status == 400


def test_an_unknown_method_is_refused_with_those_that_are_known(alice: Person) -> None:
    answer = Answer(alice.client.delete("/messages", headers=alice.headers))

    assert answer.status == 405
    assert answer.headers["Allow"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
    ],
)
def test_a_foreign_or_missing_origin_is_refused_and_nothing_is_stored(
    alice: Person, provider: ProviderServer, settings, headers: dict[str, str]
) -> None:
    form = {"message": "stolen", "submission_id": submission()}

    answer = Answer(alice.client.post("/messages", data=form, headers=headers))

    assert answer.status == 403
    assert "did not come from" in answer.words
    assert "stolen" not in str(answer.page)
    assert list((settings.data_dir / "sessions").iterdir()) == []
    assert provider.requests == []


def test_the_own_origin_is_enough_where_browsers_send_no_fetch_metadata(alice: Person) -> None:
    form = {"message": "hi", "submission_id": submission()}

    answer = Answer(
        alice.client.post("/messages", data=form, headers={"Origin": "http://localhost", "HX-Request": "true"})
    )

    assert answer.status == 200


@pytest.mark.parametrize(
    "conversation", ["not-an-id", "0" * 32, "79b6adc2-f693-437a-b354-6605462d4996", "../../etc/passwd", "\x00"]
)
def test_an_unknown_or_malformed_conversation_is_not_found(alice: Person, settings, conversation: str) -> None:
    answer = alice.send_message("hi", conversation_id=conversation)

    assert answer.status == 404
    assert list((settings.data_dir / "sessions").iterdir()) == []
    assert "does not exist" in answer.words


@pytest.mark.parametrize("path", ["/conversations/{}", "/replies/{}"])
@pytest.mark.parametrize("known", ["not-an-id", "00000000-0000-0000-0000-000000000000", "a%00b"])
def test_an_unknown_address_is_not_found(alice: Person, path: str, known: str) -> None:
    answer = alice.open(path.format(known))

    assert answer.status == 404
    assert answer.one("h1").get_text()


def test_a_stranger_gets_the_same_answer_as_for_what_does_not_exist(alice: Person, charlie: Person) -> None:
    reply = alice.ask("my secret")
    conversation, unknown = conversation_of(reply.sent), str(uuid.uuid4())

    for path, known in (("/conversations/{}", conversation), ("/replies/{}", reply.reply_id)):
        foreign, missing = charlie.open(path.format(known)), charlie.open(path.format(unknown))
        assert foreign.status == missing.status == 404
        assert foreign.words == missing.words
        assert "secret" not in foreign.words
    assert charlie.retry(reply.reply_id).words == charlie.retry(unknown).words
    assert charlie.retry(reply.reply_id).status == 404
    foreign = charlie.send_message("hello?", conversation_id=conversation)
    assert foreign.words == charlie.send_message("hello?", conversation_id=unknown).words
    assert foreign.status == 404


def test_a_users_message_is_not_a_reply(alice: Person) -> None:
    message_id = str(alice.ask("hi").sent.all("article.message")[0]["id"]).removeprefix("message-")

    assert alice.open(f"/replies/{message_id}").status == 404
    assert alice.retry(message_id).status == 404


@pytest.mark.parametrize("cookie", ["forged", "x" * 43, "../../secret-key", "\x00", "a" * 3_000])
def test_a_forged_cookie_gives_a_new_session_and_keeps_the_text(app, provider: ProviderServer, cookie: str) -> None:
    person = Person(app, with_scripts=False)
    person.client.set_cookie("webchat", cookie)

    answer = person.send_message("typed for an hour", conversation_id=str(uuid.uuid4()))

    assert answer.status == 404
    assert answer.one("#composer textarea[name=message]").get_text().strip() == "typed for an hour"
    again = person.send_message("typed for an hour")
    assert again.status == 303
    assert person.open(again.headers["Location"]).texts[0] == "typed for an hour"


def test_a_session_file_that_was_lost_costs_nothing(alice: Person, settings) -> None:
    conversation = conversation_of(alice.ask("hi").sent)
    for path in (settings.data_dir / "sessions").iterdir():
        path.unlink()

    assert alice.open(f"/conversations/{conversation}").texts[0] == "hi"
    assert alice.ask("still me", conversation_id=conversation).status == 200


def test_another_secret_key_makes_old_cookies_strangers_and_keeps_the_text(make_app: MakeApp) -> None:
    alice = Person(make_app(secret_key="one"))
    conversation = conversation_of(alice.ask("hi").sent)
    cookie = alice.client.get_cookie("webchat")
    later = Person(make_app(secret_key="another"), with_scripts=False)
    later.client.set_cookie("webchat", cookie.value)

    answer = later.send_message("typed for an hour", conversation_id=conversation)

    assert answer.status == 404
    assert answer.one("#composer textarea[name=message]").get_text().strip() == "typed for an hour"
    assert answer.all("#composer-fields input[name=conversation_id]") == []
