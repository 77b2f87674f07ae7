"""What becomes of each kind of node in ChatGPT's export, and of its tree."""

from pathlib import Path
from typing import Any

import pytest

from tests.imports.trees import ReadFile, conversation, line, message, node


def of_kind(kind: str, **content: Any) -> dict[str, Any]:
    return message("assistant") | {"content": {"content_type": kind, **content}}


def test_title_times_shelf_and_leaf_are_kept(tmp_path: Path) -> None:
    source = line(message("user", "Why?"), message("assistant", "So."), is_archived=True, is_starred=True)

    read = ReadFile(tmp_path, [source])

    assert (read.document.title, read.document.title_by) == ("Sky", "model")
    assert read.document.created_at.timestamp() == 1_700_000_000
    assert read.document.updated_at.timestamp() == 1_700_000_100
    assert (read.document.shelf, read.document.is_pinned) == ("archive", True)
    assert read.document.leaf_id == read.messages[-1].id
    assert read.messages[1].parent_id == read.messages[0].id


def test_hidden_and_system_nodes_are_skipped_and_what_follows_moves_up(tmp_path: Path) -> None:
    hidden = message("user", "secret", metadata={"is_visually_hidden_from_conversation": True})
    source = line(message("system", "Be nice"), hidden, message("user", "Why?"), message("assistant", "So."))

    read = ReadFile(tmp_path, [source])

    assert read.said == [("user", "Why?"), ("assistant", "So.")]
    assert read.messages[0].parent_id is None
    assert read.notes == {"hidden": 2}


def test_all_nodes_between_two_messages_of_the_person_become_one_reply(tmp_path: Path) -> None:
    code = of_kind("code", language="unknown", text="print(1)") | {"recipient": "python"}
    output = of_kind("execution_output", text="1") | {"author": {"role": "tool"}}
    thoughts = of_kind("thoughts", thoughts=[{"summary": "Counting", "content": "One."}])
    recap = of_kind("reasoning_recap", content="Thought for 2 seconds")
    source = line(message("user", "Count"), thoughts, recap, code, output, message("assistant", "It is 1."))

    read = ReadFile(tmp_path, [source])

    assert len(read.messages) == 2
    assert read.messages[1].text == "```python\nprint(1)\n```\n\nOutput:\n\n```\n1\n```\n\nIt is 1."
    assert read.messages[1].reasoning == "Counting\n\nOne.\n\nThought for 2 seconds"


def test_code_that_holds_a_fence_cannot_leave_its_own(tmp_path: Path) -> None:
    read = ReadFile(tmp_path, [line(message("user", "?"), of_kind("code", language="sh", text="a\n````\nb"))])

    assert read.messages[1].text == "`````sh\na\n````\nb\n`````"


def test_pictures_files_and_recordings_leave_their_names(tmp_path: Path) -> None:
    picture = {"content_type": "image_asset_pointer", "asset_pointer": "file-service://file-1"}
    voice = {"content_type": "audio_transcription", "text": "Hello"}
    sound = {"content_type": "audio_asset_pointer", "asset_pointer": "sediment://x"}
    files = [{"id": "file-1", "name": "sky.png"}, {"id": "file-2", "name": "a](http://b).pdf"}]
    asked = message("user", picture, "Look", voice, sound, kind="multimodal_text", metadata={"attachments": files})

    read = ReadFile(tmp_path, [line(asked)])

    assert read.messages[0].text == ("[Image: sky.png]\n\nLook\n\nHello\n\n[Recording]\n\n[File: a)(http://b).pdf]")
    assert read.notes == {"picture": 1, "sound": 1, "file": 1}


def test_quotations_of_web_pages_are_quoted_with_their_address(tmp_path: Path) -> None:
    quote = of_kind("tether_quote", url="https://example.org/a", title="A", text="Blue\nsky")
    page = of_kind("sonic_webpage", url="javascript:alert(1)", title="B", text="word " * 400)

    read = ReadFile(tmp_path, [line(message("user", "?"), quote, page)])

    assert read.messages[1].text.startswith("> [A](https://example.org/a)\n>\n> Blue\n> sky\n\n> B\n>\n> word")
    assert "javascript" not in read.messages[1].text
    assert read.notes == {"page": 1}


def test_marks_of_sources_become_links_or_are_counted(tmp_path: Path) -> None:
    known, lost = "\ue200cite\ue202turn0search1\ue201", "\ue200cite\ue202turn0search2\ue201"
    references = [{"matched_text": known, "alt": "([Sky](https://example.org))"}]
    said = message("assistant", f"Blue{known}, old【1†source】{lost}.", metadata={"content_references": references})

    read = ReadFile(tmp_path, [line(message("user", "?"), said)])

    assert read.messages[1].text == "Blue([Sky](https://example.org)), old【1†source】."
    assert read.notes == {"citation": 1}


def test_an_unknown_kind_leaves_a_line_and_its_text(tmp_path: Path) -> None:
    read = ReadFile(tmp_path, [line(message("user", "?"), of_kind("hologram_2031", text="shimmering"))])

    assert read.messages[1].text == "[Content of the kind “hologram_2031”]\n\nshimmering"
    assert read.notes == {"unknown": 1}


