"""The hood of a reply: opened beside its conversation or as a page, closed again, and closed to strangers."""

import threading
import uuid

import pytest
from flask import Flask
from sqlalchemy import delete, text, update

from tests.conftest import KEY, MakeApp
from tests.inspector.hood import open_hood, section
from tests.kept_exchanges import keep_exchange
from tests.person import HTMX, Person, conversation_of
from tests.provider_server import DONE, ProviderServer, cut, finish, token, wait_for
from webchat.store import Message
from webchat.store.columns import now
from webchat.store.exchanges import Exchange, ExchangeRecord
from webchat.store.headers import Headers

ROUTES = ("", "/request", "/response", "/ties.css", "/close", "/events?events=1-1", "/tokens", "?present=1")


def test_every_finished_reply_links_to_its_hood(alice: Person) -> None:
    answer = alice.ask("Hi")

    link = answer.one(f"#under-{answer.reply_id}")

    assert link.get_text(strip=True) == "Under the hood"
    assert str(link["href"]).startswith(f"/replies/{answer.reply_id}/exchange")
    assert link["hx-get"] == f"/replies/{answer.reply_id}/exchange"


def test_a_failed_reply_without_text_links_to_its_hood(alice: Person, provider: ProviderServer) -> None:
    provider.fail_with(401, {"error": {"message": "wrong key"}})
    answer = alice.ask("Hi")

    answer.one(f"#under-{answer.reply_id}")

    assert answer.reply["data-status"] == "failed"


def test_a_reply_that_was_cut_links_to_its_hood(alice: Person, provider: ProviderServer) -> None:
    provider.answer_raw([token("Hel"), cut()])
    answer = alice.ask("Hi")

    answer.one(f"#under-{answer.reply_id}")

    assert (answer.reply["data-status"], answer.texts[-1]) == ("failed", "Hel")


def test_an_interrupted_reply_links_to_its_hood(app: Flask, alice: Person, provider: ProviderServer) -> None:
    released = threading.Event()
    provider.answer_raw([token("Hel"), wait_for(released)])
    reply_id = alice.send_message("Hi").reply_id
    alice.await_text(reply_id, "Hel")
    app.extensions["desk"].close(within=0.0)
    released.set()

    answer, hood = alice.await_reply(reply_id), open_hood(alice, reply_id)

    answer.one(f"#under-{reply_id}")
    assert (answer.reply["data-status"], answer.texts[-1]) == ("interrupted", "Hel")
    assert "Hel" in section(hood, "response")


def test_a_running_reply_has_no_link_and_says_why_there_is_nothing_yet(alice: Person, provider: ProviderServer) -> None:
    released = threading.Event()
    provider.answer_raw([token("Hel"), wait_for(released)])
    sent = alice.send_message("Hi")

    hood = open_hood(alice, sent.reply_id)

    assert not sent.all(f"#under-{sent.reply_id}")
    assert "still being written" in hood.one("#hood").get_text()
    released.set()
    alice.await_reply(sent.reply_id)


def test_the_presenters_view_leaves_the_page_of_a_temporary_conversation_open(alice: Person) -> None:
    sent = alice.post("/messages", message="Hi", submission_id=uuid.uuid4().hex, temporary="on")
    alice.await_reply(sent.reply_id)

    temporary, kept = (open_hood(alice, reply_id) for reply_id in (sent.reply_id, alice.ask("Hi").reply_id))

    assert temporary.one('a[href$="present=1"]').get("target") == "_blank"
    assert kept.one('a[href$="present=1"]').get("target") is None


def test_the_fragment_puts_one_hood_into_its_reply(alice: Person) -> None:
    reply_id = alice.ask("Hi").reply_id

    hood = open_hood(alice, reply_id)

    partials = hood.all("hx-partial")
    assert [partial["hx-target"] for partial in partials] == ["#hood", f"#message-{reply_id}"]
    assert partials[0]["hx-swap"] == "delete"
    assert hood.one("#hood")["aria-labelledby"] == hood.one("#hood h2")["id"]
    assert hood.one("[autofocus]") == hood.one("#hood h2")


def test_without_scripts_the_hood_stands_in_its_reply_on_the_page(alice: Person) -> None:
    first = alice.ask("Hi")
    alice.ask("Hi again", conversation_id=conversation_of(first.sent))  # type: ignore[attr-defined]

    page = alice.open(f"/replies/{first.reply_id}/exchange")

    assert page.status == 200
    assert page.one("#hood").find_parent("article")["id"] == f"message-{first.reply_id}"  # type: ignore[index]
    assert page.texts == ["Hi", "Hello you", "Hi again", "Hello you"]
    page.one("#composer")


