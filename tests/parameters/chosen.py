"""What tests of the panel do and read: opening it, changing something, and what is then shown and carried."""

from typing import Any

from tests.person import Answer, Person

NEAR, FAR, USUAL = "near/plain-model", "far/thinker", ""


def begin(person: Person) -> str:
    return str(person.ask("Hello").sent.conversation_id)  # type: ignore[attr-defined]


def panel(person: Person, **given: Any) -> Answer:
    """Open the panel from the composer."""
    return person.post("/parameters", **given)


def change(person: Person, known_id: str, **fields: Any) -> Answer:
    return person.post(f"/conversations/{known_id}/parameters", **fields)


def label(answer: Answer) -> str:
    """What the button says, without the words that are only heard."""
    return " | ".join(span.get_text().strip() for span in answer.all("#answering-label > span"))


def models(answer: Answer) -> dict[str, bool]:
    """Those to choose from, and which is chosen; the first, which chooses none, is `USUAL`."""
    radios = answer.all("input[name=model][type=radio]")
    return {str(radio["value"]): radio.has_attr("checked") for radio in radios}


def carried(answer: Answer, place: str = "#composer-chosen") -> dict[str, Any]:
    return {str(field["name"]): str(field["value"]) for field in answer.all(f"{place} input")}
