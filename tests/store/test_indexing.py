"""What is stored can be searched for from that moment on, as it stands now; what is temporary never."""

from datetime import timedelta

from tests.appending import append
from webchat.store import Conversation, Database, conversations, replies, search
from webchat.store.columns import now

from .actors import ALICE, ask, read
from .chat import begin
from .test_search import asking

LEASE = timedelta(seconds=30)


def found(database: Database, word: str) -> int:
    """How many titles and messages of Alice's have this word."""
    with database.reading() as session:
        return len(search.find(session, ALICE, asking(word)).hits)


def test_title_is_found_as_it_is_now(database: Database) -> None:
    with database.writing() as session:
        conversation = conversations.create(session, ALICE, title="Heaven")
        conversations.rename(session, conversation, "Sky", by="person")
        conversations.rename(session, conversation, "Weather", by="model")

    assert [found(database, word) for word in ("heaven", "sky", "weather")] == [0, 1, 0]


def test_sent_message_is_found(database: Database) -> None:
    ask(database, text="Why is the sky blue?")

    assert found(database, "blue") == 1


def test_reply_is_found_when_it_has_ended_and_again_when_it_was_edited(database: Database) -> None:
    asked = ask(database)
    with database.writing() as session:
        replies.claim(session, asked.reply_id, "worker-1", LEASE)
        replies.finish(session, asked.reply_id, "worker-1", status="complete", text="Rayleigh")
    ended = found(database, "rayleigh")

    with database.writing() as session:
        replies.edit(session, read(database, asked.reply_id), "Scattering")

    assert ended == 1
    assert [found(database, word) for word in ("rayleigh", "scattering")] == [0, 1]


def test_reply_whose_holder_is_gone_is_found_when_it_was_swept(database: Database) -> None:
    asked = ask(database)
    with database.writing() as session:
        replies.claim(session, asked.reply_id, "worker-1", LEASE)
        replies.save_progress(session, "worker-1", {asked.reply_id: ("Rayleigh", "")})

    with database.writing() as session:
        replies.sweep_expired(session, at=now() + LEASE + timedelta(seconds=1))

    assert found(database, "rayleigh") == 1


def test_temporary_conversation_is_found_only_once_it_is_kept(database: Database) -> None:
    with database.writing() as session:
        conversation = conversations.create(session, ALICE, title="Heaven", shelf="temporary")
        conversations.rename(session, conversation, "Sky", by="person")
        append(session, conversation, role="user", text="Why is it blue?", parent_id=None)
    before = [found(database, word) for word in ("sky", "blue")]

    with database.writing() as session:
        conversations.set_shelf(session, session.get_one(Conversation, conversation.id), "list")

    assert before == [0, 0]
    assert [found(database, word) for word in ("sky", "blue")] == [1, 1]


def test_what_is_put_away_is_not_found_until_it_is_back_and_not_at_all_once_purged(database: Database) -> None:
    chat = begin(database, "blue", "sky")
    chat.put_away("blue")
    hidden = found(database, "blue")
    chat.bring_back("blue")
    back = found(database, "blue")
    chat.put_away("blue")

    chat.purge()

    assert (hidden, back, found(database, "blue"), found(database, "sky")) == (0, 1, 0, 1)
