"""Which models stand in a list to choose from: grouped by their providers, found by words, never too many to read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from webchat.models.catalogue import OfferedModel
from webchat.models.offer import Offer, ProviderOffers

MOST_SHOWN = 50
SEARCH_FROM = 10  # as many are overlooked at a glance
LONGEST_QUERY = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """A model that can be chosen, by its key. `nanos`: prices of a million tokens, read and written."""

    key: str
    model: OfferedModel
    is_chosen: bool
    is_default: bool

    @property
    def nanos(self) -> tuple[int, int] | None:
        """The prices of a million tokens in and out, in billionths of their currency; None where none are given."""
        price = self.model.price
        return (int(price.input * 10**9), int(price.output * 10**9)) if price else None


@dataclass(frozen=True, slots=True)
class Group:
    """A provider with its models that are shown. `state`: there, away or asking; `words`: what is to be said of it.
    `is_demo`: the name may be ours, to be translated.
    """

    slug: str
    name: str
    state: str
    words: str | None
    choices: tuple[Choice, ...]
    is_demo: bool = False

    @property
    def values(self) -> Mapping[str, object]:
        """What stands in its words: nothing."""
        return {}


@dataclass(frozen=True, slots=True)
class Picker:
    """`count` models are offered, `found` have the words of `q`, `left_out` of them are not shown. `usual` is the name
    of the model that answers where none is chosen; `is_usual`: none is.
    """

    groups: tuple[Group, ...]
    count: int
    found: int
    left_out: int
    usual: str
    is_usual: bool
    q: str = ""

    @property
    def has_search(self) -> bool:
        """Whether there are so many that one looks for words."""
        return self.count > SEARCH_FROM


def pick(
    offers: Sequence[ProviderOffers], *, chosen: Offer | None, usual: Offer, q: str = "", most: int = MOST_SHOWN
) -> Picker:
    """The models whose names hold all words of `q`, at most `most`; the `chosen` one always stands among them.

    `usual` is what answers where none is chosen.
    """
    q = q.strip()[:LONGEST_QUERY]
    found = [_found(each, q.casefold().split()) for each in offers]
    shares = _shares([len(models) for models in found], most)
    choice_of = _maker(chosen, usual.key)
    groups = (
        _group(each, [choice_of(each, model) for model in models[:share]], chosen, choice_of)
        for each, models, share in zip(offers, found, shares, strict=True)
    )
    return Picker(
        groups=tuple(group for group in groups if group.choices or (group.words and not q)),
        count=sum(len(each.models) for each in offers),
        found=sum(map(len, found)),
        left_out=sum(map(len, found)) - sum(shares),
        usual=usual.model.name,
        is_usual=chosen is None,
        q=q,
    )


def _found(offers: ProviderOffers, words: Sequence[str]) -> list[OfferedModel]:
    place = offers.provider.name.casefold()
    return [model for model in offers.models if _has(words, f"{model.name} {model.id} {place}".casefold())]


def _has(words: Sequence[str], text: str) -> bool:
    return all(word in text for word in words)


def _shares(counts: Sequence[int], most: int) -> list[int]:
    """How many of each are shown: the same for all, and what one does not need is for the others."""
    shares = [0] * len(counts)
    for done, index in enumerate(sorted(range(len(counts)), key=lambda index: counts[index])):
        shares[index] = min(counts[index], (most - sum(shares)) // (len(counts) - done))
    return shares


def _maker(chosen: Offer | None, default: str) -> Callable[[ProviderOffers, OfferedModel], Choice]:
    def make(offers: ProviderOffers, model: OfferedModel) -> Choice:
        key = offers.provider.key_of(model)
        return Choice(key, model, is_chosen=chosen is not None and key == chosen.key, is_default=key == default)

    return make


def _group(
    offers: ProviderOffers,
    choices: list[Choice],
    chosen: Offer | None,
    choice_of: Callable[[ProviderOffers, OfferedModel], Choice],
) -> Group:
    """What is chosen stands first where it would be left out: else the form would choose nothing."""
    provider = offers.provider
    if chosen and chosen.provider.slug == provider.slug and not any(choice.is_chosen for choice in choices):
        choices = [choice_of(offers, chosen.model), *choices]
    return Group(provider.slug, provider.name, offers.state, offers.words, tuple(choices), provider.is_demo)
