"""Retry with another model: the menu, and what it asks for."""

import uuid

from tests.conftest import MakeApp
from tests.parameters.chosen import FAR, NEAR, label
from tests.person import HTMX, Person, address_of


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
