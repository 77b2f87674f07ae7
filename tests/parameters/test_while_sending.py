"""What is just being set in the panel when a message is sent counts for it, whichever of both requests comes first."""

from flask import Flask

from tests.parameters.kept import ask, asked_with, conversation_in, count_stored, send
from tests.person import Person

FAR = "far/thinker"
SETTING = {"shown_model": "near/plain-model", "instructions": "Be brief.", "temperature": "0.5"}


def test_a_new_conversation_begins_with_what_the_panel_says_not_with_what_the_composer_carried(
    app: Flask, alice: Person
) -> None:
    twice = {"model": ["near/plain-model", FAR], "instructions": ["Be long.", "Be brief."], "temperature": ["0.3", ""]}

    sent = send(alice, "Hello", shown_model=FAR, **twice)

    assert conversation_in(app, sent.conversation_id).overrides == {"model": FAR, "instructions": "Be brief."}


def test_other_fields_may_not_come_twice(alice: Person) -> None:
    answer = send(alice, "Hello", assistant=["", ""])

    assert answer.status == 400
    assert "sent twice" in answer.words


def test_in_a_conversation_it_counts_for_that_message_alone(app: Flask, alice: Person) -> None:
    first = ask(alice, "Hello", instructions="Be long.")
    conversation_id = first.sent.conversation_id  # type: ignore[attr-defined]

    now = ask(alice, "And now?", conversation_id=conversation_id, **SETTING)
    then = ask(alice, "And then?", conversation_id=conversation_id)

    said = [
        (each["instructions"], each["temperature"]) for each in (asked_with(app, it.reply_id) for it in (now, then))
    ]
    assert said == [("Be brief.", 0.5), ("Be long.", None)]
    assert conversation_in(app, conversation_id).overrides == {"instructions": "Be long."}


def test_what_is_wrong_there_is_refused_and_nothing_is_sent(app: Flask, alice: Person) -> None:
    conversation_id = ask(alice, "Hello").sent.conversation_id  # type: ignore[attr-defined]

    refused = send(alice, "And now?", conversation_id=conversation_id, **SETTING | {"temperature": "9"})

    assert refused.status == 422
    assert refused.words == "The temperature is a number from 0 to 2."
    assert count_stored(app) == 3


def test_the_panel_of_a_conversation_that_has_begun_is_that_conversations(alice: Person) -> None:
    begun = send(alice, "Hello", instructions="Be brief.")

    button = begun.one("hx-partial[hx-target='#answering']")
    assert button.select_one("#answering-chosen input[name=conversation_id]")
    assert "own instructions" in button.get_text()
