"""Tries what was chosen on the provider itself: its list of models, and one request of a few tokens."""

from collections.abc import Iterator
from contextlib import contextmanager

from webchat.provider import ChatMessage, ChatRequest, Endpoint, Provider, ProviderError, Text, Timeouts
from webchat.provider.errors import EmptyAnswer, KeyRefused, NoKey, TooSlow, Unreachable
from webchat.provider.scrubbing import Secrets
from webchat.setup.choice import Choice
from webchat.setup.services import sound

FEW_TOKENS = 16  # the least that every known provider accepts
TIMES = Timeouts(5.0, 60.0, 60.0, 120.0)  # seconds; a server of one's own may load the model first
HOPELESS = (KeyRefused, NoKey, TooSlow, Unreachable)  # a request would fail in the same way
NO_LIST = (404, 405)  # not every service has that path


def listed_models(choice: Choice) -> list[str]:
    """The models that the provider lists; none where it has no such list. Raises ProviderError where that is no use."""
    with _provider_of(choice) as provider:
        try:
            return sound(model.id for model in provider.models())
        except ProviderError as error:
            if isinstance(error, HOPELESS) and error.http_status not in NO_LIST:
                raise
            return []


def first_answer(choice: Choice) -> str:
    """What the chosen model says to a greeting, but for the key. Raises ProviderError."""
    with _provider_of(choice) as provider:
        return Secrets(_endpoint_of(choice).secrets()).scrub(short_answer(provider, choice.model or ""))


def short_answer(provider: Provider, model_id: str) -> str:
    """What that model says to a greeting, in a few tokens; perhaps nothing. Raises ProviderError."""
    request = ChatRequest(model=model_id, messages=(ChatMessage("user", "Say hello."),), max_tokens=FEW_TOKENS)
    try:
        return "".join(event.text for event in provider.stream(request) if isinstance(event, Text))
    except EmptyAnswer:
        return ""  # it answered: a model that thinks first has used up so few tokens before its first word


@contextmanager
def _provider_of(choice: Choice) -> Iterator[Provider]:
    provider = Provider(_endpoint_of(choice), TIMES, pool_size=1)
    try:
        yield provider
    finally:
        provider.close()


def _endpoint_of(choice: Choice) -> Endpoint:
    return Endpoint(choice.address, choice.api_key)
