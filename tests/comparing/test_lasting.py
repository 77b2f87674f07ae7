"""How long a comparison lasts: while its page is open, after that, and whatever becomes of its conversations."""

import uuid
from datetime import UTC, datetime, timedelta

from tests.comparing.compared import QUESTION, conversation, ended, ids_in, replies
from tests.conversations.keeper import Keeper
from tests.person import Person


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


def test_its_page_says_that_it_is_there_and_where_to_close_it(alice: Person) -> None:
    address = ended(alice)

    life = alice.open(address).one("#compare-life")
    assert life["data-close"] == f"{address}/close"
    assert life["hx-post"] == f"{address}/stay"
