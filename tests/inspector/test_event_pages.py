"""Long streams by pages: with htmx a fragment, without scripts a page of its own, for nobody but the owner."""

import pytest

from tests.inspector.answers import chunk, record
from tests.person import HTMX, Answer, Person
from tests.provider_server import ProviderServer
from webchat.inspector.event_pages import FIRST, LAST, event_list, event_page
from webchat.inspector.streamed import events_of

LONG = record(b"".join(chunk({"content": f"word{number} "}) for number in range(300)))


def long_reply(alice: Person, provider: ProviderServer) -> str:
    provider.reply_with("word " * 300)
    return f"/replies/{alice.ask('Hello').reply_id}/exchange"


def numbers_in(answer: Answer) -> list[int]:
    return [int(str(event["value"])) for event in answer.all(".event")]


@pytest.mark.parametrize("count", [300, FIRST + 100 + LAST, FIRST + 101 + LAST, FIRST + 103, FIRST + 201])
def test_every_event_is_on_one_of_the_pages(count: int) -> None:
    long = record(chunk({"content": "word "}) * count)
    events = event_list(events_of(long))

    pages = [event_page(long, page.asked) for page in events.middle]

    shown = [*events.first, *(event for page in pages if page for event in page.events), *events.last]
    assert [each.event.number for each in shown] == list(range(1, count + 1))
    assert all(page.end >= page.begin for page in events.middle)


@pytest.mark.parametrize("count", [1, 3, 6, FIRST + LAST, FIRST + LAST + 1, FIRST + LAST + 2])
def test_few_events_need_no_pages(count: int) -> None:
    events = event_list(events_of(record(chunk({"content": "a"}) * count)))

    shown = len(events.first) + len(events.last) + sum(page.end - page.begin + 1 for page in events.middle)
    assert shown == count
    assert bool(events.middle) == (count > FIRST + LAST + 1)
    assert sum(each.is_open for each in (*events.first, *events.last)) == min(count, 6)


def test_a_page_has_a_hundred_events_at_most() -> None:
    page = event_page(LONG, "1-300")

    assert page and (page.begin, page.end, len(page.events)) == (1, 100, 100)


def test_the_last_page_ends_with_the_last_event() -> None:
    page = event_page(LONG, "290-389")

    assert page and (page.begin, page.end) == (290, 300)


@pytest.mark.parametrize("asked", ["", "1", "0-5", "5-1", "301-310", "a-b", "-1-5", "1-5-9", "١-٥", "1-" + "9" * 30])
def test_what_asks_for_no_events_gets_none(asked: str) -> None:
    assert event_page(LONG, asked) is None


def test_the_middle_of_a_stream_is_loaded_when_it_is_opened(alice: Person, provider: ProviderServer) -> None:
    address = long_reply(alice, provider)
    door = alice.open(address, headers=HTMX).all(".events-page")[0]

    loaded = alice.open(str(door["hx-get"]), headers=HTMX)

    assert [element.name for element in loaded.page.find_all(recursive=False)] == ["ol"]
    assert numbers_in(loaded) == list(range(FIRST + 1, FIRST + 101))
    assert door.select_one("a")["href"] == door["hx-get"]  # type: ignore[index]


def test_without_scripts_it_is_a_page(alice: Person, provider: ProviderServer) -> None:
    page = alice.open(long_reply(alice, provider) + "/events?events=13-20")

    assert page.one("h1").get_text() == "Events 13 to 20"
    assert numbers_in(page) == list(range(13, 21))


def test_events_that_there_are_not_are_not_found(alice: Person, provider: ProviderServer) -> None:
    address = long_reply(alice, provider)

    assert alice.open(f"{address}/events?events=9000-9001").status == 404
    assert alice.open(f"{address}/events").status == 404


@pytest.mark.parametrize("what", ["events?events=1-5", "tokens"])
def test_a_stranger_finds_nothing(alice: Person, charlie: Person, provider: ProviderServer, what: str) -> None:
    address = long_reply(alice, provider)

    assert charlie.open(f"{address}/{what}").status == 404
    assert alice.open(f"{address}/{what}").status == 200


def test_tokens_are_a_fragment_when_their_door_is_opened(alice: Person, provider: ProviderServer) -> None:
    address = long_reply(alice, provider)
    door = alice.open(address, headers=HTMX).one("#tokens-title-hood ~ details")

    loaded = alice.open(str(door["hx-get"]), headers=HTMX)

    assert [element.name for element in loaded.page.find_all(recursive=False)] == ["div"]
    assert "The tokenizer of “test-model” is not available here" in loaded.words


def test_tokens_without_scripts_are_a_page(alice: Person, provider: ProviderServer) -> None:
    address = long_reply(alice, provider)

    page = alice.open(f"{address}/tokens?request=1")

    assert page.one("h1").get_text() == "The text in tokens"
    assert page.one(f'main a[href="{address}?request=1"]')
