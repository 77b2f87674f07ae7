"""A provider that may not lie in a private network is judged by the address that is connected to, every time."""

from collections.abc import Iterator

import pytest

from tests.provider.asking import ask
from tests.provider_server import ProviderServer
from webchat.networks import is_private
from webchat.provider import Endpoint, Exchange, Provider, Timeouts

PRIVATE = [
    *("127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254"),
    *("0.0.0.0", "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00::1", "fec0::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "2002:7f00:1::", "ff02::1", "240.0.0.1"),
]
PUBLIC = ["1.1.1.1", "172.32.0.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1", "2002:101:101::"]


@pytest.mark.parametrize("address", PRIVATE)
def test_address_of_a_private_network_is_told(address: str) -> None:
    assert is_private(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_address_that_all_can_reach_is_not_private(address: str) -> None:
    assert not is_private(address)


@pytest.fixture
def strict() -> Iterator[list[Provider]]:
    made: list[Provider] = []
    yield made
    for provider in made:
        provider.close()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::ffff:127.0.0.1]", "0x7f000001", "2130706433"])
def test_name_that_leads_into_a_private_network_is_never_connected_to(
    server: ProviderServer, strict: list[Provider], host: str
) -> None:
    endpoint = Endpoint(f"http://{host}:{server.port}/v1", may_be_private=False)
    strict.append(Provider(endpoint, Timeouts(2, 3, 3, 10)))

    outcome = ask(strict[0])

    assert server.connections_open() == 0 and server.requests == []
    assert outcome.error and outcome.code == "unreachable"
    assert "not available" in outcome.error.message
    assert "private network" in outcome.error.for_administrator


def test_refusal_is_not_tried_again(server: ProviderServer, strict: list[Provider]) -> None:
    strict.append(Provider(Endpoint(server.base_url, may_be_private=False), Timeouts(2, 3, 3, 10)))
    exchange = Exchange()

    ask(strict[0], exchange=exchange)

    assert exchange.attempts == 1


def test_private_network_is_no_hindrance_unless_it_is_forbidden(server: ProviderServer, strict: list[Provider]) -> None:
    strict.append(Provider(Endpoint(f"http://localhost:{server.port}/v1"), Timeouts(2, 3, 3, 10)))

    outcome = ask(strict[0])

    assert outcome.text == "Hello **you**"


def test_redirect_is_not_followed_and_told(server: ProviderServer, strict: list[Provider]) -> None:
    with ProviderServer() as elsewhere:
        server.fail_with(307, b"", headers={"Location": f"{elsewhere.base_url}/chat/completions"})
        strict.append(Provider(Endpoint(server.base_url, "sk-secret-123"), Timeouts(2, 3, 3, 10)))

        outcome = ask(strict[0])

        assert elsewhere.requests == []
    assert outcome.error and "redirect" in outcome.error.for_administrator
