"""The contents of one node of ChatGPT's export as Markdown.

OpenAI does not document the format: the kinds that are known of it are here, and any other leaves a visible line.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from webchat.imports import values
from webchat.imports.chatgpt_sources import with_sources
from webchat.imports.notes import Notes

PAGE_CHARACTERS = 500
_LANGUAGE = re.compile(r"[A-Za-z0-9_+#.-]{1,30}")
_SOUNDS = ("audio_asset_pointer", "real_time_user_audio_video_asset_pointer", "video_container_asset_pointer")


class Said(NamedTuple):
    """What one node says: Markdown, and the thoughts before it."""

    text: str = ""
    reasoning: str = ""


def said_by(message: dict[str, Any], notes: Notes) -> Said:
    """What a message says; empty when it says nothing."""
    content = message.get("content")
    if not isinstance(content, dict):
        return Said()
    kind = str(content.get("content_type"))
    if kind in _THOUGHTS:
        return Said(reasoning=_THOUGHTS[kind](content))
    made = _KINDS.get(kind, _unknown)(content, message, notes)
    files = _attached(message, made, notes) if kind in ("text", "multimodal_text") else ""
    return Said("\n\n".join(filter(None, (made.strip("\n"), files))))


def fenced(text: str, language: str = "") -> str:
    """A block of code, fenced so that nothing in it can end it."""
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def quoted(text: str) -> str:
    """A quotation of whole lines."""
    return "\n".join(f"> {line}".rstrip() for line in text.strip().split("\n"))


def _text(content: dict[str, Any], message: dict[str, Any], notes: Notes) -> str:
    parts = content.get("parts")
    given = parts if isinstance(parts, list) else [content.get("text")]
    joined = "\n\n".join(filter(None, (_part(part, message, notes) for part in given)))
    recipient = message.get("recipient")
    if _role(message) == "assistant" and isinstance(recipient, str) and recipient != "all" and joined:
        return fenced(joined, "json" if joined.lstrip().startswith("{") else "")
    return with_sources(joined, message.get("metadata"), notes)


def _part(part: Any, message: dict[str, Any], notes: Notes) -> str:
    if isinstance(part, str):
        return values.words(part)
    if not isinstance(part, dict):
        return ""
    kind = part.get("content_type")
    if kind == "audio_transcription":
        return values.words(part.get("text"))
    if kind == "image_asset_pointer":
        notes.add("picture")
        return f"[Image: {_picture_name(part, message)}]"
    if kind in _SOUNDS:
        notes.add("sound")
        return "[Recording]"
    return _unknown(part, message, notes)


def _picture_name(part: dict[str, Any], message: dict[str, Any]) -> str:
    pointer = part.get("asset_pointer") if isinstance(part.get("asset_pointer"), str) else ""
    for attached in _attachments(message):
        if isinstance(attached.get("id"), str) and attached["id"] and str(pointer).endswith(attached["id"]):
            if name := _name(attached.get("name")):
                return name
    metadata = part.get("metadata")
    dalle = metadata.get("dalle") if isinstance(metadata, dict) else None
    if isinstance(dalle, dict) and (prompt := _name(dalle.get("prompt"))):
        return prompt
    return _name(str(pointer).rpartition("/")[2]) or "without a name"


def _attached(message: dict[str, Any], made: str, notes: Notes) -> str:
    """A line for each attached file that was not named yet."""
    names = [_name(attached.get("name")) or "without a name" for attached in _attachments(message)]
    missing = [name for name in names if f"[Image: {name}]" not in made]
    notes.add("file", len(missing))
    return "\n".join(f"[File: {name}]" for name in missing)


def _attachments(message: dict[str, Any]) -> list[dict[str, Any]]:
    metadata = message.get("metadata")
    found = metadata.get("attachments") if isinstance(metadata, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _name(value: Any) -> str | None:
    """A name that cannot be taken for a link."""
    name = values.line(value, longest=values.LONGEST_NAME)
    return name.replace("[", "(").replace("]", ")") if name else None


def _code(content: dict[str, Any], message: dict[str, Any], notes: Notes) -> str:
    text = values.words(content.get("text"))
    language = content.get("language")
    is_name = isinstance(language, str) and _LANGUAGE.fullmatch(language) and language != "unknown"
    recipient = message.get("recipient")
    otherwise = "python" if recipient == "python" else "json" if text.lstrip().startswith("{") else ""
    return fenced(text, str(language) if is_name else otherwise) if text.strip() else ""


def _output(content: dict[str, Any], message: dict[str, Any], notes: Notes) -> str:
    text = values.words(content.get("text"))
    return f"Output:\n\n{fenced(text)}" if text.strip() else ""


def _quotation(content: dict[str, Any], message: dict[str, Any], notes: Notes) -> str:
    """A web page, or a part of one, that a tool has read: where it is, and how it begins."""
    text = values.words(content.get("snippet")) or values.words(content.get("text"))
    if len(text) > PAGE_CHARACTERS:
        notes.add("page")
        text = f"{text[:PAGE_CHARACTERS].rstrip()}…"
    title = _name(content.get("title")) or _name(content.get("domain")) or ""
    url = content.get("url")
    if isinstance(url, str) and re.fullmatch(r"https?://[^\s<>()]{1,2000}", url):
        title = f"[{title or url}]({url})"
    return quoted("\n\n".join(filter(None, (title, text)))) if title or text else ""


def _browsing(content: dict[str, Any], message: dict[str, Any], notes: Notes) -> str:
    text = "\n\n".join(filter(None, (values.words(content.get(name)).strip() for name in ("result", "summary"))))
    return _quotation({"text": text}, message, notes) if text else ""


def _error(content: dict[str, Any], message: dict[str, Any], notes: Notes) -> str:
    text = values.words(content.get("text")) or _name(content.get("name")) or ""
    return quoted(f"Error: {text}") if text else ""


def _unknown(content: dict[str, Any], message: dict[str, Any], notes: Notes) -> str:
    """A line that says what stood here, and every text in it that is named as text."""
    notes.add("unknown")
    kind = _name(content.get("content_type")) or "unknown"
    parts = content.get("parts")
    texts = [
        *(parts if isinstance(parts, list) else []),
        *(content.get(name) for name in ("text", "result", "content")),
    ]
    found = [values.words(each) for each in texts if isinstance(each, str) and each.strip()]
    return "\n\n".join([f"[Content of the kind “{kind}”]", *found])


def _thoughts(content: dict[str, Any]) -> str:
    given = content.get("thoughts")
    thoughts = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
    return "\n\n".join(filter(None, map(_thought, thoughts)))


def _thought(thought: dict[str, Any]) -> str:
    chunks = thought.get("chunks")
    parts = [each for each in chunks if isinstance(each, str)] if isinstance(chunks, list) else []
    text = values.words(thought.get("content")) or values.words("\n".join(parts))
    return "\n\n".join(filter(None, (values.words(thought.get("summary")), text)))


def _recap(content: dict[str, Any]) -> str:
    return values.words(content.get("content"))


def _role(message: dict[str, Any]) -> Any:
    author = message.get("author")
    return author.get("role") if isinstance(author, dict) else None


_Make = Callable[[dict[str, Any], dict[str, Any], Notes], str]
_KINDS: dict[str, _Make] = {
    "text": _text,
    "multimodal_text": _text,
    "code": _code,
    "execution_output": _output,
    "tether_quote": _quotation,
    "sonic_webpage": _quotation,
    "tether_browsing_display": _browsing,
    "tether_browsing_code": _code,
    "system_error": _error,
}
_THOUGHTS: dict[str, Callable[[dict[str, Any]], str]] = {"thoughts": _thoughts, "reasoning_recap": _recap}
