"""The hood of a reply that is still being written: its page looks by itself whether there is something to see."""

import threading
from collections.abc import Iterator

import pytest

from tests.inspector.hood import open_hood
from tests.person import HTMX, Answer, Person
from tests.provider_server import DONE, ProviderServer, finish, token, wait_for


@pytest.fixture
def written(provider: ProviderServer) -> Iterator[threading.Event]:
    """The provider ends its reply when this is set."""
    event = threading.Event()
    provider.answer_raw([token("Hello"), wait_for(event), finish(), DONE])
    yield event
    event.set()


def look_again(person: Person, hood: Answer) -> Answer:
    """What the page asks by itself."""
    return Answer(person.client.get(str(hood.one("#hood-awaited")["hx-get"]), headers=HTMX))


@pytest.mark.usefixtures("written")
def test_while_it_is_written_looking_again_changes_nothing(alice: Person) -> None:
    sent = alice.send_message("Hi")
    hood = open_hood(alice, sent.reply_id)

    again = look_again(alice, hood)

    assert (again.status, again.words) == (204, "")


def test_when_it_has_ended_looking_again_brings_what_was_sent(alice: Person, written: threading.Event) -> None:
    sent = alice.send_message("Hi")
    hood = open_hood(alice, sent.reply_id)
    written.set()
    alice.await_reply(sent.reply_id)

    again = look_again(alice, hood)

    assert [partial["hx-target"] for partial in again.all("hx-partial")] == ["#hood"]
    assert again.one("#hood #request-hood")
    assert not again.all("#hood-awaited")


def test_without_scripts_a_link_leads_there(alice: Person, written: threading.Event) -> None:
    sent = alice.send_message("Hi")
    page = alice.open(f"/replies/{sent.reply_id}/exchange")
    link = page.one("#hood-awaited a")
    written.set()
    alice.await_reply(sent.reply_id)

    assert link.get_text() == "Look again"
    assert alice.open(str(link["href"])).one("#request-hood")


def test_the_hood_of_a_reply_that_has_ended_looks_for_nothing(alice: Person) -> None:
    hood = open_hood(alice, alice.ask("Hi").reply_id)

    assert not hood.all("#hood-awaited")
