"""The provider speaks as real ones do, says what was ordered, and keeps its pace."""

import time
from itertools import chain
from statistics import median

import pytest
import requests

from benchmarks.arrival import delays, first_text
from benchmarks.chats import Chat, ProviderChat
from benchmarks.driver import Driver
from benchmarks.load import Target
from benchmarks.order import Order
from benchmarks.texts import DOCUMENT, STAMP


def test_ordinary_client_reads_events_usage_and_done(provider: Target) -> None:
    url = f"http://127.0.0.1:{provider.server.port}/v1/chat/completions"
    body = {"messages": [{"role": "user", "content": Order(40).words()}], "stream": True}

    answer = requests.post(url, json=body, timeout=10)

    lines = [line.removeprefix("data: ") for line in answer.text.split("\n\n") if line]
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert len(lines) == 40 + 4, "the role, the tokens, the finish reason, the usage, [DONE]"
    assert '"completion_tokens":40' in lines[-2]
    assert lines[-1] == "[DONE]"
    assert 200 < len(lines[1]) < 260


def test_models_are_listed(provider: Target) -> None:
    answer = requests.get(f"http://127.0.0.1:{provider.server.port}/v1/models", timeout=10)

    assert [model["id"] for model in answer.json()["data"]] == ["bench-model"]


def test_message_without_an_order_is_refused(provider: Target) -> None:
    url = f"http://127.0.0.1:{provider.server.port}/v1/chat/completions"

    answer = requests.post(url, json={"messages": [{"role": "user", "content": "hello"}]}, timeout=10)

    assert answer.status_code == 400


def test_prose_comes_whole_and_begins_again_at_its_end(provider: Target) -> None:
    chat = Chat(Order(1000))

    failures = Driver(provider.server.host, provider.server.port).play([provider.kind.script(chat)])

    assert failures == [None]
    assert provider.kind.shown(chat).startswith(DOCUMENT + DOCUMENT)


def test_tokens_come_at_the_ordered_rate(provider: Target) -> None:
    began = time.monotonic()

    outcome = provider.load(Order(21, rate=50), 5).flawless()

    assert 19 / 50 <= outcome.seconds <= time.monotonic() - began
    again = (provider.load(Order(21, rate=50), 5).flawless() for _ in range(2))  # on a busy machine one may be late
    assert any(each.seconds < 1.0 for each in chain([outcome], again))


def test_first_token_comes_at_once(provider: Target) -> None:
    outcomes = (provider.load(Order(2, rate=1.5), 4).flawless() for _ in range(3))  # on a busy machine one may be late

    assert any(max(outcome.firsts) < 0.15 for outcome in outcomes)


def test_each_chat_has_its_own_phase(provider: Target) -> None:
    chats = [Chat(Order(3, rate=5, text="stamps")) for _ in range(8)]

    Driver(provider.server.host, provider.server.port).play([provider.kind.script(chat) for chat in chats])

    seconds = [sent for chat in chats for sent, _ in list(delays(provider.kind, chat))[-1:]]
    assert max(seconds) - min(seconds) > 0.02


def test_lead_comes_at_once(provider: Target) -> None:
    chat = Chat(Order(203, rate=20, lead=200, text="stamps"))

    Driver(provider.server.host, provider.server.port).play([provider.kind.script(chat)])

    sent = [when - chat.asked for when, _ in delays(provider.kind, chat)]
    assert max(sent[:200]) < 5 < 200 / 20
    assert sent[-1] > 2 / 20


def test_stamps_say_when_they_were_sent(provider: Target) -> None:
    chat = Chat(Order(10, rate=100, text="stamps"))

    Driver(provider.server.host, provider.server.port).play([provider.kind.script(chat)])

    late = [delay for _, delay in delays(provider.kind, chat)]
    assert len(late) == 10
    assert min(late) >= 0 and median(late) < 0.2
    assert chat.asked < first_text(ProviderChat(), chat)
    assert len(STAMP.findall(provider.kind.shown(chat))) == 10


@pytest.mark.parametrize("message", ["tokens=5", "bench tokens=0 rate=0 text=prose lead=0"])
def test_message_that_orders_nothing_is_no_order(message: str) -> None:
    with pytest.raises(ValueError, match="the message"):
        Order.of(message)


def test_order_survives_its_way_through_the_message() -> None:
    order = Order(7, 2.5, "stamps", 3)

    assert Order.of(order.words()) == order
