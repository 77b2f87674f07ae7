"""The real model's API, as the provider client meets it: what arrives and how, never what the model says."""

import json
from pathlib import Path
from typing import Any

import pytest
import requests

from webchat.localmodel import NAME, LocalModel

QUESTION = [{"role": "user", "content": "Say hello in one sentence."}]
SECRET_WORD = "Rumpelstiltskin"


def ask(model: LocalModel, **changes: Any) -> requests.Response:
    body = {"model": NAME, "messages": QUESTION, "temperature": 0, "max_tokens": 8, **changes}
    return requests.post(f"{model.base_url}/chat/completions", json=body, timeout=30)


def events(answer: requests.Response) -> list[Any]:
    lines = [line.removeprefix("data: ") for line in answer.text.split("\n\n") if line]
    assert lines[-1] == "[DONE]"
    return [json.loads(line) for line in lines[:-1]]


def test_only_model_has_its_name(running_model: LocalModel) -> None:
    answer = requests.get(f"{running_model.base_url}/models", timeout=5)

    assert [model["id"] for model in answer.json()["data"]] == [NAME]


def test_plain_answer_has_text_reason_and_usage(running_model: LocalModel) -> None:
    answer = ask(running_model).json()

    assert answer["choices"][0]["message"]["content"]
    assert answer["choices"][0]["finish_reason"] in {"stop", "length"}
    assert 0 < answer["usage"]["completion_tokens"] <= 8


def test_streamed_answer_is_the_plain_one_in_pieces(running_model: LocalModel) -> None:
    plain = ask(running_model).json()["choices"][0]["message"]["content"]

    answer = ask(running_model, stream=True)

    pieces = [event["choices"][0]["delta"].get("content") or "" for event in events(answer)]
    assert answer.headers["Content-Type"] == "text/event-stream"
    assert "".join(pieces) == plain
    assert len(list(filter(None, pieces))) > 1


def test_stream_ends_with_usage_when_asked(running_model: LocalModel) -> None:
    last = events(ask(running_model, stream=True, stream_options={"include_usage": True}))[-1]

    assert last["choices"] == []
    assert last["usage"]["completion_tokens"] > 0


@pytest.mark.parametrize("field", ["max_tokens", "max_completion_tokens"])
def test_token_limit_cuts_the_answer_and_says_so(running_model: LocalModel, field: str) -> None:
    answer = ask(running_model, **{"max_tokens": None, field: 2}).json()

    assert answer["choices"][0]["finish_reason"] == "length"
    assert answer["usage"]["completion_tokens"] == 2


@pytest.mark.parametrize("is_streamed", [True, False])
def test_too_long_a_conversation_is_refused_before_the_answer(running_model: LocalModel, is_streamed: bool) -> None:
    answer = ask(running_model, stream=is_streamed, messages=[{"role": "user", "content": "word " * 2100}])

    error = answer.json()["error"]
    assert answer.status_code == 400
    assert error["type"] == "exceed_context_size_error"
    assert error["n_ctx"] == 2048


def test_two_answer_at_once(running_model: LocalModel) -> None:
    body = {"model": NAME, "messages": QUESTION, "max_tokens": 1500, "ignore_eos": True, "stream": True}
    url = f"{running_model.base_url}/chat/completions"

    with (
        requests.post(url, json=body, stream=True, timeout=30) as first,
        requests.post(url, json=body, stream=True, timeout=30) as second,
    ):
        assert next(first.iter_lines()).startswith(b"data: ")
        assert next(second.iter_lines()).startswith(b"data: ")

    assert ask(running_model, max_tokens=1).elapsed.total_seconds() < 5


def test_nothing_but_the_api_is_served(running_model: LocalModel) -> None:
    root = running_model.base_url.removesuffix("/v1")

    statuses = {path: requests.get(root + path, timeout=5).status_code for path in ("/", "/slots", "/metrics")}

    assert all(status >= 400 for status in statuses.values()), statuses


def test_pages_of_other_sites_may_not_read_answers(running_model: LocalModel) -> None:
    answer = requests.get(f"{running_model.base_url}/models", headers={"Origin": "http://other.example"}, timeout=5)

    assert answer.headers.get("Access-Control-Allow-Origin", "") == ""


def test_answers_leave_nothing_in_the_log_and_errors_no_message(
    running_model: LocalModel, local_model_file: Path
) -> None:
    log = local_model_file.with_name("log")
    before = log.stat().st_size

    ask(running_model, messages=[{"role": "user", "content": f"My name is {SECRET_WORD}."}])
    after_answer = log.stat().st_size
    ask(running_model, messages=[{"role": "user", "content": f"My name is {SECRET_WORD}. " * 800}])

    assert after_answer == before
    assert log.stat().st_size > before
    assert SECRET_WORD not in log.read_text()
