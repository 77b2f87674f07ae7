"""Imports run in processes of their own: what becomes of an import whose process ends, and how many there are."""

import io
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.imports import processes
from tests.imports.bringing_person import (
    bring,
    choose_json,
    exported,
    facts,
    look_at,
    press_import,
    use_porter,
    wait_for,
)
from tests.imports.trees import line, message
from tests.person import Answer, Person, address_of
from webchat.imports import files
from webchat.imports.work import Stopped, Work
from webchat.server import finish_replies
from webchat.store import imports

ONE = line(message("user", "Why?"), message("assistant", "So."))
TWO = [ONE, ONE | {"conversation_id": "c-2"}]


def somebody(app: Flask) -> Person:
    person = Person(app, with_scripts=False)
    person.open("/imports")
    return person


def uploads(app: Flask) -> list[Path]:
    return sorted((app.extensions["desk"].settings.data_dir / "imports").glob("*"))


def watchers() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name == "import-watch"]


def wait_for_all_processes() -> None:
    for watcher in watchers():
        watcher.join(10)


def claimed(app: Flask, address: str, status: Any) -> imports.Lease:
    """Take an import, as the server does before it starts a process."""
    with app.extensions["desk"].database.writing() as session:
        row = session.get_one(imports.Import, UUID(address.rpartition("/")[2]))
        lease = imports.claim(session, row.owner_id, row.id, status)
    assert lease
    return lease


def test_a_look_whose_process_is_killed_leaves_words_and_can_be_done_again(alice: Person) -> None:
    address = address_of(choose_json(alice, TWO))
    processes.send(signal.SIGKILL)
    page = wait_for(alice, address)

    again = press_import(alice, address)

    assert "broke off" in page.words
    assert page.one("section.import")["data-state"] == "failed"
    assert page.one("[data-action=start]").get_text() == "Look at it again"
    assert again.one("section.import")["data-state"] == "ready"


def test_an_import_whose_process_is_killed_leaves_words_and_can_be_started_again(alice: Person) -> None:
    address, _ = look_at(alice, TWO)
    alice.post(f"{address}/start")
    processes.send(signal.SIGKILL)
    page = wait_for(alice, address)

    outcome = press_import(alice, address)

    assert "broke off" in page.words
    assert page.one("[data-action=start]").get_text() == "Import"
    assert facts(outcome)["New conversations"] == "2"
    assert len(exported(alice)) == 2


def test_work_that_the_server_does_not_want_any_more_can_be_taken_over_at_once(alice: Person, app: Flask) -> None:
    desk = app.extensions["desk"]
    address, _ = look_at(alice, TWO)
    lease = claimed(app, address, "importing")
    work = Work(desk.database, files.path_of(desk.settings.data_dir, lease.import_id), lease, lambda: False)

    with pytest.raises(Stopped):
        work.bring()
    work.let_go()
    page, before = alice.open(address), exported(alice)
    outcome = press_import(alice, address)

    assert page.one("section.import")["data-state"] == "broken_off"
    assert before == {}
    assert facts(outcome)["New conversations"] == "2"


def test_an_import_that_was_cancelled_and_started_again_does_not_fail_with_its_first_process(alice: Person) -> None:
    address, _ = look_at(alice, TWO)
    wait_for_all_processes()
    alice.post(f"{address}/start")
    processes.send(signal.SIGSTOP)
    (first,), (watcher,) = processes.of_imports(), watchers()
    alice.post(f"{address}/cancel")
    alice.post(f"{address}/start")
    processes.send(signal.SIGSTOP)

    os.kill(first, signal.SIGKILL)
    watcher.join(10)
    state = alice.open(address).one("section.import")["data-state"]
    processes.send(signal.SIGCONT)
    outcome = wait_for(alice, address)

    assert state == "importing"
    assert facts(outcome)["New conversations"] == "2"


@pytest.mark.parametrize("task", ["look", "bring"])
def test_who_has_lost_an_import_leaves_its_file_to_the_next(alice: Person, app: Flask, task: str) -> None:
    desk = app.extensions["desk"]
    bring(alice, TWO)
    address, _ = look_at(alice, TWO)
    lease = claimed(app, address, "reading" if task == "look" else "importing")
    if task == "look":
        uploads(app)[0].write_text("[5]")

    def cancelled() -> bool:
        alice.post(f"{address}/cancel")
        return True

    work = Work(desk.database, uploads(app)[0], lease, cancelled)
    work.look() if task == "look" else work.bring()

    assert [path.stem for path in uploads(app)] == [str(lease.import_id)]
    assert alice.open(address).one("section.import")["data-state"] == "cancelled"


class Slow(io.BytesIO):
    """A body that comes only when all others are on their way, too."""

    def __init__(self, content: bytes, together: threading.Barrier) -> None:
        super().__init__(content)
        self._together = together

    def readinto(self, buffer: Any, /) -> int:
        if self.tell() == 0:
            self._together.wait(30)
        return super().readinto(buffer)


def test_files_that_come_at_the_same_time_do_not_start_more_processes_than_may_run(app: Flask) -> None:
    use_porter(app, patience=0.0)
    people, together = [somebody(app) for _ in range(5)], threading.Barrier(5)
    boundary, body = encode_multipart({"file": FileStorage(io.BytesIO(b"[5]"), "x.json")})

    def send(person: Person) -> Answer:
        given = {"input_stream": Slow(body, together), "content_length": len(body), "headers": person.headers}
        return Answer(person.client.post("/imports", content_type=f"multipart/form-data; boundary={boundary}", **given))

    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(send, people))
    count = len(processes.of_imports())
    pages = [wait_for(person, address_of(answer)) for person, answer in zip(people, answers, strict=True)]

    waiting = [page for page in pages if "Others are importing just now" in page.words]
    assert (count, len(waiting)) == (2, 3)
    assert [page.one("[data-action=start]").get_text() for page in waiting] == ["Look at it again"] * 3


def test_a_server_that_ends_ends_its_imports_and_another_goes_on_at_once(alice: Person, app: Flask) -> None:
    address, _ = look_at(alice, TWO)
    alice.post(f"{address}/start")

    app.extensions["porter"].close()
    left = processes.of_imports()
    if wait_for(alice, address).one("section.import")["data-state"] != "done":
        press_import(alice, address)

    assert left == []
    assert alice.open(address).one("section.import")["data-state"] == "done"
    assert len(exported(alice)) == 2


def test_a_worker_of_the_server_takes_its_imports_along_when_it_ends(alice: Person, app: Flask) -> None:
    address, _ = look_at(alice, TWO)
    alice.post(f"{address}/start")
    processes.send(signal.SIGCONT)

    finish_replies(None, SimpleNamespace(wsgi=app, pid=os.getpid(), is_in_haste=True))

    assert processes.of_imports() == []


def test_an_import_that_does_not_end_with_its_server_is_killed_and_gone(alice: Person, app: Flask) -> None:
    address, _ = look_at(alice, TWO)
    alice.post(f"{address}/start")
    processes.send(signal.SIGSTOP)

    app.extensions["porter"].close()

    assert processes.of_imports() == []
