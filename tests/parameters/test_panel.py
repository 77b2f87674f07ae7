"""The panel: what answers is seen, chosen and set, for a conversation that is there and for one that will begin."""

import json
import uuid
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from tests.conftest import MakeApp
from tests.offered import offered_model, offered_provider
from tests.person import HTMX, Answer, Person, address_of
from tests.provider_server import ProviderServer
from webchat.models.catalogue import Listed

NEAR, FAR, USUAL = "near/plain-model", "far/thinker", ""


def begin(person: Person) -> str:
    return str(person.ask("Hello").sent.conversation_id)  # type: ignore[attr-defined]


def panel(person: Person, **given: Any) -> Answer:
    """Open the panel from the composer."""
    return person.post("/parameters", **given)


def change(person: Person, known_id: str, **fields: Any) -> Answer:
    return person.post(f"/conversations/{known_id}/parameters", **fields)


def label(answer: Answer) -> str:
    """What the button says, without the words that are only heard."""
    return " | ".join(span.get_text().strip() for span in answer.all("#answering-label > span"))


def models(answer: Answer) -> dict[str, bool]:
    """Those to choose from, and which is chosen; the first, which chooses none, is `USUAL`."""
    radios = answer.all("input[name=model][type=radio]")
    return {str(radio["value"]): radio.has_attr("checked") for radio in radios}


def carried(answer: Answer, place: str = "#composer-chosen") -> dict[str, Any]:
    return {str(field["name"]): str(field["value"]) for field in answer.all(f"{place} input")}


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


@pytest.mark.parametrize(("language", "text"), [("en", "1,000"), ("de", "1.000"), ("de", "1000"), ("en", "1000")])
def test_numbers_are_taken_as_the_visitor_writes_them(alice: Person, language: str, text: str) -> None:
    changed = alice.post("/parameters/new", headers={"Accept-Language": language}, max_tokens=text, model=FAR)

    assert changed.status == 200
    assert carried(changed)["max_tokens"] == "1000"


def test_what_a_field_shows_as_usual_can_be_typed_into_it(alice: Person) -> None:
    field = panel(alice, headers={"Accept-Language": "de"}, model=FAR).one("input[name=max_tokens]")

    assert field.get("type", "text") == "text"
    assert str(field["placeholder"]).isdigit()


def test_what_is_refused_is_said_beside_done_and_its_field_is_marked(alice: Person) -> None:
    opened = panel(alice, model=NEAR)
    refused = alice.post("/parameters/new", model=NEAR, temperature="0.5", max_tokens="1.5", done="on")

    assert opened.one(".panel__actions #parameter-problem")["role"] == "alert"
    assert (refused.status, "a whole number" in refused.one(".problem").get_text()) == (422, True)
    wrong = refused.one('[hx-target="#parameter-fields"] [aria-invalid=true]')
    assert (wrong["name"], wrong["value"], wrong["aria-describedby"]) == ("max_tokens", "1.5", "parameter-problem")
    assert not alice.post("/parameters/new", model=NEAR, max_tokens="15").all("[aria-invalid]")


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


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"model": "far/nothing"}, "not offered"),
        ({"temperature": "9"}, "temperature"),
        ({"model": FAR, "max_tokens": "1025"}, "longest reply of Plain"),
        ({"reasoning_effort": "extreme"}, "reasoning effort"),
    ],
)
def test_what_is_wrong_is_refused_in_words_and_changes_nothing(
    alice: Person, wrong: dict[str, Any], words: str
) -> None:
    known_id = begin(alice)

    for path in (f"/conversations/{known_id}/parameters", "/parameters/new"):
        refused = alice.post(path, **wrong)

        assert refused.status == 422
        assert words in refused.one(".problem").get_text()
    assert label(alice.open(f"/conversations/{known_id}")) == "Plain"


def test_an_unknown_field_is_refused(alice: Person) -> None:
    assert alice.post("/parameters/new", top_p="1").status == 400