@pytest.mark.parametrize(
    ("changes", "status", "finish_reason"),
    [
        ({"metadata": {"finish_details": {"type": "max_tokens"}}}, "complete", "length"),
        ({"metadata": {"finish_details": {"type": "interrupted"}}}, "stopped", None),
        ({"status": "in_progress"}, "interrupted", None),
        ({"metadata": {"finish_details": {"type": "stop"}}}, "complete", "stop"),
    ],
)
def test_how_a_reply_ended_is_kept(
    tmp_path: Path, changes: dict[str, Any], status: str, finish_reason: str | None
) -> None:
    read = ReadFile(tmp_path, [line(message("user", "?"), message("assistant", "So", **changes))])

    assert (read.messages[1].status, read.messages[1].finish_reason) == (status, finish_reason)


def test_versions_of_messages_and_replies_stay_versions(tmp_path: Path) -> None:
    source = conversation(
        node("root", None, None, ("u1", "u2")),
        node("u2", "root", message("user", "Edited"), ("a3",)),
        node("u1", "root", message("user", "First"), ("a1", "a2")),
        node("a2", "u1", message("assistant", "Two")),
        node("a1", "u1", message("assistant", "One")),
        node("a3", "u2", message("assistant", "Three")),
        current="a1",
    )

    read = ReadFile(tmp_path, [source])

    assert [text for _, text in read.said] == ["First", "One", "Two", "Edited", "Three"]
    parents = {each.text: each.parent_id for each in read.messages}
    ids = {each.text: each.id for each in read.messages}
    assert parents["One"] == parents["Two"] == ids["First"]
    assert parents["Edited"] is None
    assert read.document.leaf_id == ids["One"]


def test_a_tree_that_parts_within_a_reply_gives_versions_that_share_its_beginning(tmp_path: Path) -> None:
    source = conversation(
        node("u", None, message("user", "?"), ("t",)),
        node("t", "u", of_kind("execution_output", text="1"), ("a", "b")),
        node("a", "t", message("assistant", "Red"), ("v",)),
        node("b", "t", message("assistant", "Blue")),
        node("v", "a", message("user", "Sure?")),
    )

    read = ReadFile(tmp_path, [source])

    output = "Output:\n\n```\n1\n```"
    assert read.said == [
        ("user", "?"),
        ("assistant", f"{output}\n\nRed"),
        ("user", "Sure?"),
        ("assistant", f"{output}\n\nBlue"),
    ]
    assert read.messages[2].parent_id == read.messages[1].id
    assert read.messages[3].parent_id == read.messages[0].id


def test_a_person_who_answers_before_a_reply_went_on_sees_both(tmp_path: Path) -> None:
    source = conversation(
        node("u", None, message("user", "?"), ("a",)),
        node("a", "u", message("assistant", "Red"), ("v", "b")),
        node("v", "a", message("user", "Sure?")),
        node("b", "a", message("assistant", "and blue")),
    )

    read = ReadFile(tmp_path, [source])

    assert [text for _, text in read.said] == ["?", "Red", "Sure?", "Red\n\nand blue"]


def test_a_circle_is_opened_and_unknown_parents_are_none(tmp_path: Path) -> None:
    source = conversation(
        node("a", "c", message("user", "A")),
        node("b", "a", message("assistant", "B")),
        node("c", "b", message("user", "C")),
        node("d", "nobody", message("user", "D")),
        node("e", "e", message("user", "E")),
    )

    read = ReadFile(tmp_path, [source])

    assert sorted(text for _, text in read.said) == ["A", "B", "C", "D", "E"]
    places = {each.id: number for number, each in enumerate(read.messages)}
    assert all(each.parent_id is None or places[each.parent_id] < places[each.id] for each in read.messages)
    assert read.notes == {"parent": 3}


def test_wrong_types_everywhere_cost_only_what_they_spoil(tmp_path: Path) -> None:
    wrong: list[Any] = [None, 1, "x", [], {}, True, 1.5, [[]], {"a": 1}]
    keys = ("author", "content", "metadata", "create_time", "status", "recipient", "weight")
    spoiled = [message("assistant", "x", **{key: value}) for key in keys for value in wrong]
    spoiled += [message("assistant", value, kind="multimodal_text") for value in wrong]
    spoiled += [of_kind(kind, **{name: value}) for kind in KINDS for name in NAMES for value in wrong]
    source = line(message("user", "Why?"), *spoiled, message("user", "Still here"), title=[], update_time="soon")
    nodes: dict[str, Any] = {str(number): value for number, value in enumerate(wrong)}
    source["mapping"] |= nodes

    read = ReadFile(tmp_path, [source, *wrong])

    assert read.said[0] == ("user", "Why?")
    assert ("user", "Still here") in read.said
    assert read.document.title is None
    assert sum(read.refused.values()) == len(wrong)


KINDS = ("code", "execution_output", "tether_quote", "sonic_webpage", "thoughts", "reasoning_recap", "system_error")
NAMES = ("text", "language", "url", "title", "thoughts", "content", "parts", "result")


@pytest.mark.parametrize(
    "value", ["1e999", "-1", "1e20", '"yesterday"', "true", "null", "123456789012345678901234567890"]
)
def test_an_impossible_time_is_replaced_by_another(tmp_path: Path, value: str) -> None:
    text = '[{"mapping":{"a":{"message":{"author":{"role":"user"},"create_time":%s,"content":{"content_type":"text",'
    text += '"parts":["Hi"]}}}},"create_time":%s,"update_time":1700000000}]'

    read = ReadFile(tmp_path, (text % (value, value)).encode())

    assert read.said == [("user", "Hi")]
    assert read.document.updated_at.year == 2023
