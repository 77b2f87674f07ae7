"""A load counts what it cost, and fails when anything is missing."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks import processes, servers
from benchmarks.chats import Chat, WebchatChat
from benchmarks.driver import Driver
from benchmarks.load import LoadFailed, Target, outcome, percentile
from benchmarks.order import Order


def test_relay_passes_every_token_on(relay: Target) -> None:
    seen = relay.load(Order(100), 5).flawless()

    assert (seen.chats, seen.tokens) == (5, 500)
    assert 200 < seen.size / seen.tokens < 300
    assert len(seen.firsts) == 5


def test_webchat_is_measured_over_its_real_protocol(provider: Target, tmp_path: Path) -> None:
    with servers.webchat(f"http://127.0.0.1:{provider.server.port}/v1", tmp_path) as server:
        target = Target(WebchatChat(), server)

        prose = target.load(Order(200), 3).flawless()
        stamps = target.load(Order(40, rate=40, text="stamps"), 3).flawless()

    assert prose.tokens == 600
    assert prose.peak_memory > 20e6
    assert len(stamps.delays) > 30
    assert all(0 < delay < 2 for delay in stamps.delays)


def test_load_that_is_not_over_in_time_has_failed(provider: Target) -> None:
    cut = provider.load(Order(100, rate=10), 2, seconds=0.3)

    assert len(cut.faults) == 2
    with pytest.raises(LoadFailed, match="2 of 2 chats failed"):
        cut.flawless()


def test_refused_request_is_a_failure(provider: Target) -> None:
    stranger = Target(WebchatChat(), provider.server)

    with pytest.raises(LoadFailed, match="status 400"):
        stranger.load(Order(5), 1).flawless()


def test_missing_text_is_a_failure_of_its_chat_alone(provider: Target) -> None:
    chats = [Chat(Order(20)), Chat(Order(20))]
    failures = Driver(provider.server.host, provider.server.port).play([provider.kind.script(chat) for chat in chats])
    chats[1].order = Order(30)  # so ten tokens are missing

    found = outcome(provider.kind, chats, failures, seconds=1.0, cpu=0.1, peak_memory=1)

    assert len(found.faults) == 1
    assert "words instead of" in found.faults[0]
    assert len(found.firsts) == 1


def test_processor_time_and_memory_of_children_count() -> None:
    work = "import time\nuntil = time.process_time() + 0.2\nwhile time.process_time() < until: pass\ntime.sleep(30)"
    parent = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]])"
    child = subprocess.Popen([sys.executable, "-c", parent, work])
    try:
        until = time.monotonic() + 10
        while processes.cpu_seconds(child.pid) < 0.2 and time.monotonic() < until:
            time.sleep(0.02)

        counted, members = processes.cpu_seconds(child.pid), processes.family(child.pid)
        memory = processes.memory(child.pid)
    finally:
        for member in reversed(processes.family(child.pid)):
            os.kill(member, 9)
        child.wait(10)

    assert counted >= 0.2
    assert len(members) == 2
    assert memory > 4e6


def test_percentile_of_known_values() -> None:
    values = tuple(float(number) for number in range(101))

    assert percentile(values, 50) == 50
    assert percentile(values, 95) == 95
