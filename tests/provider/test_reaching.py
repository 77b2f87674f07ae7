"""Where no connection comes about, the administrator learns what is wrong: the name, the port, TLS or the protocol."""

from collections.abc import Callable

import pytest

from tests.provider.asking import ask
from tests.provider.peers import CERTIFICATE, speaker, tls_server
from webchat.provider import Provider


def test_name_that_does_not_exist_is_unreachable(connect: Callable[..., Provider]) -> None:
    outcome = ask(connect("http://no-such-host.invalid/v1"))

    assert outcome.code == "unreachable"
    assert outcome.error and "no-such-host.invalid" in outcome.error.for_administrator
    assert "address" in outcome.error.for_administrator


def test_port_where_nothing_listens_is_unreachable(connect: Callable[..., Provider]) -> None:
    outcome = ask(connect("http://127.0.0.1:1/v1"))

    assert outcome.code == "unreachable"
    assert outcome.error and "Nothing listens there" in outcome.error.for_administrator


def test_certificate_that_nobody_knows_is_unreachable(connect: Callable[..., Provider]) -> None:
    with tls_server() as server:
        outcome = ask(connect(server.base_url))

    assert outcome.code == "unreachable"
    assert outcome.error and "TLS" in outcome.error.for_administrator
    assert server.requests == []


def test_https_where_http_is_spoken_is_unreachable(connect: Callable[..., Provider]) -> None:
    with speaker(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port:
        outcome = ask(connect(f"https://127.0.0.1:{port}/v1"))

    assert outcome.code == "unreachable"
    assert outcome.error and "http://" in outcome.error.for_administrator


def test_port_where_something_else_is_spoken_is_a_broken_answer(connect: Callable[..., Provider]) -> None:
    with speaker(b"SSH-2.0-OpenSSH_9.6\r\n") as port:
        outcome = ask(connect(f"http://127.0.0.1:{port}/v1"))

    assert outcome.code == "broken_answer"
    assert outcome.error and "OPENAI_BASE_URL" in outcome.error.for_administrator


def test_certificate_of_a_company_can_be_made_known(
    connect: Callable[..., Provider], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with tls_server() as server:
        provider = connect(server.base_url)
        outcomes = [ask(provider), ask(provider)]

        assert server.connections_open() == 1
    assert [outcome.finished for outcome in outcomes] == ["stop", "stop"]
