"""All conversations as one ZIP."""

import io
import json
import re
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from tests.imports.documents import document, line
from tests.person import Person
from webchat.exports.archive import Archive
from webchat.store import Database, conversations
from webchat.store.bringing import bring


def archive_of(database: Database, **options: Any) -> zipfile.ZipFile:
    pieces = Archive(database, "alice", lambda listed: [each.name + "\n" for each in listed], **options).pieces()
    return zipfile.ZipFile(io.BytesIO(b"".join(pieces)))


def names(archive: zipfile.ZipFile) -> list[str]:
    return archive.namelist()


def keep(database: Database, title: str, *texts: str, **changes: Any) -> UUID:
    given = line(*texts)
    made = document(title=title, leaf_id=given[-1].id, **changes)
    return bring(database, "alice", made, given).conversation_id


def test_each_conversation_is_there_and_all_of_them_together(database: Database) -> None:
    first, second = keep(database, "Sky", "Why?", "So."), keep(database, "Sea", "Where?", "There.")

    archive = archive_of(database)

    assert archive.testzip() is None
    assert sorted(names(archive)) == sorted(
        [
            *(f"conversations/2024-02-29 Sky {first.hex[:8]}.{ending}" for ending in ("json", "md")),
            *(f"conversations/2024-02-29 Sea {second.hex[:8]}.{ending}" for ending in ("json", "md")),
            "conversations.json",
            "index.html",
        ]
    )
    together = json.loads(archive.read("conversations.json"))["conversations"]
    alone = [json.loads(archive.read(name)) for name in names(archive) if re.fullmatch(r"conversations/.*json", name)]
    assert sorted(each["id"] for each in together) == sorted([str(first), str(second)])
    assert sorted((each["conversations"][0] for each in alone), key=str) == sorted(together, key=str)
    assert archive.read(f"conversations/2024-02-29 Sky {first.hex[:8]}.md").startswith(b"# Sky\n")


def test_archived_ones_are_in_it_and_temporary_deleted_and_foreign_ones_are_not(database: Database) -> None:
    kept = keep(database, "Archived", "Why?")
    with database.writing() as session:
        conversations.create(session, "alice", shelf="temporary", expires_at=datetime.now(UTC) + timedelta(hours=1))
        conversations.put_away(session, conversations.create(session, "alice"))
        conversations.create(session, "bob")

    together = json.loads(archive_of(database).read("conversations.json"))["conversations"]

    assert [each["id"] for each in together] == [str(kept)]


def test_names_differ_even_where_titles_and_short_ids_do_not(database: Database) -> None:
    one = uuid4()
    other = UUID(bytes=one.bytes[:4] + uuid4().bytes[4:])
    keep(database, "Same", "A", id=one)
    keep(database, "SAME", "B", id=other)

    found = [name.casefold() for name in names(archive_of(database))]

    assert len(found) == len(set(found)) == 6


@pytest.mark.parametrize("count", [0, 3])
def test_a_file_of_all_that_would_be_too_large_is_divided(database: Database, count: int) -> None:
    ids = {str(keep(database, f"Number {number}", "Why?", "So.")) for number in range(count)}

    archive = archive_of(database, part_bytes=100)

    parts = [name for name in names(archive) if re.fullmatch(r"conversations(-\d+)?\.json", name)]
    found = [each["id"] for part in parts for each in json.loads(archive.read(part))["conversations"]]
    assert parts == ["conversations.json", "conversations-1.json", "conversations-2.json"][: max(1, count)]
    assert set(found) == ids and len(found) == len(ids)


def test_a_long_conversation_is_whole(database: Database) -> None:
    keep(database, "Long", *(f"Text {number}" for number in range(250)))

    (together,) = json.loads(archive_of(database).read("conversations.json"))["conversations"]

    assert [each["text"] for each in together["messages"]] == [f"Text {number}" for number in range(250)]


def test_a_reader_who_goes_away_ends_it(database: Database) -> None:
    for number in range(30):
        keep(database, f"Number {number}", "x" * 50_000)
    listed: list[Any] = []
    archive = Archive(database, "alice", lambda found: listed or [""])
    pieces: Iterable[bytes] = archive.pieces()

    first = next(iter(pieces))
    pieces.close()  # type: ignore[attr-defined]

    assert first.startswith(b"PK")
    assert list(pieces) == []


def test_the_download_is_a_zip_with_an_index_that_leads_to_the_files(app: Flask, alice: Person) -> None:
    alice.ask("Why is the sky blue?")

    response = alice.client.get("/export.zip")

    with zipfile.ZipFile(io.BytesIO(response.get_data())) as archive:
        index = BeautifulSoup(archive.read("index.html"), "html.parser")
        found = archive.namelist()
    links = {str(link["href"]) for link in index.select("a")}
    assert response.content_type == "application/zip"
    assert re.search(r'filename="webchat \d{4}-\d\d-\d\d\.zip"', response.headers["Content-Disposition"])
    assert {link.replace("%20", " ").replace("%3F", "?") for link in links} == set(found) - {"index.html"}


def test_somebody_without_conversations_gets_an_empty_one_and_nobody_404(app: Flask, charlie: Person) -> None:
    nobody, newcomer = Person(app), Person(app)
    newcomer.open("/")

    assert nobody.client.get("/export.zip").status_code == 404
    with zipfile.ZipFile(io.BytesIO(newcomer.client.get("/export.zip").get_data())) as archive:
        assert archive.namelist() == ["conversations.json", "index.html"]