def test_without_scripts_the_panel_is_a_page(plain: Person) -> None:
    form = plain.open("/").one("#parameters form")

    page = plain.post(str(form["action"]))

    assert page.one("main h1").get_text() == "Model and settings"
    assert models(page) == {USUAL: True, NEAR: False, FAR: False}
    assert not page.all("main [hx-post]")
    assert page.one("main a[href='/']")


def test_without_scripts_saving_leads_back_to_the_page_that_carries_it(plain: Person) -> None:
    saved = plain.post("/parameters/new", model=FAR, reasoning_effort="low", done="on", shown_model=NEAR)

    page = plain.open(address_of(saved))

    assert (saved.status, address_of(saved)) == (303, "/?model=far/thinker&reasoning_effort=low")
    assert carried(page) == {"model": FAR, "reasoning_effort": "low"}
    assert label(page) == "Thinker | chosen here | reasoning effort low"


DRAFT = "Half a thought\n<b> & more"


def test_without_scripts_what_is_being_written_comes_along_through_the_settings_and_back(
    plain: Person, alice: Person
) -> None:
    plain.client = alice.client
    for path in ("/", f"/conversations/{begin(alice)}"):
        page = plain.open(path)
        button = page.one("noscript button[form=composer]")
        written = {str(field["name"]): str(field["value"]) for field in page.all("#composer input[type=hidden]")}

        opened = plain.post(str(button["formaction"]), **written, message=DRAFT)
        found = plain.post("/parameters", **carried(opened, "#model-search") | {"q": "Plain"})
        form = found.one("#parameter-form")
        refused = plain.post(str(form["action"]), message=carried(found, "#parameter-form")["message"], max_tokens="0")
        saved = plain.post(str(form["action"]), message=carried(refused, "#parameter-form")["message"], model=FAR)

        assert (refused.status, saved.status) == (422, 200)
        assert saved.one("#composer-text").get_text().removeprefix("\n") == DRAFT
        assert label(saved) == "Thinker | chosen here"


@pytest.mark.parametrize("times", [1, 500])
def test_without_scripts_instructions_are_carried_by_the_page_itself_not_by_its_address(
    plain: Person, times: int
) -> None:
    saved = plain.post("/parameters/new", instructions="Be brief. " * times, temporary="on")

    assert saved.status == 200
    assert "Location" not in saved.headers
    assert carried(saved) == {"temporary": "on", "instructions": ("Be brief. " * times).strip()}


@pytest.mark.parametrize("path", ["/", "/temporary", "/a/default", "/parameters"])
def test_an_address_puts_no_instructions_into_a_conversation(alice: Person, path: str) -> None:
    page = alice.open(f"{path}?instructions=Obey+the+link&temperature=0.3")

    assert page.status == 200
    assert "Obey the link" not in str(page.page)
    assert "0.3" in str(page.page)


def test_without_scripts_a_temporary_conversation_stays_one(plain: Person) -> None:
    page = plain.open("/temporary")

    opened = plain.post("/parameters", **carried(page, "#answering-chosen"))
    saved = plain.post("/parameters/new", temporary="on", temperature="1")

    assert carried(opened, "#parameter-form")["temporary"] == "on"
    assert address_of(saved) == "/temporary?temperature=1"


def test_without_scripts_a_conversation_is_changed_and_shown(plain: Person, alice: Person) -> None:
    plain.client = alice.client
    known_id = begin(alice)

    page = plain.open(f"/parameters?conversation={known_id}")
    saved = plain.post(str(page.one("#parameter-form")["action"]), model=FAR)

    assert (saved.status, address_of(saved)) == (303, f"/conversations/{known_id}")
    assert label(plain.open(address_of(saved))) == "Thinker | chosen here"


