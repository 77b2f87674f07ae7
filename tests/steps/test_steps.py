"""First steps: a path that says what is true here, and knows how far somebody has come on it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.forms import press
from tests.offered import KEY, offered_model, offered_provider
from tests.person import Answer, Person, address_of
from tests.provider_server import ProviderServer

MakeApp = Callable[..., Flask]
WITHOUT_KEY: dict[str, Any] = {"api_key": None}
STEPS = ["what", "message", "hood", "key", "model"]


@pytest.fixture
def fresh_app(make_app: MakeApp) -> Flask:
    """As it is after the first start: the built-in model, no key."""
    return make_app(model={"is_demo": True, "api_key": None})


@pytest.fixture
def newcomer(fresh_app: Flask) -> Person:
    return Person(fresh_app)


def open_step(page: Answer) -> str:
    return str(page.one("details.step[open]")["id"]).removeprefix("step-")


def done(page: Answer) -> list[str]:
    return [str(each["id"]).removeprefix("step-") for each in page.all("details.step:has(.step__done)")]


def test_every_page_leads_to_the_first_steps(alice: Person) -> None:
    page = alice.open("/preferences")

    assert page.one(".sidebar__foot a[href='/first-steps']").get_text() == "How this works"


def test_the_path_has_five_steps_and_begins_with_the_first(alice: Person) -> None:
    page = alice.open("/first-steps")

    assert [str(each["id"]) for each in page.all("details.step")] == [f"step-{step}" for step in STEPS]
    assert open_step(page) == "what"
    assert "0 of 5 done." in page.words


def test_the_pages_that_teach_are_linked_and_the_present_one_is_marked(alice: Person) -> None:
    links = alice.open("/first-steps").all("nav.learn a")

    assert [str(link["href"]) for link in links if link["href"] != "/lab"] == ["/first-steps", "/guide", "/compare"]
    assert [str(link["href"]) for link in links if link.get("aria-current") == "page"] == ["/first-steps"]


def test_a_step_that_was_read_is_done_and_the_next_one_opens(without_scripts: Person) -> None:
    button = without_scripts.open("/first-steps").one("#step-what button[name=step]")

    answered = without_scripts.post("/first-steps", step=str(button["value"]))

    page = without_scripts.open("/first-steps")
    assert (answered.status, address_of(answered)) == (303, "/first-steps#step-message")
    assert (done(page), open_step(page)) == (["what"], "message")


def test_the_first_message_can_be_sent_from_the_path(without_scripts: Person) -> None:
    form = without_scripts.open("/first-steps").one("#step-message form")
    text = form.select_one("textarea[name=message]")
    submission = form.select_one("input[name=submission_id]")
    assert text and submission

    sent = without_scripts.post(str(form["action"]), message=text.get_text(), submission_id=str(submission["value"]))

    page = without_scripts.open(address_of(sent).partition("?")[0])
    assert sent.status == 303
    assert page.texts[0] == text.get_text()


def test_a_sent_message_is_a_step_done_and_its_reply_is_where_to_look_next(alice: Person) -> None:
    alice.post("/first-steps", step="what")

    reply = alice.ask("Hello").reply_id

    page = alice.open("/first-steps")
    assert (done(page), open_step(page)) == (["what", "message"], "hood")
    assert page.one("#step-hood a")["href"] == f"/replies/{reply}/exchange"


def test_the_newest_reply_is_the_one_to_look_at(alice: Person) -> None:
    first = alice.ask("One")
    alice.ask("Two")
    newest = alice.ask("Three", conversation_id=first.sent.conversation_id)  # type: ignore[attr-defined]

    assert alice.open("/first-steps").one("#step-hood a")["href"] == f"/replies/{newest.reply_id}/exchange"


def test_the_replies_of_a_deleted_conversation_are_not_offered(alice: Person) -> None:
    kept = alice.ask("Kept")
    deleted = alice.ask("Deleted")
    press(alice, f"/conversations/{deleted.sent.conversation_id}/delete")  # type: ignore[attr-defined]

    assert alice.open("/first-steps").one("#step-hood a")["href"] == f"/replies/{kept.reply_id}/exchange"


def test_without_a_reply_nothing_leads_under_the_hood(alice: Person, charlie: Person) -> None:
    page = alice.open("/first-steps")

    assert page.all("#step-hood a") == []
    assert "You have no reply yet" in page.words


def test_looking_under_the_hood_is_a_step_done(alice: Person) -> None:
    reply = alice.ask("Hello").reply_id

    opened = alice.open(f"/replies/{reply}/exchange")

    assert opened.status == 200
    assert "hood" in done(alice.open("/first-steps"))


def test_a_hood_that_cannot_be_opened_is_no_step(alice: Person, charlie: Person) -> None:
    reply = alice.ask("Hello").reply_id

    opened = charlie.open(f"/replies/{reply}/exchange")

    assert opened.status == 404
    assert "hood" not in done(charlie.open("/first-steps"))


def test_what_one_browser_has_done_another_has_not(alice: Person, charlie: Person) -> None:
    alice.post("/first-steps", step="key")

    assert done(charlie.open("/first-steps")) == ["message"]


@pytest.mark.parametrize("step", ["message", "hood", "away", "", "six"])
def test_a_step_that_nobody_can_tell_changes_nothing(alice: Person, step: str) -> None:
    answered = alice.post("/first-steps", step=step)

    assert answered.status == 422
    assert done(alice.open("/first-steps")) == []


def test_the_path_can_be_begun_again(without_scripts: Person) -> None:
    without_scripts.post("/first-steps", step="what")

    press(without_scripts, "/first-steps/again")

    assert done(without_scripts.open("/first-steps")) == []


def test_a_foreign_page_cannot_take_a_step(alice: Person) -> None:
    for path in ("/first-steps", "/first-steps/away", "/first-steps/again"):
        assert alice.post(path, headers={"Sec-Fetch-Site": "cross-site"}, step="what").status == 403


def test_a_fresh_start_greets_with_the_built_in_model_and_the_first_step(newcomer: Person) -> None:
    link = newcomer.open("/").one("#first-steps a")

    assert link.get_text() == "First steps: step 1 of 5"
    assert link["href"] == "/first-steps#step-what"


def test_the_card_names_the_step_that_comes_next(newcomer: Person) -> None:
    newcomer.post("/first-steps", step="what")
    newcomer.ask("Hello")

    assert newcomer.open("/").one("#first-steps a").get_text() == "First steps: step 3 of 5"


@pytest.mark.parametrize("with_scripts", [True, False])
def test_the_card_can_be_put_away(fresh_app: Flask, with_scripts: bool) -> None:
    newcomer = Person(fresh_app, with_scripts=with_scripts)
    card = newcomer.open("/").one("#first-steps")

    away = press(newcomer, str(card["action"]))

    assert away.status == (200 if with_scripts else 303)
    assert newcomer.open("/").all("#first-steps") == []
    assert newcomer.open("/first-steps").status == 200


def test_nobody_makes_sessions_without_bound(make_app: MakeApp) -> None:
    app = make_app(rate_limit="2/minute")

    statuses = [Person(app).post("/first-steps", step="what").status for _ in range(3)]

    assert statuses == [303, 303, 429]


def test_whoever_has_done_all_five_steps_is_not_asked_again(newcomer: Person) -> None:
    reply = newcomer.ask("Hello").reply_id
    newcomer.open(f"/replies/{reply}/exchange")
    for step in ("what", "key", "model"):
        newcomer.post("/first-steps", step=step)

    page = newcomer.open("/first-steps")

    assert done(page) == STEPS
    assert "All five are done." in page.words
    assert newcomer.open("/").all("#first-steps") == []


def test_where_a_provider_is_configured_the_first_page_is_as_before(alice: Person) -> None:
    assert alice.open("/").all("#first-steps") == []


def test_with_the_built_in_model_nothing_leaves_the_server(newcomer: Person) -> None:
    page = newcomer.open("/first-steps")

    assert "Nothing that you write leaves the server." in page.one("[data-place]").get_text()
    assert "No key is set on this server." in page.one("#step-key").get_text()


def test_a_provider_elsewhere_is_named_and_its_key_is_not(make_app: MakeApp) -> None:
    app = make_app(providers=[offered_provider("https://api.example.com/v1?key=hidden")])

    page = Person(app).open("/first-steps")

    place = page.one("[data-place]")
    assert place["data-place"] == "elsewhere"
    assert "at api.example.com" in place.get_text() and "test-model" in place.get_text()
    assert "A key is set on this server already." in page.words
    assert KEY not in str(page.page) and "hidden" not in place.get_text()


def test_the_key_of_one_provider_does_not_go_to_another(make_app: MakeApp) -> None:
    without = offered_provider("https://free.example.com/v1", "free", api_key=None)
    with_key = offered_provider("https://api.example.com/v1", "paid")

    page = Person(make_app(providers=[without, with_key])).open("/first-steps")
    other_way = Person(make_app(providers=[with_key, without])).open("/first-steps")

    assert "The key goes there too" not in page.words
    assert "The key goes there too" in other_way.words
    assert "A key is set on this server already." in page.words


def test_a_server_on_the_same_machine_is_told_apart(make_app: MakeApp, provider: ProviderServer) -> None:
    page = Person(make_app(model=WITHOUT_KEY)).open("/first-steps")

    assert page.one("[data-place]")["data-place"] == "same-machine"
    assert "needs none" in page.one("#step-key").get_text()


def test_beside_the_built_in_model_other_hosts_are_named(make_app: MakeApp) -> None:
    built_in = offered_provider("http://127.0.0.1:9/v1", is_demo=True, api_key=None)
    outside = offered_provider("https://api.example.com/v1", "outside", models=(offered_model("large"),))

    page = Person(make_app(providers=[built_in, outside])).open("/first-steps")

    assert "sends the conversation to: api.example.com" in page.words
    assert page.one("#step-model a[href='/parameters']")
    assert Person(make_app(providers=[built_in, outside])).open("/").all("#first-steps") == []


@pytest.mark.parametrize("is_kept", [True, False])
def test_it_is_said_where_exchanges_are_not_kept(make_app: MakeApp, is_kept: bool) -> None:
    page = Person(make_app(exchanges=is_kept)).open("/first-steps")

    assert ("that is switched off" in page.one("#step-hood").get_text()) is not is_kept


def test_nothing_on_the_path_takes_a_key(newcomer: Person) -> None:
    fields = {
        str(each.get("name")) for each in newcomer.open("/first-steps").all(".sheet :is(input, textarea, button)")
    }

    assert fields == {"submission_id", "message", "step", "None"}
