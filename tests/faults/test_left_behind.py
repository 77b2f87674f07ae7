"""What takes its time: what a killed process leaves behind, the bound on stopping, clocks that stand wrong.

All sites are started at once, harmed when all are up and the machine is quiet again, and then waited for.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest

from tests.faults.clocks import clock_is_set_back_after_much_was_sent, clock_jumps, clock_of_one_machine_is_wrong
from tests.faults.killed import all_are_killed, worker_is_killed
from tests.faults.stopping import told_to_stop
from tests.faults.waiting import Scenario
from tests.servers.faketime import HOUR
from tests.servers.postgres import PostgresServer
from tests.servers.valkey import ValkeyServer

SCENARIOS: dict[str, tuple[Scenario, bool]] = {
    "one process is told to stop": (told_to_stop, False),
    "three workers are told to stop": (told_to_stop, True),
    "worker of one process is killed": (worker_is_killed, False),
    "worker of three is killed": (worker_is_killed, True),
    "one process and its parent are killed": (all_are_killed, False),
    "all three workers and their parent are killed": (all_are_killed, True),
    "clock jumps ahead": (clock_jumps(HOUR), False),
    "clock jumps back": (clock_jumps(-HOUR), False),
    "clock of all three workers jumps ahead": (clock_jumps(HOUR), True),
    "clock of one machine of two is wrong": (clock_of_one_machine_is_wrong, True),
    "clock is set back after much was sent to one process": (clock_is_set_back_after_much_was_sent, False),
    "clock is set back after much was sent to three workers": (clock_is_set_back_after_much_was_sent, True),
}
UP_WITHIN = 90.0  # seconds


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, shared_postgres: PostgresServer, shared_valkey: ValkeyServer
) -> Iterator[dict[str, "Future[None]"]]:
    barrier = Barrier(len(SCENARIOS), timeout=UP_WITHIN)

    def all_are_up() -> None:
        with suppress(BrokenBarrierError):  # one did not start, which its own test tells
            barrier.wait()

    with ThreadPoolExecutor(len(SCENARIOS)) as pool:
        running = {}
        for name, (scenario, is_grown_up) in SCENARIOS.items():
            urls = {"database_url": shared_postgres.new_database(), "redis_url": shared_valkey.new_database()}
            folder = tmp_path_factory.mktemp("left-behind") / "site"
            running[name] = pool.submit(scenario, folder, urls if is_grown_up else {}, all_are_up)
        yield running


@pytest.mark.timeout(300)  # the first one waits for the start of all sites too
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_nothing_is_lost_and_everything_ends(running: dict[str, "Future[None]"], scenario: str) -> None:
    """Each scenario asserts what must hold for it; `result` raises its AssertionError."""
    assert running[scenario].result() is None
