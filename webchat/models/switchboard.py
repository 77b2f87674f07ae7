"""Connects what is offered with who has it: finds models, knows which providers are there, and holds their clients.

The catalogue may be replaced at any moment, as a whole. Nothing here waits for a provider unless it is told how long.
"""

import threading
import time

from webchat.config import Settings
from webchat.models.catalogue import Catalogue, OfferedProvider
from webchat.models.clients import Clients, endpoint_of
from webchat.models.listing import AWAY_SECONDS, KEPT_SECONDS, Listing
from webchat.models.offer import ASKING, AWAY, EMPTY, Offer, ProviderOffers
from webchat.models.reaching import check_any
from webchat.models.shelf import Shelf
from webchat.provider import Endpoint, Model, Provider, Timeouts

DEMO_QUEUE_SECONDS = 240.0  # the built-in model writes two replies at a time; a third waits without a word
LISTING_TIMEOUTS = Timeouts(3.0, 8.0, 5.0, 15.0)  # seconds: to connect, to begin, in silence, in all
READY_TIMEOUTS = Timeouts(2.0, 3.0, 3.0, 4.0)
REFRESH_SECONDS = 15.0
WORDS = {"there": None, "away": AWAY, "asking": ASKING}


class Switchboard:
    """What is offered now, and the way to it. Safe to use from many threads."""

    def __init__(
        self,
        catalogue: Catalogue,
        settings: Settings,
        *,
        kept_seconds: float = KEPT_SECONDS,
        away_seconds: float = AWAY_SECONDS,
    ) -> None:
        """A list is asked for again after `kept_seconds`, a provider that was away after `away_seconds`, if wanted."""
        self._catalogue, self._settings = catalogue, settings
        self._kept_seconds, self._away_seconds = kept_seconds, away_seconds
        self._clients = Clients(settings.max_running)
        self._listings: dict[Endpoint, Listing] = {}
        self._shelves: dict[str, Shelf] = {}
        self._lock = threading.Lock()

    @property
    def catalogue(self) -> Catalogue:
        """What is offered now; a request or a reply reads it once."""
        return self._catalogue

    def begin(self) -> None:
        """Ask those who list their models themselves, in the background."""
        for provider in self._catalogue.providers:
            if provider.listed:
                self._listing(provider).look()

    def replace(self, catalogue: Catalogue) -> None:
        """Offer something else from now on. What runs goes on; clients and lists of unchanged providers are kept."""
        kept = {endpoint_of(provider) for provider in catalogue.providers}
        with self._lock:
            self._catalogue = catalogue
            closing = [self._listings.pop(endpoint) for endpoint in set(self._listings) - kept]
        for listing in closing:
            listing.close()
        self._clients.keep_only(kept)
        self.begin()

    def find(self, key: str) -> Offer | None:
        """The model of that key (`provider/model`), if it is offered.

        Where a provider's own list is not known yet, any name is taken that it may hold.
        """
        slug, _, model_id = key.partition("/")
        provider = self._catalogue.provider(slug)
        if provider and provider.listed:
            self._listing(provider).look()
        model = self._shelf(provider).find(model_id) if provider else None
        return Offer(provider, model) if provider and model else None

    def default(self) -> Offer:
        """The model that answers when nothing else was chosen."""
        catalogue = self._catalogue
        slug, _, model_id = catalogue.default_model.partition("/")
        provider = catalogue.provider(slug) or catalogue.providers[0]
        shelf = self._shelf(provider)
        return Offer(provider, shelf.find(model_id) or shelf.assumed(model_id))

    @property
    def offers_several(self) -> bool:
        """Whether there is more than one model to choose from, as far as it is known now; asks nobody."""
        models = (model for provider in self._catalogue.providers for model in self._shelf(provider).models)
        return next(models, None) is not None and next(models, None) is not None

    def offers(self, wait_seconds: float = 0.0) -> tuple[ProviderOffers, ...]:
        """All that can be chosen, by provider; what is old is asked for again, and waited for as long as you say."""
        providers, until = self._catalogue.providers, time.monotonic() + wait_seconds
        for provider in providers:
            self._listing(provider).look()
        for provider in providers:
            self._listing(provider).wait(max(0.0, until - time.monotonic()))
        return tuple(self._offers_of(provider) for provider in providers)

    def refresh(self, slug: str) -> ProviderOffers | None:
        """Ask that provider now, waiting 16 seconds at most; None when there is none of that name."""
        provider = self._catalogue.provider(slug)
        if provider is None:
            return None
        self._listing(provider).ask_again(REFRESH_SECONDS)
        return self._offers_of(provider)

    def client(self, provider: OfferedProvider, timeouts: Timeouts | None = None) -> Provider:
        """The client of that provider, shared by all; by default as patient as the settings say. Nobody closes it."""
        listing = self._listing(provider)
        return self._clients.get(endpoint_of(provider), timeouts or self._patience(provider), listing.heard)

    def check(self) -> None:
        """Ask all providers at once; one that answers is enough. Takes four seconds at most. Raises ProviderError."""
        check_any([self.client(provider, READY_TIMEOUTS) for provider in self._catalogue.providers])

    def close(self) -> None:
        """Close all connections that nobody uses."""
        for listing in list(self._listings.values()):
            listing.close()
        self._clients.keep_only(())

    def _offers_of(self, provider: OfferedProvider) -> ProviderOffers:
        listing, models = self._listing(provider), self._shelf(provider).models
        words = WORDS[listing.state] if models or listing.state != "there" else EMPTY
        return ProviderOffers(provider, models, listing.state, words)

    def _shelf(self, provider: OfferedProvider) -> Shelf:
        listed = self._listed_by(provider)
        shelf = self._shelves.get(provider.slug)
        if shelf is None or shelf.provider is not provider or shelf.listed is not listed:
            shelf = self._shelves[provider.slug] = Shelf(provider, listed, self._settings)
        return shelf

    def _listed_by(self, provider: OfferedProvider) -> tuple[Model, ...] | None:
        if provider.listed is None:
            return ()
        return self._listing(provider).models

    def _listing(self, provider: OfferedProvider) -> Listing:
        endpoint = endpoint_of(provider)
        with self._lock:
            if endpoint not in self._listings:
                client = Provider(endpoint, LISTING_TIMEOUTS, pool_size=1)
                self._listings[endpoint] = Listing(
                    provider.slug, client, kept_seconds=self._kept_seconds, away_seconds=self._away_seconds
                )
            return self._listings[endpoint]

    def _patience(self, provider: OfferedProvider) -> Timeouts:
        settings = self._settings
        first_byte = max(settings.first_byte_timeout, DEMO_QUEUE_SECONDS if provider.is_demo else 0.0)
        return Timeouts(settings.connect_timeout, first_byte, settings.read_timeout, settings.reply_timeout)
