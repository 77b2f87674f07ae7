"""The services that can be chosen by a number, and which of their models are fit for a chat."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from webchat.models.catalogue import is_sound

NOT_FOR_CHAT = (
    "audio",
    "babbage",
    "dall-e",
    "davinci",
    "embed",
    "image",
    "moderation",
    "realtime",
    "rerank",
    "sora",
    "transcribe",
    "tts",
    "whisper",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Who may answer. `base_url` is None for OpenAI's own, empty where it is asked for; then `usual_url` is offered.

    `where_key` says where a key is made; `is_key_optional`: some such servers ask for none. `usual_models`: the first
    of them that is listed is offered.
    """

    name: str
    base_url: str | None = ""
    usual_url: str | None = None
    where_key: str = ""
    is_key_optional: bool = False
    usual_models: tuple[str, ...] = ()


OPENAI = Service(
    name="OpenAI",
    base_url=None,
    where_key='A key is made at platform.openai.com, under "API keys".',
    usual_models=("gpt-4.1-mini", "gpt-5-mini", "gpt-4o-mini"),
)
OPENROUTER = Service(
    name="OpenRouter",
    base_url="https://openrouter.ai/api/v1",
    where_key='A key is made at openrouter.ai, under "Keys".',
    usual_models=("openai/gpt-4.1-mini", "openrouter/auto"),
)
OTHER = Service(
    name="another address, such as Groq (https://api.groq.com/openai/v1), Azure or a server in your network",
    where_key="If the service needs no key, press Enter.",
    is_key_optional=True,
)
LOCAL = Service(
    name="a server on this machine, such as Ollama, llama.cpp or LM Studio",
    usual_url="http://127.0.0.1:11434/v1",
    where_key="Most servers of one's own need no key: then press Enter.",
    is_key_optional=True,
)
SERVICES = (OPENAI, OPENROUTER, OTHER, LOCAL)


def sound(model_ids: Iterable[str]) -> list[str]:
    """The names that can be shown and written, each once, in the order of the alphabet."""
    return sorted(set(filter(is_sound, model_ids)))


def for_chat(names: Sequence[str]) -> list[str]:
    """Those whose names do not say that they are for something else; all of them if none is left."""
    return [name for name in names if not any(word in name.lower() for word in NOT_FOR_CHAT)] or list(names)


def usual_model(service: Service, names: Sequence[str]) -> str | None:
    """What to offer when nothing is typed: a usual one that is listed, or the only one there is."""
    only = names[0] if len(names) == 1 else None
    return next((name for name in service.usual_models if name in names), only)
