"""What one event of a stream brings, in a few words."""

from collections.abc import Mapping
from typing import Any

from webchat.inspector.put_together import choices_in, delta_in
from webchat.inspector.sent_message import storable
from webchat.inspector.streamed import EventKind, StreamedEvent
from webchat.provider import Reasoning, Text
from webchat.provider.delta import calls_tools, pieces_of
from webchat.provider.wire import is_complaint, usage_in
from webchat.wording import N_, Words

LONGEST = 60  # characters of a text
KIND_WORDS: Mapping[EventKind, str] = {
    EventKind.done: N_("The end: the provider says that nothing more comes. This is not JSON, only this word."),
    EventKind.comment: N_(
        "A comment: a line that begins with a colon says nothing. It keeps the connection open while the model "
        "is not ready."
    ),
    EventKind.part: N_("A part of an event: the rest of it is not kept."),
    EventKind.other: N_("Lines without data. A reader passes over them."),
}
_ERROR = N_("An error, in the middle of the answer.")
_NO_JSON = N_("Data that is not JSON.")
_TEXT = N_("Text: “%(text)s”")
_THOUGHT = N_("A thought: “%(text)s”")
_TOOL = N_("A piece of a call of a function.")
_REASON = N_("The text ends here. The reason: %(reason)s.")
_USAGE = N_("What was counted: %(read)s tokens read, %(written)s written.")
_ROLE = N_("The beginning: it says who speaks. There is no text yet.")
_NOTHING = N_("Nothing new for the text.")


def event_words(event: StreamedEvent) -> Words:
    """What it brings."""
    if event.kind is not EventKind.data:
        return Words(KIND_WORDS[event.kind])
    payload = event.payload
    if payload is None:
        return Words(_NO_JSON)
    if is_complaint(payload):
        return Words(_ERROR)
    for choice in choices_in(payload):
        if words := _of_choice(choice):
            return words
    usage = usage_in(payload)
    if usage and usage.prompt_tokens is not None and usage.completion_tokens is not None:
        return Words(_USAGE, {"read": usage.prompt_tokens, "written": usage.completion_tokens})
    begins = any(delta_in(choice).get("role") for choice in choices_in(payload))
    return Words(_ROLE if begins else _NOTHING)


def brings_text(event: StreamedEvent) -> bool:
    """Whether it brings a piece of the answer's text."""
    return Text in _brought(event)


def brings_thought(event: StreamedEvent) -> bool:
    """Whether it brings a piece of what the model thought."""
    return Reasoning in _brought(event)


def _brought(event: StreamedEvent) -> set[type[Text | Reasoning]]:
    choices = choices_in(event.payload) if event.payload else []
    return {kind for choice in choices for kind, text in pieces_of(_delta(choice)) if text}


def _of_choice(choice: dict[str, Any]) -> Words | None:
    delta = _delta(choice)
    for kind, text in pieces_of(delta):
        if text:
            return Words(_THOUGHT if kind is Reasoning else _TEXT, {"text": _short(text)})
    if calls_tools(delta):
        return Words(_TOOL)
    if reason := choice.get("finish_reason"):
        return Words(_REASON, {"reason": _short(str(reason))})
    return None


def _delta(choice: dict[str, Any]) -> dict[str, Any]:
    return delta_in(choice) or {"content": choice.get("text")}


def _short(text: str) -> str:
    shown = storable(text[:LONGEST]).replace("\n", "⏎")
    return shown if len(text) <= LONGEST else shown + "…"
