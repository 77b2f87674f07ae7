"""The form of a comparison: what it offers, what it is led to with, and what each model takes."""

import pytest
from flask import Flask

from tests.comparing.compared import FAR, NEAR, QUESTION, asked, ended, ids_in, sides_of, values
from tests.conftest import MakeApp
from tests.offered import offered_model, offered_provider
from tests.person import HTMX, Person
from tests.provider_server import ProviderServer
from tests.stored import everything_stored
from webchat.config import Settings


def test_two_columns_offer_all_models(alice: Person) -> None:
    form = alice.open("/compare")

    for side in "ab":
        options = form.all(f"#compare-form select[name={side}_model] option")
        assert [option["value"] for option in options] == ["", NEAR, FAR]


def test_looking_at_the_form_stores_nothing(app: Flask, alice: Person, settings: Settings) -> None:
    before = everything_stored(settings.data_dir)

    alice.open("/compare")
    alice.open("/compare?try=instructions")

    assert everything_stored(settings.data_dir) == before


def test_an_example_of_the_temperature_fills_both_columns(alice: Person) -> None:
    filled = values(alice.open("/compare?try=temperature"))

    assert (filled["a_temperature"], filled["b_temperature"]) == ("0", "1.5")
    assert "boat" in filled["message"]


def test_an_example_of_instructions_leaves_the_first_without(alice: Person) -> None:
    filled = values(alice.open("/compare?try=instructions"))

    assert filled["a_instructions"] == ""
    assert "pirate" in filled["b_instructions"]


def test_an_example_of_two_models_chooses_two(alice: Person) -> None:
    filled = values(alice.open("/compare?try=models"))

    assert (filled["a_model"], filled["b_model"]) == (NEAR, FAR)


def test_two_models_are_no_example_where_there_is_one(make_app: MakeApp) -> None:
    page = Person(make_app()).open("/compare")

    links = [str(link["href"]) for link in page.all(".comparison__example a")]
    assert links == ["/compare?try=temperature", "/compare?try=instructions"]


def test_an_unknown_example_leaves_the_form_empty(alice: Person) -> None:
    assert values(alice.open("/compare?try=nothing"))["message"] == ""


def test_a_reply_brings_its_message_and_its_model_and_another_one_beside(alice: Person) -> None:
    reply = alice.ask(QUESTION)

    filled = values(alice.open(f"/compare?reply={reply.reply_id}"))

    assert (filled["message"], filled["a_model"], filled["b_model"]) == (QUESTION, NEAR, FAR)


def test_a_conversation_brings_its_settings_and_its_last_message(alice: Person) -> None:
    known_id = alice.ask("Hello").sent.conversation_id  # type: ignore[attr-defined]
    alice.post(f"/conversations/{known_id}/parameters", instructions="Be brief.", temperature="0.3")
    alice.ask(QUESTION, conversation_id=known_id)

    filled = values(alice.open(f"/compare?conversation={known_id}"))

    assert (filled["message"], filled["a_instructions"], filled["a_temperature"]) == (QUESTION, "Be brief.", "0.3")
    assert filled["b_instructions"] == "Be brief."


def test_an_address_brings_settings_but_no_instructions(alice: Person) -> None:
    filled = values(alice.open(f"/compare?model={NEAR}&temperature=0.4&instructions=Lie"))

    assert (filled["a_model"], filled["a_temperature"], filled["a_instructions"]) == (NEAR, "0.4", "")


@pytest.mark.parametrize("what", ["reply", "conversation", "comparison"])
def test_what_belongs_to_others_is_not_found(what: str, alice: Person, charlie: Person) -> None:
    reply = alice.ask("Secret")
    first, second = ids_in(ended(alice))
    addresses = {
        "reply": f"reply={reply.reply_id}",
        "conversation": f"conversation={reply.sent.conversation_id}",  # type: ignore[attr-defined]
        "comparison": f"a={first}&b={second}",
    }

    for address in (addresses[what], f"{addresses[what]}0", f"{what}=none"):
        answer = charlie.open(f"/compare?{address}")
        assert "Secret" not in answer.words
        assert answer.status == 404 or (what == "comparison" and address == "comparison=none")


def test_the_form_shows_what_the_chosen_model_takes(alice: Person) -> None:
    form = alice.open(f"/compare?model={FAR}")

    assert form.all("[name=a_reasoning_effort]") and not form.all("[name=a_temperature]")
    assert form.all("[name=b_temperature]") and not form.all("[name=b_reasoning_effort]")


def test_choosing_a_model_brings_its_fields_and_keeps_what_was_typed(alice: Person) -> None:
    changed = sides_of(alice, {"a_model": FAR, "a_temperature": "0.7", "a_max_tokens": "50"})

    partial = changed.one('hx-partial[hx-target="#a-fields"]')
    assert partial.select("select[name=a_reasoning_effort]")
    assert partial.select("[name=a_max_tokens]")[0]["value"] == "50"
    assert partial.select("[name=a_temperature]")[0]["type"] == "hidden"


def test_there_is_no_third_side(alice: Person) -> None:
    assert sides_of(alice, {}, side="c").status == 404


@pytest.fixture
def crowded(make_app: MakeApp, provider: ProviderServer) -> Person:
    """Somebody who can choose among hundreds of models."""
    models = tuple(offered_model(f"Model {number}", id=f"model-{number}") for number in range(300))
    return Person(make_app(providers=[offered_provider(provider.base_url, "many", models=models)]))


def test_of_hundreds_of_models_at_most_fifty_stand_in_a_list_to_type_from(crowded: Person) -> None:
    form = crowded.open("/compare")

    assert len(form.all("#a-models option")) == 50
    assert form.one("input[name=a_model]")["list"] == "a-models"


def test_typing_finds_models_that_are_not_in_the_list(crowded: Person) -> None:
    changed = sides_of(crowded, {"a_model": "model 27"})

    found = [option["value"] for option in changed.all("#a-models option")]
    assert "many/model-27" in found and "many/model-271" in found and "many/model-1" not in found


def test_a_model_can_be_typed_by_its_name(crowded: Person, provider: ProviderServer) -> None:
    ended(crowded, a_model="Model 271", b_model="many/model-3")

    assert {body["model"] for body in asked(provider)} == {"model-271", "model-3"}


def test_the_panel_leads_to_it_with_what_is_set(alice: Person) -> None:
    known_id = alice.ask("Hello").sent.conversation_id  # type: ignore[attr-defined]

    for given, address in (
        ({"conversation_id": known_id}, f"/compare?conversation={known_id}"),
        ({"model": FAR, "instructions": "Lie"}, "/compare?assistant=&model=far/thinker"),
        ({"temperature": "0,5 & more"}, "/compare?assistant=&temperature=0%2C5%20%26%20more"),
    ):
        panel = alice.post("/parameters", **given)
        assert panel.one("#parameter-fields a")["href"] == address
        assert alice.open(address).status == 200


@pytest.mark.parametrize("with_scripts", [True, False])
def test_retry_with_another_model_leads_to_it_with_the_reply(app: Flask, with_scripts: bool) -> None:
    alice = Person(app)
    reply_id = alice.ask(QUESTION).reply_id

    menu = alice.open(f"/replies/{reply_id}/retry", headers=HTMX if with_scripts else {})

    assert menu.all(f"a[href='/compare?reply={reply_id}']")


def test_the_pages_that_teach_lead_to_each_other(alice: Person) -> None:
    for address in ("/compare", ended(alice)):
        assert alice.open(address).one("#learn [aria-current=page]")["href"] == "/compare"
