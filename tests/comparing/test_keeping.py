"""Keeping one reply of a comparison, or both."""

import threading
import uuid
from typing import Any

import pytest

from tests.comparing.compared import QUESTION, address_in, begun, compare, conversation, ended, ids_in
from tests.conversations.keeper import Keeper, titles_in
from tests.person import Person


def test_the_one_that_is_kept_gets_a_title_and_the_other_is_gone(keeper: Keeper) -> None:
    address = ended(keeper)
    first, second = ids_in(address)

    answer = keeper.post(f"{address}/keep", side="b")

    assert (answer.status, address_in(answer)) == (204, f"/conversations/{second}")
    assert titles_in(keeper.open("/")) == [QUESTION]
    assert conversation(keeper, second).texts == [QUESTION, "Hello you"]
    assert conversation(keeper, first).status == 404
    assert keeper.open(address).status == 404
    stored = keeper.stored(second)
    assert stored and (stored.shelf, stored.expires_at) == ("list", None)


def test_without_scripts_one_is_taken_there_too(plain: Person) -> None:
    address = ended(plain)
    first, second = ids_in(address)

    answer = plain.post(f"{address}/keep", side="a")

    assert answer.status == 303
    assert address_in(answer).startswith(f"/conversations/{first}#message-")
    assert conversation(plain, second).status == 404


def test_one_that_runs_is_kept_and_goes_on(alice: Person, written: threading.Event) -> None:
    address = begun(alice)
    first, _ = ids_in(address)

    alice.post(f"{address}/keep", side="a")
    written.set()

    alice.await_reply(conversation(alice, first).reply_id)
    assert conversation(alice, first).texts[-1] == "Half whole"


def test_the_form_sent_again_after_keeping_leads_to_what_was_kept(alice: Person) -> None:
    key = uuid.uuid4().hex
    address = ended(alice, submission_id=key)
    alice.post(f"{address}/keep", side="a")

    again = compare(alice, submission_id=key)

    assert address_in(again).startswith(f"/conversations/{ids_in(address)[0]}")


def test_both_are_kept_under_titles_that_differ(keeper: Keeper) -> None:
    address = ended(keeper)

    answer = keeper.post(f"{address}/keep", side="both")

    assert address_in(answer) == address
    assert sorted(titles_in(keeper.open("/"))) == [f"{QUESTION} (A)", f"{QUESTION} (B)"]
    page = keeper.open(address)
    assert [str(link["href"]) for link in page.all("#compare-life a")] == [
        f"/conversations/{known_id}" for known_id in ids_in(address)
    ]
    assert not page.all("[data-close], .comparison__keep")


@pytest.mark.parametrize(("after", "form"), [("close", {}), ("keep", {"side": "a"})])
def test_what_was_kept_is_not_deleted_later(after: str, form: dict[str, Any], keeper: Keeper) -> None:
    address = ended(keeper)
    keeper.post(f"{address}/keep", side="both")

    keeper.post(f"{address}/{after}", **form)

    for known_id in ids_in(address):
        stored = keeper.stored(known_id)
        assert stored and (stored.shelf, stored.expires_at, stored.deleted_at) == ("list", None, None)
