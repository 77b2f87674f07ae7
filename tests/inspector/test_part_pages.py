"""Long requests by pages: with htmx a fragment, without scripts a page of its own, for nobody but the owner."""

import json
import uuid

import pytest
from bs4 import Tag
from flask import Flask
from sqlalchemy import delete

from tests.inspector.answers import record
from tests.inspector.hood import open_hood, section
from tests.kept_exchanges import keep_exchange
from tests.person import HTMX, Person
from webchat.inspector.part_pages import A_PAGE, FIRST, LAST
from webchat.inspector.request_view import request_of
from webchat.store.exchanges import Exchange, ExchangeRecord

MANY = 1_000


def request_with(count: int) -> ExchangeRecord:
    """The record of a request with so many messages, between two other fields."""
    roles = ("user", "assistant")
    messages = [{"role": roles[number % 2], "content": f"word{number}"} for number in range(1, count + 1)]
    body = json.dumps({"model": "model-a", "messages": messages, "stream": True}).encode()
    return record(request_body=body, sources=[[uuid.uuid4()] for _ in messages])


@pytest.fixture
def address(app: Flask, alice: Person) -> str:
    """Where the hood of a long request is."""
    reply_id = alice.ask("Hello").reply_id
    with app.extensions["desk"].database.writing() as session:
        session.execute(delete(Exchange))
        keep_exchange(session, uuid.UUID(reply_id), request_with(MANY))
    return f"/replies/{reply_id}/exchange"


def numbers_in(page: Tag) -> list[int]:
    return [int(str(sent["id"]).removeprefix("sent-")) for sent in page.select(".sent")]


@pytest.mark.parametrize("count", [0, 1, FIRST + LAST + 1, FIRST + LAST + 2, FIRST + A_PAGE + LAST + 1, MANY])
def test_every_part_is_drawn_or_on_one_of_the_pages(count: int) -> None:
    request = request_of(request_with(count))

    drawn = request.drawn

    pages = [drawn.page(page.asked) for page in drawn.middle]
    assert [*drawn.first, *(part for page in pages if page for part in page.parts), *drawn.last] == request.parts
    assert bool(pages) == (count > FIRST + LAST + 1)
    for page in pages:
        assert page and len(page.parts) <= A_PAGE
        assert [each.message and each.message.number for each in page.parts] == list(range(page.begin, page.end + 1))


def test_of_many_messages_the_first_and_the_last_are_drawn(alice: Person, address: str) -> None:
    hood = alice.open(address, headers=HTMX)

    assert numbers_in(hood.one("#request-hood")) == [1, 2, *range(MANY - LAST + 1, MANY + 1)]
    assert len(str(hood.one("#request-hood"))) < 100_000
    assert len(alice.open(f"{address}/ties.css").response.get_data()) < 60_000
    assert f"{MANY:,} messages" in " ".join(hood.one("#remembered-hood").get_text(" ").split())


def test_the_messages_between_come_when_their_door_is_opened(alice: Person, address: str) -> None:
    doors = alice.open(address, headers=HTMX).all(".messages-page")

    loaded = [alice.open(str(door["hx-get"]), headers=HTMX) for door in doors]

    assert all(len(each.page.find_all(recursive=False)) == 1 for each in loaded)
    assert [number for each in loaded for number in numbers_in(each.page)] == list(range(3, MANY - LAST + 1))
    assert [door.select("a")[0]["href"] for door in doors] == [door["hx-get"] for door in doors]
    assert not loaded[0].all(".source:not(.source--away)")


def test_without_scripts_they_are_a_page(alice: Person, address: str) -> None:
    door = alice.open(address).all(".messages-page a")[0]

    page = alice.open(str(door["href"]))

    assert page.one("h1").get_text() == "Messages 3 to 102"
    assert numbers_in(page.page) == list(range(3, 103))
    assert page.one(f'main a[href="{address}?request=1"]')


def test_what_is_downloaded_is_whole(alice: Person, address: str) -> None:
    body = alice.open(f"{address}/request").response.get_data()

    assert len(json.loads(body)["messages"]) == MANY


def test_messages_that_are_no_page_are_not_found(alice: Person, address: str) -> None:
    asked = ["", "?messages=", "?messages=1-2", "?messages=3-103", "?messages=a-b", "?messages=3", "?messages=٣-١٠٢"]

    assert {alice.open(f"{address}/messages{each}").status for each in asked} == {404}


def test_a_stranger_finds_no_messages(alice: Person, charlie: Person, address: str) -> None:
    assert charlie.open(f"{address}/messages?messages=3-102").status == 404
    assert alice.open(f"{address}/messages?messages=3-102").status == 200


def test_a_short_request_has_no_doors(alice: Person) -> None:
    reply_id = alice.ask("Hello").reply_id

    hood = open_hood(alice, reply_id)

    assert not hood.all(".messages-page")
    assert "Hello" in section(hood, "request")
