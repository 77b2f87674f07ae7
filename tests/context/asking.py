"""The gauge as a person meets it: what it says for a conversation and a draft, and what is then really sent."""

import re
import uuid
from dataclasses import dataclass
from typing import Any

from flask import Flask

from tests.context.conversations import Written
from tests.offered import offered_model, offered_provider
from tests.person import Answer, Person
from webchat.models.assistant import plain_assistant
from webchat.parameters.answering import Answering
from webchat.store import Conversation, Message


@dataclass(frozen=True)
class Read:
    """What the gauge says; where the message alone is too long it does not say how much else is left out."""

    tokens: int
    most: int
    left_out: int
    is_estimate: bool
    is_over: bool


def gauge_in(answer: Answer) -> Read:
    assert answer.status == 200, answer.words
    words = answer.one(".gauge__words").get_text(" ").strip()
    numbers = re.fullmatch(r"(about )?([\d,]+) of ([\d,]+) tokens(?: · (.*))?", " ".join(words.split()))
    assert numbers, words
    about, tokens, most, more = numbers.groups()
    left_out = re.match(r"([\d,]+) messages? left out", more or "")
    is_over = more == "longer than the model can read"
    assert left_out or is_over or not more
    return Read(_number(tokens), _number(most), _number(left_out[1]) if left_out else 0, bool(about), is_over)


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def owner_of(app: Flask, conversation_id: str) -> str:
    with app.extensions["desk"].database.reading() as session:
        owner: str = session.get_one(Conversation, uuid.UUID(conversation_id)).owner_id
    return owner


def stored(app: Flask, message_id: str) -> Message:
    with app.extensions["desk"].database.reading() as session:
        message: Message = session.get_one(Message, uuid.UUID(message_id))
    return message


def ask_gauge(person: Person, written: Written) -> Read:
    """Type the draft."""
    return gauge_in(person.post("/gauge", message=written.draft, conversation_id=written.conversation_id))


def goes_along(person: Person, written: Written) -> list[str]:
    """The stored texts that the page says are sent, in that order."""
    shown = person.post(f"/conversations/{written.conversation_id}/context", message=written.draft)
    sent = shown.all("[aria-labelledby=glance-sent] li[data-message]")
    return [written.texts[str(item["data-message"])] for item in sent]


def stays_behind(person: Person, written: Written) -> int:
    """How many messages the page says are left out."""
    shown = person.post(f"/conversations/{written.conversation_id}/context", message=written.draft)
    return len(shown.all("[aria-labelledby=glance-left-out] li[data-message]"))


def texts_in(messages: list[dict[str, str]]) -> str:
    """What the messages of a request say, besides the instructions."""
    return "\n\n".join(message["content"] for message in messages if message["role"] != "system")


def answering_with(room: int, **changes: Any) -> Answering:
    """What answers with a model that may read so many tokens."""
    model = offered_model(context_tokens=room + 1, max_reply_tokens=1)
    usual = {"instructions": None, "temperature": None, "max_tokens": 1, "reasoning_effort": None}
    offered = {"provider": offered_provider("http://127.0.0.1:9/v1"), "model": model, "assistant": plain_assistant()}
    return Answering(**{**usual, **offered, **changes})
