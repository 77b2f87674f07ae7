"""Leafing through a conversation: its newest messages first, older and later ones as links, and at any message."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event

from tests.messages.tab import UNKNOWN, all_messages, asked_and_edited, lengthen, partials, path_of, press
from tests.person import Answer, Person, address_of, conversation_of


@pytest.fixture
def long_one(app: Flask, alice: Person) -> tuple[str, list[str]]:
    """A conversation of 102 messages of Alice's, and their ids."""
    first = alice.ask("Begin").sent  # type: ignore[attr-defined]
    conversation = conversation_of(first)
    return conversation, [*all_messages(first), *lengthen(app, conversation, 50)]


def older_of(answer: Answer) -> str:
    return str(answer.one("a.older")["hx-get"])


def test_a_page_shows_the_newest_forty_messages(alice: Person, long_one: tuple[str, list[str]]) -> None:
    conversation, ids = long_one

    page = alice.open(f"/conversations/{conversation}")

    assert all_messages(page) == ids[-40:]
    assert page.one("#messages")["class"] == ["messages"] and not page.one("#messages").has_attr("data-part")
    assert page.one("#messages > a.older").get_text().strip() == "Earlier messages"
    assert not page.all("a.newer")


def test_earlier_messages_come_until_the_first(alice: Person, long_one: tuple[str, list[str]]) -> None:
    conversation, ids = long_one
    page = alice.open(f"/conversations/{conversation}")

    earlier = alice.open(older_of(page), headers={"HX-Request": "true"})
    earliest = alice.open(older_of(earlier), headers={"HX-Request": "true"})

    assert (all_messages(earlier), all_messages(earliest)) == (ids[-80:-40], ids[:-80])
    assert not earliest.all("a.older, a.newer, html, hx-partial")


def test_without_scripts_earlier_messages_are_a_page_with_ways_on_both_sides(
    without_scripts: Person, app: Flask
) -> None:
    sent = without_scripts.send_message("Begin")
    conversation = address_of(sent).split("/")[2].split("?")[0]
    without_scripts.open(address_of(sent))
    ids = lengthen(app, conversation, 50)

    page = without_scripts.open(f"/conversations/{conversation}")
    earlier = without_scripts.open(str(page.one("a.older")["href"]))
    later = without_scripts.open(str(earlier.one("a.newer")["href"]))

    assert all_messages(earlier) == ids[-80:-40]
    assert earlier.one("#messages").has_attr("data-part")
    assert all_messages(later) == ids[-40:]
    assert later.all("a.older") and not later.all("a.newer")


def test_a_plain_request_for_further_messages_is_led_to_their_page(
    alice: Person, long_one: tuple[str, list[str]]
) -> None:
    conversation, ids = long_one

    answer = alice.open(f"/conversations/{conversation}/messages?before={ids[50]}")

    assert (answer.status, address_of(answer)) == (303, f"/conversations/{conversation}?before={ids[50]}")


def test_a_conversation_opens_at_a_message(alice: Person, long_one: tuple[str, list[str]]) -> None:
    conversation, ids = long_one

    page = alice.open(f"/conversations/{conversation}?at={ids[50]}")

    assert all_messages(page) == ids[40:81]
    assert page.one("#messages").has_attr("data-part")
    assert page.one(".elsewhere a")["href"] == f"/conversations/{conversation}"
    assert not page.all(".elsewhere form")
    assert page.all("a.older") and page.all("a.newer")


def test_later_messages_reach_the_end_and_say_so_no_more(alice: Person, long_one: tuple[str, list[str]]) -> None:
    conversation, ids = long_one
    page = alice.open(f"/conversations/{conversation}?at={ids[50]}")

    later = alice.open(str(page.one("a.newer")["hx-get"]), headers={"HX-Request": "true"})

    assert all_messages(later) == ids[81:]
    assert partials(later)["#elsewhere"]["hx-swap"] == "delete"


def test_a_message_of_another_version_is_shown_without_changing_anything(alice: Person) -> None:
    conversation, old, new = asked_and_edited(alice, "First words", "Second words")

    page = alice.open(f"/conversations/{conversation}?at={old}")

    assert page.texts[0] == "First words"
    assert "Another version of this conversation" in page.one(".elsewhere").get_text()
    assert alice.open(f"/conversations/{conversation}").texts[0] == "Second words"


def test_the_other_version_can_be_shown_from_there(alice: Person, without_scripts: Person) -> None:
    conversation, old, _ = asked_and_edited(alice, "First words", "Second words")
    without_scripts.client.set_cookie("webchat", alice.client.get_cookie("webchat").value)  # type: ignore[union-attr]
    page = without_scripts.open(f"/conversations/{conversation}?at={old}")

    shown = press(without_scripts, page.one(".elsewhere form"))

    assert shown.status == 303
    assert without_scripts.open(address_of(shown)).texts[0] == "First words"
    assert alice.open(f"/conversations/{conversation}").texts[0] == "First words"


