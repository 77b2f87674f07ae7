"""What is offered: providers with their models, and assistants. A frozen whole: read again, it is replaced at once.

This module is imported in gunicorn's arbiter: it must not import `requests`, Flask or SQLAlchemy.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Self

from webchat.models.assistant import Assistant
from webchat.models.sieve import Sieve

LONGEST_ID = 200


def is_sound(model_id: str) -> bool:
    """Whether a model's id can be shown, and written into a setting."""
    return len(model_id) <= LONGEST_ID and model_id.isprintable() and bool(model_id.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a million tokens cost, in `currency` (ISO 4217); `cached_input`: of what the provider had cached."""

    currency: str
    input: Decimal
    output: Decimal
    cached_input: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedModel:
    """A model as its provider knows it (`id`) and as it is shown (`name`).

    `context_tokens` bounds request and reply together. `efforts`: the values of `reasoning_effort` that it takes.
    """

    id: str
    name: str
    context_tokens: int
    max_reply_tokens: int
    takes_temperature: bool = True
    takes_images: bool = False
    efforts: tuple[str, ...] = ()
    price: Price | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Which models of the provider's own list are offered too: names with `*` and `?` (fnmatch)."""

    only: tuple[str, ...] = ("*",)
    never: tuple[str, ...] = ()

    def takes(self, model_id: str) -> bool:
        """Whether a model of that id is offered when it is on the list."""
        return any(self.taken((model_id,)))

    def taken(self, model_ids: Iterable[str]) -> Iterator[bool]:
        """The same of many."""
        only, never = Sieve(self.only), Sieve(self.never)
        for model_id in model_ids:
            yield is_sound(model_id) and only.holds(model_id) and not never.holds(model_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedProvider:
    """An OpenAI-compatible API. `slug` names it in forms and in the store, `name` on the page.

    `listed` is None when only `models` are offered. `headers` go with every request; `secrets` are those of their
    values that must never be shown. `may_be_private`: its address may lie in a private network. `is_of_environment`: it
    is not described in the configuration file. `key_from`: the name of the variable that holds the key, or `key_file`.
    """

    slug: str
    name: str
    base_url: str = field(repr=False)
    api_key: str | None = field(default=None, repr=False)
    key_from: str | None = None
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    models: tuple[OfferedModel, ...] = ()
    listed: Listed | None = None
    is_demo: bool = False
    may_be_private: bool = True
    is_of_environment: bool = False

    def key_of(self, model: OfferedModel) -> str:
        """How forms and the store name a model: `provider/model`."""
        return f"{self.slug}/{model.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All that is offered. `default_model` is a key (`provider/model`), `default_assistant` a slug."""

    providers: tuple[OfferedProvider, ...]
    assistants: tuple[Assistant, ...]
    default_model: str
    default_assistant: str

    @property
    def has_built_in(self) -> bool:
        """Whether the model on this machine is among them: it has to be started."""
        return any(provider.is_demo for provider in self.providers)

    def with_built_in_at(self, base_url: str) -> Self:
        """The same, with the address of the model on this machine, which is known once it runs."""
        placed = (replace(each, base_url=base_url) if each.is_demo else each for each in self.providers)
        return replace(self, providers=tuple(placed))

    def provider(self, slug: str) -> OfferedProvider | None:
        """The provider of that slug."""
        return next((each for each in self.providers if each.slug == slug), None)

    def assistant(self, slug: str | None) -> Assistant | None:
        """The assistant of that slug; None for none such."""
        return next((each for each in self.assistants if each.slug == slug), None)
