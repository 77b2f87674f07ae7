"""Many at once: used by the tests as it is, and again under gevent, run as a program by test_crowd.py.

Prints one JSON object: what was stored, and the longest time in seconds that no other greenlet could run while
writers and readers waited for another process's lock.
"""

if __name__ == "__main__":
    from gevent import monkey

    monkey.patch_all()

import json
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from sqlalchemy import func, select

from tests.appending import append
from webchat.store import Conversation, Database, Message, conversations

OWNER = "alice"


def all_at_once(count: int, act: Callable[[int], object]) -> None:
    """Start `count` threads at one moment and wait for all; the first failure is raised."""
    gate = threading.Barrier(count)

    def act_at_the_gate(number: int) -> None:
        gate.wait(30)
        act(number)

    with ThreadPoolExecutor(count) as pool:
        for done in [pool.submit(act_at_the_gate, number) for number in range(count)]:
            done.result(60)


def append_together(database: Database, count: int) -> list[int]:
    """`count` appends to one conversation at once; the places of its messages afterwards."""
    with database.writing() as session:
        conversation_id = conversations.create(session, OWNER).id

    def append_one(number: int) -> None:
        with database.writing() as session:
            conversation = conversations.owned_by(session, OWNER, conversation_id)
            assert conversation is not None
            append(session, conversation, role="user", text=str(number), parent_id=None)

    all_at_once(count, append_one)
    with database.reading() as session:
        return sorted(session.scalars(select(Message.position).where(Message.conversation_id == conversation_id)))


def insert_together(database: Database, count: int) -> int:
    """`count` new conversations at once; how many there are afterwards."""

    def insert(number: int) -> None:
        with database.writing() as session:
            conversations.create(session, f"owner-{number}")

    all_at_once(count, insert)
    with database.reading() as session:
        return session.scalars(select(func.count()).select_from(Conversation)).one()


def longest_standstill(act: Callable[[], object]) -> float:
    """Seconds: the longest gap between two turns of a thread that wants one every 2 ms while `act` runs."""
    over, longest = threading.Event(), 0.0

    def watch() -> None:
        nonlocal longest
        last = time.perf_counter()
        while not over.is_set():
            time.sleep(0.002)
            last, gap = time.perf_counter(), time.perf_counter() - last
            longest = max(longest, gap)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        act()
    finally:
        over.set()
        watcher.join(10)
    return longest


def main(url: str, lock_seconds: float) -> None:
    from actors import conversations_locked_by_another_process

    with closing(Database(url, lock_wait=30)) as database:
        positions = append_together(database, 10)
        inserted = insert_together(database, 200)

        def wait_for_the_lock() -> None:
            with conversations_locked_by_another_process(url, seconds=lock_seconds):
                insert_together(database, 20)

        started = time.perf_counter()
        standstill = longest_standstill(wait_for_the_lock)
        waited = time.perf_counter() - started
        for _ in range(2):  # on a busy machine anything may stand still once
            if standstill >= lock_seconds / 2:
                standstill = longest_standstill(wait_for_the_lock)
    sys.stdout.write(
        json.dumps({"positions": positions, "inserted": inserted, "waited": waited, "standstill": standstill})
    )


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
