"""How long a comparison lasts: while its page is open, after that, and whatever becomes of its conversations."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests.comparing.compared import QUESTION, address_in, conversation, ended, ids_in, replies
from tests.conversations.keeper import Keeper
from tests.person import Person
from webchat.conversations.temporary import LIFE
from webchat.store.conversations import Conversation


def edited(person: Person, address: str) -> None:
    """Side A's first message gets other words, in its own conversation."""
    first = ids_in(address)[0]
    own = conversation(person, first)
    message_id = str(own.one("article[data-role=user]")["id"]).removeprefix("message-")
    answer = person.post(f"/messages/{message_id}/edit", message="Other words", submission_id=uuid.uuid4().hex)
    assert answer.status in (200, 303), answer.words
    person.await_reply(conversation(person, first).reply_id)
    assert conversation(person, first).texts[0] == "Other words"


def test_a_comparison_outlives_an_edited_first_message(keeper: Keeper) -> None:
    address = ended(keeper)
    before = keeper.open(address)
    edited(keeper, address)

    page = keeper.open(address)

    assert page.one("article[data-role=user] .message__body").get_text() == QUESTION
    assert [reply["id"] for reply in page.all("article[data-role=assistant]")] == [
        reply["id"] for reply in before.all("article[data-role=assistant]")
    ]
    keeper.post(f"{address}/close")
    assert keeper.post(f"{address}/stay").status == 204
    assert all(timedelta(minutes=59) < life for life in lives_for(keeper, address))
    assert keeper.post(f"{address}/keep", side="b").status == 204


def test_a_comparison_is_still_there_when_one_side_went_on_for_long(keeper: Keeper) -> None:
    address = ended(keeper)
    for number in range(25):
        keeper.ask(f"And {number}?", conversation_id=ids_in(address)[0])

    assert replies(keeper.open(address)) == {"a": "Hello you", "b": "Hello you"}


def lives_for(keeper: Keeper, address: str) -> list[timedelta]:
    found = [keeper.stored(known_id) for known_id in ids_in(address)]
    return [each.expires_at - datetime.now(UTC) for each in found if each and each.expires_at]


def test_a_page_that_is_closed_leaves_ten_minutes_and_one_that_is_there_takes_it_back(keeper: Keeper) -> None:
    address = ended(keeper)

    assert keeper.client.post(f"{address}/close", headers=keeper.headers).status_code == 204
    closed = lives_for(keeper, address)
    assert keeper.post(f"{address}/stay").status == 204
    opened = lives_for(keeper, address)

    assert all(timedelta(minutes=9) < life <= timedelta(minutes=10) for life in closed) and len(closed) == 2
    assert all(timedelta(minutes=59) < life <= timedelta(hours=1) for life in opened) and len(opened) == 2


def begun_long_ago(keeper: Keeper, address: str) -> None:
    """As if an hour had gone by since the message, but for a minute."""
    left = timedelta(minutes=1)
    with keeper.database.writing() as session:
        for known_id in ids_in(address):
            found = session.get(Conversation, uuid.UUID(known_id))
            assert found
            found.updated_at, found.expires_at = datetime.now(UTC) - LIFE + left, datetime.now(UTC) + left


@pytest.mark.parametrize(("action", "form"), [("stay", {}), ("stop", {"side": "b"})])
def test_what_is_done_on_its_page_lets_both_live_another_hour(
    keeper: Keeper, action: str, form: dict[str, str]
) -> None:
    address = ended(keeper)
    begun_long_ago(keeper, address)

    assert keeper.post(f"{address}/{action}", **form).status == 204

    lives = lives_for(keeper, address)
    assert len(lives) == 2 and all(timedelta(minutes=59) < life <= LIFE for life in lives)


def test_a_page_that_says_again_that_it_is_there_writes_nothing(keeper: Keeper) -> None:
    address = ended(keeper)
    before = [keeper.stored(known_id) for known_id in ids_in(address)]

    assert keeper.post(f"{address}/stay").status == 204

    after = [keeper.stored(known_id) for known_id in ids_in(address)]
    assert [each and each.expires_at for each in after] == [each and each.expires_at for each in before]


def test_what_was_kept_of_it_never_ends_again(keeper: Keeper) -> None:
    address = ended(keeper)
    begun_long_ago(keeper, address)
    keeper.post(f"/conversations/{ids_in(address)[0]}/keep")

    keeper.post(f"{address}/stay")

    kept, other = (keeper.stored(known_id) for known_id in ids_in(address))
    assert kept and (kept.shelf, kept.expires_at) == ("list", None)
    assert other and other.expires_at and other.expires_at - datetime.now(UTC) > timedelta(minutes=59)


def test_looking_at_it_changes_nothing(keeper: Keeper) -> None:
    address = ended(keeper)
    begun_long_ago(keeper, address)

    keeper.open(address)
    keeper.open(f"{address}/settings")

    assert all(life <= timedelta(minutes=1) for life in lives_for(keeper, address))


def test_a_stranger_lets_nothing_live_on(keeper: Keeper, app: Flask) -> None:
    address = ended(keeper)
    begun_long_ago(keeper, address)

    assert Person(app).post(f"{address}/stay").status == 404

    assert all(life <= timedelta(minutes=1) for life in lives_for(keeper, address))


def test_near_keeping_stands_how_long_it_is_there_and_without_scripts_until_when(keeper: Keeper) -> None:
    address = ended(keeper)
    plain = Keeper(keeper.client.application, with_scripts=False)
    plain.client = keeper.client

    until = plain.open(address).one("#compare-until")

    assert "ten minutes after you leave" in until.get_text()
    (noscript,) = until.select("noscript")
    assert "(UTC)" in noscript.get_text()
    answer = plain.post(str(noscript.select("form")[0]["action"]))
    assert (answer.status, address_in(answer)) == (303, address)


def test_where_both_are_kept_nothing_is_said_of_an_end(keeper: Keeper) -> None:
    address = ended(keeper)
    keeper.post(f"{address}/keep", side="both")

    assert not keeper.open(address).all("#compare-until")


def test_its_page_says_that_it_is_there_and_where_to_close_it(alice: Person) -> None:
    address = ended(alice)

    life = alice.open(address).one("#compare-life")
    assert life["data-close"] == f"{address}/close"
    assert life["hx-post"] == f"{address}/stay"
