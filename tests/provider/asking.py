"""How these tests ask a question and take the answer apart."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from webchat.provider import (
    ChatMessage,
    ChatRequest,
    Event,
    Exchange,
    Finished,
    Provider,
    ProviderError,
    Reasoning,
    Text,
    Usage,
)

KEY = "sk-proj-Zq7Xw2Lm9Tn4Rv6Bd8Kf1Hs3-abcd"
QUESTION = ChatRequest("model-a", (ChatMessage("system", "Be brief."), ChatMessage("user", "Grüße 👋")))


@dataclass
class Outcome:
    """A reply taken apart. `pieces` are its texts as they came; `error` is what ended it, if anything did."""

    text: str = ""
    reasoning: str = ""
    usage: Usage | None = None
    finished: str | None = None
    error: ProviderError | None = None
    pieces: list[str] = field(default_factory=list)

    @property
    def code(self) -> str | None:
        return self.error.code if self.error else None


def outcome_of(events: Iterable[Event]) -> Outcome:
    """Take events to their end, whatever that is."""
    outcome = Outcome()
    try:
        for event in events:
            _add(outcome, event)
    except ProviderError as error:
        outcome.error = error
    return outcome


def ask(provider: Provider, request: ChatRequest = QUESTION, exchange: Exchange | None = None) -> Outcome:
    """Ask and wait for the end."""
    with provider.stream(request, exchange) as events:
        return outcome_of(events)


def _add(outcome: Outcome, event: Event) -> None:
    assert outcome.finished is None, "an event came after Finished"
    if isinstance(event, Text):
        outcome.text += event.text
        outcome.pieces.append(event.text)
    elif isinstance(event, Reasoning):
        outcome.reasoning += event.text
    elif isinstance(event, Usage):
        outcome.usage = event
    elif isinstance(event, Finished):
        outcome.finished = event.reason
