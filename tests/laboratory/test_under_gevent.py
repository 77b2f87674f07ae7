"""The laboratory as it runs in earnest, under gunicorn with gevent: nobody waits for who waits there."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.provider_server import ProviderServer
from tests.running import RunningWebchat

FORM = b"message=one+two+three+four"


@pytest.fixture
def running(tmp_path: Path, provider: ProviderServer) -> Iterator[RunningWebchat]:
    with RunningWebchat(
        tmp_path / "webchat", OPENAI_BASE_URL=provider.base_url, OPENAI_API_KEY="sk-test-key", WEBCHAT_MODEL="model-a"
    ) as running:
        yield running


def seconds_for(request: Request | str, *, expected: str = "") -> float:
    begun = time.monotonic()
    with urlopen(request, timeout=15) as answer:
        assert expected in answer.read().decode()
    return time.monotonic() - begun


def trying(running: RunningWebchat, slug: str) -> Request:
    return Request(f"{running.url}/lab/{slug}", data=FORM, headers={"Origin": running.url})


def test_others_are_served_while_somebody_waits_for_no_answer(running: RunningWebchat) -> None:
    seconds_for(trying(running, "unknown-model"))  # what is loaded and compiled the first time is not what is measured
    others: list[float] = []

    with ThreadPoolExecutor(2) as pool:
        slow = [pool.submit(seconds_for, trying(running, "slow"), expected='class="failure"') for _ in range(2)]
        while not all(each.done() for each in slow):
            others.append(seconds_for(f"{running.url}/healthz"))

    assert all(each.result() > 1.4 for each in slow)
    assert sum(each < 1.0 for each in others) > 5


def test_the_real_provider_is_asked_nothing(running: RunningWebchat, provider: ProviderServer) -> None:
    before = [request for request in provider.requests if request.method == "POST"]

    seconds_for(trying(running, "all-well"), expected="one two three four")
    seconds_for(trying(running, "nobody-there"), expected='class="failure"')

    assert [request for request in provider.requests if request.method == "POST"] == before == []
