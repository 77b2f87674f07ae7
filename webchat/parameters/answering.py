"""What answers the next message of a conversation: its assistant and model, with what the conversation sets itself."""

from dataclasses import asdict, dataclass
from typing import Any, Self

from webchat.cleaning import clean
from webchat.models.assistant import Assistant
from webchat.models.catalogue import OfferedModel, OfferedProvider
from webchat.usage import cost

HOTTEST = 2.0
LONGEST_NAME = 300  # characters of a model's key
MOST_TOKENS = 10_000_000
MOST_INSTRUCTIONS = 1_000_000  # characters; the settings allow fewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """What a conversation sets for itself; None: as its assistant says. `model` is a key, `provider/model`."""

    model: str | None = None
    instructions: str | None = None
    temperature: float | None = None
    max_tokens: int | None = None
    reasoning_effort: str | None = None

    def stored(self) -> dict[str, Any]:
        """What is kept of them: those that are set."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def of(cls, stored: object) -> Self:
        """What was kept, perhaps by another version or in a file from elsewhere: what makes no sense is passed over."""
        given = stored if isinstance(stored, dict) else {}
        return cls(
            model=text_in(given.get("model")),
            instructions=text_in(given.get("instructions"), most=MOST_INSTRUCTIONS),
            temperature=temperature_in(given.get("temperature")),
            max_tokens=tokens_in(given.get("max_tokens")),
            reasoning_effort=text_in(given.get("reasoning_effort")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """Resolved: what is sent to whom. `max_tokens` bounds the reply; `differs` names what the conversation sets itself.

    `gone` is the name of a model or an assistant that was chosen and is not offered any more.
    """

    provider: OfferedProvider
    model: OfferedModel
    assistant: Assistant
    instructions: str | None
    temperature: float | None
    max_tokens: int
    reasoning_effort: str | None
    differs: frozenset[str] = frozenset()
    gone: str | None = None

    @property
    def key(self) -> str:
        """The model's key, `provider/model`."""
        return self.provider.key_of(self.model)

    @property
    def context_budget(self) -> int:
        """The tokens that instructions and messages may take, besides the reply."""
        return self.model.context_tokens - self.max_tokens

    def record(self) -> dict[str, Any]:
        """What is kept with the reply, to be known later: the column `asked_with`."""
        return {
            "provider": self.provider.slug,
            "model": self.model.id,
            "model_name": self.model.name,
            "assistant": self.assistant.slug,
            "instructions": self.instructions,
            "temperature": self.temperature,
            "max_tokens": self.max_tokens,
            "reasoning_effort": self.reasoning_effort,
            "price": cost.stored(self.model.price),
        }


def text_in(value: object, *, most: int = LONGEST_NAME) -> str | None:
    """A text that can be kept; None for what is none, is empty or too long."""
    return clean(value) or None if isinstance(value, str) and len(value) <= most else None


def temperature_in(value: object) -> float | None:
    """A temperature; None for what is none."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return None
    return float(value) if 0 <= value <= HOTTEST else None  # not a number compares as false


def tokens_in(value: object) -> int | None:
    """A bound of tokens; None for what is none."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 1 <= value <= MOST_TOKENS else None
