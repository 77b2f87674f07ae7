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

from webchat.inspector.snippets import Snippet, snippets_of
from webchat.store.exchanges import ExchangeRecord

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
    return ExchangeRecord(**values | changes)


def without_key(record: ExchangeRecord) -> dict[str, str]:
    """Its headers but for the key."""
    return {name: value for name, value in record.request_headers.items() if name != "Authorization"}


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
