"""Makes the catalogue of what is offered from the configuration file, or without one from the environment."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from webchat.assistants.reading import assistants_in
from webchat.config import Settings, environment
from webchat.configuration import file
from webchat.configuration.file import ConfigurationFile
from webchat.configuration.network import Network, network_in
from webchat.configuration.plain import assistant_of, plain_catalogue, plain_provider
from webchat.configuration.providers import providers_in
from webchat.configuration.secret import Secrets
from webchat.models.assistant import Assistant
from webchat.models.catalogue import Catalogue, OfferedProvider
from webchat.toml_table import Table, nearest

KEYS = ("default_model", "default_assistant", "network", "providers", "assistants")
KEY_CHARS = 300


def catalogue_of(settings: Settings, *, text: str | None = None, environ: Mapping[str, str] | None = None) -> Catalogue:
    """What is offered. `text` is the file's, where it was read before; `environ` holds the variables that it names.

    Key files are read anew. Raises ConfigurationError with one sentence, which names file and line.
    """
    if settings.config_file is None:
        return plain_catalogue(settings)
    whole = ConfigurationFile(settings.config_file, file.read(settings.config_file) if text is None else text)
    secrets = Secrets(environment(environ), settings.config_file.parent)
    return _catalogue_in(whole.table, settings, secrets)


def text_of(settings: Settings) -> str | None:
    """The text of the configuration file; None without one. Raises ConfigurationError when it cannot be read."""
    return file.read(settings.config_file) if settings.config_file else None


def _catalogue_in(top: Table, settings: Settings, secrets: Secrets) -> Catalogue:
    top.only(KEYS)
    network = network_in(top.inner("network", "network"))
    providers = providers_in(top, settings, secrets, network) or (_of_environment(top, settings, network),)
    default_model = _default_model(top, providers)
    assistants = _assistants(top, providers, default_model) or (_plain(settings, providers, default_model),)
    return Catalogue(
        providers=providers,
        assistants=assistants,
        default_model=default_model,
        default_assistant=_default_assistant(top, assistants),
    )


def _of_environment(top: Table, settings: Settings, network: Network) -> OfferedProvider:
    """The provider of the environment, when the file names none."""
    provider = plain_provider(settings)
    objection = None if provider.is_demo else network.objection(provider.base_url)
    if objection:
        raise top.wrong("network", f"OPENAI_BASE_URL is not allowed: {objection}")
    return provider if provider.is_demo else replace(provider, may_be_private=network.private)


def _default_model(top: Table, providers: Sequence[OfferedProvider]) -> str:
    keys = [provider.key_of(model) for provider in providers for model in provider.models]
    wanted = top.line("default_model", KEY_CHARS)
    if wanted is None and not keys:
        raise top.wrong("providers", 'no model is described: say which is the "default_model".')
    if wanted is None or wanted in keys or _may_be_listed(wanted, providers):
        return wanted or keys[0]
    raise top.wrong("default_model", f'nobody offers the model "{wanted}". {nearest(wanted, keys)}'.rstrip())


def _may_be_listed(key: str, providers: Sequence[OfferedProvider]) -> bool:
    slug, _, model_id = key.partition("/")
    return any(each.slug == slug and each.listed and each.listed.takes(model_id) for each in providers)


def _assistants(top: Table, providers: Sequence[OfferedProvider], default_model: str) -> tuple[Assistant, ...]:
    tables = top.values.get("assistants", [])
    if not isinstance(tables, list):
        raise top.wrong("assistants", "write [[assistants]], with two brackets, above each assistant.")
    return assistants_in(tables, providers=providers, default_model=default_model, problem=top.problem)


def _plain(settings: Settings, providers: Sequence[OfferedProvider], default_model: str) -> Assistant:
    slug = default_model.partition("/")[0]
    return assistant_of(settings, is_demo=any(each.is_demo for each in providers if each.slug == slug))


def _default_assistant(top: Table, assistants: Sequence[Assistant]) -> str:
    slugs = [assistant.slug for assistant in assistants]
    wanted = top.line("default_assistant", KEY_CHARS)
    if wanted is not None and wanted not in slugs:
        raise top.wrong("default_assistant", f'there is no assistant "{wanted}". {nearest(wanted, slugs)}'.rstrip())
    return wanted or slugs[0]
