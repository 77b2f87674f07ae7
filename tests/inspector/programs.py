"""The programs of "Run it yourself", run as a reader would: in a folder and with an environment of their own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.provider_server import Recorded
from webchat.inspector.snippets import Snippet, snippets_of
from webchat.store.exchanges import ExchangeRecord
from webchat.store.headers import Headers

SECONDS = 20.0
KEY = "sk-reader-0123456789"
MESSAGES = [{"role": "user", "content": "What is a fjord?"}]
SENT_HEADERS = {
    "User-Agent": "webchat/1",
    "Accept-Encoding": "identity",
    "Accept": "text/event-stream, application/json",
    "Connection": "keep-alive",
    "Content-Type": "application/json",
    "Authorization": "Bearer $OPENAI_API_KEY",
    "Content-Length": "120",
}


def record_to(base_url: str, body: Any = None, **changes: Any) -> ExchangeRecord:
    """A request to the provider at `base_url`, as the store keeps it; `body` is what it says besides the messages."""
    sent = {"model": "model-a", "messages": MESSAGES, "stream": True} | (body or {})
    values: dict[str, Any] = {
        "method": "POST",
        "url": f"{base_url}/chat/completions",
        "request_headers": SENT_HEADERS,
        "request_body": json.dumps(sent, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"),
        "started_at": datetime.now(UTC),
    }
    return ExchangeRecord(**as_lines(values | changes))


def as_lines(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same, headers as the lines that they are."""
    return {name: Headers(value.items()) if name.endswith("_headers") else value for name, value in values.items()}


def without_key(record: ExchangeRecord) -> dict[str, str]:
    """Its headers but for the key."""
    return {name: value for name, value in record.request_headers if name != "Authorization"}


def assert_headers_of_a_reader(arrived: Recorded) -> None:
    """The same as this page's, but with the reader's own key, and of the reader's own program."""
    assert arrived.headers["authorization"] == f"Bearer {KEY}"
    assert arrived.headers["accept"] == "text/event-stream, application/json"
    assert arrived.headers["content-type"] == "application/json"
    assert "webchat" not in arrived.headers["user-agent"]


def program(record: ExchangeRecord, language: str) -> Snippet:
    """The one in this language."""
    return next(snippet for snippet in snippets_of(record) if snippet.language == language)


def run(snippet: Snippet, folder: Path, environment: Mapping[str, str] | None = None) -> tuple[int, str, str]:
    """Exit code, output and complaints. Without `environment` the key is set, as the reader was told to."""
    source = folder / (snippet.file or "ask.sh")
    source.write_text(snippet.code)
    done = subprocess.run(
        [*_interpreter(snippet.language), source],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder)}
        | ({"OPENAI_API_KEY": KEY} if environment is None else dict(environment)),
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    return done.returncode, done.stdout, done.stderr


def _interpreter(language: str) -> list[str]:
    return {"python": [sys.executable], "bash": ["sh"], "javascript": [shutil.which("node") or "node"]}[language]
