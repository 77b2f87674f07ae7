"""Random conversations: languages, emoji, code, spaces, failed and refused replies, with instructions or without."""

import random
import uuid
from dataclasses import dataclass

from flask import Flask

from webchat.store import Conversation, Message, conversations, messages
from webchat.store.messages import Status

PIECES = (
    *("Hello", "world", "the answer is 42", "What about this?", "and", "so on and so forth", "\n\n", "\n", "  ", " "),
    *("Grüße aus Köln, schöne Straße", "Ça va très bien", "日本語の文章です。", "Привет, как дела", "مرحبا بالعالم"),
    *("🙂", "👩‍👩‍👧‍👦", "🏳️‍🌈", "e\u0301", "\u00a0", "\t\tindented"),
    *("def f(x):\n    return x ** 2\n", "<b>&amp;</b>", '{"a": [1, 2.5, null]}', "SELECT * FROM t;", "```py\nx\n```"),
    *("<|im_start|>", "<|im_end|>", "<|endoftext|>", "[INST]", "</s>", "1234567890", "=" * 30, "aaaaaaaaaaaaaaaa"),
)


@dataclass(frozen=True)
class Written:
    """A stored conversation, and the draft that is not sent yet."""

    conversation_id: str
    texts: dict[str, str]  # by message id
    draft: str


def text_of(source: random.Random, pieces: int) -> str:
    glue = source.choice(["", " ", " ", "\n"])
    return glue.join(source.choice(PIECES) for _ in range(max(1, pieces)))


def write(app: Flask, owner: str, seed: int, *, longest: int) -> Written:
    """Store a random conversation; `longest` bounds the pieces of a message."""
    source = random.Random(seed)
    database = app.extensions["desk"].database
    with database.writing() as session:
        conversation = conversations.create(session, owner)
        line = _line(source, conversation, longest)
        if line:
            messages.append_all(session, conversation, line)
        if source.random() < 0.5:
            session.get_one(Conversation, conversation.id).overrides = {"instructions": text_of(source, 12)}
        texts = {str(message.id): message.text for message in line}
        draft = text_of(source, source.choice([1, 5, longest, 10 * longest if source.random() < 0.2 else 3]))
        return Written(str(conversation.id), texts, draft if draft.strip() else "And now?")


def _line(source: random.Random, conversation: Conversation, longest: int) -> list[Message]:
    line: list[Message] = []
    for _ in range(source.choice([0, 1, 3, 8, 20])):
        parent_id: uuid.UUID | None = line[-1].id if line else None
        asked = text_of(source, source.randint(1, longest))
        user = messages.new(conversation, role="user", text=asked, parent_id=parent_id)
        error = source.choice([None, None, None, None, "provider_down", "content_filter"])
        answer = "" if error else text_of(source, source.randint(1, 2 * longest))
        status: Status = "failed" if error else "complete"
        reply = messages.new(conversation, role="assistant", text=answer, parent_id=user.id, status=status)
        reply.error = error
        line += [user, reply]
    return line
