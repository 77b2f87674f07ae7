"""One's conversations in another browser, by a link: good once, within an hour, and opening it changes nothing."""

import re
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests.forms import ask, press
from tests.person import Answer, Person, address_of
from tests.stored import everything_stored, joining_fails
from webchat.config import Settings
from webchat.store import Database, conversations, owners
from webchat.store.moves import OPEN_AT_ONCE

JOIN = """
from gevent import monkey

monkey.patch_all()
import sys, threading, time
from webchat.moving import moving
from webchat.store import Database

joining = threading.Thread(target=moving.join, args=(Database(sys.argv[1]), "former", "owner"))
joining.start()
turns = 0
while joining.is_alive():
    time.sleep(0)
    turns += 1
print(turns)
"""  # how often somebody else, who shares the one thread of the server, has a turn meanwhile


@pytest.fixture
def phone(app: Flask) -> Person:
    """Alice's other browser, which has never been here."""
    return Person(app, with_scripts=False)


def make_link(person: Person) -> str:
    """Returns the path of the link."""
    answer = press(person, "/moves")
    assert answer.status == 200
    return re.sub("^http://localhost", "", str(answer.one(".data__link")["value"]))


def can_see(person: Person, conversation: str) -> bool:
    return person.open(conversation).status == 200


def let_pass(settings: Settings, passed: timedelta) -> None:
    with closing(sqlite3.connect(settings.data_dir / "webchat.sqlite3")) as file:
        made_at = (datetime.now(UTC) - passed).strftime("%Y-%m-%d %H:%M:%S.%f")
        file.execute("UPDATE moves SET created_at = ?", [made_at])
        file.commit()


def heading(answer: Answer) -> str:
    return answer.one("main h1").get_text()


def test_a_link_brings_conversations_to_another_browser_and_both_keep_them(alice: Person, phone: Person) -> None:
    first, second = ask(alice, "one"), ask(alice, "two")
    link = make_link(alice)

    shown = phone.open(link)
    assert "brings 2 conversations" in shown.words
    assert not can_see(phone, first)
    moved = press(phone, str(shown.one("main form")["action"]))

    assert moved.status == 303
    assert "keeps them too" in phone.open(address_of(moved)).words
    assert all(can_see(person, each) for person in (alice, phone) for each in (first, second))
    later = ask(phone, "three")
    assert can_see(alice, later)


def test_conversations_that_the_other_browser_had_join_them(alice: Person, phone: Person) -> None:
    hers, there = ask(alice, "hers"), ask(phone, "on the phone")
    link = make_link(alice)

    assert "1 conversation in this browser will join" in phone.open(link).words
    press(phone, link)

    assert can_see(phone, hers) and can_see(phone, there) and can_see(alice, there)


def test_what_joined_is_found_by_searching_in_both(alice: Person, phone: Person) -> None:
    ask(alice, "about zebras")
    there = ask(phone, "about giraffes")
    press(phone, make_link(alice))

    for person in (alice, phone):
        assert person.open("/search?q=giraffes").all(f"main a[href^='{there}']")
        assert person.open("/search?q=zebras").all("main a[href^='/conversations/']")


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


def test_one_s_own_link_says_that_it_belongs_into_the_other_browser(alice: Person, phone: Person) -> None:
    conversation = ask(alice, "Hi")
    link = make_link(alice)

    assert heading(alice.open(link)) == "They are here already"
    assert press(alice, link).status == 303

    press(phone, link)
    assert can_see(phone, conversation)


def test_pressing_the_button_twice_is_no_mistake(alice: Person, phone: Person) -> None:
    ask(alice, "Hi")
    link = make_link(alice)

    assert [press(phone, link).status for _ in range(2)] == [303, 303]


