"""A deleted conversation can be brought back for ten seconds."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from tests.conversations.keeper import Keeper, titles_in
from tests.person import Answer, address_of
from tests.provider_server import ProviderServer
from webchat.store.conversations import Conversation


def notice(answer: Answer) -> str:
    """What is said, in single spaces."""
    words = answer.one(".notice__words").get_text(" ")
    return " ".join(words.split()).replace("“ ", "“").replace(" ”", "”")


def wait(keeper: Keeper, known_id: str, *, seconds: float = 12) -> None:
    """Make it look as if it had been deleted so much earlier."""
    with keeper.database.writing() as session:
        found = session.get(Conversation, uuid.UUID(known_id))
        assert found and found.deleted_at
        found.deleted_at -= timedelta(seconds=seconds)


def test_the_row_goes_and_a_notice_offers_to_undo_it(keeper: Keeper) -> None:
    known_id = keeper.begin("A talk")

    answer = keeper.act(known_id, "delete")

    assert notice(answer) == "Deleted “A talk”"
    assert answer.one("form")["action"] == f"/conversations/{known_id}/undelete"
    assert answer.one("form button").has_attr("autofocus")
    assert titles_in(keeper.open("/")) == []
    assert keeper.open(f"/conversations/{known_id}").status == 404


def test_undo_brings_it_back_to_the_list(keeper: Keeper) -> None:
    known_id = keeper.begin("A talk")
    keeper.act(known_id, "delete")

    answer = keeper.act(known_id, "undelete")

    assert titles_in(answer, 'hx-partial[hx-target="#conversation-list"]') == ["A talk"]
    assert keeper.open(f"/conversations/{known_id}").status == 200


def test_who_presses_undo_at_the_last_moment_has_it_back(keeper: Keeper) -> None:
    known_id = keeper.begin("A talk")
    keeper.act(known_id, "delete")
    wait(keeper, known_id, seconds=10)

    assert keeper.open(f"/?deleted={known_id}").all("#notice form") == []
    assert keeper.act(known_id, "undelete").status == 200
    assert titles_in(keeper.open("/")) == ["A talk"]


def test_who_deletes_the_open_conversation_is_led_to_a_new_one_where_undo_waits(keeper: Keeper) -> None:
    known_id = keeper.begin("A talk")

    led = keeper.act(known_id, "delete", on=f"/conversations/{known_id}")
    page = keeper.open(led.headers["HX-Redirect"])

    assert led.headers["HX-Redirect"].startswith("/?")
    assert notice(page) == "Deleted “A talk”"
    assert page.one("#notice")["role"] == "status"
    back = keeper.act(known_id, "undelete", on=led.headers["HX-Redirect"])
    assert back.headers["HX-Redirect"] == f"/conversations/{known_id}"


def test_without_scripts_the_notice_is_on_the_page_that_follows(plain_keeper: Keeper) -> None:
    known_id = plain_keeper.begin("A talk")

    done = plain_keeper.act(known_id, "delete", next=f"/conversations/{known_id}")
    page = plain_keeper.open(address_of(done))
    back = plain_keeper.post(str(page.one("#notice form")["action"]))

    assert address_of(done) == f"/?deleted={known_id}"
    assert notice(page) == "Deleted “A talk”"
    assert address_of(back) == f"/conversations/{known_id}"
    assert titles_in(plain_keeper.open("/")) == ["A talk"]


def test_without_scripts_one_stays_in_the_archive(plain_keeper: Keeper) -> None:
    known_id = plain_keeper.begin("A talk", shelf="archive")

    done = plain_keeper.act(known_id, "delete", next="/conversations?shelf=archive")

    assert address_of(done) == f"/conversations?shelf=archive&deleted={known_id}"


def test_after_ten_seconds_it_is_gone_for_good(keeper: Keeper) -> None:
    known_id = keeper.begin("A talk")
    keeper.act(known_id, "delete")
    wait(keeper, known_id)

    answer = keeper.act(known_id, "undelete")

    assert answer.status == 404
    assert "gone for good" in answer.words
    assert not keeper.open(f"/?deleted={known_id}").all(".notice__card")


def test_what_was_not_deleted_is_not_brought_back(keeper: Keeper) -> None:
    known_id = keeper.begin("A talk")

    assert keeper.act(known_id, "undelete").status == 404
    assert titles_in(keeper.open("/")) == ["A talk"]


@pytest.mark.parametrize("named", ["", "x", "../..", "00000000-0000-0000-0000-000000000000"])
def test_a_notice_about_nothing_is_not_shown(keeper: Keeper, named: str) -> None:
    page = keeper.open(f"/?deleted={named}")

    assert page.status == 200
    assert not page.all(".notice__card")


def test_a_stranger_sees_no_notice(keeper: Keeper, charlie: Keeper) -> None:
    known_id = keeper.begin("A secret")
    keeper.act(known_id, "delete")

    assert "A secret" not in charlie.open(f"/?deleted={known_id}").words


def test_deleting_twice_is_no_failure_of_ours(keeper: Keeper) -> None:
    known_id = keeper.begin("A talk")
    keeper.act(known_id, "delete")

    assert keeper.act(known_id, "delete").status == 404


def test_a_running_reply_is_stopped(keeper: Keeper, provider: ProviderServer) -> None:
    provider.reply_with("word " * 5_000, words_per_second=50)
    sent = keeper.send_message("Write a novel")

    keeper.act(sent.conversation_id, "delete")

    assert provider.closed_by_client.wait(timeout=5)
    stored = keeper.stored(sent.conversation_id)
    assert stored and stored.deleted_at and stored.deleted_at <= datetime.now(UTC)