def test_closing_gives_the_focus_back_to_the_link(alice: Person) -> None:
    reply_id = alice.ask("Hi").reply_id
    hood = open_hood(alice, reply_id)

    closed = alice.open(str(hood.one("[data-action=close-hood]")["hx-get"]), headers=HTMX)

    assert [partial["hx-target"] for partial in closed.all("hx-partial")] == ["#hood", f"#under-{reply_id}"]
    assert closed.one("[autofocus]")["id"] == f"under-{reply_id}"


def test_closing_takes_the_address_of_the_hood_away_and_leaves_others(alice: Person) -> None:
    answer = alice.ask("Hi")
    hood, path = f"http://localhost/replies/{answer.reply_id}/exchange", f"/replies/{answer.reply_id}/exchange/close"
    conversation = f"/conversations/{conversation_of(answer.sent)}?at={answer.reply_id}"  # type: ignore[attr-defined]

    def left(page: str) -> str | None:
        return alice.open(path, headers=HTMX | {"HX-Current-URL": page}).headers.get("HX-Replace-Url")

    assert left(hood) == left(f"{hood}?request=1") == conversation
    assert left(f"http://localhost{conversation}") is left("http://elsewhere.example/replies") is None


def test_closing_without_scripts_leads_back_to_the_reply(alice: Person) -> None:
    answer = alice.ask("Hi")
    hood = open_hood(alice, answer.reply_id)

    page = alice.open(str(hood.one("[data-action=close-hood]")["href"]))

    assert page.status == 200
    page.one(f"#message-{answer.reply_id}")
    assert not page.all("#hood")


def test_the_headings_stand_in_order_and_the_contents_lead_to_them(alice: Person) -> None:
    hood = open_hood(alice, alice.ask("Hi").reply_id)

    levels = [int(heading.name[1]) for heading in hood.all("#hood :is(h1, h2, h3, h4, h5, h6)")]
    targets = [str(link["href"]) for link in hood.all(".hood__contents a") if str(link["href"]).startswith("#")]

    assert levels[0] == 2
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    names = ("request", "response", "timing", "snippets", "tokens", "remembered")
    assert targets == [f"#{name}-hood" for name in names]
    for target in targets:
        hood.one(target)


def test_ids_are_told_once(alice: Person) -> None:
    page = alice.open(f"/replies/{alice.ask('Hi').reply_id}/exchange")

    ids = [str(tag["id"]) for tag in page.all("[id]")]

    assert len(ids) == len(set(ids))


def statuses(person: Person, reply_id: object, headers: dict[str, str] | None = None) -> set[int]:
    return {person.open(f"/replies/{reply_id}/exchange{route}", headers=headers).status for route in ROUTES}


def test_a_stranger_is_told_nothing(alice: Person, charlie: Person) -> None:
    reply_id = alice.ask("Hi").reply_id

    assert statuses(charlie, reply_id) == statuses(charlie, reply_id, HTMX) == {404}
    assert statuses(alice, reply_id) == {200}


def test_what_is_unknown_or_deleted_is_not_found(app: Flask, alice: Person) -> None:
    answer = alice.ask("Hi")
    alice.post(f"/conversations/{conversation_of(answer.sent)}/delete")  # type: ignore[attr-defined]

    assert statuses(alice, answer.reply_id) == {404}
    assert statuses(alice, uuid.uuid4()) == {404}
    assert statuses(Person(app), answer.reply_id) == {404}


def test_a_request_that_there_was_not_is_not_found(alice: Person) -> None:
    reply_id = alice.ask("Hi").reply_id

    for number in ("0x", "-1", "2", "9" * 30, "9" * 5000):
        assert alice.open(f"/replies/{reply_id}/exchange?request={number}").status == 404
    assert alice.open(f"/replies/{reply_id}/exchange?request=1").status == 200


def test_a_person_s_own_message_has_no_hood(alice: Person) -> None:
    answer = alice.ask("Hi")
    own = str(answer.sent.one('article[data-role="user"]')["id"]).removeprefix("message-")  # type: ignore[attr-defined]

    assert alice.open(f"/replies/{own}/exchange").status == 404


def test_where_exchanges_are_switched_off_the_page_says_so(make_app: MakeApp) -> None:
    person = Person(make_app(exchanges=False))
    reply_id = person.ask("Hi").reply_id
    with person.client.application.extensions["desk"].database.writing() as session:
        session.execute(delete(Exchange))

    hood = open_hood(person, reply_id)

    assert "WEBCHAT_EXCHANGES=off" in hood.one("#hood").get_text()
    assert not hood.all("#request-hood")
    assert person.open(f"/replies/{reply_id}/exchange/request").status == 404