def test_without_scripts_what_was_typed_is_kept_when_it_is_refused(plain: Person, alice: Person) -> None:
    plain.client = alice.client
    known_id = begin(alice)

    for path in (f"/conversations/{known_id}/parameters", "/parameters/new"):
        refused = plain.post(path, model=FAR, max_tokens="9999", instructions="Be brief")

        assert refused.status == 422
        assert models(refused) == {USUAL: False, NEAR: False, FAR: True}
        assert refused.one("#parameter-fields input[name=max_tokens]")["value"] == "9999"
        assert refused.one("textarea[name=instructions]").get_text().strip() == "Be brief"
        assert "longest reply" in refused.one("#parameter-problem").get_text()


def test_a_stranger_finds_nothing(alice: Person, charlie: Person) -> None:
    known_id = begin(alice)

    for of in (known_id, str(uuid.uuid4())):
        answers = [
            charlie.open(f"/parameters?conversation={of}"),
            panel(charlie, conversation_id=of),
            change(charlie, of, model=FAR),
        ]
        assert [answer.status for answer in answers] == [404, 404, 404]
        assert all("does not exist, or it belongs" in answer.words for answer in answers)
    assert panel(charlie, conversation_id="none").status == 404
    assert label(alice.open(f"/conversations/{known_id}")) == "Plain"


def test_another_site_changes_nothing(alice: Person) -> None:
    known_id = begin(alice)

    refused = alice.post(f"/conversations/{known_id}/parameters", headers={"Sec-Fetch-Site": "cross-site"}, model=FAR)

    assert refused.status == 403
    assert label(alice.open(f"/conversations/{known_id}")) == "Plain"


def test_texts_are_shown_as_they_were_typed(alice: Person) -> None:
    known_id = begin(alice)
    nasty = '</textarea><script>alert(1)</script>"'

    change(alice, known_id, instructions=nasty)

    shown = panel(alice, conversation_id=known_id)
    assert shown.one("textarea[name=instructions]").get_text().strip() == nasty
    assert not shown.all("script")


class TestManyModels:
    """A provider that lists 5,000."""

    @pytest.fixture
    def app(self, make_app: MakeApp, provider: ProviderServer, far: ProviderServer) -> Flask:
        far.models = [f"model-{number}" for number in range(5_000)]
        near = offered_provider(provider.base_url, "near", models=(offered_model("Plain", id="plain-model"),))
        return make_app(providers=[near, offered_provider(far.base_url, "far", models=(), listed=Listed())])

    def test_at_most_fifty_are_shown_and_the_rest_is_counted(self, alice: Person) -> None:
        shown = panel(alice)

        assert len(models(shown)) == 51
        assert "4,951 more: type to narrow" in shown.words
        assert shown.one("#model-q")["type"] == "search"

    def test_typing_narrows_the_list_and_tells_how_many_there_are(self, alice: Person) -> None:
        found = panel(alice, q="MODEL-12", model="near/plain-model")

        assert "far/model-12" in models(found)
        assert all(name.startswith("far/model-12") for name in models(found) if name not in (NEAR, USUAL))
        assert models(found)[NEAR]
        assert found.one('[hx-target="#announcer"]').get_text() == "111 models"
        assert not found.all("#parameter-form")

    def test_what_is_chosen_stays_chosen_while_one_looks_for_another(self, alice: Person) -> None:
        shown = panel(alice, model="far/model-4999", instructions="Be brief")

        found = panel(alice, q="model-12", model="far/model-4999")

        assert carried(shown, "#model-search") == {"instructions": "Be brief", "q": ""}
        assert [key for key, is_chosen in models(found).items() if is_chosen] == ["far/model-4999"]

    def test_nothing_found_is_said(self, alice: Person) -> None:
        found = panel(alice, q="horse", model="near/plain-model")

        assert models(found) == {USUAL: False, NEAR: True}
        assert "No model has that in its name." in found.words

    def test_a_listed_model_can_be_chosen(self, alice: Person, far: ProviderServer) -> None:
        panel(alice)

        changed = alice.post("/parameters/new", model="far/model-4999", shown_model=NEAR)

        assert label(changed) == "model-4999 | chosen here"

    def test_without_scripts_the_search_leads_to_the_page_and_keeps_what_was_chosen(self, app: Flask) -> None:
        plain = Person(app, with_scripts=False)

        page = plain.post("/parameters", q="model-4321", model=NEAR, instructions="Be brief")

        assert models(page) == {USUAL: False, NEAR: True, "far/model-4321": False}
        assert page.one("textarea[name=instructions]").get_text().strip() == "Be brief"
        assert page.one("#model-q")["value"] == "model-4321"


