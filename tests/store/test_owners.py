"""What belongs to an owner, over all tables: counted, merged into another's, deleted without a trace."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import text, update

from tests.kept_exchanges import keep_exchange
from tests.store.actors import ALICE, STRANGER, Exchanged, ask
from webchat.store import Conversation, Database, conversations, exchanges, messages, moves, owners, shares, submissions
from webchat.store.columns import now
from webchat.store.headers import Headers
from webchat.store.imports import Import
from webchat.store.owners import Deleted, Overview
from webchat.store.searchable import SearchVolume
from webchat.store.waiting import WaitingMessage

BOB = "bob"
TABLES = ("conversations", "messages", "exchanges", "submissions", "waiting_messages", "shares", "moves", "imports")
OWNED = ("conversations", "submissions", "shares", "moves", "imports", "search_volumes")


def fill(database: Database, owner_id: str, *, submission_id: str = "form-1") -> Exchanged:
    """One of everything."""
    exchanged = ask(database, owner_id=owner_id)
    with database.writing() as session:
        conversation = conversations.owned_by(session, owner_id, exchanged.conversation_id)
        assert conversation
        keep_exchange(session, exchanged.reply_id, exchange())
        shares.add(session, conversation, token=uuid4().hex, snapshot={}, expires_at=None)
        moves.add(session, owner_id, uuid4().hex)
        session.add(
            WaitingMessage(
                conversation_id=conversation.id, submission_id="form-2", parent_id=None, text="And?", created_at=now()
            )
        )
        session.add(Import(id=uuid4(), owner_id=owner_id, file_name="a.json", status="ready", created_at=now()))
        submissions.add(
            session,
            owner_id,
            submission_id,
            conversation_id=conversation.id,
            message_id=exchanged.message_id,
            reply_id=exchanged.reply_id,
        )
    return exchanged


def exchange() -> exchanges.ExchangeRecord:
    return exchanges.ExchangeRecord(
        method="POST",
        url="http://127.0.0.1/v1/chat/completions",
        request_headers=Headers(),
        request_body=b"{}",
        status=200,
        response_headers=Headers(),
        response_body=b"{}",
        started_at=now(),
        seconds_to_headers=0.1,
        seconds_to_first_byte=0.1,
        seconds_total=0.2,
        arrivals=(),
        attempts=1,
        usage=None,
        finish_reason="stop",
    )


def rows(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {table: session.scalars(text(f"SELECT count(*) FROM {table}")).one() for table in TABLES}


def names(database: Database, owner_id: str) -> list[str]:
    """The tables that name this owner."""
    with database.reading() as session:
        count = "SELECT count(*) FROM {} WHERE owner_id = :owner"
        return [table for table in OWNED if session.scalars(text(count.format(table)), {"owner": owner_id}).one()]


def overview(database: Database, owner_id: str) -> Overview:
    with database.reading() as session:
        return owners.overview(session, owner_id)


def merge_all(database: Database, from_owner: str, to_owner: str) -> list[int]:
    batches = []
    while not batches or batches[-1]:
        with database.writing() as session:
            batches.append(owners.merge_some(session, from_owner, to_owner))
    return batches


def delete_all(database: Database, owner_id: str) -> list[Deleted]:
    batches: list[Deleted] = []
    while not batches or not batches[-1].is_nothing:
        with database.writing() as session:
            batches.append(owners.delete_some(session, owner_id))
    return batches


def many_messages(database: Database, owner_id: str, count: int) -> UUID:
    with database.writing() as session:
        conversation = conversations.create(session, owner_id)
        line = [messages.new(conversation, role="user", text=f"{n}", parent_id=None) for n in range(count)]
        for parent, child in zip(line, line[1:], strict=False):
            child.parent_id = parent.id
        messages.append_all(session, conversation, line)
    return conversation.id


def test_an_overview_counts_what_its_owner_sees(database: Database) -> None:
    first = ask(database)
    ask(database)
    hidden = ask(database)
    with database.writing() as session:
        put_away = update(Conversation).where(Conversation.id == hidden.conversation_id)
        session.execute(put_away.values(deleted_at=now()))
        begun = session.get_one(Conversation, first.conversation_id).created_at

    assert overview(database, ALICE) == Overview(conversations=2, messages=4, since=begun)
    assert overview(database, STRANGER) == Overview()


def test_merged_owners_have_everything_together(database: Database) -> None:
    kept, joined = fill(database, ALICE), fill(database, BOB, submission_id="form-of-bob")
    with database.writing() as session:
        session.add(SearchVolume(owner_id=BOB))  # an empty one
    before = rows(database)

    merge_all(database, BOB, ALICE)

    assert rows(database) == before
    assert overview(database, ALICE).conversations == 2
    assert overview(database, BOB) == Overview()
    assert names(database, BOB) == []
    with database.reading() as session:
        assert shares.count(session, ALICE) == 2
        for exchanged, form in ((kept, "form-1"), (joined, "form-of-bob")):
            assert conversations.owned_by(session, ALICE, exchanged.conversation_id)
            found = submissions.find(session, ALICE, form)
            assert found and found.message_id == exchanged.message_id


def test_a_submission_that_both_owners_made_is_no_obstacle_to_merging(database: Database) -> None:
    kept, joined = fill(database, ALICE), fill(database, BOB)

    merge_all(database, BOB, ALICE)

    with database.reading() as session:
        found = submissions.find(session, ALICE, "form-1")
        assert found and found.message_id == kept.message_id
        assert conversations.owned_by(session, ALICE, joined.conversation_id)


def test_merging_works_in_batches(database: Database) -> None:
    with database.writing() as session:
        for _ in range(owners.CONVERSATIONS_AT_ONCE + 5):
            conversations.create(session, BOB)

    assert merge_all(database, BOB, ALICE) == [owners.CONVERSATIONS_AT_ONCE, 5, 0]


def test_deleting_leaves_nothing_of_an_owner_and_all_of_others(database: Database) -> None:
    fill(database, BOB)
    before = rows(database)
    fill(database, ALICE)

    batches = delete_all(database, ALICE)

    with database.writing() as session:  # its files are deleted with it, elsewhere
        session.execute(text("DELETE FROM imports WHERE owner_id = :owner"), {"owner": ALICE})
    assert rows(database) == before
    assert sum(batches, Deleted()) == Deleted(
        conversations=1, messages=2, exchanges=1, waiting_messages=1, shares=1, moves=1, submissions=1
    )


@pytest.mark.parametrize("is_put_away", [False, True])
def test_what_was_put_away_is_deleted_too(database: Database, is_put_away: bool) -> None:
    ask(database)
    with database.writing() as session:
        session.execute(update(Conversation).values(deleted_at=now() if is_put_away else None, shelf="temporary"))

    delete_all(database, ALICE)

    assert rows(database)["conversations"] == 0


def test_a_long_conversation_is_deleted_in_portions_and_not_seen_meanwhile(database: Database) -> None:
    count = owners.MESSAGES_AT_ONCE * 2 + 10
    many_messages(database, ALICE, count)

    with database.writing() as session:
        first = owners.delete_some(session, ALICE)

    assert first == Deleted(messages=owners.MESSAGES_AT_ONCE)
    assert overview(database, ALICE) == Overview()
    assert sum(delete_all(database, ALICE), first) == Deleted(conversations=1, messages=count)


def test_running_replies_of_an_owner_are_known(database: Database) -> None:
    mine = ask(database)
    ask(database, owner_id=STRANGER)

    with database.reading() as session:
        assert owners.running_replies(session, ALICE) == [mine.reply_id]
