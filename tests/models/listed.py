"""What tests of lists ask: which models a provider offers now, and how often it was asked."""

from tests.provider_server import ProviderServer
from webchat.models.switchboard import Switchboard


def ids(switchboard: Switchboard, slug: str = "one") -> list[str]:
    offers = next(each for each in switchboard.offers(5.0) if each.provider.slug == slug)
    return [model.id for model in offers.models]


def asked(server: ProviderServer) -> int:
    return sum(request.path.endswith("/models") for request in server.requests)
