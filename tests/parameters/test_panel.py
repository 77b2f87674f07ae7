"""The panel: what answers is seen, chosen and set, for a conversation that is there and for one that will begin."""

import json
import uuid
from dataclasses import replace

from flask import Flask

from tests.parameters.chosen import FAR, NEAR, USUAL, begin, carried, change, label, models, panel
from tests.person import Person
from tests.provider_server import ProviderServer


def test_the_button_names_the_model_and_fetches_the_panel(alice: Person) -> None:
    page = alice.open("/")

    button, popover = page.one("#answering-button"), page.one("#parameters")
    assert label(page) == "Plain"
    assert (button["popovertarget"], button["hx-target"]) == ("parameters", "#parameters")
    assert popover.has_attr("popover")
    assert not models(page)


def test_the_panel_lists_the_models_by_provider(alice: Person) -> None:
    shown = panel(alice)

    assert models(shown) == {USUAL: True, NEAR: False, FAR: False}
    assert shown.one("#model-list > .choice").get_text(strip=True) == "As usual: Plain"
    assert [legend.get_text() for legend in shown.all("legend")] == ["Near", "Far"]
    assert [fact.get_text() for fact in shown.all(".choice__facts > span")] == [
        "8,192 tokens of context",
        "8,192 tokens of context",
        "images",
        "reasoning effort",
        "per million tokens: US$0.25 in, US$2.00 out",
    ]


def test_only_what_the_model_takes_can_be_set(alice: Person) -> None:
    near, far = panel(alice, model=NEAR), panel(alice, model=FAR)

    assert [field["name"] for field in near.all("#parameter-fields .panel__input")] == ["temperature", "max_tokens"]
    assert [field["name"] for field in far.all("#parameter-fields .panel__input")] == ["max_tokens", "reasoning_effort"]
    assert [option.get_text() for option in far.all("option")] == ["As usual", "low", "high"]
    assert "Thinker takes no temperature." in far.words


def test_what_a_model_does_not_take_is_kept_for_another(alice: Person) -> None:
    shown = panel(alice, model=FAR, temperature="0.3")

    kept = shown.one("#parameter-fields input[name=temperature]")
    assert (kept["type"], kept["value"]) == ("hidden", "0.3")


def test_another_model_for_a_new_conversation_is_carried_by_the_composer(alice: Person) -> None:
    changed = alice.post("/parameters/new", model=FAR, instructions="Be <brief>", shown_model=NEAR)

    assert changed.status == 200
    for place in ("#composer-chosen", "#starters-chosen"):
        assert carried(changed, place) == {"model": FAR, "instructions": "Be <brief>"}
    assert changed.headers["HX-Replace-Url"] == f"/?model={FAR}", "instructions never stand in an address"
    assert label(changed) == "Thinker | chosen here | own instructions"
    assert "Thinker" in changed.one('[hx-target$="#answering-note"]').get_text()
    assert changed.one('[hx-target$="#announcer"]').get_text() == "Thinker answers from now on."
    assert changed.all("#parameter-fields select[name=reasoning_effort]")


def test_the_fields_are_morphed_so_that_who_types_in_one_goes_on(alice: Person) -> None:
    changed = alice.post("/parameters/new", model=NEAR, temperature="0.3", shown_model=NEAR)

    assert label(changed) == "Plain | temperature 0.3"
    assert changed.one("hx-partial:has(#parameter-fields)")["hx-swap"] == "outerMorph"
    assert json.loads(changed.headers["HX-Trigger"]) == {"parameters-changed": {"target": "#composer"}}


def test_a_model_that_is_chosen_stays_when_another_becomes_the_usual_one(app: Flask, alice: Person) -> None:
    fields = carried(alice.post("/parameters/new", model=NEAR, shown_model=NEAR))
    begun = alice.post("/messages", message="Hello", submission_id=uuid.uuid4().hex, **fields)
    alice.await_reply(begun.reply_id)
    switchboard = app.extensions["switchboard"]

    switchboard.replace(replace(switchboard.catalogue, default_model=FAR))

    assert label(alice.open(f"/conversations/{begun.conversation_id}")) == "Plain | chosen here"
    assert models(panel(alice, conversation_id=begun.conversation_id)) == {USUAL: False, NEAR: True, FAR: False}


