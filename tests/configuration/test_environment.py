"""What is offered when there is no configuration file: what the environment says, as ever."""

from dataclasses import replace

import pytest

from tests.provider_server import ProviderServer
from webchat import configuration
from webchat.config import Settings
from webchat.errors import ConfigurationError
from webchat.models.catalogue import Listed


def test_nothing_said_is_the_built_in_model(settings: Settings) -> None:
    catalogue = configuration.catalogue_of(settings)

    placed = catalogue.with_built_in_at("http://127.0.0.1:1/v1")
    model = catalogue.providers[0].models[0]
    assert catalogue.default_model.startswith("built-in/") and catalogue.has_built_in
    assert (model.context_tokens, model.max_reply_tokens) == (2048, 512)
    assert catalogue.assistants[0].parameters.temperature == 0.0
    assert "short sentences" in (catalogue.assistants[0].instructions or "")
    assert placed.providers[0].base_url == "http://127.0.0.1:1/v1"


@pytest.mark.parametrize(
    ("context", "reply", "expected"), [(1000, None, (1000, 500)), (9000, 9000, (2048, 1024)), (None, 100, (2048, 100))]
)
def test_settings_may_make_the_built_in_models_sizes_smaller_but_not_larger(
    settings: Settings, context: int | None, reply: int | None, expected: tuple[int, int]
) -> None:
    catalogue = configuration.catalogue_of(replace(settings, context_tokens=context, max_reply_tokens=reply))

    model = catalogue.providers[0].models[0]
    assert (model.context_tokens, model.max_reply_tokens) == expected


def test_provider_of_the_environment_offers_the_model_that_is_named(settings: Settings) -> None:
    given = replace(
        settings, base_url="https://api.example.com/v1", api_key="sk-1", model="org/m", system_prompt="Be kind."
    )

    catalogue = configuration.catalogue_of(given)

    provider = catalogue.providers[0]
    assert (provider.slug, provider.name) == ("provider", "api.example.com")
    assert (provider.base_url, provider.api_key, provider.listed) == ("https://api.example.com/v1", "sk-1", None)
    assert [(m.id, m.context_tokens, m.max_reply_tokens) for m in provider.models] == [("org/m", 16_384, 4_096)]
    assert catalogue.default_model == "provider/org/m"
    assert catalogue.assistants[0].instructions == "Be kind."
    assert catalogue.assistants[0].parameters.temperature is None


def test_more_of_its_list_is_offered_when_that_is_asked_for(settings: Settings) -> None:
    given = replace(settings, base_url="http://127.0.0.1:9/v1", model="m", models=("gpt-*", "o3"))

    assert configuration.catalogue_of(given).providers[0].listed == Listed(only=("gpt-*", "o3"))


def test_the_only_model_of_the_list_is_taken_with_the_context_that_it_tells(
    settings: Settings, provider: ProviderServer
) -> None:
    provider.models = [{"id": "only", "max_model_len": 4000}]

    catalogue = configuration.catalogue_of(replace(settings, base_url=provider.base_url))

    model = catalogue.providers[0].models[0]
    assert (model.id, model.context_tokens, model.max_reply_tokens) == ("only", 4000, 2000)


def test_several_models_of_which_none_is_named_are_told(settings: Settings, provider: ProviderServer) -> None:
    provider.models = ["a", "b"]

    with pytest.raises(ConfigurationError, match=r"WEBCHAT_MODEL is not set: give one .*\(a, b\)"):
        configuration.catalogue_of(replace(settings, base_url=provider.base_url))


def test_provider_that_cannot_be_asked_is_told(settings: Settings) -> None:
    with pytest.raises(ConfigurationError, match="WEBCHAT_MODEL is not set, and .* could not be asked"):
        configuration.catalogue_of(replace(settings, base_url="http://127.0.0.1:9/v1"))
