"""The Python program of "Run it yourself" sends what was sent, and prints what the reply says."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from tests.inspector.programs import KEY, MESSAGES, assert_headers_of_a_reader, program, record_to, run, without_key
from tests.provider_server import DONE, ProviderServer, chunk, event, finish, wait_for

REPLY = "A **fjord** is\n\n\u2028a “narrow” inlet 🏞.\x85\n"


def test_it_sends_the_same_request_and_prints_the_reply(provider: ProviderServer, tmp_path: Path) -> None:
    provider.reply_with(REPLY)
    record = record_to(provider.base_url, {"temperature": 0.7, "stop": None, "n": 1})

    code, printed, complaints = run(program(record, "python"), tmp_path)

    arrived = provider.requests[-1]
    assert (code, printed, complaints) == (0, REPLY + "\n", "")
    assert (arrived.method, arrived.path) == ("POST", "/v1/chat/completions")
    assert list(arrived.json.items()) == [
        ("model", "model-a"),
        ("messages", MESSAGES),
        ("stream", True),
        ("temperature", 0.7),
        ("stop", None),
        ("n", 1),
    ]
    assert_headers_of_a_reader(arrived)


def test_an_answer_that_is_not_streamed_is_printed(provider: ProviderServer, tmp_path: Path) -> None:
    provider.reply_with(REPLY)

    code, printed, _ = run(program(record_to(provider.base_url, {"stream": False}), "python"), tmp_path)

    assert (code, printed) == (0, REPLY + "\n")


def test_a_provider_that_answered_whole_all_the_same_is_understood(provider: ProviderServer, tmp_path: Path) -> None:
    provider.reply_with(REPLY, stream=False)
    record = record_to(provider.base_url, status=200, response_headers={"Content-Type": "application/json"})

    code, printed, _ = run(program(record, "python"), tmp_path)

    assert (code, printed) == (0, REPLY + "\n")
    assert provider.requests[-1].json["stream"] is True


def test_a_list_of_models_is_asked_for_without_a_body(provider: ProviderServer, tmp_path: Path) -> None:
    record = record_to("", url=f"{provider.base_url}/models", method="GET", request_body=b"")

    code, printed, _ = run(program(record, "python"), tmp_path)

    assert (code, provider.requests[-1].body) == (0, b"")
    assert '"model-a"' in printed


@pytest.mark.parametrize("is_chunked", [True, False])
def test_words_are_printed_as_they_come(provider: ProviderServer, tmp_path: Path, is_chunked: bool) -> None:
    """The server sends the next word only when the one before was printed: a program that waits would never end."""
    may_go_on = threading.Event()
    parts = [chunk({"content": "first"}), wait_for(may_go_on), chunk({"content": " second"}), finish("stop"), DONE]
    provider.answer_raw(parts, chunked=is_chunked, headers={} if is_chunked else {"Connection": "close"})
    snippet = program(record_to(provider.base_url), "python")
    source = snippet.code.replace("flush=True)", "flush=True)\n        open('printed', 'w').close()")
    assert source != snippet.code
    watcher = threading.Thread(target=_release_when_there, args=(tmp_path / "printed", may_go_on))
    watcher.start()

    code, printed, _ = run(replace(snippet, code=source), tmp_path)

    watcher.join(5)
    assert (code, printed) == (0, "first second\n")


def test_lines_may_end_in_any_way_and_other_lines_are_passed_over(provider: ProviderServer, tmp_path: Path) -> None:
    usage = event({"id": "1", "object": "chat.completion.chunk", "choices": [], "usage": {"total_tokens": 1}})
    parts = [b": alive\n\n", chunk({"role": "assistant", "content": None}), b"event: x\r\nid: 1\r\n"]
    parts += [chunk({"content": "Hello"}).replace(b"\n", b"\r\n"), b"data:" + chunk({"content": "!"})[6:], usage, DONE]
    provider.answer_raw(parts)

    code, printed, complaints = run(program(record_to(provider.base_url), "python"), tmp_path)

    assert (code, printed, complaints) == (0, "Hello!\n", "")


def test_a_missing_key_is_told_in_a_sentence_and_nothing_is_sent(provider: ProviderServer, tmp_path: Path) -> None:
    code, printed, complaints = run(program(record_to(provider.base_url), "python"), tmp_path, {})

    assert (code, printed, provider.requests) == (1, "", [])
    assert complaints == "OPENAI_API_KEY is not set. Set it first: export OPENAI_API_KEY=…\n"


def test_without_a_key_in_the_request_none_is_asked_for(provider: ProviderServer, tmp_path: Path) -> None:
    record = record_to(provider.base_url)
    record = record_to(provider.base_url, request_headers=without_key(record))

    code, _, _ = run(program(record, "python"), tmp_path, {})

    assert code == 0
    assert "authorization" not in provider.requests[-1].headers


def test_an_error_of_the_provider_is_printed(provider: ProviderServer, tmp_path: Path) -> None:
    provider.fail_with(429, {"error": {"message": "Slow down, please"}})

    code, printed, complaints = run(program(record_to(provider.base_url), "python"), tmp_path)

    assert (code, printed) == (1, "")
    assert complaints.startswith("429 ") and "Slow down, please" in complaints
    assert "Traceback" not in complaints


def test_nobody_at_the_address_is_told_in_a_sentence(tmp_path: Path) -> None:
    code, printed, complaints = run(program(record_to("http://127.0.0.1:9/v1"), "python"), tmp_path)

    assert (code, printed) == (1, "")
    assert complaints == "No answer came (ConnectionError). Check the address and the network.\n"


def test_an_error_within_the_stream_is_printed_after_what_came(provider: ProviderServer, tmp_path: Path) -> None:
    provider.answer_raw([chunk({"content": "Half"}), event({"error": {"message": "Out of memory"}})])

    code, printed, complaints = run(program(record_to(provider.base_url), "python"), tmp_path)

    assert (code, printed) == (1, "Half")
    assert "Out of memory" in complaints and "Traceback" not in complaints


def test_a_hidden_header_is_asked_for_by_name(provider: ProviderServer, tmp_path: Path) -> None:
    record = record_to(provider.base_url, request_headers={"X-Team.Name": "…", "Authorization": "Bearer …"})
    snippet = program(record, "python")

    without = run(snippet, tmp_path, {"API_KEY": KEY})
    given = run(snippet, tmp_path, {"API_KEY": KEY, "HEADER_X_TEAM_NAME": "blue"})

    assert (without[0], given[0]) == (1, 0)
    assert without[2].startswith("HEADER_X_TEAM_NAME is not set. Ask whoever runs the page")
    assert provider.requests[-1].headers["x-team.name"] == "blue"
    assert provider.requests[-1].headers["authorization"] == f"Bearer {KEY}"
    assert len(provider.requests) == 1


def _release_when_there(path: Path, event: threading.Event) -> None:
    for _ in range(2_000):
        if path.exists():
            event.set()
            return
        event.wait(0.01)
