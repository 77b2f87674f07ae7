"""What becomes of files and of imports that nobody wants any more."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from tests.imports.bringing_person import look_at, press_import, stored, uploads
from tests.imports.chatgpt_export import conversations
from tests.imports.trees import TWO
from tests.person import Person
from webchat.erasing.erasing import erase
from webchat.imports import files, forgetting
from webchat.imports.work import Stopped, Work
from webchat.moving import moving
from webchat.store import imports, taking


def test_a_file_is_gone_once_it_was_imported(app: Flask, alice: Person) -> None:
    address, _ = look_at(alice, TWO)
    before = [path.stat().st_mode & 0o777 for path in uploads(app)]

    press_import(alice, address)

    assert before == [0o600]
    assert uploads(app) == []


def test_a_file_that_cannot_be_read_says_why_and_is_not_kept(app: Flask, alice: Person) -> None:
    _, page = look_at(alice, b"hello")

    assert page.one("section.import")["data-state"] == "failed"
    assert "This is not a JSON file" in page.words
    assert page.all("[data-action=start]") == []
    assert uploads(app) == []


def test_everything_of_an_owner_is_forgotten(alice: Person, app: Flask) -> None:
    desk = app.extensions["desk"]
    address, _ = look_at(alice, TWO)
    owner = stored(app, address).owner_id

    count = forgetting.forget_all(desk.database, desk.settings.data_dir, owner)

    assert count == 1
    assert uploads(app) == []
    assert alice.open(address).status == 404


def test_old_imports_are_swept_and_files_of_none_too(alice: Person, app: Flask) -> None:
    desk = app.extensions["desk"]
    look_at(alice, TWO)
    stray = files.path_of(desk.settings.data_dir, UUID(int=9))
    stray.write_text("x")

    kept = forgetting.sweep(desk.database, desk.settings.data_dir, timedelta(hours=1))
    swept = forgetting.sweep(desk.database, desk.settings.data_dir, timedelta(seconds=-1))

    assert (kept, swept) == (0, 1)
    assert uploads(app) == []


def test_what_lies_among_the_files_and_is_none_stops_nobody(alice: Person, app: Flask) -> None:
    desk = app.extensions["desk"]
    look_at(alice, TWO)
    strays = [files.path_of(desk.settings.data_dir, UUID(int=number)) for number in range(9)]
    for stray in strays:
        stray.write_text("x")
    folder = strays[0].parent
    (folder / "notes.upload").write_text("x")
    files.path_of(desk.settings.data_dir, UUID(int=10)).mkdir()
    files.path_of(desk.settings.data_dir, UUID(int=11)).symlink_to(folder / "gone")

    forgetting.sweep(desk.database, desk.settings.data_dir, timedelta(seconds=-1))

    assert [stray for stray in strays if stray.exists()] == []
    assert (folder / "notes.upload").exists()


def test_an_import_without_its_file_says_so(alice: Person, app: Flask) -> None:
    address, _ = look_at(alice, TWO)
    uploads(app)[0].unlink()

    answer = alice.post(f"{address}/start")

    assert answer.status == 422
    assert "bring it again" in answer.words
    assert "on another machine" in answer.words


@pytest.mark.parametrize("how", ["deleted", "given to another"])
def test_nothing_is_brought_for_an_owner_whose_things_have_just_gone(alice: Person, app: Flask, how: str) -> None:
    desk = app.extensions["desk"]
    address, _ = look_at(alice, list(conversations(6)))
    row = stored(app, address)
    with desk.database.writing() as session:
        lease = imports.claim(session, row.owner_id, row.id, "importing")
    assert lease
    asked = iter(range(100))

    def go() -> bool:
        if next(asked) == 3:
            if how == "deleted":
                erase(desk.database, desk.settings.data_dir, [row.owner_id], stop=lambda *_: None)
            else:
                assert moving.join(desk.database, row.owner_id, "somebody else")
        return True

    work = Work(desk.database, files.path_of(desk.settings.data_dir, row.id), lease, go)
    with pytest.raises(Stopped):
        work.bring()

    with desk.database.reading() as session:
        assert taking.ids_of(session, row.owner_id, after=None) == []
