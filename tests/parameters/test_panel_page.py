"""The same panel as a page, for browsers without scripts: nothing that is typed is lost on the way through it."""

import pytest

from tests.parameters.chosen import FAR, NEAR, USUAL, begin, carried, label, models
from tests.person import Person, address_of


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
