"""What everybody who has the link sees: a copy, formatted once, found by no search engine."""

import subprocess
import sys

from flask import Flask

from tests.forms import ask
from tests.person import Person
from tests.provider_server import ProviderServer
from tests.sharing.links import share
from tests.stored import everything_stored
from webchat.config import Settings
from webchat.sharing.snapshot import shown

CROWD = """
from gevent import monkey

monkey.patch_all()
import threading, time
from webchat.sharing.snapshot import shown

snapshot = [{"role": "assistant", "text": f"Number *{n}*", "model": "m", "ending": None} for n in range(3000)]
shown(snapshot[:1])
took = []

def open_twice():
    for _ in range(2):
        began = time.perf_counter()
        shown(snapshot)
        took.append(time.perf_counter() - began)

opening = threading.Thread(target=open_twice)
opening.start()
turns = 0
while opening.is_alive():
    time.sleep(0.001)
    turns += 1
print(turns, *took)
"""


def test_everybody_who_has_the_link_reads_the_copy(app: Flask, alice: Person, provider: ProviderServer) -> None:
    provider.reply_with("It is **blue**.")
    path = share(alice, ask(alice, "Which colour?\nTell me <b>now</b>"))
    nobody = Person(app)

    answer = nobody.open(path)

    assert answer.status == 200
    assert answer.texts == ["Which colour?\nTell me <b>now</b>", "It is blue."]
    assert answer.one(".message[data-role=assistant] strong").get_text() == "blue"
    assert "read-only copy" in answer.words


def test_the_shared_page_makes_no_session_and_offers_nothing(app: Flask, alice: Person, settings: Settings) -> None:
    path = share(alice, ask(alice, "Hi"))
    nobody = Person(app)
    before = everything_stored(settings.data_dir)

    answer = nobody.open(path)

    assert "Set-Cookie" not in answer.headers
    assert everything_stored(settings.data_dir) == before
    assert answer.all("nav, form, textarea, script") == []


def test_the_shared_page_is_not_indexed_and_tells_nobody_its_address(app: Flask, alice: Person) -> None:
    answer = Person(app).open(share(alice, ask(alice, "Hi")))

    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert answer.one("meta[name=robots]")["content"] == "noindex, nofollow, noarchive"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "/shared/" not in Person(app).open("/robots.txt").response.get_data(as_text=True)


def test_a_reply_that_its_owner_has_edited_is_marked_so(app: Flask, alice: Person, provider: ProviderServer) -> None:
    provider.reply_with("It is blue.")
    conversation = ask(alice, "Which colour?")
    before = Person(app).open(share(alice, conversation))
    alice.post(f"/messages/{alice.open(conversation).reply_id}/edit", text="It is green.")

    after = Person(app).open(share(alice, conversation))

    assert after.texts == ["Which colour?", "It is green."]
    assert before.all(".message__edited") == []
    assert after.one(".message[data-role=assistant] .message__edited").get_text() == "Edited"


def test_a_copy_of_before_the_mark_is_shown(app: Flask) -> None:
    (said,) = shown([{"role": "assistant", "text": "Hi", "model": None, "ending": None}])

    assert (said.text, said.is_edited) == ("Hi", False)


def test_a_long_copy_is_formatted_once_and_others_are_served_meanwhile() -> None:
    ran = subprocess.run([sys.executable, "-c", CROWD], capture_output=True, text=True, timeout=60, check=False)

    assert ran.returncode == 0, ran.stderr
    turns, first, second = map(float, ran.stdout.split())
    assert turns >= 6
    assert second < first / 2


def test_a_copy_does_not_change_with_its_conversation(app: Flask, alice: Person) -> None:
    conversation = ask(alice, "first")
    path = share(alice, conversation)

    alice.ask("second", conversation_id=conversation.removeprefix("/conversations/"))

    assert Person(app).open(path).texts[0] == "first"
    assert len(Person(app).open(path).texts) == 2


def test_a_hostile_title_is_only_text(alice: Person, app: Flask) -> None:
    path = share(alice, ask(alice, "<script>alert(1)</script>"))

    for answer in (Person(app).open(path), alice.open("/shares")):
        assert not [script for script in answer.all("script") if "alert" in script.get_text()]
        assert "<script>alert(1)</script>" in answer.words