def test_an_answer_that_comes_when_the_conversation_has_begun_names_no_model_that_it_does_not_have(
    alice: Person,
) -> None:
    changed = alice.post("/parameters/new", model=FAR, shown_model=NEAR)
    reset = alice.post("/parameters/new", reset="on")
    done = alice.post("/parameters/new", model=FAR, done="on")

    for answer in (changed, reset, done):
        targets = [str(part["hx-target"]) for part in answer.all("hx-partial")]
        guarded = [target for target in targets if target.startswith("body:not(:has(#composer-chosen [name=conv")]
        assert {"#parameter-fields", "#parameter-problem"} >= set(targets) - set(guarded)


def test_done_closes_the_panel_and_gives_the_button_the_focus(alice: Person) -> None:
    changed = alice.post("/parameters/new", model=FAR, shown_model=NEAR, done="on")

    assert changed.one('[hx-target$="#answering"] #answering-button').has_attr("autofocus")
    assert not models(changed)


def test_the_first_message_is_answered_by_what_was_chosen(alice: Person, far: ProviderServer) -> None:
    fields = carried(alice.post("/parameters/new", model=FAR, reasoning_effort="high"))

    sent = alice.post("/messages", message="Hello", submission_id=uuid.uuid4().hex, **fields)
    reply = alice.await_reply(sent.reply_id)

    assert reply.texts == ["From afar"]
    assert [asked.json["reasoning_effort"] for asked in far.requests if asked.json] == ["high"]
    assert carried(sent) == {"conversation_id": sent.conversation_id}
    assert label(alice.open(f"/conversations/{sent.conversation_id}")) == (
        "Thinker | chosen here | reasoning effort high"
    )


def test_a_conversation_changes_its_model_in_the_middle(alice: Person, far: ProviderServer) -> None:
    known_id = begin(alice)

    changed = change(alice, known_id, model=FAR, shown_model=NEAR)
    reply = alice.ask("And now?", conversation_id=known_id)

    assert label(changed) == "Thinker | chosen here"
    assert not changed.all("#composer-chosen")
    assert "HX-Replace-Url" not in changed.headers
    assert reply.texts == ["From afar"]
    assert models(panel(alice, conversation_id=known_id)) == {USUAL: False, NEAR: False, FAR: True}


def test_what_is_stored_stands_in_the_fields(alice: Person) -> None:
    known_id = begin(alice)
    change(alice, known_id, temperature="0,25", instructions="Be brief", max_tokens="64")

    shown = panel(alice, conversation_id=known_id)

    assert shown.one("input[name=temperature]")["value"] == "0.25"
    assert shown.one("input[name=max_tokens]")["value"] == "64"
    assert shown.one("textarea[name=instructions]").get_text().strip() == "Be brief"


def test_reset_takes_all_back(alice: Person) -> None:
    known_id = begin(alice)
    change(alice, known_id, model=FAR, instructions="Be brief")

    taken_back = change(alice, known_id, model=FAR, instructions="Be brief", reset="on")

    assert label(taken_back) == "Plain"
    assert models(taken_back) == {USUAL: True, NEAR: False, FAR: False}
    assert taken_back.one("textarea[name=instructions]").get_text().strip() == ""
    assert label(alice.open(f"/conversations/{known_id}")) == "Plain"


def test_a_model_that_is_gone_is_named_beside_the_one_that_answers_instead(app: Flask, alice: Person) -> None:
    known_id = begin(alice)
    change(alice, known_id, model=FAR)
    switchboard = app.extensions["switchboard"]

    switchboard.replace(replace(switchboard.catalogue, providers=switchboard.catalogue.providers[:1]))

    assert label(alice.open(f"/conversations/{known_id}")) == "Plain | thinker is not offered any more"
    assert models(panel(alice, conversation_id=known_id)) == {USUAL: True, NEAR: False}
