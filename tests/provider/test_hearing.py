"""Whoever holds a client hears how its calls end: that is how it is known whether a provider is there."""

import pytest

from tests.provider.asking import QUESTION, ask
from tests.provider_server import DONE, ProviderServer, cut, finish, pause, token
from webchat.provider import Endpoint, Provider, ProviderError, Timeouts


@pytest.fixture
def heard() -> list[ProviderError | None]:
    return []


@pytest.fixture
def hearing(server: ProviderServer, heard: list[ProviderError | None]) -> Provider:
    return Provider(Endpoint(server.base_url), Timeouts(2, 3, 3, 10), heard=heard.append)


def test_answer_is_heard_once(hearing: Provider, heard: list[ProviderError | None]) -> None:
    ask(hearing)

    hearing.close()
    assert heard == [None]


def test_failure_is_heard(server: ProviderServer, hearing: Provider, heard: list[ProviderError | None]) -> None:
    server.fail_with(401, {"error": {"message": "Invalid API key", "code": "invalid_api_key"}})

    outcome = ask(hearing)

    hearing.close()
    assert heard == [outcome.error]


def test_answer_that_is_cut_off_is_heard_as_both(
    server: ProviderServer, hearing: Provider, heard: list[ProviderError | None]
) -> None:
    server.answer_raw([token("Hel"), cut(), finish(), DONE])

    outcome = ask(hearing)

    hearing.close()
    assert heard == [None, outcome.error] and outcome.code == "broken_answer"


@pytest.mark.parametrize("times", [Timeouts(2, 3, 3, 1.2), Timeouts(2, 3, 0.4, 10)])
def test_answer_that_takes_too_long_once_it_has_begun_is_heard_as_an_answer(
    server: ProviderServer, heard: list[ProviderError | None], times: Timeouts
) -> None:
    hearing = Provider(Endpoint(server.base_url), times, heard=heard.append)
    server.answer_raw([token("Hel"), pause(0.8), token("lo"), pause(0.8), finish(), DONE])

    outcome = ask(hearing)

    hearing.close()
    assert heard == [None] and outcome.code == "too_slow"


def test_stream_that_is_closed_by_us_is_no_failure(hearing: Provider, heard: list[ProviderError | None]) -> None:
    with hearing.stream(QUESTION) as stream:
        next(stream)

    hearing.close()
    assert heard == [None]


@pytest.mark.parametrize("status", [404, 405])
def test_provider_without_a_list_of_models_is_there(server: ProviderServer, hearing: Provider, status: int) -> None:
    server.fail_with(status, {"error": {"message": "no such route"}})

    hearing.check()

    hearing.close()


def test_provider_that_refuses_the_key_is_not(server: ProviderServer, hearing: Provider) -> None:
    server.fail_with(401, {"error": {"message": "no"}})

    with pytest.raises(ProviderError):
        hearing.check()
    hearing.close()
