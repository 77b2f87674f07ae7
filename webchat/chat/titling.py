"""Asks a conversation's own model in the background what it should be called, from its first message.

It is an extra that nobody waits for: no answer, a useless one or no room means that the first words stay the title. Its
request waits for a moment, so that a provider which answers one at a time begins with the reply.
"""

import logging
import re
import threading
import uuid
from typing import Any

from webchat.chat.text import clean, is_blank
from webchat.context.estimate import estimate_tokens
from webchat.errors import StorageUnavailable
from webchat.models.switchboard import Switchboard
from webchat.parameters.answering import Answering
from webchat.parameters.recorded import answering_of
from webchat.provider import ChatMessage, ChatRequest, Exchange, ProviderError, ReplyStream, Text, Timeouts, Usage
from webchat.store import conversations
from webchat.store.database import Database
from webchat.usage.recording import Spent, record

PROMPT = (
    "Write a title for a conversation that begins with the message below. Answer with nothing but 3 to 6 words, in "
    "the language of the message, without quotation marks.\n\n<message>\n"
)
PROMPT_END = "\n</message>"
LONGEST_MESSAGE = 2_000
LONGEST_TITLE = 80
LONGEST_ANSWER = 2_000  # characters; whoever writes more has not understood
MOST_TOKENS = 1_024  # a title takes ten; a model that reasons first needs the rest
TIMEOUTS = Timeouts(5.0, 30.0, 15.0, 60.0)  # seconds: to connect, to begin, in silence, in all
AT_ONCE = 4
HEAD_START = 0.5  # seconds
THINKING = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL)
LABEL = re.compile(r"\A[#*>\s-]*(?:title|titel|titre|título|titolo)[*\s]*[:：]|\A#+ ", re.IGNORECASE)
MARKS = "\"'`*“”„‟«»‹›‘’‚「」『』 "
log = logging.getLogger("webchat.titling")


class Titling:
    """Gives titles to new conversations; at most four are asked for at once, the others keep their first words."""

    def __init__(
        self, database: Database, switchboard: Switchboard, *, is_on: bool, head_start: float = HEAD_START
    ) -> None:
        self._is_on = is_on
        self._database, self._switchboard, self._head_start = database, switchboard, head_start
        self._room = threading.BoundedSemaphore(AT_ONCE)
        self._streams: set[ReplyStream] = set()
        self._closing = threading.Event()

    @property
    def is_on(self) -> bool:
        """Whether new conversations may get a title: not those that the demo model answers."""
        return self._is_on and not all(provider.is_demo for provider in self._switchboard.catalogue.providers)

    def begin(self, owner: str, conversation_id: uuid.UUID, text: str, asked_with: dict[str, Any] | None) -> None:
        """Ask for the title of a conversation that begins with `text`, of whom its first reply is asked (not of the
        demo model). Returns at once and never fails."""
        if not self.is_on or self._closing.is_set() or not self._room.acquire(blocking=False):
            return
        thread = threading.Thread(
            target=self._run,
            args=(owner, conversation_id, text, asked_with),
            name=f"title-{conversation_id}",
            daemon=True,
        )
        try:
            thread.start()
        except RuntimeError:  # no room for another thread
            self._room.release()

    def close(self) -> None:
        """The server stops: end what is being asked, and ask nothing more."""
        self._closing.set()
        for stream in list(self._streams):
            stream.close()

    def _run(self, owner: str, conversation_id: uuid.UUID, text: str, asked_with: dict[str, Any] | None) -> None:
        try:
            answering = answering_of(self._switchboard, asked_with)
            if answering.provider.is_demo or self._closing.wait(self._head_start):
                return
            title, spent = self._title_for(conversation_id, text, answering)
            if not self._closing.is_set():
                self._store(owner, conversation_id, title, spent)
        except (ProviderError, StorageUnavailable) as error:
            _keeps_words(conversation_id, error)
        finally:
            self._room.release()

    def _title_for(self, conversation_id: uuid.UUID, text: str, answering: Answering) -> tuple[str | None, Spent]:
        """The model's title, None when it has none, and what asking for it has used."""
        request = ChatRequest(
            model=answering.model.id,
            messages=(ChatMessage("user", f"{PROMPT}{text[:LONGEST_MESSAGE]}{PROMPT_END}"),),
            max_tokens=min(MOST_TOKENS, answering.model.max_reply_tokens),
        )
        answer, usage, exchange = "", None, Exchange(response_limit=0)
        with self._switchboard.client(answering.provider, TIMEOUTS).stream(request, exchange) as stream:
            self._streams.add(stream)
            try:
                for event in stream:
                    answer += event.text if isinstance(event, Text) else ""
                    usage = event if isinstance(event, Usage) else usage
                    if self._closing.is_set() or len(answer) > LONGEST_ANSWER:
                        break
            except ProviderError as error:
                _keeps_words(conversation_id, error)
                title = None
            else:
                title = title_in(answer)
            finally:
                self._streams.discard(stream)
        about = Usage(estimate_tokens(request.messages[0].content), estimate_tokens(answer))
        return title, Spent(usage=usage, about=about if exchange.may_cost else None, price=answering.model.price)

    def _store(self, owner: str, conversation_id: uuid.UUID, title: str | None, spent: Spent) -> None:
        with self._database.writing() as session:
            conversation = conversations.owned_by(session, owner, conversation_id, for_change=True)
            if title and conversation and conversation.shelf != "temporary":
                conversations.rename(session, conversation, title, by="model")
            if paid_by := conversations.owner_of(session, conversation_id):
                record(session, paid_by, None, spent)


def _keeps_words(conversation_id: uuid.UUID, error: ProviderError | StorageUnavailable) -> None:
    log.info("conversation %s keeps its first words as its title: %s", conversation_id, type(error).__name__)


def title_in(answer: str) -> str | None:
    """The title that a model's answer holds: its first line, bare, at most 80 characters; None when there is none."""
    lines = clean(THINKING.sub("", answer)).splitlines()
    line = next((" ".join(line.split()) for line in lines if not is_blank(line)), "")
    title = LABEL.sub("", line).strip(MARKS).rstrip(".。").strip(MARKS)
    if not any(character.isalnum() for character in title):
        return None
    return title if len(title) <= LONGEST_TITLE else _cut(title)


def _cut(title: str) -> str:
    start = title[: LONGEST_TITLE - 1]
    return f"{start.rsplit(' ', 1)[0] if ' ' in start else start}…"