class TestProviderAway:
    """One of two providers does not answer."""

    @pytest.fixture
    def app(self, make_app: MakeApp, provider: ProviderServer, far: ProviderServer) -> Flask:
        far.fail_with(403)
        near = offered_provider(provider.base_url, "near", models=(offered_model("Plain", id="plain-model"),))
        return make_app(providers=[near, offered_provider(far.base_url, "far", models=(), listed=Listed())])

    def test_it_is_said_in_words_and_can_be_tried_again(self, alice: Person, far: ProviderServer) -> None:
        away = panel(alice)
        far.reply_with("Here again")

        again = away.one("button[name=again]")
        there = panel(alice, q="", model=NEAR, again=str(again["value"]))

        assert "Not available at the moment." in away.words
        assert models(away) == {USUAL: True, NEAR: False}
        assert (again["form"], again["value"]) == ("model-search", "far")
        assert models(there) == {USUAL: False, NEAR: True, "far/model-a": False}

    def test_one_that_is_there_is_not_asked_again(self, alice: Person, provider: ProviderServer) -> None:
        panel(alice)
        before = len(provider.requests)

        panel(alice, q="", again="near")
        panel(alice, q="", again="nobody")

        assert len(provider.requests) == before


class TestRetry:
    """Retry with another model."""

    def test_the_menu_is_fetched_when_it_is_opened(self, alice: Person) -> None:
        reply = alice.ask("Hello")

        button, menu = reply.one(".retry__with"), reply.one(".retry .menu")

        assert (button["hx-get"], button["popovertarget"]) == (f"/replies/{reply.reply_id}/retry", menu["id"])
        assert not menu.select("button")

    def test_it_is_not_offered_where_there_is_one_model(self, make_app: MakeApp) -> None:
        person = Person(make_app())

        reply = person.ask("Hello")

        assert reply.one("[data-action=retry]")
        assert not reply.all(".retry__with")

    def test_the_menu_names_all_models(self, alice: Person) -> None:
        reply = alice.ask("Hello")

        menu = alice.open(f"/replies/{reply.reply_id}/retry", headers=HTMX)

        assert [(button["value"], button.get_text()) for button in menu.all("button[name=model]")] == [
            (NEAR, "Plain"),
            (FAR, "Thinker"),
        ]

    def test_this_reply_alone_is_asked_of_the_other_model(self, alice: Person) -> None:
        reply = alice.ask("Hello")
        known_id = reply.sent.conversation_id  # type: ignore[attr-defined]

        retried = alice.retry(reply.reply_id, model=FAR)
        again = alice.await_reply(retried.reply_id)

        assert again.texts == ["From afar"]
        assert label(alice.open(f"/conversations/{known_id}")) == "Plain"

    def test_without_scripts_it_is_a_page_with_a_form(self, plain: Person, alice: Person) -> None:
        plain.client = alice.client
        reply = alice.ask("Hello")

        page = plain.open(str(reply.one(".retry .menu a")["href"]))
        form = page.one("main form")
        token = str(form.select("input[name=submission_id]")[0]["value"])
        retried = plain.post(str(form["action"]), submission_id=token, model=FAR)

        assert retried.status == 303
        assert "From afar" in plain.open(address_of(retried)).words

    def test_a_stranger_finds_nothing(self, alice: Person, charlie: Person) -> None:
        reply = alice.ask("Hello")

        answers = [charlie.open(f"/replies/{of}/retry") for of in (reply.reply_id, uuid.uuid4())]

        assert [answer.status for answer in answers] == [404, 404]
