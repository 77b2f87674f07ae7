"""The settings page is one form; what is chosen there holds on every page of the session."""

import pytest

from tests.person import Person, address_of

FORM = {"theme": "dark", "text_size": "large", "enter": "break", "language": "auto"}


def test_what_is_chosen_is_on_every_page(alice: Person) -> None:
    saved = alice.post("/preferences", **FORM)

    root = alice.open("/").one("html")
    assert (saved.status, address_of(saved)) == (303, "/preferences?saved=1")
    assert (root["data-theme"], root["data-text-size"], root["data-enter"]) == ("dark", "large", "break")


def test_a_switch_that_is_not_sent_is_off(alice: Person) -> None:
    alice.post("/preferences", **FORM, follow="on")

    root = alice.open("/").one("html")
    assert "data-follow" not in root.attrs
    assert root["data-notifications"] == "off"


def test_the_form_shows_what_was_chosen(without_scripts: Person) -> None:
    without_scripts.post("/preferences", **FORM, notifications="on")

    page = without_scripts.open("/preferences?saved=1")
    chosen = {each["name"]: each["value"] for each in page.all("#preferences input[checked]")}
    assert chosen == {"theme": "dark", "text_size": "large", "enter": "break", "notifications": "on"}
    assert page.one("#preferences [role=status]").get_text() == "Saved."


def test_usual_choices_leave_no_trace_on_the_page(alice: Person) -> None:
    alice.post("/preferences", **FORM)

    usual = {"theme": "system", "text_size": "normal", "enter": "send", "language": "auto"}
    alice.post("/preferences", **usual, follow="on", notifications="on")

    kept = {name for name in alice.open("/").one("html").attrs if name.startswith("data-")}
    assert kept == {"data-theme"}


def test_one_button_brings_back_what_is_usual(without_scripts: Person) -> None:
    without_scripts.post("/preferences", **FORM)
    button = without_scripts.open("/preferences").one("#preferences button[name=reset]")

    reset = without_scripts.post("/preferences", **FORM, **{str(button["name"]): str(button["value"])})

    root = without_scripts.open(address_of(reset)).one("html")
    assert root["data-theme"] == "system"
    assert not {"data-text-size", "data-enter", "data-follow", "data-notifications"} & set(root.attrs)


@pytest.mark.parametrize(
    ("enter", "sends", "breaks"), [("send", "Enter", "Shift+Enter"), ("break", "Ctrl+Enter", "Enter")]
)
def test_the_shortcuts_tell_what_the_enter_key_does(alice: Person, enter: str, sends: str, breaks: str) -> None:
    alice.post("/preferences", **(FORM | {"enter": enter}))

    rows = [row.select("th, td") for row in alice.open("/").all("#shortcuts tr")]
    keys = {words.get_text(): key.get_text() for key, words in rows}
    assert (keys["Send"], keys["New line"]) == (sends, breaks)


def test_the_switch_of_the_theme_keeps_the_rest(alice: Person) -> None:
    alice.post("/preferences", **FORM, follow="on", notifications="on")

    alice.post("/preferences/theme", theme="light")

    root = alice.open("/").one("html")
    assert (root["data-theme"], root["data-text-size"]) == ("light", "large")


@pytest.mark.parametrize(
    "wrong", [{"theme": "neon"}, {"text_size": "9rem"}, {"enter": ""}, {"language": "../de"}, {"follow": "maybe"}]
)
def test_a_value_that_cannot_be_chosen_changes_nothing(alice: Person, wrong: dict[str, str]) -> None:
    assert alice.post("/preferences", **(FORM | wrong)).status == 422

    assert alice.open("/").one("html")["data-theme"] == "system"


def test_an_unknown_field_is_refused(alice: Person) -> None:
    assert alice.post("/preferences", **FORM, admin="on").status == 400


def test_a_stranger_has_preferences_of_their_own(alice: Person, charlie: Person) -> None:
    alice.post("/preferences", **FORM)

    assert charlie.open("/").one("html")["data-theme"] == "system"
