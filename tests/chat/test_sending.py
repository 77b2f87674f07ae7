"""Sending a message: it is stored once, answered in the background, and shown again whenever the page is opened."""

import threading
import uuid

import pytest

from tests.conftest import MakeApp
from tests.person import Person, address_of, conversation_of
from tests.provider_server import ProviderServer, wait_for
from tests.stored import everything_stored


def test_a_visitor_who_only_looks_writes_nothing(app, alice: Person, settings) -> None:
    before = everything_stored(settings.data_dir)

    statuses = [alice.open("/").status for _ in range(3)]

    assert statuses == [200] * 3
    assert everything_stored(settings.data_dir) == before


def test_two_first_messages_at_once_belong_to_one_owner(app, alice: Person) -> None:
    alice.open("/")
    cookie = alice.client.get_cookie("webchat").value
    in_two_tabs = [Person(app), Person(app)]

    conversations = []
    for tab in in_two_tabs:
        tab.client.set_cookie("webchat", cookie)
        conversations.append(conversation_of(tab.send_message("Hi")))

    assert [alice.open(f"/conversations/{one}").status for one in conversations] == [200, 200]


def test_a_first_message_sent_again_after_a_lost_answer_is_asked_once(
    app, alice: Person, provider: ProviderServer
) -> None:
    alice.open("/")
    cookie, submission = alice.client.get_cookie("webchat").value, uuid.uuid4().hex

    replies = set()
    for _ in range(2):
        alice.client.set_cookie("webchat", cookie)
        replies.add(alice.send_message("Hi", submission_id=submission).reply_id)

    assert len(replies) == 1
    alice.await_reply(replies.pop())
    assert len(provider.requests) == 1


def test_the_first_page_greets_and_offers_starters(alice: Person) -> None:
    page = alice.open("/")

    assert page.one("#composer textarea[name=message]").get_text().strip() == ""
    assert len(page.all("button[name=message]")) >= 3
    assert page.one("#composer [data-action=send]").name == "button"


def test_a_message_gets_a_formatted_reply(alice: Person, provider: ProviderServer) -> None:
    provider.reply_with("Hello **you**")

    answer = alice.ask("Hi")

    assert answer.reply["data-status"] == "complete"
    assert answer.reply.select_one(".message__body strong").get_text() == "you"


def test_the_answer_to_sending_shows_the_message_and_a_pending_reply_and_leads_to_the_conversation(
    alice: Person, provider: ProviderServer
) -> None:
    go_on = threading.Event()
    provider.answer_raw([wait_for(go_on)])

    sent = alice.send_message("Hi <there>\nsecond line")

    go_on.set()
    message, reply = sent.all("article.message")
    assert message["data-role"] == "user"
    assert message.select_one(".message__body").get_text() == "Hi <there>\nsecond line"
    assert reply["data-status"] in ("pending", "streaming")
    assert sent.headers["HX-Push-Url"] == f"/conversations/{conversation_of(sent)}"


def test_the_conversation_is_still_there_after_a_reload(alice: Person, provider: ProviderServer) -> None:
    provider.reply_with("Blue.")
    answer = alice.ask("What colour is the sky?")

    page = alice.open(f"/conversations/{conversation_of(answer.sent)}")

    assert page.texts == ["What colour is the sky?", "Blue."]
    assert page.one("h1").get_text() == "What colour is the sky?"


def test_the_whole_conversation_is_sent_to_the_provider_each_time(alice: Person, provider: ProviderServer) -> None:
    provider.reply_with("Anna.")
    conversation = conversation_of(alice.ask("My name is Anna. Who am I?").sent)

    alice.ask("And again?", conversation_id=conversation)

    assert provider.requests[-1].json["messages"] == [
        {"role": "user", "content": "My name is Anna. Who am I?"},
        {"role": "assistant", "content": "Anna."},
        {"role": "user", "content": "And again?"},
    ]


def test_the_same_submission_is_stored_and_answered_once(alice: Person, provider: ProviderServer) -> None:
    submission = uuid.uuid4().hex

    first = alice.send_message("Hi", submission_id=submission)
    second = alice.send_message("Hi", submission_id=submission)

    assert second.status == 200
    assert second.reply_id == first.reply_id
    alice.await_reply(first.reply_id)
    assert len(provider.requests) == 1
    assert len(alice.open(f"/conversations/{conversation_of(first)}").texts) == 2


