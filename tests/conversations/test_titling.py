"""With a real model a new conversation is called what the model calls it, unless a person has said otherwise."""

import threading
import time
import uuid
from typing import Any

import pytest

from tests.conftest import MakeApp
from tests.conversations.keeper import Keeper, rows_of, titles_in
from tests.provider_server import ProviderServer, Recorded
from webchat.chat.titling import AT_ONCE, Titling, title_in

PROMPT_BEGINS = "Write a title"


def asks_for_title(request: Recorded) -> bool:
    return request.path.endswith("/chat/completions") and request.json["messages"][-1]["content"].startswith(
        PROMPT_BEGINS
    )


def late(title: str, said: threading.Event) -> str:
    said.wait(10)
    return title


class TitledProvider:
    """A provider that answers a request for a title in its own way, and all others with a greeting."""

    def __init__(self, server: ProviderServer, title: str, **how: Any) -> None:
        self.server = server
        server.reply_with(lambda request: title if asks_for_title(request) else "Hello", **how)

    @property
    def asked(self) -> list[Recorded]:
        return [request for request in self.server.requests if asks_for_title(request)]


@pytest.fixture
def titled(make_app: MakeApp) -> Keeper:
    """Somebody whose conversations get titles from the model."""
    return Keeper(make_app(titles=True))


def wait_for_titling(keeper: Keeper) -> None:
    """Until no title is being asked for."""
    threads = [thread for thread in threading.enumerate() if thread.name.startswith("title-")]
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


def begin(keeper: Keeper, text: str = "Please help me plan three days in Rome with children") -> str:
    """Send a first message; the conversation's id when its reply and its title have come."""
    sent = keeper.send_message(text)
    keeper.await_reply(sent.reply_id)
    wait_for_titling(keeper)
    return sent.conversation_id


def test_the_first_words_stand_until_the_model_has_a_title(titled: Keeper, provider: ProviderServer) -> None:
    said = threading.Event()
    provider.reply_with(lambda request: late('"Three Days in Rome."', said) if asks_for_title(request) else "Hello")

    sent = titled.send_message("Please help me plan")
    at_once = titles_in(titled.open("/"))
    said.set()
    wait_for_titling(titled)

    assert at_once == ["Please help me plan"] == rows_of(sent)
    assert titles_in(titled.open("/")) == ["Three Days in Rome"]


def test_the_model_is_asked_once_with_the_first_message(titled: Keeper, provider: ProviderServer) -> None:
    asking = TitledProvider(provider, "Rome", reasoning="Let me think about Rome")

    known_id = begin(titled)
    titled.ask("And then?", conversation_id=known_id)
    wait_for_titling(titled)

    [request] = asking.asked
    assert "three days in Rome with children" in request.json["messages"][-1]["content"]
    assert 500 <= request.json["max_tokens"] <= 2_000
    assert titles_in(titled.open("/")) == ["Rome"]


def test_a_very_long_message_is_not_sent_whole(titled: Keeper, provider: ProviderServer) -> None:
    asking = TitledProvider(provider, "Rome")

    begin(titled, "Rome " * 4_000)

    assert len(asking.asked[0].body) < 3_000


def test_a_persons_title_is_never_replaced(titled: Keeper, provider: ProviderServer) -> None:
    go_on = threading.Event()
    provider.reply_with(lambda asked: asks_for_title(asked) and go_on.wait(5) and "The model's" or "Hello")
    sent = titled.send_message("Hello there")
    titled.await_reply(sent.reply_id)

    titled.act(sent.conversation_id, "title", title="Mine")
    go_on.set()
    wait_for_titling(titled)

    assert titles_in(titled.open("/")) == ["Mine"]


@pytest.mark.parametrize("answer", ["", "   ", "...", "<think>never ending", '""'])
def test_after_a_useless_answer_the_words_stay(titled: Keeper, provider: ProviderServer, answer: str) -> None:
    TitledProvider(provider, answer)

    known_id = begin(titled, "Hello there")

    stored = titled.stored(known_id)
    assert stored and (stored.title, stored.title_by) == ("Hello there", "words")


def test_after_a_refusal_the_words_stay_and_the_reply_is_whole(titled: Keeper, provider: ProviderServer) -> None:
    refusal = (400, {"error": {"message": "No titles today", "type": "invalid_request_error"}})
    provider.judge = lambda request: refusal if asks_for_title(request) else None

    known_id = begin(titled, "Hello there")

    page = titled.open(f"/conversations/{known_id}")
    assert titles_in(page) == ["Hello there"]
    assert page.reply["data-status"] == "complete"
    assert not page.all("[role=alert] .failure__message")


