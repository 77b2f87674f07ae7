"""The JavaScript program of "Run it yourself": its body is read by a parser, and where Node is, all of it runs."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

from tests.inspector.programs import KEY, MESSAGES, program, record_to, run, without_key
from tests.provider_server import DONE, ProviderServer, event, finish, pause
from webchat.inspector.snippets import Snippet, snippets_of

REPLY = "A **fjord** is\n\n\u2028a “narrow” inlet 🏞.\x85\n"


def test_its_body_is_the_same() -> None:
    odd = {"temperature": 0.7, "stop": None, "text": "\"'`${x}\\\n\0\u2028\ud800😀", "seed": 2**53 - 1}

    snippet = program(record_to("http://127.0.0.1:9/v1", odd), "javascript")

    assert list(body_of(snippet).items()) == [
        ("model", "model-a"),
        ("messages", MESSAGES),
        ("stream", True),
        *(odd | {"text": odd["text"].encode("utf-8", "replace").decode()}).items(),
    ]


def test_it_names_address_method_headers_and_key() -> None:
    code = program(record_to("http://127.0.0.1:9/v1"), "javascript").code

    assert 'await fetch("http://127.0.0.1:9/v1/chat/completions", {\n  method: "POST",' in code
    assert '"Authorization": `Bearer ${key}`,' in code and "process.env.OPENAI_API_KEY;" in code
    assert '"Content-Type": "application/json",' in code
    assert "User-Agent" not in code and "Accept-Encoding" not in code


def test_numbers_that_it_does_not_have_leave_it_out() -> None:
    languages = [each.language for each in snippets_of(record_to("http://127.0.0.1:9/v1", {"seed": 2**53}))]

    assert languages == ["python", "bash"]


def test_a_name_that_means_something_else_there_is_written_otherwise() -> None:
    code = program(record_to("http://127.0.0.1:9/v1", {"__proto__": {"a": 1}}), "javascript").code

    assert '\n  ["__proto__"]: {' in code


def body_of(snippet: Snippet) -> Any:
    """The literal, which is JSON but for one name."""
    found = re.search(r"^const body = (.*?^\});$", snippet.code, re.MULTILINE | re.DOTALL)
    assert found
    return json.loads(re.sub(r'^( *)\["__proto__"\]:', r'\1"__proto__":', found[1], flags=re.MULTILINE))


if shutil.which("node"):  # no part of what the tests need; all that can be said without is said above

    def test_it_sends_the_same_request_and_prints_the_reply(provider: ProviderServer, tmp_path: Path) -> None:
        provider.reply_with(REPLY)
        record = record_to(provider.base_url, {"temperature": 0.7, "stop": None, "__proto__": {"a": 1}})

        code, printed, complaints = run(program(record, "javascript"), tmp_path)

        arrived = provider.requests[-1]
        assert (code, printed, complaints) == (0, REPLY + "\n", "")
        assert (arrived.method, arrived.path) == ("POST", "/v1/chat/completions")
        assert list(arrived.json.items()) == list(json.loads(record.request_body).items())
        assert arrived.headers["authorization"] == f"Bearer {KEY}"
        assert arrived.headers["content-type"] == "application/json"

    def test_other_lines_and_other_answers_are_understood(provider: ProviderServer, tmp_path: Path) -> None:
        usage = event({"choices": [], "usage": {"total_tokens": 1}})
        said = b'data: {"choices": [{"delta": {"content": "H\xc3\xa9"}}]}\r\n\r\n'
        parts = [b": alive\n\n", said[:-10], pause(0.1), said[-10:], b"data:\n\n", usage, finish("stop"), DONE]
        provider.answer_raw(parts, times=1)
        streamed = run(program(record_to(provider.base_url), "javascript"), tmp_path)

        whole = run(program(record_to(provider.base_url, {"stream": False}), "javascript"), tmp_path)

        assert streamed == (0, "Hé\n", "")
        assert whole == (0, "Hello **you**\n", "")

    def test_errors_and_a_missing_key_are_told(provider: ProviderServer, tmp_path: Path) -> None:
        provider.fail_with(429, {"error": {"message": "Slow down, please"}})
        record = record_to(provider.base_url)
        without = record_to(provider.base_url, request_headers=without_key(record) | {"X-Team": "…"})

        refused = run(program(record, "javascript"), tmp_path)
        no_key = run(program(record, "javascript"), tmp_path, {})
        no_header = run(program(without, "javascript"), tmp_path, {})

        assert refused[0] == 1 and refused[2].startswith("429 ") and "Slow down, please" in refused[2]
        assert no_key == (1, "", "OPENAI_API_KEY is not set. Set it first: export OPENAI_API_KEY=…\n")
        assert no_header[0] == 1 and no_header[2].startswith("HEADER_X_TEAM is not set.")
        assert len(provider.requests) == 1
