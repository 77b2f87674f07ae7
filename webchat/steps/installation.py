"""What is true here: which model answers, where it is, and whether a key is set; never the key."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal, Self
from urllib.parse import urlsplit

from webchat.models.catalogue import Catalogue, OfferedProvider
from webchat.models.offer import Offer

Place = Literal["built-in", "same-machine", "elsewhere"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """`host` is where the model answers, without anything that could be secret; empty for the built-in one.

    `sends_key`: a key goes there; `has_key`: one is set for any of the models that are offered. `other_hosts`: where
    others of them answer, outside this machine.
    """

    model: str
    host: str
    place: Place
    sends_key: bool
    has_key: bool
    offers_several: bool
    other_hosts: tuple[str, ...]

    @classmethod
    def of(cls, catalogue: Catalogue, offer: Offer, *, offers_several: bool) -> Self:
        """What is offered, with the model that answers when nothing else was chosen."""
        outside = dict.fromkeys(_host_of(each) for each in catalogue.providers if _place_of(each) == "elsewhere")
        host = _host_of(offer.provider)
        return cls(
            model=offer.model.name,
            host=host,
            place=_place_of(offer.provider),
            sends_key=_has_key(offer.provider),
            has_key=any(map(_has_key, catalogue.providers)),
            offers_several=offers_several,
            other_hosts=tuple(each for each in outside if each != host),
        )


def is_fresh(catalogue: Catalogue) -> bool:
    """Whether the built-in model is all there is: no key and no provider are configured."""
    return all(provider.is_demo for provider in catalogue.providers)


def _host_of(provider: OfferedProvider) -> str:
    return "" if provider.is_demo else urlsplit(provider.base_url).hostname or ""


def _has_key(provider: OfferedProvider) -> bool:
    return bool(provider.api_key or provider.secrets)


def _place_of(provider: OfferedProvider) -> Place:
    if provider.is_demo:
        return "built-in"
    return "same-machine" if _is_loopback(_host_of(provider)) else "elsewhere"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")  # RFC 6761 §6.3
