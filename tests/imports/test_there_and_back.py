"""Taken away, deleted, brought back: everything is as it was."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from tests.imports.bringing_person import bring, exported, facts
from tests.imports.chatgpt_export import conversations
from tests.person import Person
from webchat.store import Database, removal


def delete_for_good(database: Database, ids: list[str]) -> None:
    for start in range(0, len(ids), 100):
        with database.writing() as session:
            removal.delete_all(session, [UUID(each) for each in ids[start : start + 100]])


@pytest.mark.timeout(600)
def test_an_export_of_chatgpt_is_imported_exported_deleted_and_imported_again_identically(
    app: Flask, alice: Person
) -> None:
    alice.open("/")
    imported = bring(alice, list(conversations(500)))
    before = exported(alice)
    archive = alice.client.get("/export.zip").get_data()

    delete_for_good(app.extensions["desk"].database, list(before))
    empty = exported(alice)
    again = bring(alice, archive, name="webchat.zip")

    assert facts(imported)["New conversations"] == facts(again)["New conversations"] == "500"
    assert facts(imported)["Messages added"] == facts(again)["Messages added"] == "5,019"
    assert len(before) == 500
    assert empty == {}
    assert exported(alice) == before


def test_the_same_is_true_on_postgresql(make_app: Callable[..., Flask], migrated_postgres_url: str) -> None:
    app = make_app(database_url=migrated_postgres_url)
    alice = Person(app)
    alice.open("/")
    bring(alice, list(conversations(30)))
    before = exported(alice)
    archive = alice.client.get("/export.zip").get_data()

    delete_for_good(app.extensions["desk"].database, list(before))
    bring(alice, archive, name="webchat.zip")

    assert len(before) == 30
    assert exported(alice) == before


def test_what_answers_a_conversation_comes_back_with_its_instructions(alice: Person) -> None:
    alice.open("/")
    asked = {"provider": "openai", "model": "gpt-x", "assistant": "teacher", "temperature": 0.5, "max_tokens": 100}
    asked |= {"instructions": "Be kind."}
    reply = {"id": "b", "parent": "a", "role": "assistant", "text": "So.", "asked_with": asked | {"price": {"x": "1"}}}
    question = {"id": "a", "role": "user", "text": "Why?", "asked_with": asked}
    own = {"model": "openai/gpt-x", "instructions": "Be brief.", "temperature": 0.5}
    whole = {"id": "1", "assistant": "teacher", "overrides": own, "messages": [question, reply]}

    bring(alice, whole)
    (taken,) = exported(alice).values()

    assert (taken["assistant"], taken["overrides"]) == ("teacher", own)
    assert "asked_with" not in taken["messages"][0]
    assert taken["messages"][1]["asked_with"] == asked


def test_what_answers_a_conversation_is_judged_when_it_comes_back(alice: Person) -> None:
    alice.open("/")
    wrong = {"model": 5, "instructions": ["x"], "temperature": 99, "max_tokens": -1, "danger": "x"}
    reply = {"id": "b", "role": "assistant", "text": "So.", "asked_with": wrong}
    whole = {"id": "1", "assistant": "x" * 1_000, "overrides": wrong, "messages": [reply]}

    bring(alice, whole)
    (taken,) = exported(alice).values()

    assert not {"assistant", "overrides"} & taken.keys()
    assert "asked_with" not in taken["messages"][0]
