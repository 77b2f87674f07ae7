"""A person who brings files, in the words of a user; the work in the background is the real process."""

import io
import json
import time
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.person import Answer, Person, address_of
from webchat.imports.porter import Porter
from webchat.store import Database, imports

PATIENCE = 300.0  # seconds


def use_porter(app: Flask, **options: Any) -> None:
    """Let this app start the processes of its imports otherwise than usual."""
    desk = app.extensions["desk"]
    settings = desk.settings
    app.extensions["porter"] = Porter(
        desk.database, settings.database, settings.data_dir, retention_days=settings.retention_days, **options
    )


def choose_file(person: Person, content: bytes, *, name: str = "conversations.json", **options: Any) -> Answer:
    """Send the form with a file; the answer leads to its page."""
    boundary, body = encode_multipart({"file": FileStorage(io.BytesIO(content), name)})
    content_type = f"multipart/form-data; boundary={boundary}"
    return Answer(
        person.client.post("/imports", data=body, headers=person.headers, content_type=content_type, **options)
    )


def choose_json(person: Person, value: Any) -> Answer:
    return choose_file(person, json.dumps(value).encode())


def wait_for(person: Person, address: str) -> Answer:
    """The page of an import when nobody works on it any more."""
    until = time.monotonic() + PATIENCE
    while True:
        answer = person.open(address)
        if answer.one("section.import")["data-state"] not in ("reading", "importing"):
            return answer
        assert time.monotonic() < until, answer.words
        time.sleep(0.1)


def look_at(person: Person, content: bytes | Any, **options: Any) -> tuple[str, Answer]:
    """Choose a file, and see what is in it: the address of the import, and its page."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    sent = choose_file(person, raw, **options)
    assert sent.status == 303, sent.words
    address = address_of(sent)
    return address, wait_for(person, address)


def press_import(person: Person, address: str) -> Answer:
    started = person.post(f"{address}/start")
    assert started.status in (200, 303), started.words
    return wait_for(person, address)


def bring(person: Person, content: bytes | Any, **options: Any) -> Answer:
    """Choose a file, look at it, import it: the page with the outcome."""
    address, _ = look_at(person, content, **options)
    return press_import(person, address)


def facts(answer: Answer) -> dict[str, str]:
    """The numbers that a page of an import shows."""
    return {part.dt.text: part.dd.text for part in answer.all(".import__facts > div") if part.dt and part.dd}


def exported(person: Person) -> dict[str, Any]:
    """All conversations of a person as the ZIP holds them, by id."""
    response = person.client.get("/export.zip")
    assert response.status_code == 200
    with zipfile.ZipFile(io.BytesIO(response.get_data())) as archive:
        assert archive.testzip() is None
        whole = json.loads(archive.read("conversations.json"))
    assert (whole["format"], whole["version"]) == ("webchat", 1)
    return {each["id"]: each for each in whole["conversations"]}


def zipped(folder: Path | None = None, **entries: bytes) -> bytes:
    """A ZIP with these files; two underscores in a name are a dot."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "."), content)
    return target.getvalue()


def stored(app: Flask, address: str) -> Any:
    """The row of an import."""
    database: Database = app.extensions["desk"].database
    with database.reading() as session:
        return session.get(imports.Import, UUID(address.rpartition("/")[2]))


def uploads(app: Flask) -> list[Path]:
    return sorted((app.extensions["desk"].settings.data_dir / "imports").glob("*"))
