"""Writes an export as ChatGPT makes them: every known kind of node, branches, many languages. The same each time.

`python -m tests.imports.chatgpt_export FILE [CONVERSATIONS]` writes one to a file.
"""

import json
import random
import sys
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Json = dict[str, Any]
BEGIN = 1_700_000_000.0
TEXTS = (
    "Why is the sky blue?",
    "Warum ist der Himmel blau? Größe, Straße, Ähre.",
    "なぜ空は青いのですか。青い光はより散乱されます。",
    "لماذا السماء زرقاء؟",
    "Почему небо голубое? Ёжик.",
    "하늘은 왜 파란가요?",
    "आकाश नीला क्यों है?",
    "天空为什么是蓝色的？👩\u200d💻 🇩🇪",
    "Use `code`, **bold**, and\n\n```python\nprint('```')\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    "Line one\r\nline two\u2028line three",
)
MODELS = ("gpt-4o", "gpt-5", "o3-mini", "text-davinci-002-render-sha")


class Tree:
    """One conversation that is being written."""

    def __init__(self, number: int) -> None:
        self.random = random.Random(number)
        self.number, self.time = number, BEGIN + number * 86_400.5
        self.created = self.time
        self.mapping: dict[str, Json] = {}
        self.root = self.add(None, None)

    def id(self) -> str:
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def add(self, parent: str | None, message: Json | None) -> str:
        key = self.id()
        if message is not None:
            message["id"] = key
        self.mapping[key] = {"id": key, "message": message, "parent": parent, "children": []}
        if parent is not None:
            self.mapping[parent]["children"].append(key)
        return key

    def say(self, parent: str, role: str, content: Json, *, recipient: str = "all", **metadata: Any) -> str:
        self.time += self.random.randint(1, 60) + 0.25
        message = {
            "author": {"role": role, "name": None, "metadata": {}},
            "create_time": self.time,
            "update_time": None,
            "content": content,
            "status": metadata.pop("status", "finished_successfully"),
            "end_turn": True,
            "weight": metadata.pop("weight", 1.0),
            "metadata": metadata,
            "recipient": recipient,
            "channel": None,
        }
        return self.add(parent, message)

    def text(self, parent: str, role: str, text: str, **metadata: Any) -> str:
        if role == "assistant":
            metadata.setdefault("model_slug", self.random.choice(MODELS))
            metadata.setdefault("finish_details", {"type": "stop", "stop_tokens": [200002]})
        return self.say(parent, role, {"content_type": "text", "parts": [text]}, **metadata)

    def words(self) -> str:
        return " ".join(self.random.choice(TEXTS) for _ in range(self.random.randint(1, 3)))

    def conversation(self, current: str) -> Json:
        identity = str(uuid.uuid5(uuid.NAMESPACE_URL, f"conversation {self.number}"))
        return {
            "title": None if self.number % 50 == 49 else f"{self.number}: {self.random.choice(TEXTS)[:40]}",
            "create_time": self.created,
            "update_time": self.time,
            "mapping": self.mapping,
            "moderation_results": [],
            "current_node": current,
            "plugin_ids": None,
            "conversation_id": identity,
            "conversation_template_id": None,
            "gizmo_id": None,
            "is_archived": self.number % 10 == 3,
            "is_starred": self.number % 25 == 4,
            "safe_urls": [],
            "default_model_slug": "gpt-4o",
            "id": identity,
        }


def _system(tree: Tree, above: str) -> str:
    hidden = tree.text(above, "system", "", weight=0.0, is_visually_hidden_from_conversation=True)
    content = {"content_type": "user_editable_context", "user_profile": "I like short answers", "user_instructions": ""}
    hidden = tree.say(hidden, "user", content, is_visually_hidden_from_conversation=True, is_user_system_message=True)
    return tree.text(hidden, "system", "You are a helpful model.", is_visually_hidden_from_conversation=True)


def _thinking(tree: Tree, above: str) -> str:
    thoughts = [{"summary": "Looking at light", "content": tree.words(), "chunks": [], "finished": True}]
    content = {"content_type": "thoughts", "thoughts": thoughts, "source_analysis_msg_id": "x"}
    above = tree.say(above, "assistant", content, model_slug="o3-mini")
    return tree.say(above, "assistant", {"content_type": "reasoning_recap", "content": "Thought for 12 seconds"})


def _python(tree: Tree, above: str) -> str:
    code = {"content_type": "code", "language": "unknown", "response_format_name": None, "text": "print('```', 6 * 7)"}
    above = tree.say(above, "assistant", code, recipient="python", model_slug="gpt-4o")
    output = {"content_type": "execution_output", "text": "``` 42"}
    return tree.say(above, "tool", output, aggregate_result={"status": "success", "messages": []})


