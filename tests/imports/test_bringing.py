"""Documents brought into the database: once, again, grown, beside what was done here meanwhile, by others."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

import pytest

from tests.appending import append
from tests.imports.documents import document, line, said
from webchat.search.query import parse
from webchat.store import Database, conversations, messages, pairs, search, taking
from webchat.store.bringing import BATCH, Brought, bring
from webchat.store.documents import Document, DocumentMessage


def taken(database: Database, brought: Brought, owner: str = "alice") -> tuple[Document, list[DocumentMessage]]:
    found = taking.take(database, owner, brought.conversation_id)
    assert found is not None
    return found.document, list(found.messages())


def shown(database: Database, brought: Brought) -> list[str]:
    found = taking.take(database, "alice", brought.conversation_id)
    assert found is not None
    return [message.text for message in found.shown()]


def answer_here(database: Database, brought: Brought, text: str) -> UUID:
    """Somebody writes below what is shown, as the page does."""
    with database.writing() as session:
        conversation = conversations.owned_by(session, "alice", brought.conversation_id)
        assert conversation
        message = append(session, conversation, role="user", text=text, parent_id=conversation.leaf_id)
    return message.id


def test_what_was_brought_is_taken_as_it_was(database: Database) -> None:
    given = line("Why?", "So.", "Sure?", "Yes.")
    other = said("Another so.", given[0], role="assistant", reasoning="Hm", model="m", prompt_tokens=3, left_out=2)
    whole = document(leaf_id=given[3].id)

    brought = bring(database, "alice", whole, [replace(given[0], chosen_child_id=given[1].id), *given[1:], other])

    assert brought == Brought(whole.id, is_new=True, added=5)
    assert taken(database, brought) == (
        whole,
        [replace(given[0], chosen_child_id=given[1].id), *given[1:], other],
    )
    assert shown(database, brought) == ["Why?", "So.", "Sure?", "Yes."]


def test_the_same_again_adds_nothing(database: Database) -> None:
    whole, given = document(), line("Why?", "So.")
    bring(database, "alice", whole, given)
    before = taken(database, Brought(whole.id, True, 0))

    again = bring(database, "alice", whole, given)

    assert again == Brought(whole.id, is_new=False, added=0)
    assert taken(database, again) == before


def test_a_line_that_has_grown_adds_what_is_new_and_shows_it(database: Database) -> None:
    whole, given = document(), line("Why?", "So.", "Sure?", "Yes.")
    bring(database, "alice", replace(whole, leaf_id=given[1].id), given[:2])

    grown = bring(database, "alice", replace(whole, title="Grown", leaf_id=given[3].id), given)

    assert grown == Brought(whole.id, is_new=False, added=2)
    assert shown(database, grown) == ["Why?", "So.", "Sure?", "Yes."]
    assert taken(database, grown)[0].title == "Grown"


def test_what_was_done_here_meanwhile_stays(database: Database) -> None:
    whole, given = document(), line("Why?", "So.", "Sure?", "Yes.")
    first = bring(database, "alice", replace(whole, leaf_id=given[1].id), given[:2])
    answer_here(database, first, "Mine")
    with database.writing() as session:
        conversation = conversations.owned_by(session, "alice", whole.id)
        assert conversation
        conversations.rename(session, conversation, "My title", by="person")
        conversations.set_shelf(session, conversation, "list")

    grown = bring(database, "alice", replace(whole, title="Grown", title_by="person", leaf_id=given[3].id), given)

    found, _ = taken(database, grown)
    assert grown.added == 2
    assert (found.title, found.shelf) == ("My title", "list")
    assert shown(database, grown) == ["Why?", "So.", "Mine"]


def test_another_version_from_outside_does_not_change_which_one_is_shown_here(database: Database) -> None:
    whole, given = document(), line("Why?", "So.", "Sure?", "Yes.")
    first = bring(database, "alice", replace(whole, leaf_id=given[3].id), given)
    other = said("Because.", given[0], role="assistant")

    bring(database, "alice", replace(whole, leaf_id=other.id), [*given, other])

    assert shown(database, first) == ["Why?", "So.", "Sure?", "Yes."]
    _, all_messages = taken(database, first)
    assert next(each.chosen_child_id for each in all_messages if each.text == "Why?") == given[1].id


def test_a_line_that_is_not_shown_goes_on_as_it_did(database: Database) -> None:
    whole, given = document(), line("Why?", "So.")
    aside = said("Because.", given[0], role="assistant")
    followed, other = said("Sure?", aside), said("Really?", aside)
    first = bring(database, "alice", replace(whole, leaf_id=given[1].id), [*given, aside, followed])

    bring(database, "alice", replace(whole, leaf_id=given[1].id), [*given, aside, followed, other])

    _, all_messages = taken(database, first)
    assert next(each.chosen_child_id for each in all_messages if each.text == "Because.") == followed.id


def test_what_was_deleted_here_is_back(database: Database) -> None:
    whole, given = document(), line("Why?", "So.")
    first = bring(database, "alice", whole, given)
    with database.writing() as session:
        conversation = conversations.owned_by(session, "alice", whole.id)
        assert conversation
        conversations.put_away(session, conversation)

    again = bring(database, "alice", whole, given)

    assert not again.is_new
    assert shown(database, first) == ["Why?", "So."]


def test_the_file_of_another_person_makes_a_copy(database: Database) -> None:
    whole, given = document(), line("Why?", "So.")
    bring(database, "alice", whole, given)

    copied = bring(database, "bob", whole, given)
    again = bring(database, "bob", whole, given)

    assert copied.conversation_id != whole.id
    assert again == Brought(copied.conversation_id, is_new=False, added=0)
    assert taking.take(database, "bob", whole.id) is None
    assert [each.text for each in taken(database, copied, "bob")[1]] == ["Why?", "So."]


def test_a_message_that_bears_the_id_of_anothers_is_stored_beside_it(database: Database) -> None:
    theirs = line("Private")
    bring(database, "alice", document(), theirs)

    copied = bring(database, "bob", document(), [replace(theirs[0], text="Stolen id")])
    again = bring(database, "bob", document(id=copied.conversation_id), [replace(theirs[0], text="Stolen id")])

    assert [each.text for each in taken(database, copied, "bob")[1]] == ["Stolen id"]
    assert again.added == 0


def test_a_long_conversation_is_stored_in_parts_and_one_that_broke_off_is_completed(database: Database) -> None:
    class Enough(Exception):
        pass

    def stop() -> None:
        raise Enough

    whole, given = document(), line(*(f"Text {number}" for number in range(2 * BATCH + 5)))
    with pytest.raises(Enough):
        bring(database, "alice", whole, given, between=stop)
    partly = taken(database, Brought(whole.id, True, 0))

    completed = bring(database, "alice", replace(whole, leaf_id=given[-1].id), given)

    assert len(partly[1]) == BATCH
    assert completed.added == BATCH + 5
    assert shown(database, completed) == [each.text for each in given]


def test_what_was_brought_is_found(database: Database) -> None:
    brought = bring(database, "alice", document(title="Weather"), line("Why is the heaven azure?", "Rayleigh."))

    with database.reading() as session:
        queries = [parse(words) for words in ("azure", "weather")]
        found = [search.find(session, "alice", query) for query in queries if query]

    assert [[hit.conversation_id for hit in each.hits] for each in found] == [[brought.conversation_id]] * 2


@pytest.mark.parametrize("count", [3, 100])
def test_a_conversation_is_taken_as_it_stood_at_the_beginning(database: Database, count: int) -> None:
    whole, given = document(), line(*(f"Text {number}" for number in range(count)))
    brought = bring(database, "alice", replace(whole, leaf_id=given[-1].id), given)
    begun = taking.take(database, "alice", brought.conversation_id)
    assert begun

    answer_here(database, brought, "Later")

    assert texts(begun.messages()) == texts(begun.shown()) == texts(given)


@pytest.mark.parametrize("count", [4, 100])
def test_a_pair_that_was_put_away_is_passed_over(database: Database, count: int) -> None:
    whole, given = document(), line(*(f"Text {number}" for number in range(count)))
    brought = bring(database, "alice", replace(whole, leaf_id=given[-1].id), given)
    with database.writing() as session:
        conversation = conversations.owned_by(session, "alice", whole.id)
        message = messages.owned_by(session, "alice", given[0].id)
        assert conversation and message
        pairs.put_away(session, conversation, message)

    found = taking.take(database, "alice", brought.conversation_id)

    assert found
    assert texts(found.messages()) == texts(found.shown()) == texts(given[2:])
    assert next(found.messages()).parent_id is None


def texts(given: Iterable[DocumentMessage]) -> list[str]:
    return [each.text for each in given]
