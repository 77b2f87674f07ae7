"""What is offered at one moment: one catalogue, with the lists that were known then. Nobody is asked for anything."""

from collections.abc import Callable
from dataclasses import dataclass, field

from webchat.models.catalogue import Catalogue, OfferedProvider
from webchat.models.offer import Offer
from webchat.models.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Offered:
    """`shelf_of` tells what a provider has; the answer is kept, so that it is the same however often it is wanted."""

    catalogue: Catalogue
    shelf_of: Callable[[OfferedProvider], Shelf]
    _shelves: dict[str, Shelf] = field(default_factory=dict, repr=False)

    def find(self, key: str) -> Offer | None:
        """The model of that key (`provider/model`), if it is offered.

        Where a provider's own list is not known yet, any name is taken that it may hold.
        """
        slug, _, model_id = key.partition("/")
        provider = self.catalogue.provider(slug)
        model = self.shelf(provider).find(model_id) if provider else None
        return Offer(provider, model) if provider and model else None

    def default(self) -> Offer:
        """The model that answers when nothing else was chosen."""
        slug, _, model_id = self.catalogue.default_model.partition("/")
        provider = self.catalogue.provider(slug) or self.catalogue.providers[0]
        shelf = self.shelf(provider)
        return Offer(provider, shelf.find(model_id) or shelf.assumed(model_id))

    def shelf(self, provider: OfferedProvider) -> Shelf:
        """All that this provider has."""
        if provider.slug not in self._shelves:
            self._shelves[provider.slug] = self.shelf_of(provider)
        return self._shelves[provider.slug]
