"""The providers: `[[providers]]` of the configuration file."""

import re
from collections.abc import Sequence

from webchat import setting_values as values
from webchat.config import Settings
from webchat.configuration.models import listed_in, models_in
from webchat.configuration.network import Network
from webchat.configuration.plain import built_in_provider
from webchat.configuration.secret import Secrets, headers_in
from webchat.models.catalogue import OfferedProvider
from webchat.toml_table import Table, shown

MOST_PROVIDERS = 50
SLUG_CHARS, NAME_CHARS, ADDRESS_CHARS = 32, 60, 2_000
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
KEYS = ("slug", "name", "base_url", "key_env", "key_file", "headers", "list", "models", "built_in")
OF_BUILT_IN = ("slug", "name", "built_in")


def providers_in(top: Table, settings: Settings, secrets: Secrets, network: Network) -> tuple[OfferedProvider, ...]:
    """The providers that are described, in their order. Raises ConfigurationError."""
    if isinstance(alone := top.values.get("providers"), dict) and set(alone) == {"models"}:
        raise top.wrong("providers", "write [[providers]], with its slug and base_url, above [[providers.models]].")
    found: list[OfferedProvider] = []
    for table in top.each("providers", "provider", MOST_PROVIDERS):
        table.only(KEYS)
        slug = _slug(table, found)
        if not table.flag("built_in", False):
            found.append(_provider(table, slug, settings, secrets, network))
            continue
        _check_built_in(table, found)
        found.append(built_in_provider(settings, slug=slug, name=table.line("name", NAME_CHARS)))
    return tuple(found)


def _provider(table: Table, slug: str, settings: Settings, secrets: Secrets, network: Network) -> OfferedProvider:
    models, listed = models_in(table, settings), listed_in(table)
    if not models and listed is None:
        raise table.problem(
            table.path, f'the provider "{slug}" offers nothing: add [[providers.models]] or list = true.'
        )
    headers = headers_in(table.inner("headers", "header"), secrets)
    return OfferedProvider(
        slug=slug,
        name=table.line("name", NAME_CHARS) or slug,
        base_url=_base_url(table, network),
        api_key=(key := secrets.key_of(table)),
        key_from=None if key is None else table.line("key_env", NAME_CHARS) or "key_file",
        headers=headers.pairs,
        secrets=headers.secrets,
        models=models,
        listed=listed,
        may_be_private=network.private,
    )


def _slug(table: Table, before: Sequence[OfferedProvider]) -> str:
    slug = table.required("slug", SLUG_CHARS)
    if not SLUG.fullmatch(slug):
        raise table.wrong(
            "slug", f'the slug "{shown(slug)}" is not allowed: write a to z, 0 to 9 and hyphens between them.'
        )
    if any(each.slug == slug for each in before):
        raise table.wrong("slug", f'there are two providers of the slug "{slug}".')
    return slug


def _base_url(table: Table, network: Network) -> str:
    given = table.required("base_url", ADDRESS_CHARS)
    try:
        base_url = values.base_url(given)
    except ValueError:
        raise table.wrong(
            "base_url",
            f'the address "{values.without_query(given)}" is not allowed: give one such as https://api.openai.com/v1, '
            "without /chat/completions.",
        ) from None
    if objection := network.objection(base_url):
        raise table.wrong("base_url", objection)
    return base_url


def _check_built_in(table: Table, before: Sequence[OfferedProvider]) -> None:
    if key := next((key for key in table.values if key not in OF_BUILT_IN), None):
        raise table.wrong(key, f'"{key}" has no meaning for the built-in model.')
    if any(each.is_demo for each in before):
        raise table.wrong("built_in", "there is one built-in model, and it is offered already.")
