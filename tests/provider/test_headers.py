"""Headers that the configuration adds are sent with every request, and never shown."""

import pytest

from tests.provider.asking import ask
from tests.provider_server import ProviderServer
from webchat.provider import Endpoint, Exchange, Provider, Timeouts

HEADERS = (("OpenAI-Organization", "org-visible"), ("X-Secret", "hush-0123456789"))


def provider_with_headers(server: ProviderServer) -> Provider:
    endpoint = Endpoint(server.base_url, "sk-key-0123456789", headers=HEADERS, hidden=("hush-0123456789",))
    return Provider(endpoint, Timeouts(2, 3, 3, 10))


def test_headers_are_sent_when_asking_and_when_listing(server: ProviderServer) -> None:
    provider = provider_with_headers(server)

    ask(provider)
    provider.models()

    provider.close()
    for request in server.requests:
        assert request.headers["openai-organization"] == "org-visible"
        assert request.headers["x-secret"] == "hush-0123456789"


def test_values_of_headers_are_not_recorded(server: ProviderServer) -> None:
    provider, exchange = provider_with_headers(server), Exchange()

    ask(provider, exchange=exchange)

    provider.close()
    shown = dict(exchange.request_headers)
    assert shown["X-Secret"] == shown["OpenAI-Organization"] == "…"
    assert "hush" not in str(vars(exchange)) and "hush" not in repr(provider)


@pytest.mark.parametrize("status", [400, 500])
def test_secret_header_that_a_provider_echoes_is_starred_out(server: ProviderServer, status: int) -> None:
    server.fail_with(status, {"error": {"message": "X-Secret hush-0123456789 is wrong, says org-visible"}})
    provider, exchange = provider_with_headers(server), Exchange()

    outcome = ask(provider, exchange=exchange)

    provider.close()
    assert outcome.error and "hush" not in outcome.error.detail
    assert "org-visible" in outcome.error.detail
    assert b"hush" not in exchange.response_kept


def test_endpoint_does_not_show_its_headers() -> None:
    assert "hush" not in repr(Endpoint("http://host/v1", headers=HEADERS, hidden=("hush-0123456789",)))