def test_a_form_that_was_edited_and_sent_again_is_another_message(alice: Person, provider: ProviderServer) -> None:
    conversation = conversation_of(alice.ask("Start").sent)
    submission = uuid.uuid4().hex
    first = alice.send_message("as typed", conversation_id=conversation, submission_id=submission)
    alice.await_reply(first.reply_id)

    second = alice.send_message("as edited", conversation_id=conversation, submission_id=submission)

    assert second.reply_id != first.reply_id
    shown = alice.open(f"/conversations/{conversation}").texts
    assert "as typed" in shown and "as edited" in shown


def test_without_scripts_sending_leads_to_the_page_with_the_finished_reply(
    without_scripts: Person, provider: ProviderServer
) -> None:
    provider.reply_with("Here *you* are.")

    sent = without_scripts.send_message("Please")

    assert sent.status == 303
    page = without_scripts.open(address_of(sent))
    assert page.texts == ["Please", "Here you are."]


def test_prefer_wait_gives_the_finished_reply_in_the_answer(without_scripts: Person, provider: ProviderServer) -> None:
    provider.reply_with("Done.", words_per_second=20)

    answer = without_scripts.send_message("Please", headers={"Prefer": "wait"})

    assert (answer.status, answer.headers["Preference-Applied"]) == (200, "wait")
    assert answer.reply["data-status"] == "complete"
    assert answer.texts == ["Please", "Done."]


def test_streaming_off_gives_the_finished_reply_in_the_answer(make_app: MakeApp, provider: ProviderServer) -> None:
    provider.reply_with("All at once.")
    alice = Person(make_app(streaming=False))

    answer = alice.send_message("Please")

    assert answer.reply["data-status"] == "complete"


def test_ten_messages_to_one_conversation_at_once_send_one_and_let_one_wait(
    app, alice: Person, provider: ProviderServer
) -> None:
    conversation = conversation_of(alice.ask("Start").sent)
    go_on = threading.Event()
    provider.answer_raw([wait_for(go_on)])
    cookie = alice.client.get_cookie("webchat")
    statuses: list[int] = []

    def send(number: int) -> None:
        somebody = Person(app)
        somebody.client.set_cookie("webchat", cookie.value)
        statuses.append(somebody.send_message(f"{number}", conversation_id=conversation).status)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(10)]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]

    go_on.set()
    assert sorted(statuses) == [200] * 2 + [409] * 8
    assert len(alice.open(f"/conversations/{conversation}").texts) == 4


def test_one_submission_ten_times_at_once_is_one_message(app, alice: Person, provider: ProviderServer) -> None:
    conversation = conversation_of(alice.ask("Start").sent)
    cookie = alice.client.get_cookie("webchat")
    submission = uuid.uuid4().hex
    replies: list[str] = []

    def send() -> None:
        somebody = Person(app)
        somebody.client.set_cookie("webchat", cookie.value)
        sent = somebody.send_message("once", conversation_id=conversation, submission_id=submission)
        replies.append(sent.reply_id)

    threads = [threading.Thread(target=send) for _ in range(10)]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]

    assert len(replies) == 10 and len(set(replies)) == 1


@pytest.mark.parametrize(("bound", "words"), [("max_running_per_session", "for you"), ("max_running", "many people")])
def test_a_bound_on_running_replies_answers_503_with_the_time_to_wait(
    make_app: MakeApp, provider: ProviderServer, bound: str, words: str
) -> None:
    alice = Person(make_app(**{bound: 1}))
    go_on = threading.Event()
    provider.answer_raw([wait_for(go_on)])
    sent = alice.send_message("First")

    refused = alice.send_message("Second, elsewhere")

    go_on.set()
    assert (refused.status, refused.headers["Retry-After"]) == (503, "10")
    assert words in refused.words
    alice.await_reply(sent.reply_id)


def test_sending_too_often_is_refused_with_the_time_to_wait(make_app: MakeApp, provider: ProviderServer) -> None:
    alice = Person(make_app(rate_limit="2/minute"))
    for text in ("the first is counted for the address", "one", "two"):
        alice.ask(text)

    refused = alice.send_message("three")

    assert refused.status == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert "try again" in refused.words


def test_looking_is_not_limited(make_app: MakeApp) -> None:
    alice = Person(make_app(rate_limit="1/minute"))

    assert [alice.open("/").status for _ in range(5)] == [200] * 5
