"""Files as they come: broken, foreign, hostile. What is good in them is read; what is not is said."""

import io
import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.imports.bringing_person import zipped
from tests.imports.trees import ReadFile, line, message, node
from webchat.imports import chatgpt

GOOD = line(message("user", "Why?"), message("assistant", "So."))


def encoded(*conversations: Any) -> bytes:
    return json.dumps(list(conversations)).encode()


def test_a_broken_file_gives_what_stands_before_the_place_and_says_where(tmp_path: Path) -> None:
    whole = encoded(GOOD, GOOD | {"conversation_id": "c-2"})

    read = ReadFile(tmp_path, whole[:-40])

    assert len(read.conversations) == 1
    assert read.problem is not None
    assert f"near byte {len(whole) - 40:,}, after the first conversation" in read.problem


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"hello", "not a JSON file"),
        (b"<!doctype html><p>chat", "web page"),
        (b"\x1f\x8b\x08rest", "gzip"),
        (b"%PDF-1.7", "PDF"),
        ("[]".encode("utf-16"), "UTF-8"),
        (b"PK\x03\x04rubbish", "damaged"),
        (b'{"a": 1', "broken"),
        (b'[1, "\xff\xfe"]', "broken"),
        (b"[NaN]", "broken"),
        (b'"only text"', "not a JSON file"),
        (b"[" + b"9" * 10_000 + b"]", "broken"),
    ],
)
def test_a_wrong_kind_of_file_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    read = ReadFile(tmp_path, content)

    assert read.conversations == []
    assert words in (read.problem or "")


def test_a_hundred_thousand_brackets_are_no_conversation(tmp_path: Path) -> None:
    deep = b"[" * 100_000 + b"]" * 100_000

    read = ReadFile(tmp_path, b"[" + deep + b"," + json.dumps(GOOD).encode() + b"]")

    assert len(read.conversations) == 1
    assert read.refused == {"It is too large, or too deeply nested.": 1}
    assert read.problem is None


def test_a_million_nodes_are_refused_in_words_and_the_next_conversation_is_read(tmp_path: Path) -> None:
    nodes = ",".join(f'"{number}":{{}}' for number in range(chatgpt.MOST_NODES + 1))

    read = ReadFile(tmp_path, f'[{{"mapping":{{{nodes}}}}},{json.dumps(GOOD)}]'.encode())

    assert len(read.conversations) == 1
    assert read.refused == {"It has more than 50,000 messages.": 1}


def test_one_conversation_can_hold_only_so_much(tmp_path: Path) -> None:
    read = ReadFile(tmp_path, encoded({"mapping": {"a": list(range(200))}}, GOOD), values=100)

    assert len(read.conversations) == 1
    assert read.refused == {"It is too large, or too deeply nested.": 1}


def test_a_tree_that_parts_at_every_node_cannot_grow_without_bound(tmp_path: Path) -> None:
    nodes = [node("a0", None, message("assistant", "x"))]
    for number in range(1, 2_000):
        nodes.append(node(f"a{number}", f"a{number - 1}", message("assistant", "x")))
        nodes.append(node(f"u{number}", f"a{number}", message("user", "?")))
    mapping = {each["id"]: each for each in nodes}

    read = ReadFile(tmp_path, [{"mapping": mapping}, GOOD])

    assert len(read.conversations) == 1
    assert list(read.refused) == ["Its replies have so many versions that they would be too large."]


def test_nul_and_lone_surrogates_are_gone_and_the_rest_is_kept(tmp_path: Path) -> None:
    source = json.dumps(line(message("user", "a@b#c"))).replace("@", "\\u0000").replace("#", "\\ud800")

    read = ReadFile(tmp_path, f"[{source}]".encode())

    assert read.messages[0].text == "ab?c"


def test_a_text_that_is_too_long_keeps_its_beginning_and_says_so(tmp_path: Path) -> None:
    read = ReadFile(tmp_path, [line(message("user", "x" * 2_000_100))])

    assert read.messages[0].text.startswith("x" * 2_000_000)
    assert read.messages[0].text.endswith("[100 more characters were left out when this was imported.]")
    assert read.notes == {"cut": 1}


