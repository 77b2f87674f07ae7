"""One's conversations in another browser, by a link: good once, within an hour, and opening it changes nothing."""

import subprocess
import sys
import threading
from contextlib import closing

from flask import Flask

from tests.forms import ask, press
from tests.moving.links import can_see, heading, make_link
from tests.person import Person, address_of
from tests.stored import joining_fails
from webchat.config import Settings
from webchat.store import Database, conversations, owners

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


def test_nothing_is_left_with_the_former_owner(alice: Person, phone: Person, settings: Settings) -> None:
    ask(phone, "on the phone")
    with phone.client.session_transaction() as session:
        former = session["owner"]
    ask(alice, "hers")

    press(phone, make_link(alice))

    with closing(Database(settings.database)) as database, database.reading() as session:
        assert owners.overview(session, former).conversations == 0