def test_a_look_at_one_request_reads_no_other(app: Flask, alice: Person, provider: ProviderServer) -> None:
    provider.fail_with(503, headers={"Retry-After": "0"}, times=2)
    reply_id = alice.ask("Hi").reply_id
    with app.extensions["desk"].database.writing() as session:
        session.execute(text("UPDATE exchanges SET request_body = 'no longer readable' WHERE ordinal <> 2"))

    statuses_of = {alice.open(f"/replies/{reply_id}/exchange{part}?request=2").status for part in ROUTES[:4]}

    assert statuses_of == {200}
    assert len(open_hood(alice, reply_id, "?request=2").all(".hood__requests li")) == 3


def test_what_is_still_kept_when_exchanges_are_switched_off_is_not_shown(make_app: MakeApp) -> None:
    app = make_app(exchanges=False)
    app.extensions["housekeeping"].close()  # which would delete it
    person = Person(app)
    reply_id = person.ask("Hi").reply_id
    record = ExchangeRecord(
        method="POST", url="http://provider", request_headers=Headers(), request_body=b"{}", started_at=now()
    )
    with app.extensions["desk"].database.writing() as session:
        keep_exchange(session, uuid.UUID(reply_id), record)

    hood = open_hood(person, reply_id)

    assert "WEBCHAT_EXCHANGES=off" in hood.one("#hood").get_text()
    parts = ("exchange/request", "exchange/response", "exchange/ties.css", "exchange?request=1")
    assert {person.open(f"/replies/{reply_id}/{part}").status for part in parts} == {404}


@pytest.mark.parametrize(
    ("ended", "words"),
    [
        ({}, "It was written before this page kept what it sends and gets"),
        ({"asked_with": None}, "brought here from a file"),
        ({"status": "interrupted"}, "server was stopped while the reply was being written"),
        ({"status": "stopped", "text": ""}, "It ended before one was sent"),
        ({"status": "failed", "error": "model_unknown", "text": ""}, "No request was sent for this reply"),
    ],
)
def test_where_nothing_is_kept_the_page_says_why(
    app: Flask, alice: Person, ended: dict[str, object], words: str
) -> None:
    reply_id = alice.ask("Hi").reply_id
    with app.extensions["desk"].database.writing() as session:
        session.execute(delete(Exchange))
        if ended:
            session.execute(update(Message).where(Message.id == uuid.UUID(reply_id)).values(**ended))

    hood = open_hood(alice, reply_id)

    assert words in hood.one("#hood").get_text()
    assert ("brought here from a file" in hood.one("#hood").get_text()) is ("asked_with" in ended)


def test_a_key_that_cannot_be_sent_is_told_as_that(make_app: MakeApp) -> None:
    person = Person(make_app(model={"api_key": "sk-schlüssel-0123456789"}))

    hood = open_hood(person, person.ask("Hi").reply_id)

    assert "The key that is set here holds a character that no key can have" in hood.one("#hood").get_text()


def test_a_reply_that_is_being_continued_says_so(alice: Person, provider: ProviderServer) -> None:
    released = threading.Event()
    provider.answer_raw([token("Hello, "), finish("length"), DONE], times=1)
    reply_id = alice.ask("Hi").reply_id
    provider.answer_raw([token("world"), wait_for(released)])
    alice.post(f"/replies/{reply_id}/continue", submission_id=uuid.uuid4().hex)

    hood = open_hood(alice, reply_id)

    assert "another request is under way" in hood.one("#hood").get_text()
    released.set()
    alice.await_reply(reply_id)


def test_bodies_can_be_downloaded_byte_for_byte(alice: Person, provider: ProviderServer) -> None:
    reply_id = alice.ask("Hällo 🙂").reply_id

    request = alice.open(f"/replies/{reply_id}/exchange/request").response
    response = alice.open(f"/replies/{reply_id}/exchange/response").response

    assert request.get_data() == provider.requests[-1].body
    assert response.get_data().endswith(b"data: [DONE]\n\n")
    for each in (request, response):
        assert each.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert each.headers["X-Content-Type-Options"] == "nosniff"
        assert each.headers["Cache-Control"] == "no-store"
        assert each.headers["Content-Disposition"].startswith("attachment")


def test_the_key_stands_on_no_page(alice: Person) -> None:
    reply_id = alice.ask("Hi").reply_id

    for route in ROUTES:
        assert KEY not in alice.open(f"/replies/{reply_id}/exchange{route}").response.get_data(as_text=True)
