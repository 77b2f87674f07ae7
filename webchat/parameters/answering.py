"""What answers the next message of a conversation: its assistant and model, with what the conversation sets itself."""

from dataclasses import asdict, dataclass
from typing import Any

from webchat.assistants.assistant import Assistant
from webchat.models.catalogue import OfferedModel, OfferedProvider


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
            "assistant": self.assistant.slug,
            "instructions": self.instructions,
            "temperature": self.temperature,
            "max_tokens": self.max_tokens,
            "reasoning_effort": self.reasoning_effort,
        }
