"""What can be chosen: a model at its provider, and all of a provider's models with the state that it is in."""

from dataclasses import dataclass
from typing import Literal

from webchat.models.catalogue import OfferedModel, OfferedProvider
from webchat.wording import N_

State = Literal["there", "away", "asking"]
AWAY = N_("Not available at the moment.")
ASKING = N_("Asking what there is…")
EMPTY = N_("Lists no models.")


@dataclass(frozen=True, slots=True)
class Offer:
    """A model and who has it."""

    provider: OfferedProvider
    model: OfferedModel

    @property
    def key(self) -> str:
        """How forms and the store name it: `provider/model`."""
        return self.provider.key_of(self.model)


@dataclass(frozen=True, slots=True)
class ProviderOffers:
    """A provider's models: those of the configuration first, then those that it lists, in its order.

    `words` say for a person what there is to say of the state: None when all is well. When it is away, `models` is
    what was known before.
    """

    provider: OfferedProvider
    models: tuple[OfferedModel, ...]
    state: State
    words: str | None = None