def _browsing(tree: Tree, above: str) -> str:
    code = {"content_type": "code", "language": "unknown", "text": 'search("blue sky")'}
    above = tree.say(above, "assistant", code, recipient="browser")
    display = {"content_type": "tether_browsing_display", "result": "# 0 Blue sky", "summary": None, "assets": None}
    above = tree.say(above, "tool", display)
    quote = {"content_type": "tether_quote", "url": "https://example.org/sky", "domain": "example.org"}
    above = tree.say(
        above, "tool", quote | {"text": "Rayleigh scattering", "title": "The [blue] sky", "tether_id": None}
    )
    page = {"content_type": "sonic_webpage", "url": "https://example.org/long", "title": "Long", "text": "word " * 400}
    above = tree.say(above, "tool", page)
    return tree.say(above, "tool", {"content_type": "system_error", "name": "tool_error", "text": "robots.txt"})


def _pictures(tree: Tree, above: str) -> str:
    picture = {"content_type": "image_asset_pointer", "asset_pointer": "file-service://file-abc123", "size_bytes": 9}
    made = picture | {"asset_pointer": "sediment://file_x", "metadata": {"dalle": {"prompt": "A blue sky", "seed": 1}}}
    parts: list[Any] = [picture, "What is on this picture?"]
    attachments = [{"id": "file-abc123", "name": "sky.png"}, {"id": "file-def456", "name": "notes [1].pdf"}]
    asked = {"content_type": "multimodal_text", "parts": parts}
    above = tree.say(above, "user", asked, attachments=attachments)
    return tree.say(above, "tool", {"content_type": "multimodal_text", "parts": [made]})


def _voice(tree: Tree, above: str) -> str:
    parts = [
        {"content_type": "audio_transcription", "text": "Hello by voice", "direction": "in"},
        {"content_type": "real_time_user_audio_video_asset_pointer", "frames_asset_pointers": []},
    ]
    above = tree.say(above, "user", {"content_type": "multimodal_text", "parts": parts})
    parts = [{"content_type": "audio_asset_pointer", "asset_pointer": "sediment://file_y", "format": "wav"}]
    spoken = [{"content_type": "audio_transcription", "text": "Hello back", "direction": "out"}, *parts]
    return tree.say(above, "assistant", {"content_type": "multimodal_text", "parts": spoken}, model_slug="gpt-4o")


def _sources(tree: Tree, above: str) -> str:
    mark, other = "\ue200cite\ue202turn0search1\ue201", "\ue200cite\ue202turn0search2\ue201"
    references = [{"matched_text": mark, "alt": "([Sky](https://example.org/sky))", "type": "webpage"}]
    return tree.text(
        above, "assistant", f"Blue{mark} and old【1†source】 and lost{other}.", content_references=references
    )


def _canvas(tree: Tree, above: str) -> str:
    call = {"content_type": "code", "language": "json", "text": '{"name": "Plan", "content": "# Plan"}'}
    above = tree.say(above, "assistant", call, recipient="canmore.create_textdoc")
    above = tree.text(above, "tool", "Successfully created text document", is_visually_hidden_from_conversation=True)
    memory = {"content_type": "model_editable_context", "model_set_context": "likes blue", "repository": None}
    return tree.say(above, "assistant", memory)


def _unknown(tree: Tree, above: str) -> str:
    return tree.say(above, "assistant", {"content_type": "hologram_2031", "text": "shimmering", "depth": 3})


WAYS = (_thinking, _python, _browsing, _sources, _canvas, _unknown)


def _turns(tree: Tree, above: str) -> str:
    for turn in range(tree.random.randint(1, 6)):
        above = tree.text(above, "user", tree.words())
        asked = above
        for way in tree.random.sample(WAYS, tree.random.randint(0, 2)):
            above = way(tree, above)
        above = tree.text(above, "assistant", tree.words())
        if turn == 1:
            tree.text(asked, "assistant", f"Another version. {tree.words()}")
        if turn == 2:
            edited = tree.text(tree.mapping[asked]["parent"], "user", f"Edited: {tree.words()}")
            above = tree.text(edited, "assistant", tree.words())
    return above


def conversation(number: int) -> Json:
    """One conversation; its number decides what is in it."""
    tree = Tree(number)
    above = _system(tree, tree.root)
    if number % 7 == 1:
        above = tree.text(_pictures(tree, above), "assistant", "A sky.")
    if number % 7 == 2:
        above = _voice(tree, above)
    above = _turns(tree, above)
    if number % 9 == 5:
        above = tree.text(above, "user", "And now?")
        above = tree.text(above, "assistant", "I was cut", finish_details={"type": "max_tokens"})
    if number % 9 == 6:
        above = tree.text(above, "user", "Stop!")
        above = tree.text(above, "assistant", "I was st", status="in_progress")
    return tree.conversation(above)


def conversations(count: int) -> Iterator[Json]:
    """So many conversations, all different."""
    return (conversation(number) for number in range(count))


def write(file: Path, count: int) -> Path:
    """An export as it is downloaded: a ZIP when the file is called so, else the JSON in it."""
    content = json.dumps(list(conversations(count)), ensure_ascii=False)
    if file.suffix != ".zip":
        file.write_text(content, encoding="utf-8")
        return file
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("user.json", '{"id": "user-1"}')
        archive.writestr("conversations.json", content)
        archive.writestr("file-abc123-sky.png", b"\x89PNG")
        archive.writestr("chat.html", "<html></html>")
    return file


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 500)
