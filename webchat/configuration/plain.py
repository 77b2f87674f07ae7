"""What there is without a configuration file: one provider from the environment, and one plain assistant."""

from urllib.parse import urlsplit

from webchat import localmodel
from webchat.config import Settings
from webchat.configuration.asking import only_model
from webchat.models.assistant import Assistant, Parameters, plain_assistant
from webchat.models.catalogue import Catalogue, Listed, OfferedModel, OfferedProvider
from webchat.models.sizes import Sizes
from webchat.wording import N_

BUILT_IN = "built-in"
PROVIDER = "provider"
BUILT_IN_PROMPT = "You are a helpful assistant. Answer in a few short sentences."


def plain_catalogue(settings: Settings) -> Catalogue:
    """One provider and one assistant, as the environment says.

    Raises ConfigurationError when WEBCHAT_MODEL is missing and the provider does not list exactly one model.
    """
    provider = plain_provider(settings)
    assistant = assistant_of(settings, is_demo=provider.is_demo)
    return Catalogue(
        providers=(provider,),
        assistants=(assistant,),
        default_model=provider.key_of(provider.models[0]),
        default_assistant=assistant.slug,
    )


def plain_provider(settings: Settings) -> OfferedProvider:
    """The provider that the environment names, or the built-in model."""
    return built_in_provider(settings) if settings.uses_built_in_model else _named_provider(settings)


def built_in_provider(settings: Settings, *, slug: str = BUILT_IN, name: str | None = None) -> OfferedProvider:
    """The demo model that runs on this machine. Its address is known when it has been started."""
    sizes = Sizes.built_in(settings)
    model = OfferedModel(
        id=localmodel.NAME,
        name=localmodel.NAME,
        context_tokens=sizes.context_tokens,
        max_reply_tokens=sizes.max_reply_tokens,
    )
    return OfferedProvider(slug=slug, name=name or N_("Built-in model"), base_url="", models=(model,), is_demo=True)


def assistant_of(settings: Settings, *, is_demo: bool) -> Assistant:
    """The assistant that there is when none is described."""
    return plain_assistant(
        instructions=settings.system_prompt or (BUILT_IN_PROMPT if is_demo else None),
        parameters=Parameters(temperature=0.0 if is_demo else None),
    )


def _named_provider(settings: Settings) -> OfferedProvider:
    name, told_context = settings.model, None
    if name is None:
        name, told_context = only_model(settings)
    sizes = Sizes.of(settings, told=told_context)
    model = OfferedModel(
        id=name, name=name, context_tokens=sizes.context_tokens, max_reply_tokens=sizes.max_reply_tokens
    )
    return OfferedProvider(
        slug=PROVIDER,
        name=urlsplit(settings.provider_url).hostname or PROVIDER,
        base_url=settings.provider_url,
        api_key=settings.api_key,
        models=(model,),
        listed=Listed(only=settings.models) if settings.models else None,
        is_of_environment=True,
    )
