"""Which models of one provider are offered: those of the configuration, and of its own list those that may be."""

from collections.abc import Iterable
from itertools import compress, islice

from webchat.config import Settings
from webchat.models.catalogue import OfferedModel, OfferedProvider
from webchat.models.sizes import Sizes
from webchat.provider import Model

MOST_LISTED = 20_000


class Shelf:
    """The offered models of `provider` when it lists `listed`; None: what it lists is not known yet."""

    def __init__(self, provider: OfferedProvider, listed: tuple[Model, ...] | None, settings: Settings) -> None:
        self.provider, self.listed = provider, listed
        self._settings = settings
        self._by_id = {model.id: model for model in provider.models}
        for model in self._allowed(listed or ()):
            self._by_id.setdefault(model.id, self._made(model))
        self.models = tuple(self._by_id.values())

    def is_of(self, provider: OfferedProvider, listed: tuple[Model, ...] | None) -> bool:
        """Whether it was made of just these."""
        return self.provider is provider and self.listed is listed

    def find(self, model_id: str) -> OfferedModel | None:
        """The model of that id. As long as the list is not known, any that it may hold is taken at its word."""
        known, filtered = self._by_id.get(model_id), self.provider.listed
        if known is None and self.listed is None and filtered and filtered.takes(model_id):
            return self.assumed(model_id)
        return known

    def assumed(self, model_id: str) -> OfferedModel:
        """A model of which nothing more than its id is known."""
        return self._made(Model(model_id))

    def _allowed(self, listed: tuple[Model, ...]) -> Iterable[Model]:
        if self.provider.listed is None:
            return ()
        return islice(compress(listed, self.provider.listed.taken(model.id for model in listed)), MOST_LISTED)

    def _made(self, model: Model) -> OfferedModel:
        sizes = Sizes.of(self._settings, told=model.context_tokens)
        return OfferedModel(
            id=model.id,
            name=model.id,
            context_tokens=sizes.context_tokens,
            max_reply_tokens=sizes.max_reply_tokens,
        )
