"""What was sent by itself shows up wherever the conversation is open: once, and without a gap."""

import threading

from tests.conftest import MakeApp
from tests.person import HTMX, Answer, Person, address_of, conversation_of
from tests.provider_server import ProviderServer
from tests.waiting.held import Parsed, ended, event_of, held_reply, page, press, sent_by_itself


def test_the_end_of_the_reply_brings_what_followed_to_every_viewer_and_empties_the_place(
    alice: Person, provider: ProviderServer
) -> None:
    with held_reply(provider) as first_ends, held_reply(provider, "Second."):
        first = alice.send_message("one")
        conversation = conversation_of(first)
        alice.send_message("two", conversation_id=conversation)
        first_ends.set()
        asked = ended(alice, first.reply_id)
        stream = alice.client.get(f"/replies/{first.reply_id}/events").get_data(as_text=True)

    for shown in (asked, event_of(stream)):
        place = shown.one(f'hx-partial[hx-target="#messages:has(> #message-{first.reply_id}:last-of-type)"]')
        message, reply = place.select("article.message")
        assert message.select_one(".message__body").get_text() == "two"
        assert reply["data-status"] in ("pending", "streaming")
        assert shown.one('hx-partial[hx-target="#waiting"]').get_text().strip() == ""
        assert shown.one("#composer-action [data-action=stop]")["form"] == f"stop-{str(reply['id'])[8:]}"
        assert shown.one("#composer-parent")["value"] == str(reply["id"]).removeprefix("message-")


def test_another_tab_learns_of_what_waits_with_its_news(alice: Person, provider: ProviderServer) -> None:
    with held_reply(provider):
        first = alice.send_message("one")
        conversation = conversation_of(first)
        news = f"/conversations/{conversation}/news?seen={first.reply_id}&revision=streaming"
        nothing = alice.open(news, headers=HTMX)
        alice.send_message("two", conversation_id=conversation)

        told = alice.open(news, headers=HTMX)
        shown = told.one(".waiting")["data-waiting"]
        known = alice.open(f"{news}&waiting={shown}", headers=HTMX)
        press(alice, told, "withdraw")
        gone = alice.open(f"{news}&waiting={shown}", headers=HTMX)

    assert (nothing.status, known.status) == (204, 204)
    assert told.one(".waiting__text").get_text() == "two"
    assert gone.status == 200
    assert gone.one('hx-partial[hx-target="#waiting"]').get_text().strip() == ""


def test_news_of_what_followed_goes_after_the_last_message_that_the_tab_shows(
    alice: Person, provider: ProviderServer
) -> None:
    with held_reply(provider) as go_on:
        first = alice.send_message("one")
        conversation = conversation_of(first)
        alice.send_message("two", conversation_id=conversation)
        go_on.set()
        sent_by_itself(alice, conversation, "two")

    news = alice.open(f"/conversations/{conversation}/news?seen={first.reply_id}&revision=streaming", headers=HTMX)

    place = news.one(f'hx-partial[hx-target="#messages:has(> #message-{first.reply_id}:last-of-type)"]')
    assert [body.get_text().strip() for body in place.select(".message__body")] == ["two", "Hello you"]


def test_with_streaming_off_the_answer_to_the_first_brings_what_followed(
    make_app: MakeApp, provider: ProviderServer
) -> None:
    app = make_app(streaming=False)
    alice, other_tab = Person(app), Person(app)
    conversation = conversation_of(alice.ask("start").sent)
    other_tab.client.set_cookie("webchat", alice.client.get_cookie("webchat").value)
    answers: list[Answer] = []
    with held_reply(provider) as go_on, held_reply(provider, "Second."):
        waits = threading.Thread(target=lambda: answers.append(alice.send_message("one", conversation_id=conversation)))
        waits.start()
        while "one" not in page(other_tab, conversation).texts:
            threading.Event().wait(0.05)
        other_tab.send_message("two", conversation_id=conversation)
        go_on.set()
        waits.join(10)

    bodies = [body.get_text().strip() for body in answers[0].all("article.message .message__body")]
    assert bodies[:3] == ["one", "First.", "two"]
    assert answers[0].reply["hx-get"].startswith("/replies/")


def test_without_scripts_the_page_that_arrives_goes_on_with_what_was_sent(
    app, without_scripts: Person, provider: ProviderServer
) -> None:
    with held_reply(provider) as go_on, held_reply(provider, "Second."):
        address = address_of(without_scripts.send_message("one"))
        conversation = address.split("/")[2].split("?")[0]
        without_scripts.send_message("two", conversation_id=conversation)
        pieces = iter(without_scripts.client.get(address).response)
        first_piece = next(pieces)
        go_on.set()
        rest = b"".join(pieces)

    arrived = Parsed((first_piece + rest).decode())
    assert [each.get_text().strip() for each in arrived.all("article.message .message__body")][:3] == [
        "one",
        "First.",
        "two",
    ]
    assert not arrived.all(".waiting")