def test_a_name_that_stands_twice_is_counted(tmp_path: Path) -> None:
    one = json.dumps(node("a", None, message("user", "A")))
    two = json.dumps(node("a", None, message("user", "B")))

    read = ReadFile(tmp_path, f'[{{"mapping": {{"a": {one}, "a": {two}}}}}]'.encode())

    assert read.said == [("user", "B")]
    assert read.notes == {"duplicate": 1}


def test_a_list_called_conversations_is_read_wherever_it_stands(tmp_path: Path) -> None:
    read = ReadFile(tmp_path, {"conversations": [GOOD], "version": 9, "more": [1, {"a": 2}]})

    assert len(read.conversations) == 1


def test_a_single_conversation_is_read(tmp_path: Path) -> None:
    assert ReadFile(tmp_path, GOOD).said == [("user", "Why?"), ("assistant", "So.")]


def test_a_byte_order_mark_is_no_obstacle(tmp_path: Path) -> None:
    assert len(ReadFile(tmp_path, b"\xef\xbb\xbf" + encoded(GOOD)).conversations) == 1


def test_all_parts_of_a_divided_export_are_read_from_its_zip(tmp_path: Path) -> None:
    second = encoded(GOOD | {"conversation_id": "c-2"})

    read = ReadFile(
        tmp_path, zipped(**{"a/conversations-000__json": encoded(GOOD), "a/conversations-001__json": second})
    )

    assert len(read.conversations) == 2


def test_names_that_lead_elsewhere_lead_nowhere(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()

    read = ReadFile(inside, zipped(**{"../../conversations__json": encoded(GOOD), "/etc/x": b"y"}))

    assert len(read.conversations) == 1
    assert [path.name for path in tmp_path.rglob("*")] == ["inside", "conversations.json"]


def test_a_zip_without_conversations_says_so(tmp_path: Path) -> None:
    assert "no conversations.json" in (ReadFile(tmp_path, zipped(user__json=b"{}")).problem or "")


def test_an_encrypted_zip_says_so(tmp_path: Path) -> None:
    content = bytearray(zipped(conversations__json=encoded(GOOD)))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        place = content.index(mark) + (6 if mark == b"PK\x03\x04" else 8)
        content[place : place + 2] = struct.pack("<H", 1)

    assert "encrypted" in (ReadFile(tmp_path, bytes(content)).problem or "")


def test_a_zip_of_an_unknown_method_says_so(tmp_path: Path) -> None:
    content = bytearray(zipped(conversations__json=encoded(GOOD)))
    content[8:10] = content[content.index(b"PK\x01\x02") + 10 :][:2] = struct.pack("<H", 99)
    place = content.index(b"PK\x01\x02") + 10
    content[place : place + 2] = struct.pack("<H", 99)

    assert "cannot read" in (ReadFile(tmp_path, bytes(content)).problem or "")


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damage_within_a_zip_is_said(tmp_path: Path, method: int) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        archive.writestr("conversations.json", encoded(GOOD))
    content = bytearray(target.getvalue())
    content[60:90] = b"\xff" * 30

    read = ReadFile(tmp_path, bytes(content))

    assert read.problem is not None


def test_a_zip_bomb_is_read_only_so_far(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("conversations.json", b"[" + json.dumps(GOOD).encode() + b"," + b" " * 5_000_000 + b"1]")

    read = ReadFile(tmp_path, target.getvalue(), file_bytes=1_000_000)

    assert len(read.conversations) == 1
    assert "larger than 1,000,000 bytes" in (read.problem or "")


def test_only_so_many_conversations_are_read_of_all_files_together(tmp_path: Path) -> None:
    entries = {f"conversations-{number}__json": encoded(GOOD) for number in range(1, 5)}

    read = ReadFile(tmp_path, zipped(**entries), conversations=3)

    assert len(read.conversations) == 3
    assert "more than 3 conversations" in (read.problem or "")


def test_of_many_large_files_in_one_zip_only_the_first_are_read(tmp_path: Path) -> None:
    entries = {f"conversations-{number}__json": encoded(GOOD) for number in range(1, 5)}

    read = ReadFile(tmp_path, zipped(**entries), all_bytes=len(encoded(GOOD)) + 1)

    assert len(read.conversations) == 2
    assert "larger than" in (read.problem or "")
