"""What a link is: secret, shown once, good for one use within an hour, and harmless to look at."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.forms import ask, press
from tests.moving.links import can_see, heading, let_pass, make_link
from tests.person import Person
from tests.stored import everything_stored
from webchat.config import Settings
from webchat.store.moves import OPEN_AT_ONCE


def test_opening_a_link_changes_nothing(alice: Person, phone: Person, settings: Settings) -> None:
    ask(alice, "Hi")
    link = make_link(alice)
    before = everything_stored(settings.data_dir)

    for _ in range(3):
        assert phone.open(link).status == 200

    assert everything_stored(settings.data_dir) == before


def test_only_a_hash_of_the_token_is_stored(alice: Person, settings: Settings) -> None:
    ask(alice, "Hi")

    token = make_link(alice).removeprefix("/moves/")

    assert len(token) >= 43
    rows, files = everything_stored(settings.data_dir)
    assert token not in rows
    assert all(token.encode() not in content for content in files.values())


def test_a_link_works_once(app: Flask, alice: Person, phone: Person) -> None:
    conversation = ask(alice, "Hi")
    link = make_link(alice)
    press(phone, link)

    late = Person(app, with_scripts=False)
    shown, posted = late.open(link), press(late, link)

    assert (shown.status, posted.status) == (410, 410)
    assert heading(shown) == heading(posted) == "This link was used already"
    assert not can_see(late, conversation)
    assert can_see(phone, conversation)


def test_a_link_works_for_an_hour(alice: Person, phone: Person, settings: Settings) -> None:
    conversation = ask(alice, "Hi")
    link = make_link(alice)
    let_pass(settings, timedelta(minutes=61))

    shown, posted = phone.open(link), press(phone, link)

    assert (shown.status, posted.status) == (410, 410)
    assert heading(shown) == heading(posted) == "This link is too old"
    assert not can_see(phone, conversation)


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "☃", "a" * 5000, "..%2F..%2Fetc"])
def test_a_link_of_nonsense_is_told_in_words(phone: Person, token: str) -> None:
    for answer in (phone.open(f"/moves/{token}"), press(phone, f"/moves/{token}")):
        assert answer.status == 404
        assert answer.one("main .problem").get_text()


def test_only_the_newest_links_work(alice: Person, phone: Person) -> None:
    ask(alice, "Hi")
    links = [make_link(alice) for _ in range(OPEN_AT_ONCE + 1)]

    assert phone.open(links[0]).status == 404
    assert all(phone.open(link).status == 200 for link in links[1:])


def test_the_link_is_shown_with_its_code_in_place_and_as_a_page(alice: Person, without_scripts: Person) -> None:
    fragment, page = press(alice, "/moves"), press(without_scripts, "/moves")

    assert fragment.all("html") == [] and page.one("html")
    for answer in (fragment, page):
        code = answer.one("#move-link svg")
        assert code["role"] == "img" and code["aria-label"]
        assert answer.all("[style]") == []


def test_the_address_of_a_link_stays_with_us(alice: Person, phone: Person) -> None:
    """`no-referrer` would have browsers send `Origin: null` with the form, which is refused."""
    ask(alice, "Hi")
    link = make_link(alice)

    for answer in (phone.open(link), alice.open(link), press(alice, "/moves")):
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_form_of_another_site_moves_nothing(alice: Person, phone: Person) -> None:
    conversation = ask(alice, "Hi")
    link = make_link(alice)

    assert press(phone, link, {"Sec-Fetch-Site": "cross-site"}).status == 403

    assert not can_see(phone, conversation)
    assert press(alice, "/moves", {"Sec-Fetch-Site": "cross-site"}).status == 403


def test_an_unknown_field_moves_nothing(alice: Person, phone: Person) -> None:
    conversation = ask(alice, "Hi")

    assert phone.post(make_link(alice), owner="somebody").status == 400

    assert not can_see(phone, conversation)


def test_somebody_new_can_make_a_link_too(phone: Person, app: Flask) -> None:
    link = make_link(Person(app))

    assert "brings 0 conversations" in phone.open(link).words
    assert press(phone, link).status == 303
