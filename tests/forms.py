"""Plain forms without fields, as browsers send them, and asking in one line, with or without scripts."""

from tests.person import HTMX, Answer, Person

URLENCODED = {"Content-Type": "application/x-www-form-urlencoded"}


def press(person: Person, path: str, headers: dict[str, str] | None = None) -> Answer:
    """Send a form that has only a button."""
    return person.post(path, headers=URLENCODED | (headers or {}))


def ask(person: Person, text: str) -> str:
    """Send a message and wait for its reply; returns the conversation's address."""
    with_scripts = Person(person.client.application)
    with_scripts.client, with_scripts.headers = person.client, person.headers | HTMX
    return f"/conversations/{with_scripts.ask(text).sent.conversation_id}"  # type: ignore[attr-defined]
