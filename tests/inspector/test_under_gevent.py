"""The inspector as it runs in earnest, under gunicorn with gevent: a long computation keeps nobody else waiting."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from tests.inspector.walk import HTMX, Walk
from tests.provider_server import DONE, ProviderServer, finish, token
from tests.running import RunningWebchat

MANY = b":\n\n" * 60_000


@pytest.fixture
def running(tmp_path: Path, provider: ProviderServer) -> Iterator[RunningWebchat]:
    with RunningWebchat(tmp_path / "webchat", OPENAI_BASE_URL=provider.base_url, WEBCHAT_MODEL="model-a") as running:
        yield running


def served_meanwhile(url: str, slow: Callable[[], requests.Response]) -> int:
    """How many other requests are answered while a slow one is."""
    others = 0
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(slow)
        while not answer.done():
            assert requests.get(f"{url}/healthz", timeout=15).ok
            others += 1
    assert answer.result().ok
    return others


def test_others_are_served_while_a_long_stream_is_taken_apart(
    running: RunningWebchat, provider: ProviderServer
) -> None:
    provider.answer_raw([MANY, token("Hello"), finish(), DONE])
    walk = Walk(running.url, lambda _: None)
    _, reply_id = walk.ask("Hello")

    others = served_meanwhile(running.url, lambda: walk.get(f"/replies/{reply_id}/exchange/events?events=1-100", HTMX))

    assert others > 5


def test_others_are_served_while_an_example_is_taken_apart(running: RunningWebchat, provider: ProviderServer) -> None:
    walk = Walk(running.url, lambda _: None)
    walk.post("/guide/streamed", {"message": "Hello"}, HTMX)  # what is compiled the first time is not what is measured
    provider.answer_raw([MANY, token("Hello"), finish(), DONE])

    others = served_meanwhile(running.url, lambda: walk.post("/guide/streamed", {"message": "Hello again"}, HTMX))

    assert others > 20
