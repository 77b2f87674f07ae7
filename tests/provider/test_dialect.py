"""A parameter that a model refuses is corrected once, and what was learned is remembered for that model alone."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.provider.asking import QUESTION, ask
from tests.provider_server import ProviderServer, Recorded
from webchat.provider import ChatRequest, Exchange, Provider

FULL = replace(QUESTION, max_tokens=50, temperature=0.5)


def refusing(**words: str) -> Callable[[Recorded], tuple[int, Any] | None]:
    """A model that refuses the parameters named, in these words."""

    def judge(request: Recorded) -> tuple[int, Any] | None:
        for name, message in words.items():
            if name in request.json:
                return 400, {"error": {"message": message, "type": "invalid_request_error"}}
        return None

    return judge


OPENAI_LENGTH = (
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
)
OPENAI_TEMPERATURE = "Unsupported value: 'temperature' does not support 0.5 with this model. Only the default (1) is."
MISTRAL_OPTIONS = "Extra inputs are not permitted: stream_options"


@pytest.mark.parametrize(
    ("words", "attempts", "names"),
    [
        ({"max_tokens": OPENAI_LENGTH}, 2, {"max_completion_tokens", "temperature", "stream_options"}),
        ({"temperature": OPENAI_TEMPERATURE}, 2, {"max_tokens", "stream_options"}),
        ({"stream_options": MISTRAL_OPTIONS}, 2, {"max_tokens", "temperature"}),
        (
            {"max_tokens": OPENAI_LENGTH, "temperature": OPENAI_TEMPERATURE, "stream_options": MISTRAL_OPTIONS},
            4,
            {"max_completion_tokens"},
        ),
    ],
)
def test_refused_parameter_is_corrected_once_and_remembered(
    server: ProviderServer, provider: Provider, words: dict[str, str], attempts: int, names: set[str]
) -> None:
    server.judge = refusing(**words)

    outcomes = [ask(provider, FULL), ask(provider, FULL)]

    assert [outcome.finished for outcome in outcomes] == ["stop", "stop"]
    assert len(server.requests) == attempts + 1
    assert set(server.requests[-1].json) - {"model", "messages", "stream"} == names


def test_what_is_learned_of_one_model_is_not_applied_to_another(server: ProviderServer, provider: Provider) -> None:
    judge = refusing(max_tokens=OPENAI_LENGTH)
    server.judge = lambda request: judge(request) if request.json["model"] == "o9" else None
    ask(provider, replace(FULL, model="o9"))

    ask(provider, FULL)

    assert "max_tokens" in server.requests[-1].json


def test_parameter_that_is_refused_either_way_is_a_refused_request(server: ProviderServer, provider: Provider) -> None:
    other = "Unknown parameter: 'max_completion_tokens'"
    server.judge = refusing(max_tokens="Unknown parameter: 'max_tokens'", max_completion_tokens=other)

    outcome = ask(provider, FULL)

    assert outcome.code == "request_refused"
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "message",
    [
        "max_tokens is too large: 99999. This model supports at most 16384 completion tokens",
        "temperature must be between 0 and 2",
        "Unsupported parameter: 'tools'",
    ],
)
def test_other_refusals_change_nothing(server: ProviderServer, provider: Provider, message: str) -> None:
    server.fail_with(400, {"error": {"message": message}})

    outcome = ask(provider, FULL)

    assert outcome.code == "request_refused"
    assert len(server.requests) == 1


def test_refusal_of_what_was_not_sent_is_not_asked_again(server: ProviderServer, provider: Provider) -> None:
    server.fail_with(400, {"error": {"message": OPENAI_TEMPERATURE}})

    ask(provider, QUESTION)

    assert len(server.requests) == 1


def test_correction_in_fields_instead_of_words_is_understood(server: ProviderServer, provider: Provider) -> None:
    detail = [{"type": "extra_forbidden", "loc": ["body", "stream_options"], "msg": "Extra inputs are not permitted"}]
    server.fail_with(422, {"detail": detail}, times=1)

    outcome = ask(provider)

    assert outcome.finished == "stop"
    assert "stream_options" not in server.requests[-1].json


def test_threads_may_learn_at_the_same_time(server: ProviderServer, provider: Provider) -> None:
    server.judge = refusing(max_tokens=OPENAI_LENGTH)
    ends: list[str | None] = []

    def one(request: ChatRequest = FULL) -> None:
        ends.append(ask(provider, request).finished)

    threads = [threading.Thread(target=one) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ends == ["stop"] * 10


def test_attempts_are_counted_over_corrections_and_retries(server: ProviderServer, provider: Provider) -> None:
    exchange = Exchange()
    server.fail_with(503, headers={"Retry-After": "0"}, times=1)
    server.judge = refusing(max_tokens=OPENAI_LENGTH)

    ask(provider, FULL, exchange)

    assert exchange.attempts == 3


def test_reasoning_effort_is_sent_as_it_is_asked_for(server: ProviderServer, provider: Provider) -> None:
    ask(provider, replace(QUESTION, reasoning_effort="low"))
    ask(provider, QUESTION)

    assert server.requests[0].json["reasoning_effort"] == "low"
    assert "reasoning_effort" not in server.requests[1].json


@pytest.mark.parametrize(
    "words",
    [
        "Unsupported parameter: 'reasoning_effort' is not supported with this model.",
        "Unrecognized request argument supplied: reasoning_effort",
    ],
)
def test_reasoning_effort_that_a_model_refuses_is_left_out_and_the_rest_kept(
    server: ProviderServer, provider: Provider, words: str
) -> None:
    server.judge = refusing(reasoning_effort=words)

    outcomes = [ask(provider, replace(FULL, reasoning_effort="high")) for _ in range(2)]

    assert [outcome.finished for outcome in outcomes] == ["stop", "stop"]
    assert len(server.requests) == 3
    assert set(server.requests[-1].json) - {"model", "messages", "stream"} == {
        "max_tokens",
        "temperature",
        "stream_options",
    }
