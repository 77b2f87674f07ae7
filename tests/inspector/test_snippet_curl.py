"""The curl command of "Run it yourself", pasted into a real shell, sends what was sent and shows what came."""

import json
from pathlib import Path

from tests.inspector.programs import MESSAGES, assert_headers_of_a_reader, program, record_to, run, without_key
from tests.provider_server import ProviderServer

REPLY = "A **fjord** is a narrow inlet."


def test_it_sends_the_same_request_and_shows_the_events(provider: ProviderServer, tmp_path: Path) -> None:
    provider.reply_with(REPLY)

    code, printed, complaints = run(program(record_to(provider.base_url, {"temperature": 0.7}), "bash"), tmp_path)

    arrived = provider.requests[-1]
    assert (code, complaints) == (0, "")
    assert _text_of(printed) == REPLY
    assert (arrived.method, arrived.path) == ("POST", "/v1/chat/completions")
    assert list(arrived.json.items()) == [
        ("model", "model-a"),
        ("messages", MESSAGES),
        ("stream", True),
        ("temperature", 0.7),
    ]
    assert_headers_of_a_reader(arrived)


def test_an_answer_that_is_not_streamed_is_shown(provider: ProviderServer, tmp_path: Path) -> None:
    provider.reply_with(REPLY)

    _, printed, _ = run(program(record_to(provider.base_url, {"stream": False}), "bash"), tmp_path)

    assert json.loads(printed)["choices"][0]["message"]["content"] == REPLY


def test_only_a_stream_is_shown_unbuffered() -> None:
    streamed, whole = (record_to("http://127.0.0.1:9/v1", {"stream": stream}) for stream in (True, False))

    assert "--no-buffer" in program(streamed, "bash").code.split()
    assert "--no-buffer" not in program(whole, "bash").code.split()


def test_a_list_of_models_is_asked_for_without_a_body(provider: ProviderServer, tmp_path: Path) -> None:
    record = record_to("", url=f"{provider.base_url}/models?kind=a[b]&c='d'$e", method="GET", request_body=b"")

    code, printed, _ = run(program(record, "bash"), tmp_path)

    assert code == 0
    assert (provider.requests[-1].method, provider.requests[-1].path) == ("GET", "/v1/models?kind=a[b]&c='d'$e")
    assert json.loads(printed)["data"][0]["id"] == "model-a"


def test_a_missing_key_is_told_in_a_sentence_and_nothing_is_sent(provider: ProviderServer, tmp_path: Path) -> None:
    code, printed, complaints = run(program(record_to(provider.base_url), "bash"), tmp_path, {})

    assert code != 0
    assert (printed, provider.requests) == ("", [])
    assert "OPENAI_API_KEY: is not set. Set it first: export OPENAI_API_KEY=…" in complaints


def test_without_a_key_in_the_request_none_is_asked_for(provider: ProviderServer, tmp_path: Path) -> None:
    record = record_to(provider.base_url)
    record = record_to(provider.base_url, request_headers=without_key(record))

    code, _, _ = run(program(record, "bash"), tmp_path, {})

    assert code == 0
    assert "authorization" not in provider.requests[-1].headers


def test_an_error_of_the_provider_is_shown_and_is_a_failure(provider: ProviderServer, tmp_path: Path) -> None:
    provider.fail_with(429, {"error": {"message": "Slow down, please"}})

    code, printed, complaints = run(program(record_to(provider.base_url), "bash"), tmp_path)

    assert code != 0
    assert "Slow down, please" in printed
    assert "429" in complaints


def test_a_hidden_header_is_asked_for_by_name(provider: ProviderServer, tmp_path: Path) -> None:
    record = record_to(provider.base_url, request_headers={"X-Team": "…", "X-Odd": "it's $HOME `id`"})
    snippet = program(record, "bash")

    without = run(snippet, tmp_path, {})
    given = run(snippet, tmp_path, {"HEADER_X_TEAM": 'blue "$(id)" `id`'})

    assert (without[0] != 0, given[0]) == (True, 0)
    assert "HEADER_X_TEAM: is not set. Ask whoever runs the page" in without[2]
    assert provider.requests[-1].headers["x-team"] == 'blue "$(id)" `id`'
    assert provider.requests[-1].headers["x-odd"] == "it's $HOME `id`"
    assert len(provider.requests) == 1


def _text_of(events: str) -> str:
    data = [line.removeprefix("data: ") for line in events.split("\n") if line.startswith("data: {")]
    choices = [choice for each in data for choice in json.loads(each)["choices"]]
    return "".join(choice["delta"].get("content") or "" for choice in choices)
