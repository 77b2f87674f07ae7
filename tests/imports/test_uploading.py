"""The form with the file: what is taken, what is refused in words, and that nothing is left of that."""

import io
from pathlib import Path

import pytest
from flask import Flask

from tests.imports.bringing_person import choose_file, look_at, use_porter
from tests.imports.trees import line, message
from tests.person import Answer, Person
from webchat.imports import files, upload
from webchat.imports.problems import FileTooLarge

ONE = line(message("user", "Why?"), message("assistant", "So."))
TWO = [ONE, ONE | {"conversation_id": "c-2"}]


def uploads(app: Flask) -> list[Path]:
    return sorted((app.extensions["desk"].settings.data_dir / "imports").glob("*"))


def test_another_file_takes_the_place_of_one_that_waits(alice: Person, app: Flask) -> None:
    first, _ = look_at(alice, TWO)

    second, _ = look_at(alice, [ONE])

    assert alice.open(first).status == 404
    assert [path.stem for path in uploads(app)] == [second.rpartition("/")[2]]


def test_a_file_that_is_too_large_is_refused_in_words(alice: Person, app: Flask, tmp_path: Path) -> None:
    body = tmp_path / "body"
    with body.open("wb") as file:
        file.truncate(files.LARGEST + upload.OVERHEAD + 1)

    with body.open("rb") as file:
        form = "multipart/form-data; boundary=b"
        answer = Answer(alice.client.post("/imports", input_stream=file, content_type=form, headers=alice.headers))

    assert answer.status == 413
    assert "larger than 256 MB" in answer.one("[role=alert]").get_text()
    assert uploads(app) == []


def test_a_file_that_turns_out_to_be_too_large_while_it_comes_is_not_kept(tmp_path: Path) -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.json"\r\n\r\n'
    body = head + b" " * 3_000_000 + b"\r\n--b--\r\n"
    path = tmp_path / "imports" / "a"

    with pytest.raises(FileTooLarge, match="larger than 1 MB"):
        upload.receive(
            io.BytesIO(body),
            mimetype="multipart/form-data",
            options={"boundary": "b"},
            length=None,
            path=path,
            largest=2_000_000,
        )

    assert not path.exists()


@pytest.mark.parametrize("content", [b"", b"x"])
def test_a_form_without_a_file_says_so(alice: Person, app: Flask, content: bytes) -> None:
    answer = choose_file(alice, b"", name="")

    assert answer.status in (400, 422)
    assert answer.one("[role=alert]").get_text()
    assert uploads(app) == []


def test_a_form_with_other_fields_is_refused(alice: Person, app: Flask) -> None:
    answer = Answer(
        alice.client.post("/imports", data={"name": "x"}, headers=alice.headers, content_type="multipart/form-data")
    )

    assert answer.status == 400
    assert uploads(app) == []


def test_another_kind_of_form_is_refused(alice: Person) -> None:
    assert alice.post("/imports", file="x").status == 415


def test_a_form_that_ends_in_the_middle_is_refused(alice: Person, app: Flask) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.json"\r\n\r\n[1, 2'
    headers = alice.headers

    answer = Answer(
        alice.client.post("/imports", data=body, headers=headers, content_type="multipart/form-data; boundary=b")
    )

    assert answer.status == 400
    assert uploads(app) == []


def test_when_the_files_that_wait_take_too_much_of_the_disk_no_other_is_taken(alice: Person, app: Flask) -> None:
    address, _ = look_at(alice, TWO)
    with uploads(app)[0].open("r+b") as file:
        file.truncate(10_000_000_001)

    answer = choose_file(alice, b"[]")

    assert answer.status == 503
    assert "Too many files wait" in answer.one("[role=alert]").get_text()
    assert alice.open(address).status == 200


def test_another_site_cannot_bring_files(alice: Person, app: Flask) -> None:
    alice.headers = {"Sec-Fetch-Site": "cross-site"}

    assert choose_file(alice, b"[]").status == 403
    assert uploads(app) == []


def test_a_full_disk_is_said_in_words(alice: Person, app: Flask) -> None:
    folder = app.extensions["desk"].settings.data_dir / "imports"
    folder.write_text("no folder can be made here")

    answer = choose_file(alice, b"[]")

    assert answer.status == 503
    assert "The file cannot be kept" in answer.words


def test_too_many_imports_at_once_are_asked_to_wait(alice: Person, app: Flask) -> None:
    use_porter(app, at_once=0)

    answer = choose_file(alice, b"[]")

    assert answer.status == 503
    assert answer.headers["Retry-After"]
    assert uploads(app) == []
