"""What tests of comparing do and read: filling the form, beginning, and what is then shown."""

import re
import uuid
from typing import Any

from tests.person import HTMX, Answer, Person
from tests.provider_server import ProviderServer

NEAR, FAR = "near/plain-model", "far/thinker"
QUESTION = "Why is the sky blue?"


def asked(provider: ProviderServer) -> list[dict[str, Any]]:
    """What was asked for; a list of models may have been, too."""
    return [request.json for request in provider.requests if request.json is not None]


def compare(person: Person, message: str = QUESTION, *, submission_id: str = "", **fields: Any) -> Answer:
    """Press Compare; `a_temperature` and the like are what the columns say."""
    return person.post("/compare", message=message, submission_id=submission_id or uuid.uuid4().hex, **fields)


def address_in(answer: Answer) -> str:
    """The page that it leads to, with scripts or without."""
    location = answer.headers.get("HX-Redirect") or answer.headers.get("Location")
    assert location, answer.words
    return re.sub(r"^https?://[^/]+", "", location)


def begun(person: Person, message: str = QUESTION, **fields: Any) -> str:
    """Begin a comparison; the address of its page."""
    return address_in(compare(person, message, **fields)).partition("?")[0]


def ids_in(address: str) -> list[str]:
    """The ids of both conversations."""
    return address.split("?")[0].split("/")[2:4]


def ended(person: Person, **fields: Any) -> str:
    """A comparison whose replies have both ended; the address of its page."""
    address = begun(person, **fields)
    for reply in person.open(address).all("article.message[data-role=assistant]"):
        person.await_reply(str(reply["id"]).removeprefix("message-"))
    return address


def replies(page: Answer) -> dict[str, str]:
    """What each side says."""
    return {side: page.one(f"#side-{side} .message .message__body").get_text().strip() for side in "ab"}


def statuses(page: Answer) -> dict[str, str]:
    """How each reply stands."""
    return {side: str(page.one(f"#side-{side} article.message")["data-status"]) for side in "ab"}


def settings(page: Answer, side: str) -> dict[str, str]:
    """What stands above a reply."""
    rows = page.all(f"#side-{side} .comparison__setting")
    return {row.select("dt")[0].get_text().strip(): " ".join(row.select("dd")[0].get_text().split()) for row in rows}


def values(form: Answer) -> dict[str, str]:
    """What stands in the fields of the form."""
    found = {}
    for field in form.all("#compare-form [name]"):
        if field.name == "select":
            field_value = next((option.get("value", option.get_text()) for option in field.select("[selected]")), "")
        else:
            field_value = field.get_text().strip() if field.name == "textarea" else field.get("value", "")
        found[str(field["name"])] = str(field_value)
    return found


def problem_at(answer: Answer, name: str) -> str:
    """Why a field is refused: the words that it is described by."""
    field = answer.one(f"[name={name}]")
    assert field["aria-invalid"] == "true"
    described = ", ".join(f"#{each} .problem" for each in str(field["aria-describedby"]).split())
    return answer.one(described).get_text().strip()


def conversation(person: Person, known_id: str) -> Answer:
    """The page of one of the conversations."""
    return person.open(f"/conversations/{known_id}")


def sides_of(person: Person, form: dict[str, str], side: str = "a") -> Answer:
    """What htmx gets when a model is chosen."""
    return person.post(f"/compare/sides/{side}", headers=HTMX, **form)
