"""What the tests offer: one model of the tests' own provider, unless a test says otherwise."""

from typing import Any

from webchat import localmodel
from webchat.models.assistant import Parameters, plain_assistant
from webchat.models.catalogue import Catalogue, OfferedModel, OfferedProvider

KEY = "sk-test-0123456789abcdef-KEY"
OF_ASSISTANT = ("temperature", "system_prompt")
OF_PROVIDER = ("api_key", "is_demo", "base_url", "slug", "headers", "listed", "may_be_private")


def offered_model(name: str = "test-model", **changes: Any) -> OfferedModel:
    """A model with room for short tests."""
    return OfferedModel(**{"id": name, "name": name, "context_tokens": 8192, "max_reply_tokens": 1024, **changes})


def offered_provider(base_url: str, slug: str = "test", **changes: Any) -> OfferedProvider:
    """A provider at that address, with the tests' key and one model."""
    usual = {"slug": slug, "name": slug.title(), "api_key": KEY, "models": (offered_model(),)}
    return OfferedProvider(**{**usual, "base_url": base_url, **changes})


def catalogue_of(*providers: OfferedProvider, **changes: Any) -> Catalogue:
    """These providers, their first model by default, and the plain assistant."""
    usual = {
        "providers": providers,
        "assistants": (plain_assistant(),),
        "default_model": next((each.key_of(model) for each in providers for model in each.models), ""),
        "default_assistant": "default",
    }
    return Catalogue(**{**usual, **changes})


def catalogue_at(base_url: str, **changes: Any) -> Catalogue:
    """One provider with one model; `changes` are of the model, the provider or the assistant, told apart by name."""
    of_provider = {name: changes.pop(name) for name in OF_PROVIDER if name in changes}
    temperature, instructions = (changes.pop(name, None) for name in OF_ASSISTANT)
    if of_provider.get("is_demo"):
        changes.setdefault("name", localmodel.NAME)
    assistant = plain_assistant(instructions=instructions, parameters=Parameters(temperature=temperature))
    given = {"is_of_environment": True, "models": (offered_model(**changes),), **of_provider}
    provider = offered_provider(given.pop("base_url", base_url), **given)
    return catalogue_of(provider, assistants=(assistant,))