def test_a_temporary_conversation_is_never_titled(titled: Keeper, provider: ProviderServer) -> None:
    asking = TitledProvider(provider, "A secret")

    sent = titled.post("/messages", message="Between us", submission_id=uuid.uuid4().hex, temporary="on")
    titled.await_reply(sent.reply_id)
    wait_for_titling(titled)

    assert asking.asked == []


def test_it_can_be_switched_off(make_app: MakeApp, provider: ProviderServer) -> None:
    asking = TitledProvider(provider, "Rome")
    keeper = Keeper(make_app(titles=False))

    sent = keeper.send_message("Hello there")
    keeper.await_reply(sent.reply_id)
    wait_for_titling(keeper)

    assert asking.asked == []
    assert not sent.all("[hx-trigger^=load].conversation__link")


def test_the_demo_model_is_not_asked(make_app: MakeApp, provider: ProviderServer) -> None:
    asking = TitledProvider(provider, "Rome")
    keeper = Keeper(make_app(titles=True, model={"is_demo": True}))

    begin(keeper)

    assert asking.asked == []


def test_the_new_row_asks_for_the_title_and_gets_it(titled: Keeper, provider: ProviderServer) -> None:
    TitledProvider(provider, "Three Days in Rome")
    sent = titled.send_message("Please help me plan")
    link = sent.one(".conversation__link")
    wait_for_titling(titled)

    answer = titled.fetch(str(link["hx-get"]), on=f"/conversations/{sent.conversation_id}")

    assert link["hx-trigger"] == "load delay:2s"
    assert rows_of(answer) == ["Three Days in Rome"]
    assert answer.one('hx-partial[hx-target="#title"]').get_text() == "Three Days in Rome"
    assert answer.one("title").get_text() == "Three Days in Rome · webchat"
    assert not answer.one(".conversation__link").has_attr("hx-get")


def test_it_asks_four_times_more_and_more_seldom(titled: Keeper, provider: ProviderServer) -> None:
    TitledProvider(provider, "")
    known_id = begin(titled)
    address, waits = f"/conversations/{known_id}/title/news?asked=1", []

    while address:
        link = titled.fetch(address, on=f"/conversations/{known_id}").one(".conversation__link")
        waits.append(link.get("hx-trigger"))
        address = str(link.get("hx-get", ""))

    assert waits == ["load delay:4s", "load delay:8s", "load delay:16s", None]


@pytest.mark.parametrize("asked", ["0", "-1", "99", "x", ""])
def test_a_nonsense_count_asks_no_more(titled: Keeper, asked: str) -> None:
    known_id = titled.begin("A talk")

    link = titled.fetch(f"/conversations/{known_id}/title/news?asked={asked}").one(".conversation__link")

    assert not link.has_attr("hx-get")


def test_at_most_four_are_asked_for_at_once_and_none_when_the_server_stops(
    titled: Keeper, provider: ProviderServer
) -> None:
    asking = TitledProvider(provider, "word " * 10, words_per_second=0.05)
    titling = Titling(titled.database, titled.client.application.extensions["switchboard"], is_on=True, head_start=0.0)
    known_id = uuid.UUID(titled.begin("A talk"))

    for _ in range(AT_ONCE + 3):
        titling.begin(titled.owner, known_id, "Hello", None)
    until = time.monotonic() + 5
    while len(asking.asked) < AT_ONCE and time.monotonic() < until:
        time.sleep(0.01)
    titling.close()
    wait_for_titling(titled)
    titling.begin(titled.owner, known_id, "Hello", None)
    wait_for_titling(titled)

    assert len(asking.asked) == AT_ONCE
    stored = titled.stored(str(known_id))
    assert stored and stored.title == "A talk"


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        ('"Planning a trip to Rome."', "Planning a trip to Rome"),
        ("**Title:** Planning a Trip", "Planning a Trip"),
        ('Title: "Learning C#"', "Learning C#"),
        ("Titel： Ein Test。", "Ein Test"),
        ("# A heading\n\nand more", "A heading"),
        ("<think>Hmm.\nWell.</think>\n\n«Bonjour le monde»", "Bonjour le monde"),
        ("Title page design", "Title page design"),
        ("日本への旅行", "日本への旅行"),
        ("An\u200b odd\ttitle\x07", "An\u200b odd title"),
        ("…", None),
        ("\u200b", None),
    ],
)
def test_an_answer_is_brought_into_the_form_of_a_title(answer: str, title: str | None) -> None:
    assert title_in(answer) == title


def test_a_long_answer_is_cut_at_a_word() -> None:
    found = title_in("word " * 100)

    assert found and len(found) <= 80
    assert found.endswith("word…")
