"""A reply that is being written until the test lets it end, and the next one likewise."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from bs4 import BeautifulSoup

from tests.person import HTMX, Answer, Person
from tests.provider_server import DONE, ProviderServer, finish, token, wait_for


@contextmanager
def held_reply(provider: ProviderServer, text: str = "First.", *, ending: bytes = b"") -> Iterator[threading.Event]:
    """The next request is answered with `text`, and ends when the event is set; then with `ending`, if given."""
    go_on = threading.Event()
    end = [ending] if ending else [finish(), DONE]
    provider.answer_raw([token(text), wait_for(go_on), *end], times=1)
    try:
        yield go_on
    finally:
        go_on.set()


def form_of(answer: Answer, action: str) -> dict[str, str]:
    """The hidden fields of a form of the waiting message."""
    return {str(field["name"]): str(field["value"]) for field in answer.one(f".waiting__{action}").select("input")}


def press(person: Person, shown: Answer, action: str) -> Answer:
    """Press a button of the waiting message as it was shown."""
    return person.post(str(shown.one(f".waiting__{action}")["action"]), **form_of(shown, action))


class Parsed(Answer):
    """Markup that did not come as one answer, such as an event of a stream."""

    def __init__(self, markup: str) -> None:
        self.page = BeautifulSoup(markup, "html.parser")


def ended(person: Person, reply_id: str) -> Answer:
    """The answer to a page that asks for a reply until it has ended."""
    return person.open(f"/replies/{reply_id}", headers=HTMX)


def event_of(stream: str) -> Parsed:
    """What the unnamed events of a stream bring."""
    lines = stream.rsplit("event:done", 1)[0].splitlines()
    return Parsed("\n".join(line.removeprefix("data:") for line in lines if line.startswith("data:")))


def page(person: Person, conversation: str) -> Answer:
    return person.open(f"/conversations/{conversation}")


def sent_by_itself(person: Person, conversation: str, text: str) -> Answer:
    """The page when the message that waited has its finished reply."""
    for _ in range(50):
        shown = page(person, conversation)
        if text in shown.texts:
            person.await_reply(shown.reply_id)
            return page(person, conversation)
        threading.Event().wait(0.1)
    raise AssertionError(f"it was not sent: {shown.words}")
