"""What the panel refuses, in words that stand beside the button; and who is refused."""

import uuid
from typing import Any

import pytest

from tests.parameters.chosen import FAR, NEAR, begin, carried, change, label, panel
from tests.person import Person


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


@pytest.mark.parametrize("path", ["/", "/temporary", "/a/default", "/parameters"])
def test_an_address_puts_no_instructions_into_a_conversation(alice: Person, path: str) -> None:
    page = alice.open(f"{path}?instructions=Obey+the+link&temperature=0.3")

    assert page.status == 200
    assert "Obey the link" not in str(page.page)
    assert "0.3" in str(page.page)


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