@pytest.mark.parametrize("query", ["at", "before", "after"])
def test_strangers_and_unknown_messages_get_the_same_404(
    alice: Person, charlie: Person, long_one: tuple[str, list[str]], query: str
) -> None:
    conversation, ids = long_one
    elsewhere = all_messages(alice.ask("Elsewhere"))[0]

    pages = [
        charlie.open(f"/conversations/{conversation}?{query}={ids[50]}"),
        *(alice.open(f"/conversations/{conversation}?{query}={each}") for each in (UNKNOWN, "nonsense", elsewhere)),
    ]
    fragments = [
        charlie.open(f"/conversations/{conversation}/messages?{query}={ids[50]}", headers={"HX-Request": "true"}),
        alice.open(f"/conversations/{conversation}/messages?{query}={UNKNOWN}", headers={"HX-Request": "true"}),
        alice.open(f"/conversations/{conversation}/messages", headers={"HX-Request": "true"}),
    ]

    assert {answer.status for answer in [*pages, *fragments]} == {404}


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """The statements that this thread executes meanwhile."""
    statements: list[str] = []
    mine = threading.get_ident()

    def keep(*given: Any) -> None:
        if threading.get_ident() == mine:
            statements.append(given[2])

    event.listen(Engine, "before_cursor_execute", keep)
    yield statements
    event.remove(Engine, "before_cursor_execute", keep)


def seconds_of(deed: Callable[[], object]) -> float:
    """What it takes of this thread's processor time."""
    began = time.thread_time()
    deed()
    return time.thread_time() - began


def test_five_thousand_messages_cost_no_more_than_fifty(app: Flask, alice: Person) -> None:
    costs = []
    for pairs in (50, 2_500):
        conversation = conversation_of(alice.ask("Begin").sent)  # type: ignore[attr-defined]
        ids = lengthen(app, conversation, pairs)
        for path in ("", f"?at={ids[60]}", f"?before={ids[60]}"):
            with counted_queries() as statements:
                alice.open(f"/conversations/{conversation}{path}")
            look = partial(alice.open, f"/conversations/{conversation}{path}")
            seconds = min(seconds_of(look) for _ in range(3))
            costs.append((path[:4], len(statements), seconds))

    for small, large in zip(costs[:3], costs[3:], strict=True):
        assert small[:2] == large[:2]
        assert large[2] < 4 * small[2] + 0.02, costs


def test_who_deletes_the_first_message_shown_still_reaches_the_earlier_ones(
    alice: Person, long_one: tuple[str, list[str]]
) -> None:
    conversation, ids = long_one
    first = ids[-40]

    gone = alice.post(f"/messages/{first}/delete")
    way = partials(gone)[f"#older-{first}"].select_one("a.older")
    back = press(alice, partials(gone)["#notice"].select_one("form"))
    way_back = partials(back)[f"#messages:has(> #removed-{first}, > #message-{first}) > #older-{ids[-38]}"]

    assert way and str(way["hx-get"]).endswith(f"?before={ids[-38]}")
    assert str(way_back.select_one("a.older")["hx-get"]).endswith(f"?before={first}")  # type: ignore[index]
    assert all_messages(alice.open(str(way["hx-get"]), headers={"HX-Request": "true"}))[-2:] == ids[-40:-38]


def test_who_deletes_the_last_message_shown_still_reaches_the_later_ones(
    alice: Person, long_one: tuple[str, list[str]]
) -> None:
    conversation, ids = long_one
    page = alice.open(f"/conversations/{conversation}?at={ids[9]}")
    last = all_messages(page)[-1]

    gone = alice.post(f"/messages/{last}/delete")
    way = partials(gone)[f"#newer-{last}"].select_one("a.newer")

    left = ids[ids.index(last) - 2]
    assert way and str(way["hx-get"]).endswith(f"?after={left}")
    assert all_messages(alice.open(str(way["hx-get"]), headers={"HX-Request": "true"}))[0] == ids[ids.index(last) + 1]


def test_what_is_sent_from_an_earlier_part_is_shown_at_the_end(alice: Person, long_one: tuple[str, list[str]]) -> None:
    conversation, ids = long_one
    page = alice.open(f"/conversations/{conversation}?at={ids[9]}")
    fields = {str(field["name"]): str(field["value"]) for field in page.one("#composer").select("input[name]")}

    sent = alice.post("/messages", message="From above", **fields)

    assert page.one("#composer")["hx-post"] == "/messages"
    assert path_of(sent) == f"/conversations/{conversation}"
    assert not sent.texts
    assert "From above" in alice.open(path_of(sent)).texts