def test_of_two_browsers_at_once_one_wins(app: Flask, alice: Person) -> None:
    conversation = ask(alice, "Hi")
    link = make_link(alice)
    browsers = [Person(app, with_scripts=False) for _ in range(6)]
    for browser in browsers:
        browser.open(link)
    statuses: list[int] = []
    together = threading.Barrier(len(browsers))

    def use(browser: Person) -> None:
        together.wait(10)
        statuses.append(press(browser, link).status)

    threads = [threading.Thread(target=use, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(statuses) == [303] + [410] * 5
    assert sum(can_see(browser, conversation) for browser in browsers) == 1


def test_a_session_that_cannot_be_saved_leaves_the_link_good(alice: Person, phone: Person, settings: Settings) -> None:
    hers, there = ask(alice, "hers"), ask(phone, "on the phone")
    link = make_link(alice)
    (settings.data_dir / "sessions").rename(settings.data_dir / "away")

    refused = press(phone, link)

    (settings.data_dir / "away").rename(settings.data_dir / "sessions")
    assert refused.status == 503
    assert refused.one("main .problem").get_text()
    assert can_see(phone, there) and not can_see(phone, hers)
    assert press(phone, link).status == 303
    assert can_see(phone, there) and can_see(phone, hers)


def test_what_could_not_join_at_once_joins_with_the_next_page(alice: Person, phone: Person, settings: Settings) -> None:
    hers, there = ask(alice, "hers"), ask(phone, "on the phone")
    link = make_link(alice)
    with joining_fails(settings.data_dir):
        assert press(phone, link).status == 303
        assert can_see(phone, hers) and not can_see(phone, there)

    phone.open("/")

    assert can_see(phone, there) and can_see(phone, hers)


def test_others_are_served_while_many_conversations_join(app: Flask, settings: Settings) -> None:
    with app.extensions["desk"].database.writing() as session:
        for _ in range(10 * owners.CONVERSATIONS_AT_ONCE):
            conversations.create(session, "former")

    command = [sys.executable, "-c", JOIN, settings.database]
    joined = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)

    assert joined.returncode == 0, joined.stderr
    assert int(joined.stdout) >= 10


def test_signing_out_waits_until_everything_has_joined(alice: Person, phone: Person, settings: Settings) -> None:
    hers, there = ask(alice, "hers"), ask(phone, "on the phone")
    link = make_link(alice)
    with joining_fails(settings.data_dir):
        press(phone, link)
        refused = press(phone, "/sign-out")

    assert refused.status == 503 and "has to wait" in refused.one("main .problem").get_text()
    assert can_see(phone, hers) and can_see(phone, there)
    assert press(phone, "/sign-out").status == 303
    assert can_see(alice, there) and not can_see(phone, there)


def test_a_browser_that_shares_its_conversations_signs_out_first(app: Flask, alice: Person, phone: Person) -> None:
    """If they joined another owner's, her first browser would lose sight of them."""
    hers = ask(alice, "hers")
    press(phone, make_link(alice))
    other = Person(app)
    theirs = ask(other, "of another owner")
    link = make_link(other)

    for browser in (phone, alice):
        answer = browser.open(link)
        assert (answer.status, heading(answer)) == (409, "Sign out here first")
        assert press(browser, link).status == 409
        assert can_see(browser, hers) and not can_see(browser, theirs)

    press(phone, "/sign-out")
    assert press(phone, link).status == 303
    assert can_see(phone, theirs) and not can_see(phone, hers)
    assert can_see(alice, hers)


def test_signing_out_ends_a_move(alice: Person, phone: Person) -> None:
    conversation = ask(alice, "Hi")
    press(phone, make_link(alice))

    press(phone, "/sign-out")

    assert not can_see(phone, conversation)
    assert can_see(alice, conversation)


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


def test_nothing_is_left_with_the_former_owner(alice: Person, phone: Person, settings: Settings) -> None:
    ask(phone, "on the phone")
    with phone.client.session_transaction() as session:
        former = session["owner"]
    ask(alice, "hers")

    press(phone, make_link(alice))

    with closing(Database(settings.database)) as database, database.reading() as session:
        assert owners.overview(session, former).conversations == 0
