"""Connects what is offered with who has it: finds models, knows which providers are there, and holds their clients.

The catalogue may be replaced at any moment, as a whole. Nothing here waits for a provider unless it is told how long.
"""

import threading
import time
from functools import partial

from webchat.aside import aside
from webchat.config import Settings
from webchat.models.catalogue import Catalogue, OfferedProvider
from webchat.models.clients import Clients, endpoint_of
from webchat.models.listing import AWAY_SECONDS, KEPT_SECONDS, Listing
from webchat.models.offer import ASKING, AWAY, EMPTY, Offer, ProviderOffers
from webchat.models.offered import Offered
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
        self._next_shelves: dict[str, Shelf] = {}
        self._kept = _endpoints(catalogue)
        self._lock = threading.Lock()

    @property
    def catalogue(self) -> Catalogue:
        """What is offered now; a request or a reply reads it once."""
        return self._catalogue

    def look(self) -> None:
        """Ask those who list their models themselves, in the background, where what is known is old.

        Not within a transaction: a thread is begun, and under gevent that lets others run.
        """
        for provider in self._catalogue.providers:
            if provider.listed:
                self._listing(provider).look()

    def replace(self, catalogue: Catalogue) -> None:
        """Offer something else from now on. What runs goes on; clients and lists of unchanged providers are kept."""
        kept = _endpoints(catalogue)
        with self._lock:
            self._catalogue, self._kept = catalogue, kept
            closing = [self._listings.pop(endpoint) for endpoint in set(self._listings) - kept]
        for listing in closing:
            listing.close()
        self._clients.keep_only(kept)
        self.look()

    def now(self) -> Offered:
        """What is offered at this moment. Who asks for several things asks it, so that they fit together."""
        return Offered(self._catalogue, self._shelf)

    def find(self, key: str) -> Offer | None:
        """The model of that key, if it is offered now; nobody is asked."""
        return self.now().find(key)

    def default(self) -> Offer:
        """The model that answers now when nothing else was chosen."""
        return self.now().default()

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
        self.look()
        heard = self._listing(provider).heard
        return self._clients.get(endpoint_of(provider), timeouts or self._patience(provider), heard)

    def check(self) -> None:
        """Ask all providers at once; one that answers is enough. Takes four seconds at most. Raises ProviderError."""
        listings = {endpoint_of(provider): self._listing(provider) for provider in self._catalogue.providers}
        check_any([self._clients.get(each, READY_TIMEOUTS, listings[each].told) for each in listings])

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
        if shelf is None or not shelf.is_of(provider, listed):
            shelf = self._next_shelves.pop(provider.slug, None)
            if shelf is None or not shelf.is_of(provider, listed):
                shelf = Shelf(provider, listed, self._settings)
            self._shelves[provider.slug] = shelf
        return shelf

    def _prepare(self, endpoint: Endpoint, listed: tuple[Model, ...]) -> None:
        """Sift a new list, of many models perhaps, by many patterns, while others are served."""
        for provider in self._catalogue.providers:
            if provider.listed and endpoint_of(provider) == endpoint:
                self._next_shelves[provider.slug] = aside(partial(Shelf, provider, settings=self._settings), listed)

    def _listed_by(self, provider: OfferedProvider) -> tuple[Model, ...] | None:
        if provider.listed is None:
            return ()
        return self._listing(provider).models

    def _listing(self, provider: OfferedProvider) -> Listing:
        endpoint = endpoint_of(provider)
        with self._lock:
            listing = self._listings.get(endpoint)
            if listing is None:
                client = Provider(endpoint, LISTING_TIMEOUTS, pool_size=1)
                listing = Listing(
                    provider.slug,
                    client,
                    kept_seconds=self._kept_seconds,
                    away_seconds=self._away_seconds,
                    prepare=partial(self._prepare, endpoint),
                )
                if endpoint in self._kept:  # else of one that is not offered any more, by whoever still holds it
                    self._listings[endpoint] = listing
            return listing

    def _patience(self, provider: OfferedProvider) -> Timeouts:
        settings = self._settings
        first_byte = max(settings.first_byte_timeout, DEMO_QUEUE_SECONDS if provider.is_demo else 0.0)
        return Timeouts(settings.connect_timeout, first_byte, settings.read_timeout, settings.reply_timeout)


def _endpoints(catalogue: Catalogue) -> frozenset[Endpoint]:
    return frozenset(endpoint_of(provider) for provider in catalogue.providers)
