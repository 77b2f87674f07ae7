"""Pairs: put away without a hole in the line, brought back as they were, and deleted so that nothing of them stays."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from tests.kept_exchanges import keep_exchange
from webchat.errors import InvalidInput, NotFound
from webchat.store import Database, ExchangeRecord, conversations, messages, pairs, submissions
from webchat.store.headers import Headers

from .actors import ALICE, STRANGER
from .chat import begin


@pytest.mark.parametrize("named", ["b", "b1"])
def test_pair_put_away_leaves_no_hole_and_can_be_brought_back(database: Database, named: str) -> None:
    chat = begin(database, "a", "b", "c")

    gone = chat.put_away(named)

    assert set(gone) == {chat.ids["b"], chat.ids["b1"]}
    assert chat.shown() == "a a1 c c1"
    assert chat.bring_back(named)
    assert chat.shown() == "a a1 b b1 c c1"


def test_pair_goes_with_every_version_of_its_reply_and_comes_back_with_them(database: Database) -> None:
    chat = begin(database, "a", "b")
    chat.retry("b2", to="b")

    chat.put_away("b1")
    shown = chat.shown()
    chat.bring_back("b2")

    assert shown == "a a1"
    assert chat.shown() == "a a1 b b2"
    assert chat.versions("b2") == (2, 2)


def test_purged_pair_hands_what_followed_it_to_what_it_followed(database: Database) -> None:
    chat = begin(database, "a", "b", "c")
    chat.put_away("b")

    removed = chat.purge()

    assert removed == 2
    assert chat.shown() == "a a1 c c1"
    assert chat.tree().messages[chat.ids["c1"]].depth == 4
    assert not chat.bring_back("b")


def test_purged_first_pair_makes_what_followed_it_the_first(database: Database) -> None:
    chat = begin(database, "a", "b", "c")
    chat.put_away("a")

    chat.purge()

    assert chat.shown() == "b b1 c c1"


def test_purged_last_pair_leaves_the_line_at_its_end(database: Database) -> None:
    chat = begin(database, "a", "b")
    chat.put_away("b")

    chat.purge()
    chat.say("c")

    assert chat.shown() == "a a1 c c1"


def test_conversation_whose_every_pair_is_purged_can_be_continued(database: Database) -> None:
    chat = begin(database, "a")
    chat.put_away("a")

    before = chat.shown()
    chat.purge()
    after = chat.shown()
    chat.say("b")

    assert (before, after) == ("", "")
    assert chat.shown() == "b b1"


def test_purge_keeps_the_chosen_version_of_what_followed(database: Database) -> None:
    """An older version is shown, which nothing but the choices says: the newest would be shown without them."""
    chat = begin(database, "a", "b", "c")
    chat.retry("b2", to="b")
    chat.say("d")
    chat.show("b1")
    chat.put_away("b")

    chat.purge()

    assert chat.shown() == "a a1 c c1"
    assert chat.versions("c") == (1, 2)


def test_purge_beside_the_shown_line_does_not_change_it(database: Database) -> None:
    chat = begin(database, "a", "b")
    chat.say("c", to="a1")
    chat.say("d")
    chat.put_away("c")
    chat.show("b")

    chat.purge()

    assert chat.shown() == "a a1 b b1"
    assert chat.versions("b") == (1, 2)


def test_message_without_others_below_gives_way_to_its_other_version(database: Database) -> None:
    chat = begin(database, "a", "b")
    chat.say("c", to="a1")

    chat.put_away("c")
    shown = chat.shown()
    chat.bring_back("c")

    assert shown == "a a1 b b1"
    assert chat.shown() == "a a1 c c1"


def test_version_put_away_beside_the_shown_line_does_not_change_it(database: Database) -> None:
    chat = begin(database, "a", "b")
    chat.say("c", to="a1")
    chat.say("d", to="a1")
    chat.show("b")

    chat.put_away("d")

    assert chat.shown() == "a a1 b b1"


def test_first_message_gives_way_to_its_other_version_and_to_what_was_hidden_by_one_above(database: Database) -> None:
    chat = begin(database, "a")
    chat.restart("b")
    chat.say("c")
    chat.put_away("b")

    chat.put_away("c")

    assert chat.shown() == "a a1"
    chat.purge()
    assert chat.shown() == "a a1"


def test_first_message_that_is_deleted_leaves_the_line_of_another_one_put_away_later(database: Database) -> None:
    chat = begin(database, "a")
    chat.restart("b")
    chat.put_away("a")
    chat.put_away("b")
    chat.date_back("b")

    chat.purge_older()

    assert chat.shown() == ""
    assert chat.bring_back("a")
    assert chat.shown() == "a a1"


def test_message_sent_after_the_last_pair_was_put_away_follows_what_is_shown(database: Database) -> None:
    chat = begin(database, "a", "b")
    chat.put_away("b")
    chat.say("c")

    chat.purge()

    assert chat.shown() == "a a1 c c1"
    assert not chat.bring_back("b")


def test_pair_whose_reply_runs_is_not_put_away(database: Database) -> None:
    chat = begin(database, "a")
    chat.say("b", status="pending")

    with pytest.raises(InvalidInput, match="still being written"):
        chat.put_away("b")

    assert chat.shown() == "a a1 b b1"


def test_pair_that_is_gone_already_is_not_found(database: Database) -> None:
    chat = begin(database, "a", "b")
    chat.put_away("b")

    with pytest.raises(NotFound):
        chat.put_away("b")

    assert chat.bring_back("b")


def test_pair_in_a_conversation_that_was_put_away_is_not_found(database: Database) -> None:
    chat = begin(database, "a", "b", "c")
    chat.put_away("c")
    with database.writing() as session:
        conversation, message = chat.conversation(session), messages.owned_by(session, ALICE, chat.ids["b"])
        conversations.put_away(session, chat.conversation(session))
    assert message is not None

    with pytest.raises(NotFound), database.writing() as session:
        pairs.put_away(session, conversation, message)

    assert not chat.bring_back("c")


def test_only_its_owner_brings_a_pair_back_and_only_for_a_while(database: Database) -> None:
    chat = begin(database, "a", "b")
    chat.put_away("b")

    by_stranger = chat.bring_back("b", owner_id=STRANGER)
    too_late = chat.bring_back("b", within=timedelta(0))
    not_put_away = chat.bring_back("a")

    assert (by_stranger, too_late, not_put_away) == (False, False, False)
    assert chat.shown() == "a a1"


def test_pair_that_can_be_brought_back_is_found_by_its_owner(database: Database) -> None:
    chat = begin(database, "a", "b")
    chat.put_away("b")

    with database.reading() as session:
        found = pairs.put_away_of(session, ALICE, chat.ids["b1"], within=timedelta(seconds=10))
        stranger = pairs.put_away_of(session, STRANGER, chat.ids["b1"], within=timedelta(seconds=10))
        kept = pairs.put_away_of(session, ALICE, chat.ids["a"], within=timedelta(seconds=10))

    assert found is not None and found.id == chat.ids["b"]
    assert (stranger, kept) == (None, None)


def test_what_is_put_away_is_not_found_as_a_message(database: Database) -> None:
    chat = begin(database, "a", "b")
    chat.put_away("b")

    with database.reading() as session:
        found = messages.owned_by(session, ALICE, chat.ids["b"])
        place = messages.conversation_of(session, ALICE, chat.ids["b1"])
        status = messages.status_of(session, ALICE, chat.ids["b1"])

    assert (found, place, status) == (None, None, None)


def test_form_that_sent_a_pair_put_away_can_be_sent_again(database: Database) -> None:
    chat = begin(database, "a")
    pair = {"message_id": chat.ids["a"], "reply_id": chat.ids["a1"], "conversation_id": chat.conversation_id}
    with database.writing() as session:
        submissions.add(session, ALICE, "once", **pair)

    chat.put_away("a")

    with database.reading() as session:
        assert submissions.find(session, ALICE, "once") is None


def test_purge_takes_exchanges_along_and_leaves_what_was_put_away_later(database: Database) -> None:
    chat = begin(database, "a", "b", "c")
    record = ExchangeRecord(
        method="POST",
        url="https://example.org",
        request_headers=Headers(),
        request_body=b"{}",
        started_at=datetime.now(UTC),
    )
    with database.writing() as session:
        for reply in ("a1", "b1"):
            keep_exchange(session, chat.ids[reply], record)
    chat.put_away("a")
    chat.put_away("b")
    chat.date_back("a", "a1")

    removed = chat.purge_older()

    with database.reading() as session:
        left = session.scalar(text("SELECT count(*) FROM exchanges"))
    assert (removed, left) == (2, 1)
    assert chat.shown() == "c c1"
    assert chat.bring_back("b")
